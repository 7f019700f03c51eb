/*
 * report_spf - what SPF found, and how
 *
 * The result and why, every term in the order tried, below the include or
 * redirect that led to it, and what it cost.
 */
#ifndef INSPECT_REPORT_REPORT_SPF_H
#define INSPECT_REPORT_REPORT_SPF_H

#include "inspect/report/page.h"

/* All of `mailplumb spf`: verified.spf, the findings; with -v the questions
 * to the DNS. */
void report_spf(
    const struct inspection *in, struct report_style style, struct text *out);

/* The terms and the totals, for reports that tell the rest themselves. */
void report_spf_steps(struct page *page, const struct spf_verdict *verdict);

/* Why, in one line: what matched, or the reason with its detail. */
void report_spf_why(const struct spf_verdict *verdict, struct text *out);

#endif
