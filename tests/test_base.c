/* common/base: text, clock, crypto, json, options */
#include "tests/test.h"

#include "common/base/clock.h"
#include "common/base/crypto.h"
#include "common/base/json.h"
#include "common/base/options.h"
#include "common/base/text.h"
#include <string.h>

static void try_shown(void)
{
	static const struct {
		const char *shows, *in, *out;
	} rows[] = {
		{ "plain text stays", "Hello", "Hello" },
		{ "UTF-8 stays", "Gr\xc3\xbc\xc3\x9f", "Gr\xc3\xbc\xc3\x9f" },
		{ "escape", "a\x1b[31mb", "a\\x1b[31mb" },
		{ "C1 control as UTF-8",
		    "\xc2\x9b"
		    "31m",
		    "\\u009b31m" },
		{ "C1 control raw",
		    "\x9b"
		    "31m",
		    "\\x9b31m" },
		{ "right-to-left override",
		    "\xe2\x80\xae"
		    "x",
		    "\\u202ex" },
		{ "folding", "a\r\n\tb", "a b" },
		{ "bare CR", "a\rb", "a\\x0db" },
		{ "overlong slash", "\xc0\xaf", "\\xc0\\xaf" },
		{ "surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "cut sequence", "\xe2\x82", "\\xe2\\x82" },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct text text = text_new(1000);
		test_row(rows[i].shows);
		text_shown(&text, bytes_of(rows[i].in));
		check_bytes("shown", text_bytes(&text), bytes_of(rows[i].out));
		text_free(&text);
	}
}

static void try_utf8(void)
{
	static const struct {
		const char *shows, *in;
		bool valid, ascii;
	} rows[] = {
		{ "empty", "", true, true },
		{ "ASCII", "a\x7f\n", true, true },
		{ "two, three and four octets",
		    "\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80!", true, false },
		{ "continuation alone", "a\x80", false, false },
		{ "cut at the end", "a\xc3", false, false },
		{ "cut before ASCII", "\xe2\x82!", false, false },
		{ "overlong", "\xc0\xaf", false, false },
		{ "beyond U+10FFFF", "\xf4\x90\x80\x80", false, false },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		check_number(
		    "valid", utf8_valid(bytes_of(rows[i].in)), rows[i].valid);
		check_number(
		    "ascii", is_ascii(bytes_of(rows[i].in)), rows[i].ascii);
	}
}

static void try_limit(void)
{
	struct text text = text_new(4);

	test_row("text stops at its limit");
	text_add(&text, BYTES("abc"));
	text_add(&text, BYTES("de"));
	text_add(&text, BYTES("f"));
	check_bytes("kept", text_bytes(&text), BYTES("abc"));
	check_true("full", text.full);
	text_free(&text);
}

static void try_times(void)
{
	static const struct {
		const char *shows, *in, *out; /* NULL: refused */
	} rows[] = {
		{ "UTC", "2026-11-20T10:00:00Z", "2026-11-20T10:00:00.000Z" },
		{ "offset", "2026-11-20T10:00:00+02:30",
		    "2026-11-20T07:30:00.000Z" },
		{ "fraction", "2026-11-20t10:00:00.12345z",
		    "2026-11-20T10:00:00.123Z" },
		{ "Unix time", "1795168800", "2026-11-20T10:00:00.000Z" },
		{ "leap day", "2024-02-29T00:00:00Z",
		    "2024-02-29T00:00:00.000Z" },
		{ "before 1970", "1969-12-31T23:59:59.5Z",
		    "1969-12-31T23:59:59.500Z" },
		{ "no such day", "2026-02-29T00:00:00Z", NULL },
		{ "no zone", "2026-11-20T10:00:00", NULL },
		{ "text behind", "2026-11-20T10:00:00Zx", NULL },
		{ "empty", "", NULL },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		char text[TIME_TEXT_SIZE];
		int64_t time;
		test_row(rows[i].shows);
		bool read = time_read(bytes_of(rows[i].in), &time);
		check_text(
		    "time", read ? time_write(time, text) : NULL, rows[i].out);
	}
}

static void try_durations(void)
{
	static const struct {
		const char *shows, *in;
		int64_t ms; /* -1: refused */
	} rows[] = {
		{ "milliseconds", "250ms", 250 },
		{ "seconds", "90s", 90000 },
		{ "minutes", "5m", 300000 },
		{ "hours", "2h", 7200000 },
		{ "days", "1d", 86400000 },
		{ "no unit", "90", -1 },
		{ "no number", "s", -1 },
		{ "sign", "-1s", -1 },
		{ "blank", "1 s", -1 },
		{ "fraction", "1.5s", -1 },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		int64_t ms = -1;
		test_row(rows[i].shows);
		if (!duration_read(bytes_of(rows[i].in), &ms))
			ms = -1;
		check_number("duration", ms, rows[i].ms);
	}
}

/* As a run over many messages uses one. */
static void try_arena(void)
{
	struct arena *arena = arena_open();
	size_t taken = 0;

	test_row("an arena settles on no allocation");
	for (int turn = 0; turn < 10; turn++) {
		if (turn == 3)
			taken = arena_blocks_taken();
		for (int i = 0; i < 20; i++) {
			char *memory = arena_alloc(arena, 30000);
			check_number("zeroed", memory[29999], 0);
			memory[29999] = 1;
		}
		arena_reset(arena);
	}
	check_number("blocks", arena_blocks_taken() - taken, 0);
	test_row("a large one goes back");
	arena_alloc(arena, (size_t)100 * 1024 * 1024);
	arena_reset(arena);
	check_bytes("join", arena_join(arena, BYTES("a"), ABSENT, BYTES("bc")),
	    BYTES("abc"));
	check_bytes(
	    "nothing", arena_join(arena, ABSENT, ABSENT, ABSENT), BYTES(""));
	arena_close(arena);
}

static void try_base64(struct arena *arena)
{
	static const struct {
		const char *shows, *text, *data; /* NULL: refused */
	} rows[] = {
		{ "RFC 4648 10, empty", "", "" },
		{ "RFC 4648 10, f", "Zg==", "f" },
		{ "RFC 4648 10, fo", "Zm8=", "fo" },
		{ "RFC 4648 10, foo", "Zm9v", "foo" },
		{ "RFC 4648 10, foobar", "Zm9vYmFy", "foobar" },
		{ "folding", "Zm9v\r\n YmFy", "foobar" },
		{ "no padding", "Zg", NULL },
		{ "digits behind padding", "Zg==Zg==", NULL },
		{ "foreign octet", "Zm9*", NULL },
		{ "one digit", "Z", NULL },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bytes data;
		test_row(rows[i].shows);
		base64_read(arena, bytes_of(rows[i].text), &data);
		check_bytes("data", data, bytes_of(rows[i].data));
	}
	test_row("base64 is written with padding");
	check_bytes("f", base64_write(arena, BYTES("f")), BYTES("Zg=="));
	check_bytes(
	    "foob", base64_write(arena, BYTES("foob")), BYTES("Zm9vYg=="));
}

static void try_digests(struct arena *arena)
{
	unsigned char digest[SHA256_SIZE];
	struct bytes view = { (char *)digest, sizeof(digest) };

	test_row("HMAC-SHA256, RFC 4231 4.3");
	hmac_sha256(
	    BYTES("Jefe"), BYTES("what do ya want for nothing?"), digest);
	check_bytes("hmac", hex_write(arena, view),
	    BYTES("5bdcc146bf60754e6a042426089575c7"
		  "5a003f089d2739839dec58b964ec3843"));

	char one[TOKEN_SIZE + 1], two[TOKEN_SIZE + 1];
	test_row("tokens are well formed and differ");
	token_make(one);
	token_make(two);
	check_true("valid", token_valid(bytes_of(one)));
	check_true("differ", !bytes_eq(bytes_of(one), bytes_of(two)));
}

/* What a terminal would obey is escaped, the value stays the same. */
static void try_json_escapes(void)
{
	static const char octets[] =
	    "a\x1b\x7f\xc2\x9b\u202e\U000e0001\u00fc\U0001f600z";
	struct json *value = json_word(octets);
	struct text out = text_new(1000);
	struct fault fault = { 0 };

	test_row("json escapes what is invisible");
	json_print(value, JSON_LINE, &out);
	check_text("json", text_bytes(&out).ptr,
	    "\"a\\u001B\\u007F\\u009B\\u202E\\uDB40\\uDC01\u00fc"
	    "\U0001f600z\"");
	struct json *back = json_read(text_bytes(&out), &fault);
	check_bytes("read back", json_bytes(back), bytes_of(octets));
	json_free(back);
	json_free(value);
	text_free(&out);
}

/* What is read is printed again as it stood: a row per kind of value. */
static void try_json_rows(void)
{
	static const char *const rows[] = {
		"null",
		"true",
		"false",
		"0",
		"-1",
		"9223372036854775807",
		"-9223372036854775808",
		"1.25",
		"-0.5",
		"\"\"",
		"\"a/b\"",
		"\"\\\"\\\\\\b\\f\\n\\r\\t\"",
		"\"\\u0000\\u0001\\u001F\\u007F\\u0085\"",
		"\"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"",
		"\"a\\u202Eb\\uDB40\\uDC01\"",
		"[]",
		"{}",
		"[[], {}]",
		"[1, [2, 3], \"x\"]",
		"{\"b\": {\"a\": [null]}, \"a\": 1}",
		"[\n  1,\n  [\n    2\n  ],\n  {},\n  []\n]",
		"{\n  \"b\": {\n    \"a\": [\n      null\n    ]\n  },\n"
		"  \"\\\"\": \"\"\n}",
	};
	struct text out = text_new(1000);
	struct fault fault = { 0 };

	for (size_t i = 0; i < ROWS(rows); i++) {
		bool lines = strchr(rows[i], '\n') != NULL;
		test_row(rows[i]);
		struct json *value = json_read(bytes_of(rows[i]), &fault);
		check_true("read", value != NULL);
		text_clear(&out);
		if (value != NULL)
			json_print(
			    value, lines ? JSON_INDENTED : JSON_LINE, &out);
		check_bytes("printed", text_bytes(&out), bytes_of(rows[i]));
		json_free(value);
	}
	text_free(&out);
}

static void try_json(void)
{
	struct json *object = json_object_new();
	struct text out = text_new(1000);

	test_row("json keeps order, cleans octets, writes null");
	json_put(object, "z", json_text(BYTES("a\xff\"\n")));
	json_put(object, "a", json_text(ABSENT));
	json_put(object, "t", json_time(1795168800000));
	json_put(object, "s", json_seconds(1250));
	json_print(object, JSON_LINE, &out);
	check_bytes("json", text_bytes(&out),
	    BYTES("{\"z\": \"a\xef\xbf\xbd\\\"\\n\", \"a\": null, "
		  "\"t\": \"2026-11-20T10:00:00.000Z\", \"s\": 1.25}"));
	json_free(object);
	text_free(&out);
}

struct target {
	const char *file;
	int verbose;
};

static bool store_file(void *target, const char *value, struct fault *fault)
{
	((struct target *)target)->file = value;
	return value[0] != '\0' ||
	       fault_set(fault, FAULT_USAGE, "an empty name");
}

static bool store_verbose(void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	((struct target *)target)->verbose++;
	return true;
}

static void try_options(void)
{
	static const struct option_row own[] = {
		{ "file", 'f', "FILE", "a file", store_file },
		{ 0 },
	};
	static const struct option_row shared[] = {
		{ "verbose", 'v', NULL, "more", store_verbose },
		{ 0 },
	};
	static const struct {
		const char *shows, *argv[6], *file, *fault, *operand;
		int verbose;
	} rows[] = {
		{ "long with =", { "x", "--file=a", "b" }, "a", NULL, "b", 0 },
		{ "behind the operand", { "x", "b", "-f", "a" }, "a", NULL, "b",
		    0 },
		{ "letters together", { "x", "-vvfa" }, "a", NULL, NULL, 2 },
		{ "end of options", { "x", "--", "-v" }, NULL, NULL, "-v", 0 },
		{ "missing value", { "x", "--file" }, NULL, "--file wants FILE",
		    NULL, 0 },
		{ "unexpected value", { "x", "--verbose=1" }, NULL,
		    "--verbose takes no value", NULL, 0 },
		{ "unknown letter", { "x", "-q" }, NULL, "unknown option -q",
		    NULL, 0 },
		{ "unknown word", { "x", "--nope" }, NULL,
		    "unknown or ambiguous option --nope", NULL, 0 },
		{ "value refused", { "x", "--file=" }, "",
		    "--file: an empty name", NULL, 0 },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		char *argv[7] = { 0 };
		int argc = 0, operands = 0;
		struct target target = { 0 };
		struct fault fault = { 0 };

		for (; rows[i].argv[argc] != NULL; argc++)
			argv[argc] = (char *)(uintptr_t)rows[i].argv[argc];
		test_row(rows[i].shows);
		bool read = options_read(
		    own, shared, &target, argc, argv, &operands, &fault);
		check_text("fault", read ? NULL : fault.text, rows[i].fault);
		check_text("file", target.file, rows[i].file);
		check_number("verbose", target.verbose, rows[i].verbose);
		if (read)
			check_text("operand", argv[operands], rows[i].operand);
	}
}

static void try_fault_text(void)
{
	struct fault fault = { 0 };
	char long_name[1000];

	test_row("nothing in a fault that a terminal obeys");
	fault_set(&fault, FAULT_INPUT, "%s: %s",
	    "a\x1b[31m\xc2\x9b\xe2\x80\xae\x9b", "\xc3\xa9 is shown");
	check_text("text", fault.text,
	    "a?[31m?????"
	    "?: \xc3\xa9 is shown");
	test_row("a character cut at the end of a fault");
	memset(long_name, 0, sizeof(long_name));
	for (size_t i = 0; i + 2 < sizeof(long_name); i += 2)
		memcpy(long_name + i, "\xc3\xa9", 2);
	fault_set(&fault, FAULT_INPUT, "%s", long_name);
	check_true("UTF-8", utf8_valid(bytes_of(fault.text)));
	fault_set(&fault, FAULT_INPUT, "x%s", long_name);
	check_true("UTF-8", utf8_valid(bytes_of(fault.text)));
}

int main(void)
{
	struct arena *arena = arena_open();

	try_shown();
	try_utf8();
	try_limit();
	try_times();
	try_durations();
	try_arena();
	try_base64(arena);
	try_digests(arena);
	try_json();
	try_json_rows();
	try_json_escapes();
	try_options();
	arena_close(arena);
	try_fault_text();
	return test_end("test_base");
}
