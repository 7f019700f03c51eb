/* common/base: bytes, arena, scan, names, fault */
#include "tests/test.h"

#include "common/base/arena.h"
#include "common/base/fault.h"
#include "common/base/names.h"
#include "common/base/scan.h"
#include <errno.h>
#include <string.h>

static void try_cut(void)
{
	static const struct {
		const char *shows, *in, *before, *after, *before_last,
		    *after_last;
	} rows[] = {
		{ "one mark", "a=b", "a", "b", "a", "b" },
		{ "two marks", "a=b=c", "a", "b=c", "a=b", "c" },
		{ "mark at the end", "a=", "a", "", "a", "" },
		{ "mark alone", "=", "", "", "", "" },
		{ "no mark", "ab", "ab", NULL, NULL, "ab" },
		{ "empty", "", "", NULL, NULL, "" },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bytes before, after;
		test_row(rows[i].shows);
		bytes_cut(bytes_of(rows[i].in), '=', &before, &after);
		check_bytes("before", before, bytes_of(rows[i].before));
		check_bytes("after", after, bytes_of(rows[i].after));
		bytes_cut_last(bytes_of(rows[i].in), '=', &before, &after);
		check_bytes(
		    "before the last", before, bytes_of(rows[i].before_last));
		check_bytes(
		    "after the last", after, bytes_of(rows[i].after_last));
	}
}

/* Every pair of octets, at each place among those that are read at once. */
static void try_same(void)
{
	char a[] = "aB-[z`@{]0Q", b[] = "Ab-[Z`@{]0q";
	size_t len = sizeof(a) - 1, wrong = 0;

	test_row("letters in any case");
	for (size_t at = 0; at < len; at++)
		for (int pair = 0; pair < 256 * 256; pair++) {
			char x = a[at], y = b[at];
			a[at] = (char)(pair >> 8);
			b[at] = (char)pair;
			wrong += ascii_same(a, b, len) !=
				 (ascii_lower(a[at]) == ascii_lower(b[at]));
			a[at] = x;
			b[at] = y;
		}
	check_number("wrong", (int64_t)wrong, 0);
}

static void try_numbers(void)
{
	static const struct {
		const char *shows, *in;
		uint64_t max;
		int64_t number; /* -1: refused */
	} rows[] = {
		{ "zero", "0", 9, 0 },
		{ "the limit", "255", 255, 255 },
		{ "one more", "256", 255, -1 },
		{ "limit below ten", "5", 4, -1 },
		{ "a number that wraps", "18446744073709551617", UINT64_MAX,
		    -1 },
		{ "text behind", "587x", 65535, -1 },
		{ "sign", "+1", 9, -1 },
		{ "empty", "", 9, -1 },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		uint64_t n = 0;
		test_row(rows[i].shows);
		bool read = bytes_number(bytes_of(rows[i].in), rows[i].max, &n);
		check_number("number", read ? (int64_t)n : -1, rows[i].number);
	}
}

static void try_search(void)
{
	struct bytes text = BYTES("Received-SPF: Pass");

	test_row("find, in its own case");
	check_true("there", bytes_find(text, BYTES("SPF")) == text.ptr + 9);
	check_true("not there", bytes_find(text, BYTES("spf")) == NULL);
	check_true("at the end", bytes_find(text, BYTES("ss")) != NULL);
	check_true("longer than the text",
	    bytes_find(BYTES("a"), BYTES("ab")) == NULL);
	test_row("find, in any case");
	check_true("there", bytes_ifind(text, BYTES("spf")) == text.ptr + 9);
	check_true("not there", bytes_ifind(text, BYTES("dkim")) == NULL);
	check_true("absent text", bytes_ifind(ABSENT, BYTES("a")) == NULL);
	test_row("starts and ends");
	check_true("starts", bytes_starts(text, BYTES("Rec")));
	check_true("starts, any case", bytes_istarts(text, BYTES("rec")));
	check_true("ends, any case", bytes_iends(text, BYTES("PASS")));
	check_true("not starts", !bytes_starts(BYTES("a"), BYTES("ab")));
	test_row("absent is not empty, yet equal in content");
	check_true("present", bytes_present(BYTES("")));
	check_true("absent", !bytes_present(ABSENT));
	check_true("equal", bytes_eq(ABSENT, BYTES("")));
}

static void try_lines(void)
{
	static const char *const want[] = { "one", "", "two\rthree", "four" };
	struct bytes rest = BYTES("one\r\n\ntwo\rthree\r\nfour"), line;
	size_t n = 0;

	test_row("lines end with LF or CRLF, the last may end without");
	for (; bytes_line(&rest, &line) && n < ROWS(want); n++)
		check_bytes("line", line, bytes_of(want[n]));
	check_number("lines", n, ROWS(want));
}

static void try_arena(void)
{
	struct arena *arena = arena_open();

	test_row("an arena settles on one block");
	for (int round = 0; round < 3; round++) {
		memset(arena_alloc(arena, 1000000), 1, 1000000);
		arena_alloc(arena, 100);
		arena_reset(arena);
	}
	size_t before = arena_blocks_taken();
	char *memory = arena_alloc(arena, 1000000);
	check_number("blocks taken", arena_blocks_taken() - before, 0);
	check_number("zeroed", memory[999999], 0);

	test_row("an arena aligns and copies");
	arena_alloc(arena, 1);
	check_number("aligned",
	    (uintptr_t)arena_alloc(arena, 8) % _Alignof(max_align_t), 0);
	check_bytes(
	    "lower", arena_lower(arena, BYTES("MiXed")), BYTES("mixed"));
	check_bytes(
	    "printf", arena_printf(arena, "%d-%s", 7, "x"), BYTES("7-x"));
	arena_close(arena);
}

static void try_scan(void)
{
	struct scan s = scan_of(BYTES("12;ab"));

	test_row("a scan keeps its first mistake and stays there");
	check_bytes("digits", scan_while(&s, is_digit), BYTES("12"));
	scan_char(&s, ':', "':' behind the number");
	scan_char(&s, ';', "';' behind the number");
	check_text("mistake", s.mistake, "':' behind the number");
	check_bytes("place", bytes_between(s.at, s.end), BYTES(";ab"));
	check_true("end", scan_end(&s));
	check_true("not done", !scan_done(&s));
}

static void try_names(void)
{
	static const struct name table[] = { { "one", 1 }, { "two", 2 },
		{ NULL, -1 } };

	test_row("names and codes");
	check_number("any case", name_code(table, BYTES("TWO")), 2);
	check_number("unknown", name_code(table, BYTES("three")), -1);
	check_text("word", name_word(table, 1), "one");
	check_text("no word", name_word(table, 9), NULL);
}

static void try_faults(void)
{
	struct fault fault = { 0 };
	char longest[3000];

	test_row("a fault gets its context in front and stays one line");
	fault_set(&fault, FAULT_INPUT, "line %d:\n\x1b[1m", 3);
	check_true("false", !fault_at(&fault, "%s", "a.eml"));
	check_text("text", fault.text, "a.eml: line 3:??[1m");
	check_number("exit status", fault_exit_status(fault.kind), 3);

	test_row("a fault names the system's error");
	errno = ENOENT;
	fault_errno(&fault, FAULT_OURS, "cannot open %s", "x");
	check_text(
	    "text", fault.text, "cannot open x: No such file or directory");

	test_row("a long fault is cut visibly");
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	fault_set(&fault, FAULT_USAGE, "%s", longest);
	check_number("length", strlen(fault.text), sizeof(fault.text) - 1);
	check_text("end", fault.text + strlen(fault.text) - 4, "a...");
	fault_at(&fault, "%s", longest);
	check_text("end", fault.text + strlen(fault.text) - 4, "a...");
}

int main(void)
{
	try_cut();
	try_same();
	try_numbers();
	try_search();
	try_lines();
	try_arena();
	try_scan();
	try_names();
	try_faults();
	return test_end("test_bytes");
}
