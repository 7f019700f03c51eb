/* advice - the findings, each with its fix and what follows from it */
#ifndef INSPECT_REPORT_ADVICE_H
#define INSPECT_REPORT_ADVICE_H

#include "inspect/model/model.h"
#include "inspect/report/page.h"

/* Where the next option of a command begins, outside of quotes: there it may be
 * broken.  The end without one. */
size_t command_option_end(struct bytes command);

void report_advice(struct page *page, const struct inspection *in);

#endif
