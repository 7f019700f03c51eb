/*
 * html - markup in which nothing that a stranger wrote can be markup
 *
 * Markup is written in literals alone; where one has a `$` the next value
 * stands, through html_text():
 *
 *	html_put(out, "<dt>$</dt><dd>$</dd>", label, value);
 *
 * A `$` may stand in an attribute, between double quotes.  All is at the same
 * time well-formed XML 1.0, so that a strict reader can tell what is broken.
 */
#ifndef INSPECT_REPORT_HTML_HTML_H
#define INSPECT_REPORT_HTML_HTML_H

#include "common/base/text.h"
#include "inspect/report/page.h"

#define HTML_VALUE_MOST ((size_t)4000) /* octets of one: more than is read */

/* The one place where the text of strangers enters a page: as text_shown()
 * makes it visible, then escaped.  Beyond HTML_VALUE_MOST it is cut, and
 * ends with an ellipsis. */
void html_text(struct text *out, struct bytes value);
/* The same, uncut, line by line: what is to be copied, in <pre>. */
void html_lines(struct text *out, struct bytes lines);

void html_add(struct text *out, const char *markup);
#define html_put(out, markup, ...)                                            \
	html_put_all((out), "" markup, (const struct bytes[]){ __VA_ARGS__ }, \
	    sizeof((const struct bytes[]){ __VA_ARGS__ }) /                   \
		sizeof(struct bytes))
void html_put_all(struct text *out, const char *markup,
    const struct bytes *values, size_t count);

/* The class of a tone: "good", "bad", "unsure", "faint", "plain". */
struct bytes html_tone(enum tone tone);
/* What says the same without colour: a tick, a cross ... */
struct bytes html_mark(enum tone tone);

#endif
