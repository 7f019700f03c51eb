/*
 * inspect/report: the layout of a page, and the reports of what never became
 * a message; whole reports are in fixtures/reports (test_cases)
 */
#include "tests/test.h"

#include "inspect/judge/judge.h"
#include "inspect/report/page.h"
#include "inspect/run/inspection.h"
#include "mailplumb/options/common_options.h"
#include <string.h>

#define TEN    "xxxxxxxxx "
#define THIRTY TEN TEN TEN

/* ---- paragraphs ------------------------------------------------------------
 */

static const struct {
	const char *shows, *text;
	size_t indent;
	bool utf8;
	const char *page;
} paragraphs[] = {
	{ "a short line", "one two", 4, true, "    one two\n" },
	{ "nothing", "", 2, true, "  \n" },
	{ "a line of 80 columns stays", THIRTY THIRTY TEN TEN, 1, true,
	    " xxxxxxxxx xxxxxxxxx xxxxxxxxx xxxxxxxxx xxxxxxxxx xxxxxxxxx "
	    "xxxxxxxxx xxxxxxxxx\n" },
	{ "the word that passes column 80 moves", THIRTY THIRTY TEN TEN, 2,
	    true,
	    "  xxxxxxxxx xxxxxxxxx xxxxxxxxx xxxxxxxxx xxxxxxxxx xxxxxxxxx "
	    "xxxxxxxxx\n  xxxxxxxxx\n" },
	{ "a word longer than the line is cut", "1234567890123456789012345", 70,
	    true,
	    "                                                                 "
	    "     1234567890\n"
	    "                                                                 "
	    "     1234567890\n"
	    "                                                                 "
	    "     12345\n" },
	{ "wide characters count twice", "\u6f22\u6f22\u6f22\u6f22\u6f22\u6f22",
	    70, true,
	    "                                                                 "
	    "     \u6f22\u6f22\u6f22\u6f22\u6f22\n"
	    "                                                                 "
	    "     \u6f22\n" },
	{ "an escape sequence becomes visible", "a\x1b[2Jb", 0, true,
	    "a\\x1b[2Jb\n" },
	{ "in a plain locale all is ASCII", "Gr\u00fc\u00df\u202e", 0, false,
	    "Gr\\u00fc\\u00df\\u202e\n" },
	{ "broken UTF-8", "a\xff\xc3", 0, false, "a\\xff\\xc3\n" },
};

static void try_paragraphs(void)
{
	for (size_t i = 0; i < ROWS(paragraphs); i++) {
		struct text out = text_new(10000);
		struct page page = { .out = &out,
			.style = { .utf8 = paragraphs[i].utf8 } };
		test_row(paragraphs[i].shows);
		page_paragraph(
		    &page, paragraphs[i].indent, bytes_of(paragraphs[i].text));
		check_bytes(
		    "page", text_bytes(&out), bytes_of(paragraphs[i].page));
		text_free(&out);
	}
}

/* ---- cells -----------------------------------------------------------------
 */

static void try_cells(void)
{
	static const struct {
		const char *shows, *text;
		size_t width;
		bool utf8;
		const char *page;
	} rows[] = {
		{ "a cell that fits", "example.com", 11, true, "example.com" },
		{ "a cell that does not loses its beginning", "example.com", 10,
		    true, "\u2026ample.com" },
		{ "and in ASCII", "example.com", 10, false, "...ple.com" },
		{ "wide characters", "\u6f22\u6f22\u6f22", 5, true,
		    "\u2026\u6f22\u6f22" },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct text out = text_new(1000);
		struct page page = { .out = &out,
			.style = { .utf8 = rows[i].utf8 } };
		test_row(rows[i].shows);
		page_cell(
		    &page, TONE_PLAIN, bytes_of(rows[i].text), rows[i].width);
		check_bytes("cell", text_bytes(&out), bytes_of(rows[i].page));
		check_true("no wider", page.column <= rows[i].width);
		text_free(&out);
	}
}

/* ---- no message ------------------------------------------------------------
 */

static const char lost[] =
    "FAIL  daily: prod \u2192 gmail: the message was in no folder by the "
    "deadline\n"
    "\n"
    "  BROKEN  locate-not-found\n"
    "          Neither in INBOX nor in Junk after 5 m.\n"
    "  fix     Look at the suppression list of SES, at its delivery events, "
    "and\n"
    "          whether the receiver greylists (then allow more time).\n";

static void try_missing(void)
{
	struct common_options options = common_options_new();
	struct premises premises = common_premises(&options);
	struct arena *arena = arena_open();
	struct inspection in = inspection_new(arena, &premises);
	struct probe probe = { .check = BYTES("daily"),
		.sender = BYTES("prod"),
		.mailbox = BYTES("gmail"),
		.timing = {
		    TIME_UNKNOWN, TIME_UNKNOWN, TIME_UNKNOWN, TIME_UNKNOWN } };
	struct text out = text_new(10000);

	test_row("a message that was never found");
	in.probe = &probe;
	judge_missing(&in, "locate-not-found", FAULT_LOCATE,
	    BYTES("Neither in INBOX nor in Junk after 5 m."));
	report_text(&in, (struct report_style){ .utf8 = true }, &out);
	check_bytes("report", text_bytes(&out), bytes_of(lost));

	test_row("the same, quiet");
	text_clear(&out);
	report_text(
	    &in, (struct report_style){ .utf8 = true, .quiet = true }, &out);
	check_bytes("report", text_bytes(&out),
	    bytes_first(
		bytes_of(lost), (size_t)(strchr(lost, '\n') - lost) + 1));

	test_row("the same as JSON");
	struct json *json = report_json(&in);
	check_bytes(
	    "verdict", json_bytes(json_get(json, "verdict")), BYTES("fail"));
	check_true("no size", !bytes_present(json_bytes(json_get(
				  json_get(json, "message"), "from"))));
	check_number(
	    "findings", (int64_t)json_size(json_get(json, "findings")), 1);
	json_free(json);
	text_free(&out);
	arena_close(arena);
}

int main(void)
{
	try_paragraphs();
	try_cells();
	try_missing();
	return test_end("test_report_text");
}
