/* common/mail/address: RFC 5322 3.4 and 4.4, one row per alternative */
#include "tests/test.h"

#include "common/base/text.h"
#include "common/mail/address.h"
#include <string.h>

static struct arena *arena;

/* "display|local|domain" of each, '-' for an absent display, ';' between. */
static void list_write(struct text *out, const struct address_list *list)
{
	for (struct address *a = list->first; a != NULL; a = a->next) {
		if (a != list->first)
			text_char(out, ';');
		text_add(
		    out, bytes_present(a->display) ? a->display : BYTES("-"));
		text_char(out, '|');
		text_add(out, a->local);
		text_char(out, '|');
		text_add(out, a->domain);
	}
}

static void try_list(const char *in, const char *out, const char *mistake)
{
	struct address_list list;
	struct text got = text_new(100000);

	address_list_read(&list, arena, bytes_of(in));
	list_write(&got, &list);
	check_bytes("addresses", text_bytes(&got), bytes_of(out));
	check_text("mistake", list.mistake, mistake);
	check_true(
	    "the mistake lies in the text", list.mistake_at <= strlen(in));
	text_free(&got);
}

static void try_good(void)
{
	static const struct {
		const char *shows, *in, *out;
	} rows[] = {
		/* mailbox = name-addr / addr-spec */
		{ "addr-spec", "a@example.com", "-|a|example.com" },
		{ "dot-atom", "first.last@example.com",
		    "-|first.last|example.com" },
		{ "every atext", "!#$%&'*+-/=?^_`{|}~9Z@example.com",
		    "-|!#$%&'*+-/=?^_`{|}~9Z|example.com" },
		{ "quoted local part", "\"a b\"@example.com",
		    "-|a b|example.com" },
		{ "quoted-pair in a local part", "\"a\\\"b\\\\\"@example.com",
		    "-|a\"b\\|example.com" },
		{ "at sign in a quoted local part", "\"a@b\"@example.com",
		    "-|a@b|example.com" },
		{ "empty quoted local part", "\"\"@example.com",
		    "-||example.com" },
		{ "angle-addr without a name", "<a@example.com>",
		    "-|a|example.com" },
		{ "name-addr, an atom", "Joe <a@example.com>",
		    "Joe|a|example.com" },
		{ "name-addr, atoms", "Joe Q Public <a@example.com>",
		    "Joe Q Public|a|example.com" },
		{ "name-addr, quoted-string", "\"Public, Joe\" <a@example.com>",
		    "Public, Joe|a|example.com" },
		{ "name-addr, quoted-pair", "\"a \\\"b\\\" c\" <a@example.com>",
		    "a \"b\" c|a|example.com" },
		{ "name-addr, empty quoted-string", "\"\" <a@example.com>",
		    "|a|example.com" },
		{ "name-addr, atom and quoted-string",
		    "Joe \"Q.\" Public <a@example.com>",
		    "Joe Q. Public|a|example.com" },
		{ "name without a blank before the mark", "Joe<a@example.com>",
		    "Joe|a|example.com" },
		{ "encoded word is kept", "=?utf-8?Q?J=C3=B6?= <a@example.com>",
		    "=?utf-8?Q?J=C3=B6?=|a|example.com" },
		{ "quoted at sign in a name",
		    "\"b@example.org\" <a@example.com>",
		    "b@example.org|a|example.com" },
		/* domain = dot-atom / domain-literal / obs-domain */
		{ "IPv4 literal", "a@[192.0.2.1]", "-|a|[192.0.2.1]" },
		{ "IPv6 literal", "a@[IPv6:2001:db8::1]",
		    "-|a|[IPv6:2001:db8::1]" },
		{ "single label", "a@localhost", "-|a|localhost" },
		{ "upper case stays", "A@Example.COM", "-|A|Example.COM" },
		/* CFWS */
		{ "comment behind", "a@example.com (Joe)", "-|a|example.com" },
		{ "comment in front", "(Joe) a@example.com",
		    "-|a|example.com" },
		{ "comment between words", "Joe (Q) Public <a@example.com>",
		    "Joe Public|a|example.com" },
		{ "comment inside the marks", "<(x)a@example.com(y)>",
		    "-|a|example.com" },
		{ "nested comment", "a@example.com (a (b (c)))",
		    "-|a|example.com" },
		{ "quoted-pair in a comment", "a@example.com (a \\) b)",
		    "-|a|example.com" },
		{ "folding", "Joe\r\n Public\r\n\t<a@example.com>",
		    "Joe Public|a|example.com" },
		{ "folding in a quoted-string",
		    "\"Joe\r\n Public\" <a@example.com>",
		    "Joe Public|a|example.com" },
		/* lists and groups */
		{ "two", "a@example.com,b@example.org",
		    "-|a|example.com;-|b|example.org" },
		{ "two with names", "Joe <a@example.com>, Al <b@example.org>",
		    "Joe|a|example.com;Al|b|example.org" },
		{ "group", "Staff: a@example.com, Al <b@example.org>;",
		    "-|a|example.com;Al|b|example.org" },
		{ "empty group", "undisclosed-recipients:;", "" },
		{ "group of a comment", "Staff:(nobody);", "" },
		{ "group of a quoted name", "\"A, B\": a@example.com;",
		    "-|a|example.com" },
		{ "group and address", "A: a@example.com;, b@example.org",
		    "-|a|example.com;-|b|example.org" },
		{ "address and group", "b@example.org, A: a@example.com;",
		    "-|b|example.org;-|a|example.com" },
		/* 4.4, obsolete addressing */
		{ "obs-route", "<@r1.example,@r2.example:a@example.com>",
		    "-|a|example.com" },
		{ "obs-route with empty members",
		    "Joe <,@r1.example, ,@r2.example:a@example.com>",
		    "Joe|a|example.com" },
		{ "dot in a phrase", "John Q. Public <a@example.com>",
		    "John Q. Public|a|example.com" },
		{ "blanks around dots of a local part",
		    "first . last@example.com", "-|first.last|example.com" },
		{ "quoted-string among atoms", "\"first\".last@example.com",
		    "-|first.last|example.com" },
		{ "comment within a local part", "first(x).(y)last@example.com",
		    "-|first.last|example.com" },
		{ "blanks around the at sign", "a @ example.com",
		    "-|a|example.com" },
		{ "blanks and comments in a domain", "a@example (x) . (y) com",
		    "-|a|example.com" },
		{ "empty members", ",,a@example.com,, ,b@example.org,",
		    "-|a|example.com;-|b|example.org" },
		{ "empty members of a group", "A:,,a@example.com,,;",
		    "-|a|example.com" },
		/* seen in the wild */
		{ "dot before the at sign", "joe.@example.com",
		    "-|joe.|example.com" },
		{ "two dots", "a..b@example.com", "-|a..b|example.com" },
		/* RFC 6532 */
		{ "UTF-8 name", "J\xc3\xb6rg <a@example.com>",
		    "J\xc3\xb6rg|a|example.com" },
		{ "UTF-8 local part", "j\xc3\xb6rg@example.com",
		    "-|j\xc3\xb6rg|example.com" },
		{ "UTF-8 domain",
		    "a@b\xc3\xbc"
		    "cher.example",
		    "-|a|b\xc3\xbc"
		    "cher.example" },
		{ "UTF-8 in a quoted-string",
		    "\"J\xc3\xb6rg, M.\" <a@example.com>",
		    "J\xc3\xb6rg, M.|a|example.com" },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		try_list(rows[i].in, rows[i].out, NULL);
	}
}

#define AT	"'@' or '<'"
#define BETWEEN "',' between addresses"

static void try_bad(void)
{
	static const struct {
		const char *shows, *in, *out, *mistake;
	} rows[] = {
		{ "nothing", "", "", "an address" },
		{ "blanks", " \t\r\n ", "", "an address" },
		{ "a comment", "(x)", "", "an address" },
		{ "commas", ",,", "", "an address" },
		{ "a word", "joe", "", AT },
		{ "words", "joe public", "", AT },
		{ "null address", "<>", "", "a local part" },
		{ "no local part", "@example.com", "", "an address" },
		{ "no local part in marks", "<@example.com>", "",
		    "':' after a route" },
		{ "dots alone", "..@example.com", "", "a local part" },
		{ "no domain", "a@", "", "a domain" },
		{ "no domain in marks", "<a@>", "", "a domain" },
		{ "no at sign in marks", "<a>", "",
		    "'@' after the local part" },
		{ "two words before the at sign", "a b@example.com", "",
		    "'@' after the local part" },
		{ "two at signs", "a@b@example.com", "-|a|b", BETWEEN },
		{ "at sign in an unquoted name",
		    "a@example.com <a@example.com>", "-|a|example.com",
		    BETWEEN },
		{ "dot behind the domain", "a@example.com.", "", "a domain" },
		{ "two dots in the domain", "a@example..com", "", "a domain" },
		{ "no end mark", "<a@example.com", "",
		    "'>' after the address" },
		{ "end mark alone", "a@example.com>", "-|a|example.com",
		    BETWEEN },
		{ "no quotation mark at the end", "\"Joe <a@example.com>", "",
		    "'\"' at the end of a quoted string" },
		{ "backslash at the end", "\"Joe\\", "",
		    "'\"' at the end of a quoted string" },
		{ "no end of a comment", "a@example.com (Joe", "",
		    "')' at the end of a comment" },
		{ "end of a comment alone", "a@example.com )",
		    "-|a|example.com", BETWEEN },
		{ "no comma", "<a@example.com> <b@example.org>",
		    "-|a|example.com", BETWEEN },
		{ "semicolon between addresses", "a@example.com; b@example.org",
		    "-|a|example.com", BETWEEN },
		{ "group without its end", "A: a@example.com",
		    "-|a|example.com", "';' at the end of a group" },
		{ "group in a group", "A: B: a@example.com;;", "", AT },
		{ "two groups without a comma", "A:;B:;", "", BETWEEN },
		{ "literal without its end", "a@[192.0.2.1", "",
		    "']' after an address literal" },
		{ "literal in a literal", "a@[[192.0.2.1]]", "",
		    "']' after an address literal" },
		{ "route without its colon", "<@r.example a@example.com>", "",
		    "':' after a route" },
		{ "bracket in a name", "[List] <a@example.com>", "",
		    "an address" },
		{ "what came before is kept", "a@example.com, b@",
		    "-|a|example.com", "a domain" },
		{ "control character", "a\x01@example.com", "", AT },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		try_list(rows[i].in, rows[i].out, rows[i].mistake);
	}
}

static void try_repeated(const char *shows, const char *part, size_t times,
    size_t count, const char *mistake)
{
	struct address_list list;
	struct text text = text_new(10 * 1000 * 1000);

	test_row(shows);
	for (size_t i = 0; i < times; i++)
		text_add(&text, bytes_of(part));
	address_list_read(&list, arena, text_bytes(&text));
	check_number("count", list.count, count);
	check_text("mistake", list.mistake, mistake);
	check_true("the mistake lies in the text", list.mistake_at <= text.len);
	text_free(&text);
}

static void try_hostile(void)
{
	static const char close[] = "')' at the end of a comment";

	try_repeated("1,000 addresses", "a@example.com,", 1000, 1000, NULL);
	try_repeated("10,000 addresses", "a@example.com,", 10000, 1000,
	    "fewer addresses");
	try_repeated("10,000 empty groups", "a:;,", 10000, 0, NULL);
	try_repeated("a million open comments", "(", 1000000, 0,
	    "fewer comments within a comment");
	try_repeated("a million comments", "()", 1000000, 0, "an address");
	try_repeated("a million words", "a ", 1000000, 0, AT);
	try_repeated("a million dots", ".", 1000000, 0, AT);
	try_repeated("a million quoted-strings", "\"a\\b\"", 1000000, 0, AT);
	try_repeated("a million commas", ",", 1000000, 0, "an address");
	try_repeated("a million open marks", "<", 1000000, 0, "a local part");
	try_repeated("a million at signs", "@", 1000000, 0, "an address");
	try_repeated("a million colons", "a:", 1000000, 0, AT);
	try_repeated(
	    "a million backslashes in a comment", "(\\", 1000000, 0, close);
	try_repeated(
	    "a million routes", "<@a,", 250000, 0, "':' after a route");

	struct address_list list;
	test_row("NUL in an atom");
	address_list_read(&list, arena, BYTES("a\0b@example.com"));
	check_text("mistake", list.mistake, AT);
	test_row("absent text");
	address_list_read(&list, arena, ABSENT);
	check_text("mistake", list.mistake, "an address");
}

static void try_one(void)
{
	static const struct {
		const char *shows, *in, *display, *local, *domain;
	} rows[] = {
		{ "with a name", "Example <hello@example.com>", "Example",
		    "hello", "example.com" },
		{ "without", "hello@example.com", NULL, "hello",
		    "example.com" },
		{ "two", "a@example.com, b@example.org", NULL, NULL, NULL },
		{ "none", "A:;", NULL, NULL, NULL },
		{ "text behind", "a@example.com x", NULL, NULL, NULL },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct address a = { .local = ABSENT };
		test_row(rows[i].shows);
		check_number("read",
		    address_read(arena, bytes_of(rows[i].in), &a),
		    rows[i].local != NULL);
		check_text("display",
		    bytes_present(a.display) ? arena_cstr(arena, a.display)
					     : NULL,
		    rows[i].display);
		check_bytes("local", a.local, bytes_of(rows[i].local));
		check_bytes("domain", a.domain, bytes_of(rows[i].domain));
	}
}

int main(void)
{
	arena = arena_open();
	try_good();
	try_bad();
	try_hostile();
	try_one();
	arena_close(arena);
	return test_end("test_address");
}
