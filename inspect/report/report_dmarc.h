/*
 * report_dmarc - DMARC by both standards, and how it came to that
 *
 * The result and why, the organisational domain by each standard and the
 * names that were asked for it, the record, every identifier with its
 * alignment, and in what the standards differ.
 */
#ifndef INSPECT_REPORT_REPORT_DMARC_H
#define INSPECT_REPORT_REPORT_DMARC_H

#include "inspect/report/page.h"

/* All of `mailplumb align`: verified.dmarc, the findings; with -v the
 * questions to the DNS. */
void report_dmarc(
    const struct inspection *in, struct report_style style, struct text *out);

/* What was found at a name of the walk, behind it. */
void dmarc_place_words(const struct dmarc_place *place, struct text *out);
/* Whether a domain lets reports come to it, in words. */
const char *report_permission_words(enum report_permission permission);

/* How it came to that, for reports that tell the result themselves. */
void report_dmarc_details(
    struct page *page, const struct dmarc_verdict *verdict);

#endif
