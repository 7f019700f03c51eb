/*
 * report_html - reports as one page that needs nothing else
 *
 *	report_html_begin(&out, BYTES("mailplumb inspect"));
 *	report_html(&in, false, &out);
 *	report_html_end(&out);
 *
 * A page is one file without script, links or anything to load; its own policy
 * (CSP) forbids all of that.  Light and dark, narrow and in print, and to
 * those who hear it, it says the same.  Nothing of a message or of the DNS is
 * markup in it, and it is well-formed XML (html.h).
 */
#ifndef INSPECT_REPORT_HTML_REPORT_HTML_H
#define INSPECT_REPORT_HTML_REPORT_HTML_H

#include "common/base/fault.h"
#include "inspect/model/model.h"
#include "inspect/report/report.h"

void report_html_begin(struct text *out, struct bytes title);
/* Of a message, of none, or of what is published.  `one_of_several`: folded,
 * so that the verdict lines are the summary of all; REPORT_LIMIT suffices. */
void report_html(
    const struct inspection *in, bool one_of_several, struct text *out);
/* What could not be inspected at all. */
void report_html_fault(const struct fault *fault, struct text *out);
void report_html_end(struct text *out);

#endif
