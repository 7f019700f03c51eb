/*
 * report_html - reports as one page that needs nothing else
 *
 *	report_html_begin(&out, title, heading);
 *	report_html(&in, style, &out);
 *	report_html_end(&out);
 *
 * A page is one file without script and without anything to load; its own
 * policy (CSP) forbids both.  Light and dark, narrow and in print, and to
 * those who hear it, it says the same.  Nothing of a message or of the DNS is
 * markup in it, and it is well-formed XML (html.h).
 */
#ifndef INSPECT_REPORT_HTML_REPORT_HTML_H
#define INSPECT_REPORT_HTML_REPORT_HTML_H

#include "inspect/model/model.h"
#include "inspect/report/report.h"

/* `heading` stands on the page, the title on the window. */
void report_html_begin(
    struct text *out, struct bytes title, struct bytes heading);
/* An article: of a message, of none, or of what is published.  The style is of
 * no concern; REPORT_LIMIT suffices. */
void report_html(
    const struct inspection *in, struct report_style style, struct text *out);
void report_html_end(struct text *out);

#endif
