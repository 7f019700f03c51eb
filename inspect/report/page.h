/*
 * page - text laid out for a terminal of 80 columns
 *
 * All that is written passes text_shown(), so nothing of a message reaches
 * the terminal raw; in a locale that is not UTF-8 every character beyond
 * ASCII becomes \u00fc, since its octets may be controls there.
 */
#ifndef INSPECT_REPORT_PAGE_H
#define INSPECT_REPORT_PAGE_H

#include "common/base/text.h"
#include "inspect/report/report.h"

#define PAGE_COLUMNS ((size_t)80)

enum tone { TONE_PLAIN, TONE_GOOD, TONE_BAD, TONE_UNSURE, TONE_FAINT };
enum glyph {
	GLYPH_TOP,
	GLYPH_LINE,
	GLYPH_BRANCH,
	GLYPH_END,
	GLYPH_DIFFERS,
	GLYPH_CUT,
	GLYPH_TO,
};

struct page {
	struct text *out;
	struct report_style style;
	size_t column; /* where the next character stands, from 0 */
};

const char *page_glyph(const struct page *page, enum glyph glyph);

void page_add(struct page *page, enum tone tone, struct bytes b);
void page_say(struct page *page, enum tone tone, const char *words);
void page_line_end(struct page *page);
void page_to(struct page *page, size_t column); /* blanks up to there */

/* At most `width` columns; what is longer loses its beginning, since the end
 * of a domain tells whose it is. */
void page_cell(struct page *page, enum tone tone, struct bytes b, size_t width);

/* Words, broken before column 80 and continued at `indent`; then a line
 * end.  A word that is longer than a line is broken anywhere. */
void page_paragraph(struct page *page, size_t indent, struct bytes b);

/* Why a verdict is as it is, behind its word: a paragraph from here on; quiet:
 * one line, however long. */
void page_reason(struct page *page, struct bytes b);

/* How many columns page_add() would take. */
size_t page_columns(const struct page *page, struct bytes b);

#endif
