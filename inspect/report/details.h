/* details - what -v adds: hops, claims, signatures, each in full */
#ifndef INSPECT_REPORT_DETAILS_H
#define INSPECT_REPORT_DETAILS_H

#include "inspect/model/model.h"
#include "inspect/report/page.h"

void report_details(struct page *page, const struct inspection *in);

/* "dkim=pass header.d=example.com (...)", as it was claimed. */
void claim_words(const struct claim *claim, struct text *out);

/* What was asked, in order, and what was answered; nothing without DNS. */
void report_questions(struct page *page, const struct dns *dns);

#endif
