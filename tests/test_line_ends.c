/* common/mail/line_ends: CRLF, and what stands alone */
#include "tests/test.h"

#include "common/base/text.h"
#include "common/mail/line_ends.h"

static const struct {
	const char *shows, *text;
	bool pairs, local;
	struct line_ends ends;
} rows[] = {
	{ "nothing", "", true, true, { 0, 0, 0, 0, 0 } },
	{ "no line end", "x", true, true, { 0, 0, 0, 0, 0 } },
	{ "CRLF", "a\r\nb\r\n\r\n", true, false, { 3, 0, 0, 0, 0 } },
	{ "LF", "a\nb\n", false, true, { 0, 2, 0, 1, 0 } },
	{ "LF first", "\na\r\n", false, false, { 1, 1, 0, 1, 0 } },
	{ "CR first", "\ra\r\n", false, false, { 1, 0, 1, 0, 1 } },
	{ "CR last", "a\r\nb\r", false, false, { 1, 0, 1, 0, 2 } },
	{ "LF last", "a\r\nb\n", false, false, { 1, 1, 0, 2, 0 } },
	{ "CR within a line", "a\r\nb\rc\r\n", false, false,
	    { 2, 0, 1, 0, 2 } },
	{ "CR before CRLF", "a\r\r\nb\r\n", false, false, { 2, 0, 1, 0, 1 } },
	{ "LF and CR", "a\n\rb\r\n", false, false, { 1, 1, 1, 1, 2 } },
	{ "CR alone in a file with LF", "a\nb\rc\n", false, false,
	    { 0, 2, 1, 1, 2 } },
};

static void try_row(size_t i)
{
	struct bytes text = bytes_of(rows[i].text);
	struct line_ends ends = line_ends_count(text);

	test_row(rows[i].shows);
	check_true("pairs", line_ends_are_pairs(text) == rows[i].pairs);
	check_true("local", line_ends_are_local(text) == rows[i].local);
	check_number("CRLF", ends.pairs, rows[i].ends.pairs);
	check_number("LF", ends.lf, rows[i].ends.lf);
	check_number("CR", ends.cr, rows[i].ends.cr);
	check_number("line of LF", ends.lf_line, rows[i].ends.lf_line);
	check_number("line of CR", ends.cr_line, rows[i].ends.cr_line);
}

/* Wherever the odd octet stands in a long text. */
static void try_places(void)
{
	struct text text = text_new(10000);

	while (text.len < 2500)
		text_add(&text, BYTES("abcdefgh\r\n"));
	test_row("a long text");
	check_true("pairs", line_ends_are_pairs(text_bytes(&text)));
	test_row("one octet of a long text");
	for (size_t i = 0; i < text.len; i++)
		for (int k = 0; k < 2; k++) {
			char was = text.ptr[i], now = "\r\n"[k];
			text.ptr[i] = now;
			check_true("is odd, unless it was the same",
			    line_ends_are_pairs(text_bytes(&text)) ==
				(was == now));
			text.ptr[i] = was;
		}
	text_free(&text);
}

int main(void)
{
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(i);
	try_places();
	return test_end("test_line_ends");
}
