/* common/mail/grammar: tokens of RFC 5322 3.2 and RFC 2045 5.1 */
#include "tests/test.h"

#include "common/mail/grammar.h"

enum kind { CFWS, COMMENT, ATOM, DOT_ATOM, TOKEN, QUOTED };

static const struct {
	const char *shows;
	enum kind kind;
	const char *in, *out, *rest; /* out NULL: a mistake */
} rows[] = {
	{ "blanks and folding", CFWS, " \t\r\n x", "", "x" },
	{ "nothing", CFWS, "x", "", "x" },
	{ "a comment", CFWS, "(a b)x", "", "x" },
	{ "comments and blanks", CFWS, " (a)\r\n (b) x", "", "x" },
	{ "a comment in a comment", CFWS, "(a(b)c)x", "", "x" },
	{ "a quoted parenthesis", CFWS, "(a\\)b)x", "", "x" },
	{ "a quoted backslash", CFWS, "(a\\\\)x", "", "x" },
	{ "a backslash at the end", CFWS, "(a\\", NULL, "(a\\" },
	{ "no end of the comment", CFWS, " (a(b)", NULL, "(a(b)" },
	{ "a quotation mark means nothing", CFWS, "(a\")x", "", "x" },
	{ "the first comment is kept", COMMENT, " (a (b)) (c)x", "a (b)", "x" },
	{ "an empty comment", COMMENT, "()x", "", "x" },
	{ "atom", ATOM, "ab!#$%&'*+-/=?^_`{|}~9 c", "ab!#$%&'*+-/=?^_`{|}~9",
	    " c" },
	{ "atom ends at a dot", ATOM, "a.b", "a", ".b" },
	{ "no atom", ATOM, "\"a\"", "", "\"a\"" },
	{ "UTF-8 in an atom", ATOM, "\xc3\xbc,", "\xc3\xbc", "," },
	{ "dot-atom", DOT_ATOM, "a.b.c d", "a.b.c", " d" },
	{ "final dot", DOT_ATOM, "a.b.", "a.b", "." },
	{ "two dots", DOT_ATOM, "a..b", "a", "..b" },
	{ "dot first", DOT_ATOM, ".a", "", ".a" },
	{ "token", TOKEN, "a.b{c}=d", "a.b{c}", "=d" },
	{ "token ends at tspecials", TOKEN, "a/b", "a", "/b" },
	{ "token ends at a control", TOKEN, "a\x7f", "a", "\x7f" },
	{ "quoted", QUOTED, "\"a b\"c", "a b", "c" },
	{ "empty quoted", QUOTED, "\"\"", "", "" },
	{ "quoted-pairs", QUOTED, "\"a\\\"\\\\b\\c\"", "a\"\\bc", "" },
	{ "folding in quotes", QUOTED, "\"a\r\n b\"", "a b", "" },
	{ "folding by LF in quotes", QUOTED, "\"a\n\tb\"", "a\tb", "" },
	{ "a bare CR stays", QUOTED, "\"a\rb\"", "a\rb", "" },
	{ "no end of the quotes", QUOTED, "\"a", NULL, "\"a" },
	{ "end of the quotes quoted", QUOTED, "\"a\\\"", NULL, "\"a\\\"" },
	{ "no quotes", QUOTED, "a", NULL, "a" },
};

static struct bytes read_one(
    struct arena *arena, struct scan *s, enum kind kind)
{
	struct bytes out = BYTES("");

	switch (kind) {
	case CFWS:
		scan_cfws(s);
		break;
	case COMMENT:
		out = ABSENT;
		scan_cfws_comment(s, &out);
		break;
	case ATOM:
		return scan_atom(s);
	case DOT_ATOM:
		return scan_dot_atom(s);
	case TOKEN:
		return scan_token(s);
	case QUOTED:
		return scan_quoted(arena, s);
	}
	return out;
}

static void try_depth(void)
{
	char text[4 * GRAMMAR_DEPTH + 8];

	for (int depth = GRAMMAR_DEPTH; depth <= GRAMMAR_DEPTH + 1; depth++) {
		test_row("depth of comments is bounded");
		for (int i = 0; i < depth; i++) {
			text[i] = '(';
			text[depth + i] = ')';
		}
		struct scan s =
		    scan_of((struct bytes){ text, (size_t)depth * 2 });
		scan_cfws(&s);
		check_true("done", scan_done(&s) == (depth == GRAMMAR_DEPTH));
	}
}

int main(void)
{
	struct arena *arena = arena_open();

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		struct scan s = scan_of(bytes_of(rows[i].in));
		struct bytes out = read_one(arena, &s, rows[i].kind);
		check_true("mistake when there is one",
		    (s.mistake == NULL) == (rows[i].out != NULL));
		if (rows[i].out != NULL)
			check_bytes("token", out, bytes_of(rows[i].out));
		check_bytes(
		    "rest", bytes_between(s.at, s.end), bytes_of(rows[i].rest));
	}
	try_depth();
	arena_close(arena);
	return test_end("test_grammar");
}
