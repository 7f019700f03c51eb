/* inspect/read/message: RFC 5322 2.1, 2.2, and what is not a message */
#include "tests/test.h"

#include "common/mail/limits.h"
#include "inspect/read/message.h"
#include <string.h>

static struct arena *arena;

static const struct {
	const char *shows, *raw;
	const char *fields; /* "name=value|" of each */
	const char *body;   /* NULL: absent */
	const char *mistake;
	size_t bare_lf;
} rows[] = {
	{ "CRLF", "A: 1\r\nB: 2\r\n\r\nbody\r\n", "A= 1|B= 2|", "body\r\n",
	    NULL, 0 },
	{ "LF", "A: 1\nB: 2\n\nbody\n", "A= 1|B= 2|", "body\n", NULL, 3 },
	{ "CRLF and LF", "A: 1\nB: 2\r\n\r\n", "A= 1|B= 2|", "", NULL, 1 },
	{ "header only", "A: 1\r\n", "A= 1|", NULL, NULL, 0 },
	{ "no end of the last line", "A: 1", "A= 1|", NULL, NULL, 0 },
	{ "empty body", "A: 1\r\n\r\n", "A= 1|", "", NULL, 0 },
	{ "folding is kept", "A: 1\r\n 2\r\n\t3\r\nB: x\r\n\r\n",
	    "A= 1\r\n 2\r\n\t3|B= x|", "", NULL, 0 },
	{ "folded by a line of blanks", "A: 1\r\n \r\nB: 2\r\n\r\n",
	    "A= 1\r\n |B= 2|", "", NULL, 0 },
	{ "no blank after the colon", "A:1\r\n\r\n", "A=1|", "", NULL, 0 },
	{ "blanks before the colon", "A \t: 1\r\n\r\n", "A= 1|", "", NULL, 0 },
	{ "empty value", "A:\r\n\r\n", "A=|", "", NULL, 0 },
	{ "colons in the value", "A: b: c\r\n\r\n", "A= b: c|", "", NULL, 0 },
	{ "CR in the value", "A: b\rc\r\n\r\n", "A= b\rc|", "", NULL, 0 },
	{ "an mbox line",
	    "From a@example.com Fri Nov 20 10:00:00 2026\nA: 1\n\n", "A= 1|",
	    "", NULL, 2 },
	{ "not an mbox line", "From : a@example.com\r\n\r\n",
	    "From= a@example.com|", "", NULL, 0 },
	{ "an mbox line further down is none", "A: 1\nFrom x y\nB: 2\n\n",
	    "A= 1|B= 2|", "", "a header field 'Name: value'", 4 },
	{ "a line without a colon", "A: 1\r\nhello\r\nB: 2\r\n\r\n",
	    "A= 1|B= 2|", "", "a header field 'Name: value'", 0 },
	{ "a blank in a name", "A b: 1\r\nB: 2\r\n\r\n", "B= 2|", "",
	    "a header field 'Name: value'", 0 },
	{ "no name", ": 1\r\nB: 2\r\n\r\n", "B= 2|", "",
	    "a header field 'Name: value'", 0 },
	{ "eight bits in a name", "\xc3\xa9: 1\r\nB: 2\r\n\r\n", "B= 2|", "",
	    "a header field 'Name: value'", 0 },
	{ "folding without a field", " x\r\nB: 2\r\n\r\n", "B= 2|", "",
	    "a header field 'Name: value'", 0 },
	{ "a body and no header", "\r\nbody", "", "body", "a header", 0 },
	{ "empty", "", "", NULL, "a header", 0 },
	{ "text", "just text\n", "", NULL, "a header field 'Name: value'", 1 },
};

static struct bytes fields_of(const struct message *m)
{
	struct bytes text = BYTES("");

	for (size_t i = 0; i < m->field_count; i++)
		text = arena_printf(arena, "%.*s%.*s=%.*s|", FMT(text),
		    FMT(m->fields[i].name), FMT(m->fields[i].value));
	return text;
}

static void try_form(void)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct message m;
		test_row(rows[i].shows);
		message_read(&m, bytes_of(rows[i].raw), arena);
		check_bytes("fields", fields_of(&m), bytes_of(rows[i].fields));
		check_bytes("body", m.body, bytes_of(rows[i].body));
		check_text("mistake", m.mistake, rows[i].mistake);
		check_number("bare LF", m.bare_lf, rows[i].bare_lf);
	}
}

static void try_views(void)
{
	static const char raw[] = "From x\r\nA: 1\r\n 2\r\nB: 3\r\n\r\nbody";
	struct message m;

	test_row("fields cover the header, and the body follows it");
	message_read(&m, bytes_of(raw), arena);
	check_bytes("header", m.header, BYTES("A: 1\r\n 2\r\nB: 3\r\n"));
	check_true("first", m.fields[0].raw.ptr == m.header.ptr);
	check_true("second",
	    m.fields[1].raw.ptr == m.fields[0].raw.ptr + m.fields[0].raw.len);
	check_true("end", m.fields[1].raw.ptr + m.fields[1].raw.len ==
			      m.header.ptr + m.header.len);
	check_true("body", m.body.ptr == m.header.ptr + m.header.len + 2);
}

static void try_mistake_place(void)
{
	struct message m;

	test_row("a mistake has its place");
	message_read(&m, BYTES("A: 1\r\nhello\r\n\r\n"), arena);
	check_number("offset", m.mistake_at, 6);
	test_row("a NUL in the header");
	message_read(&m, BYTES("A: 1\0\r\nB\0: 2\r\n\r\n"), arena);
	check_number("fields", m.field_count, 1);
	check_bytes("value", m.fields[0].value, BYTES(" 1\0"));
	check_true("mistake", m.mistake != NULL);
	test_row("NUL and nothing else");
	message_read(&m, BYTES("\0\0\0\0"), arena);
	check_number("fields", m.field_count, 0);
	check_true("mistake", m.mistake != NULL);
	test_row("absent octets are an empty message");
	message_read(&m, ABSENT, arena);
	check_text("mistake", m.mistake, "a header");
}

static void try_names(void)
{
	struct message m;

	test_row("names in any case");
	message_read(&m, BYTES("fROM: 1\nX-From: 2\nFrom : 3\n\n"), arena);
	check_number("id", m.fields[0].id, FIELD_FROM);
	check_number("id", m.fields[1].id, FIELD_OTHER);
	check_number("blank before the colon", m.fields[2].id, FIELD_FROM);
	check_true("first", message_field(&m, FIELD_FROM) == &m.fields[0] &&
				message_field(&m, FIELD_TO) == NULL);
	check_true(
	    "by name", message_field_named(&m, "x-from") == &m.fields[1]);
	for (enum field_id id = FIELD_OTHER + 1; id < FIELD_IDS; id++)
		check_number(
		    field_name(id), field_id(bytes_of(field_name(id))), id);
}

static void try_many_fields(void)
{
	size_t count = 10000;
	char *raw = arena_alloc(arena, count * 6 + 8);
	struct message m;

	test_row("10,000 fields");
	for (size_t i = 0; i < count; i++)
		memcpy(raw + i * 6, "A: b\r\n", 6);
	memcpy(raw + count * 6, "\r\nbody", 6);
	message_read(&m, (struct bytes){ raw, count * 6 + 6 }, arena);
	check_number("fields", m.field_count, LIMIT_FIELDS);
	check_text("mistake", m.mistake, "fewer header fields");
	check_number("place", m.mistake_at, LIMIT_FIELDS * 6);
	check_number("header", m.header.len, count * 6);
	check_bytes("body", m.body, BYTES("body"));
	check_true("left out", m.left_out);
	check_number("no From there", m.from_left_out, 0);
	memcpy(raw + (count - 1) * 6, "From:\n", 6);
	message_read(&m, (struct bytes){ raw, count * 6 + 6 }, arena);
	check_number("From there", m.from_left_out, 1);
	message_read(&m, (struct bytes){ raw, LIMIT_FIELDS * 6 }, arena);
	check_true("as many as are read", !m.left_out);
}

static void try_long_line(void)
{
	size_t len = (size_t)10 * 1024 * 1024;
	char *raw = arena_alloc(arena, len + 64);
	struct message m;

	test_row("a line of 10 MB");
	memset(raw, 'x', len + 64);
	memcpy(raw, "A: ", 3);
	memcpy(raw + len, "\r\nFrom: b\r\n\r\nbody", 17);
	message_read(&m, (struct bytes){ raw, len + 17 }, arena);
	check_number("fields", m.field_count, 2);
	check_number("value", m.fields[0].value.len, len - 2);
	check_bytes("next", m.fields[1].value, BYTES(" b"));
	check_text("mistake", m.mistake, "a smaller header");
	check_bytes("body", m.body, BYTES("body"));
}

static void try_unfold(void)
{
	static const struct {
		const char *shows, *in, *out;
	} folds[] = {
		{ "blanks at the ends go", " a b \t", "a b" },
		{ "folding by CRLF", " a\r\n\tb", "a\tb" },
		{ "folding by LF", " a\n b", "a b" },
		{ "nothing", "", "" },
		{ "blanks only", " \r\n ", "" },
	};

	for (size_t i = 0; i < ROWS(folds); i++) {
		test_row(folds[i].shows);
		check_bytes("unfolded",
		    value_unfold(arena, bytes_of(folds[i].in)),
		    bytes_of(folds[i].out));
	}
}

int main(void)
{
	arena = arena_open();
	try_form();
	try_views();
	try_mistake_place();
	try_names();
	try_many_fields();
	try_long_line();
	try_unfold();
	arena_close(arena);
	return test_end("test_message");
}
