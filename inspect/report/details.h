/* details - what -v adds: hops, claims, signatures, each in full */
#ifndef INSPECT_REPORT_DETAILS_H
#define INSPECT_REPORT_DETAILS_H

#include "inspect/model/model.h"
#include "inspect/report/page.h"

void report_details(struct page *page, const struct inspection *in);

/* What was asked, in order, and what was answered; nothing without DNS. */
void report_questions(struct page *page, const struct dns *dns);

#endif
