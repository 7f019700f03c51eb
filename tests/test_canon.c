/* inspect/verify/canon: RFC 6376 3.4 */
#include "tests/naive_canon.h"
#include "tests/test.h"

#include "inspect/read/message.h"
#include <string.h>

static struct arena *arena;
static struct text out;

/* ---- bodies: 3.4.3, 3.4.4, 3.4.5 ------------------------------------------
 */

static const struct {
	const char *shows, *body, *simple, *relaxed;
} bodies[] = {
	{ "empty", "", "\r\n", "" },
	{ "one empty line", "\r\n", "\r\n", "" },
	{ "empty lines", "\r\n\r\n\r\n", "\r\n", "" },
	{ "one LF", "\n", "\r\n", "" },
	{ "a line", "a\r\n", "a\r\n", "a\r\n" },
	{ "no line end", "a", "a\r\n", "a\r\n" },
	{ "empty lines at the end", "a\r\n\r\n\r\n", "a\r\n", "a\r\n" },
	{ "empty lines before", "\r\n\r\na\r\n", "\r\n\r\na\r\n",
	    "\r\n\r\na\r\n" },
	{ "the RFC's example", " C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n",
	    " C\r\nD E\r\n" },
	{ "blanks alone", " \t ", " \t \r\n", "" },
	{ "lines of blanks at the end", "a\r\n \r\n\t\r\n", "a\r\n \r\n\t\r\n",
	    "a\r\n" },
	{ "lines of blanks before", " \r\n\t\r\na\r\n", " \r\n\t\r\na\r\n",
	    "\r\n\r\na\r\n" },
	{ "blanks at the end without line end", "a \t", "a \t\r\n", "a\r\n" },
	{ "one tab", "a\tb\r\n", "a\tb\r\n", "a b\r\n" },
	{ "one blank", "a b\r\n", "a b\r\n", "a b\r\n" },
	{ "two blanks", "a  b\r\n", "a  b\r\n", "a b\r\n" },
	{ "leading blanks stay as one", "  a\r\n", "  a\r\n", " a\r\n" },
	{ "a blank before the line end", "a \r\nb\r\n", "a \r\nb\r\n",
	    "a\r\nb\r\n" },
	{ "a tab before the line end", "a\t\r\nb\r\n", "a\t\r\nb\r\n",
	    "a\r\nb\r\n" },
	{ "LF alone", "a\nb\n", "a\r\nb\r\n", "a\r\nb\r\n" },
	{ "blank and LF alone", "a \nb\n", "a \r\nb\r\n", "a\r\nb\r\n" },
	{ "both kinds of line end", "a\r\nb\nc\r\n", "a\r\nb\r\nc\r\n",
	    "a\r\nb\r\nc\r\n" },
	{ "empty lines of LF at the end", "a\n\n\r\n\n", "a\r\n", "a\r\n" },
	{ "CR alone is no line end", "a\rb\r\n", "a\rb\r\n", "a\rb\r\n" },
	{ "CR alone is no blank", "a \r b\r\n", "a \r b\r\n", "a \r b\r\n" },
	{ "CR before CRLF", "a\r\r\n", "a\r\r\n", "a\r\r\n" },
	{ "blank, CR, CRLF", "a \r\r\n", "a \r\r\n", "a \r\r\n" },
	{ "CR at the end", "a\r", "a\r\r\n", "a\r\r\n" },
	{ "CR alone", "\r", "\r\r\n", "\r\r\n" },
	{ "LF CR", "a\n\rb\r\n", "a\r\n\rb\r\n", "a\r\n\rb\r\n" },
	{ "octets over 127 are no blanks", "\xa0 \xff\x85\r\n",
	    "\xa0 \xff\x85\r\n", "\xa0 \xff\x85\r\n" },
	{ "form feed is no blank", "a\f \v\r\n", "a\f \v\r\n", "a\f \v\r\n" },
};

static void check_digest(
    const char *what, const unsigned char *digest, struct bytes of)
{
	unsigned char want[SHA256_SIZE];

	sha256(of, want);
	check_true(what, memcmp(digest, want, sizeof(want)) == 0);
}

static void try_body(enum canon_kind kind, struct bytes body, struct bytes want)
{
	struct canon_cut cut = { .length = CANON_WHOLE };

	text_clear(&out);
	check_number("octets", canon_body(kind, body, &cut, 1, &out), want.len);
	check_bytes("canonical", text_bytes(&out),
	    want.len > 0 ? want : text_bytes(&out));
	check_digest("digest", cut.digest, want);
}

static void try_bodies(void)
{
	for (size_t i = 0; i < ROWS(bodies); i++) {
		test_row(bodies[i].shows);
		struct bytes body = bytes_of(bodies[i].body);
		try_body(CANON_SIMPLE, body, bytes_of(bodies[i].simple));
		try_body(CANON_RELAXED, body, bytes_of(bodies[i].relaxed));
	}
	test_row("no body at all");
	try_body(CANON_SIMPLE, ABSENT, BYTES("\r\n"));
	try_body(CANON_RELAXED, ABSENT, BYTES(""));
}

/* Each change at each distance from the edges of what is read at once. */
static void try_distances(void)
{
	for (size_t i = 0; i < ROWS(bodies); i++) {
		test_row(bodies[i].shows);
		struct bytes body = bytes_of(bodies[i].body);
		for (size_t before = 0; before < 420; before++) {
			size_t len = before + body.len + before % 90;
			char *text = arena_alloc(arena, len + 1);
			memset(text, 'x', len);
			if (body.len > 0)
				memcpy(text + before, body.ptr, body.len);
			struct bytes whole = { text, len };
			for (int kind = 0; kind < 2; kind++) {
				struct text want = text_new(1 << 16);
				naive_body((enum canon_kind)kind, whole, &want);
				try_body((enum canon_kind)kind, whole,
				    text_bytes(&want));
				text_free(&want);
			}
		}
		arena_reset(arena);
	}
}

static void try_cuts(void)
{
	static const uint64_t lengths[] = { 0, 0, 1, 5, 5, 2047, 2048, 2049,
		4999, 5000, 5001, 9999, CANON_WHOLE };
	char text[5000];
	struct canon_cut cuts[ROWS(lengths)];

	test_row("digests of the first octets, all in one pass");
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 70 == 69 ? '\n' : (char)('a' + i % 7);
	text[sizeof(text) - 1] = '\n';
	struct bytes body = { text, sizeof(text) };
	text_clear(&out);
	naive_body(CANON_RELAXED, body, &out);
	for (size_t i = 0; i < ROWS(lengths); i++)
		cuts[i].length = lengths[i];
	check_number("octets",
	    canon_body(CANON_RELAXED, body, cuts, ROWS(cuts), NULL), out.len);
	for (size_t i = 0; i < ROWS(cuts); i++)
		check_digest("digest", cuts[i].digest,
		    bytes_first(text_bytes(&out), lengths[i]));
	check_number("none asked for",
	    canon_body(CANON_RELAXED, body, NULL, 0, NULL), out.len);
}

/* ---- fields: 3.4.1, 3.4.2, 3.4.5 ------------------------------------------
 */

static const struct {
	const char *shows, *field, *simple, *relaxed;
} fields[] = {
	{ "the RFC's first", "A: X\r\n", "A: X\r\n", "a:X\r\n" },
	{ "the RFC's second", "B : Y\t\r\n\tZ  \r\n", "B : Y\t\r\n\tZ  \r\n",
	    "b:Y Z\r\n" },
	{ "letters of the name", "SubJect: Re: Hi\r\n", "SubJect: Re: Hi\r\n",
	    "subject:Re: Hi\r\n" },
	{ "a value that is empty", "A:\r\n", "A:\r\n", "a:\r\n" },
	{ "a value of blanks", "A: \t \r\n", "A: \t \r\n", "a:\r\n" },
	{ "a value of folding", "A:\r\n \r\n\t\r\n", "A:\r\n \r\n\t\r\n",
	    "a:\r\n" },
	{ "folding first", "A:\r\n b\r\n", "A:\r\n b\r\n", "a:b\r\n" },
	{ "LF alone", "A: b\n c\n", "A: b\r\n c\r\n", "a:b c\r\n" },
	{ "no line end", "A: b", "A: b\r\n", "a:b\r\n" },
	{ "one tab", "A:\tb\tc\r\n", "A:\tb\tc\r\n", "a:b c\r\n" },
	{ "several blanks", "A: b   c\r\n", "A: b   c\r\n", "a:b c\r\n" },
	{ "folding between blanks", "A: b \r\n  c\r\n", "A: b \r\n  c\r\n",
	    "a:b c\r\n" },
	{ "several folds", "A: b\r\n \r\n\t\r\n c\r\n",
	    "A: b\r\n \r\n\t\r\n c\r\n", "a:b c\r\n" },
	{ "CR alone stays", "A: b\rc\r\n", "A: b\rc\r\n", "a:b\rc\r\n" },
	{ "CR alone at the end stays", "A: b \r\r\n", "A: b \r\r\n",
	    "a:b \r\r\n" },
	{ "octets over 127", "A: \xc3\xa4  \xa0\r\n", "A: \xc3\xa4  \xa0\r\n",
	    "a:\xc3\xa4 \xa0\r\n" },
	{ "a long name",
	    "Abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ: b\r\n",
	    "Abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ: b\r\n",
	    "abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-"
	    "abcdefghijklmnopqrstuvwxyz:b\r\n" },
};

static const struct field *field_of(struct bytes text)
{
	struct message m;

	message_read(&m, text, arena);
	check_number("fields", m.field_count, 1);
	return m.fields;
}

static void try_field(
    enum canon_kind kind, const struct field *field, const char *want)
{
	struct canon canon;
	unsigned char digest[SHA256_SIZE];

	text_clear(&out);
	canon_begin(&canon, &out);
	canon_field(&canon, kind, field);
	canon_end(&canon, digest);
	check_bytes("canonical", text_bytes(&out), bytes_of(want));
	check_digest("digest", digest, bytes_of(want));
	text_clear(&out);
	naive_field(kind, field, &out);
	check_bytes("naive", text_bytes(&out), bytes_of(want));
}

static void try_fields(void)
{
	for (size_t i = 0; i < ROWS(fields); i++) {
		test_row(fields[i].shows);
		const struct field *f = field_of(bytes_of(fields[i].field));
		try_field(CANON_SIMPLE, f, fields[i].simple);
		try_field(CANON_RELAXED, f, fields[i].relaxed);
	}
}

/* `b` stands where the value of b= does. */
static const struct {
	const char *shows, *field, *b, *simple, *relaxed;
} lasts[] = {
	{ "b= last", "S: a=1; b=XYZ\r\n", "XYZ", "S: a=1; b=", "s:a=1; b=" },
	{ "b= with a semicolon", "S: a=1; b=XYZ;\r\n", "XYZ", "S: a=1; b=;",
	    "s:a=1; b=;" },
	{ "b= first", "S: b=XYZ; a=1\r\n", "XYZ", "S: b=; a=1", "s:b=; a=1" },
	{ "b= folded", "S: b=\r\n\tXY\r\n\tZ\r\n ;  a=1\r\n", "XY\r\n\tZ",
	    "S: b=;  a=1", "s:b=; a=1" },
	{ "blanks around the name", "S: a=1;\r\n\tb = XYZ \r\n", "XYZ",
	    "S: a=1;\r\n\tb =", "s:a=1; b =" },
	{ "LF alone", "S: a=1;\n b=XY\n Z;\n c=2\n", "XY\n Z",
	    "S: a=1;\r\n b=;\r\n c=2", "s:a=1; b=; c=2" },
	{ "nothing to leave out", "S: a=1 \r\n", NULL, "S: a=1 ", "s:a=1" },
};

static void try_lasts(void)
{
	for (size_t i = 0; i < ROWS(lasts); i++) {
		test_row(lasts[i].shows);
		const struct field *f = field_of(bytes_of(lasts[i].field));
		struct bytes b = bytes_of(lasts[i].b);
		if (bytes_present(b))
			b.ptr = bytes_find(f->value, b);
		for (int kind = 0; kind < 2; kind++) {
			struct canon canon;
			unsigned char digest[SHA256_SIZE];
			text_clear(&out);
			canon_begin(&canon, &out);
			canon_last(&canon, (enum canon_kind)kind, f, b);
			canon_end(&canon, digest);
			check_bytes("canonical", text_bytes(&out),
			    bytes_of(kind == CANON_SIMPLE ? lasts[i].simple
							  : lasts[i].relaxed));
		}
	}
}

int main(void)
{
	arena = arena_open();
	out = text_new(1 << 20);
	try_bodies();
	try_distances();
	try_cuts();
	try_fields();
	try_lasts();
	text_free(&out);
	arena_close(arena);
	return test_end("test_canon");
}
