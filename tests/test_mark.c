/* inspect/judge/mark: where in a text something is wrong */
#include "tests/test.h"

#include "inspect/judge/mark.h"

#define LONG "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopq"

static const struct {
	const char *shows, *text;
	size_t at, len;
	const char *want;
} rows[] = {
	{ "in the middle", "p=ab\"cd", 4, 1, "octet 5: p=ab-->\"<--cd" },
	{ "at the start", " v=1", 0, 1, "octet 1: --> <--v=1" },
	{ "at the end", "v=1;;", 4, 1, "octet 5: v=1;-->;<--" },
	{ "something is missing", "v1", 1, 0, "octet 2: v--><--1" },
	{ "missing at the end", "v=", 2, 0, "octet 3: v=--><--" },
	{ "nothing there", "", 0, 0, "octet 1: --><--" },
	{ "longer than the text", "abc", 1, 9, "octet 2: a-->bc<--" },
	{ "outside", "abc", 4, 1, NULL },
	{ "a text that is absent", NULL, 0, 1, NULL },
	{ "as much as is shown before", LONG, 24, 1,
	    "octet 25: 0123456789abcdefghijklmn-->o<--"
	    "pqrstuvwxyz0123456789abc..." },
	{ "more before, all after", LONG, 38, 1,
	    "octet 39: ...efghijklmnopqrstuvwxyz01-->2<--"
	    "3456789abcdefghijklmnopq" },
	{ "a long place", LONG, 1, 60,
	    "octet 2: 0-->123456789abcdefghijklmnopqrstuvwxyz0123456789abc..."
	    "<--pq" },
};

int main(void)
{
	struct arena *arena = arena_open();

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bytes text = bytes_of(rows[i].text);
		test_row(rows[i].shows);
		check_bytes("marked",
		    marked_at(arena, text, rows[i].at, rows[i].len),
		    bytes_of(rows[i].want));
	}
	struct bytes text = BYTES("v=1; p=x");
	test_row("a view into the text");
	check_bytes("marked", marked(arena, text, bytes_skip(text, 5)),
	    BYTES("octet 6: v=1; -->p=x<--"));
	test_row("the view at its end");
	check_bytes("marked", marked(arena, text, bytes_skip(text, 8)),
	    BYTES("octet 9: v=1; p=x--><--"));
	test_row("a view of something else");
	check_true("not a part of it",
	    !bytes_present(marked(arena, text, BYTES("p"))));
	check_true(
	    "nothing to mark", !bytes_present(marked(arena, text, ABSENT)));
	check_true("no text", !bytes_present(marked(arena, ABSENT, text)));
	arena_close(arena);
	return test_end("test_mark");
}
