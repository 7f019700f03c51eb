/* advice - the findings, each with its fix and what follows from it */
#ifndef INSPECT_REPORT_ADVICE_H
#define INSPECT_REPORT_ADVICE_H

#include "inspect/model/model.h"
#include "inspect/report/page.h"

void report_advice(struct page *page, const struct inspection *in);

#endif
