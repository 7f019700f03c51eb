#include "inspect/report/page.h"

#include <string.h>

const char *page_glyph(const struct page *page, enum glyph glyph)
{
	static const char *const glyphs[][2] = {
		[GLYPH_TOP] = { "+", "\u252c" },
		[GLYPH_LINE] = { "|", "\u2502" },
		[GLYPH_BRANCH] = { "+", "\u251c" },
		[GLYPH_END] = { "`", "\u2514" },
		[GLYPH_DIFFERS] = { "!=", "\u2260" },
		[GLYPH_CUT] = { "...", "\u2026" },
		[GLYPH_TO] = { "->", "\u2192" },
	};

	return glyphs[glyph][page->style.utf8];
}

static const char *tone_code(enum tone tone)
{
	static const char *const codes[] = {
		[TONE_PLAIN] = "",
		[TONE_GOOD] = "\x1b[1;32m",
		[TONE_BAD] = "\x1b[1;31m",
		[TONE_UNSURE] = "\x1b[33m",
		[TONE_FAINT] = "\x1b[2m",
	};

	return codes[tone];
}

static void add_ascii(struct text *out, struct bytes utf8)
{
	uint32_t code;

	while (utf8.len > 0) {
		size_t len = utf8_next(utf8, &code);
		if (code < 0x80)
			text_char(out, (char)code);
		else
			text_printf(out, "\\u%04x", (unsigned)code);
		utf8 = bytes_skip(utf8, len);
	}
}

/* What may stand on the terminal for `b`, into `out`. */
static void make_shown(
    const struct page *page, struct text *out, struct bytes b)
{
	if (page->style.utf8) {
		text_shown(out, b);
		return;
	}
	struct text utf8 = text_new(REPORT_LIMIT);
	text_shown(&utf8, b);
	add_ascii(out, text_bytes(&utf8));
	text_free(&utf8);
}

size_t page_columns(const struct page *page, struct bytes b)
{
	struct text shown = text_new(REPORT_LIMIT);

	make_shown(page, &shown, b);
	size_t columns = text_columns(text_bytes(&shown));
	text_free(&shown);
	return columns;
}

/* `shown` is safe already. */
static void add_shown(struct page *page, enum tone tone, struct bytes shown)
{
	bool toned = page->style.color && tone != TONE_PLAIN && shown.len > 0;

	if (toned)
		text_add(page->out, bytes_of(tone_code(tone)));
	text_add(page->out, shown);
	if (toned)
		text_add(page->out, BYTES("\x1b[0m"));
	page->column += text_columns(shown);
}

void page_add(struct page *page, enum tone tone, struct bytes b)
{
	struct text shown = text_new(REPORT_LIMIT);

	make_shown(page, &shown, b);
	add_shown(page, tone, text_bytes(&shown));
	text_free(&shown);
}

void page_say(struct page *page, enum tone tone, const char *words)
{
	add_shown(page, tone, bytes_of(words));
}

void page_line_end(struct page *page)
{
	text_char(page->out, '\n');
	page->column = 0;
}

void page_to(struct page *page, size_t column)
{
	if (page->column < column) {
		text_repeat(page->out, ' ', column - page->column);
		page->column = column;
	}
}

/* The longest end of `b` that takes at most `width` columns. */
static struct bytes last_columns(struct bytes b, size_t width)
{
	uint32_t code;

	while (text_columns(b) > width) {
		size_t len = utf8_next(b, &code);
		b = bytes_skip(b, len > 0 ? len : 1);
	}
	return b;
}

/* The longest beginning of `b` that takes at most `width` columns, and at
 * least one character. */
static struct bytes first_columns(struct bytes b, size_t width)
{
	size_t at = 0, columns = 0;
	uint32_t code;

	while (at < b.len) {
		size_t len = utf8_next(bytes_skip(b, at), &code);
		len = len > 0 ? len : 1;
		columns += text_columns(bytes_first(bytes_skip(b, at), len));
		if (at > 0 && columns > width)
			break;
		at += len;
	}
	return bytes_first(b, at);
}

/* Far more than a row shows: what is longer is cut before it is measured. */
#define CELL_MOST 1000

void page_cell(struct page *page, enum tone tone, struct bytes b, size_t width)
{
	struct text shown = text_new(REPORT_LIMIT);
	struct bytes cut = bytes_of(page_glyph(page, GLYPH_CUT));

	if (b.len > CELL_MOST)
		b = bytes_skip(b, b.len - CELL_MOST);
	make_shown(page, &shown, b);
	struct bytes all = text_bytes(&shown);
	if (text_columns(all) <= width) {
		add_shown(page, tone, all);
	} else {
		add_shown(page, tone, cut);
		add_shown(
		    page, tone, last_columns(all, width - text_columns(cut)));
	}
	text_free(&shown);
}

/* Take the next word off `rest`. */
static bool next_word(struct bytes *rest, struct bytes *word)
{
	while (rest->len > 0 && rest->ptr[0] == ' ')
		*rest = bytes_skip(*rest, 1);
	if (rest->len == 0)
		return false;
	bytes_cut(*rest, ' ', word, rest);
	if (!bytes_present(*rest))
		*rest = bytes_skip(*word, word->len);
	return true;
}

static void add_long_word(struct page *page, size_t indent, struct bytes word)
{
	while (word.len > 0) {
		struct bytes part =
		    first_columns(word, PAGE_COLUMNS - page->column);
		add_shown(page, TONE_PLAIN, part);
		word = bytes_skip(word, part.len);
		if (word.len > 0) {
			page_line_end(page);
			page_to(page, indent);
		}
	}
}

void page_paragraph(struct page *page, size_t indent, struct bytes b)
{
	struct text shown = text_new(REPORT_LIMIT);
	struct bytes rest, word;
	bool first = true;

	make_shown(page, &shown, b);
	rest = text_bytes(&shown);
	page_to(page, indent);
	while (next_word(&rest, &word)) {
		size_t columns = text_columns(word);
		if (!first && page->column + 1 + columns > PAGE_COLUMNS) {
			page_line_end(page);
			page_to(page, indent);
		} else if (!first)
			page_to(page, page->column + 1);
		add_long_word(page, indent, word);
		first = false;
	}
	page_line_end(page);
	text_free(&shown);
}

void page_reason(struct page *page, struct bytes b)
{
	if (page->style.quiet) {
		page_add(page, TONE_PLAIN, b);
		page_line_end(page);
	} else
		page_paragraph(page, page->column, b);
}
