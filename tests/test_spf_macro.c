/* common/mail/spf_macro: RFC 7208 7 */
#include "tests/test.h"

#include "common/mail/spf_macro.h"
#include "common/net/domain.h"
#include <string.h>

#define LETTERS	    "one of the letters s l o d i p v h in a macro"
#define ALL_LETTERS "one of the letters s l o d i p v h c r t in a macro"

static const struct {
	const char *shows, *text, *mistake, *in_explanation;
} checks[] = {
	{ "nothing", "", NULL, NULL },
	{ "visible ASCII", "!\"#$&'()~}{*/:example", NULL, NULL },
	{ "every letter", "%{s}%{l}%{o}%{d}%{i}%{p}%{v}%{h}", NULL, NULL },
	{ "every capital", "%{S}%{L}%{O}%{D}%{I}%{P}%{V}%{H}", NULL, NULL },
	{ "c is for explanations", "%{c}", LETTERS, NULL },
	{ "r is for explanations", "%{R}", LETTERS, NULL },
	{ "t is for explanations", "%{t}", LETTERS, NULL },
	{ "another letter", "%{a}", LETTERS, ALL_LETTERS },
	{ "no letter", "%{}", LETTERS, ALL_LETTERS },
	{ "a digit for a letter", "%{1}", LETTERS, ALL_LETTERS },
	{ "eight bits for a letter", "%{\xe9}", LETTERS, ALL_LETTERS },
	{ "cut behind the brace", "%{", LETTERS, ALL_LETTERS },
	{ "digits, r and delimiters", "%{d12r.-+,/_=}", NULL, NULL },
	{ "a capital R", "%{dR}", NULL, NULL },
	{ "as many digits as one likes", "%{d99999999999999999999}", NULL,
	    NULL },
	{ "r before digits", "%{dr1}", "'}' at the end of a macro",
	    "'}' at the end of a macro" },
	{ "no part at all", "%{d0}", "a number of parts that is not 0",
	    "a number of parts that is not 0" },
	{ "another delimiter", "%{d;}", "'}' at the end of a macro",
	    "'}' at the end of a macro" },
	{ "no brace at the end", "%{d", "'}' at the end of a macro",
	    "'}' at the end of a macro" },
	{ "%% %_ %-", "%%%_%-", NULL, NULL },
	{ "% alone", "%", "'{', '%', '_' or '-' behind '%'",
	    "'{', '%', '_' or '-' behind '%'" },
	{ "% and a letter", "%d", "'{', '%', '_' or '-' behind '%'",
	    "'{', '%', '_' or '-' behind '%'" },
	{ "% and a parenthesis", "%(ir)", "'{', '%', '_' or '-' behind '%'",
	    "'{', '%', '_' or '-' behind '%'" },
	{ "blanks are for explanations", "a b", "printable ASCII", NULL },
	{ "a tab", "a\tb", "printable ASCII", "printable ASCII" },
	{ "eight bits", "\xc3\xbc", "printable ASCII", "printable ASCII" },
	{ "DEL", "a\x7f", "printable ASCII", "printable ASCII" },
};

static const struct {
	const char *shows, *text, *sender, *ip, *name;
} names[] = {
	/* 7.4 */
	{ "7.4", "%{s}", "", "", "strong-bad@email.example.com" },
	{ "7.4", "%{o}", "", "", "email.example.com" },
	{ "7.4", "%{d}", "", "", "email.example.com" },
	{ "7.4", "%{d4}", "", "", "email.example.com" },
	{ "7.4", "%{d3}", "", "", "email.example.com" },
	{ "7.4", "%{d2}", "", "", "example.com" },
	{ "7.4", "%{d1}", "", "", "com" },
	{ "7.4", "%{dr}", "", "", "com.example.email" },
	{ "7.4", "%{d2r}", "", "", "example.email" },
	{ "7.4", "%{l}", "", "", "strong-bad" },
	{ "7.4", "%{l-}", "", "", "strong.bad" },
	{ "7.4", "%{lr}", "", "", "strong-bad" },
	{ "7.4", "%{lr-}", "", "", "bad.strong" },
	{ "7.4", "%{l1r-}", "", "", "strong" },
	{ "7.4", "%{ir}.%{v}._spf.%{d2}", "", "",
	    "3.2.0.192.in-addr._spf.example.com" },
	{ "7.4", "%{lr-}.lp._spf.%{d2}", "", "",
	    "bad.strong.lp._spf.example.com" },
	{ "7.4", "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "", "",
	    "bad.strong.lp.3.2.0.192.in-addr._spf.example.com" },
	{ "7.4", "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "", "",
	    "3.2.0.192.in-addr.strong.lp._spf.example.com" },
	{ "7.4", "%{d2}.trusted-domains.example.net", "", "",
	    "example.com.trusted-domains.example.net" },
	{ "7.4", "%{ir}.%{v}._spf.%{d2}", "", "2001:db8::cb01",
	    "1.0.B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2."
	    "ip6._spf.example.com" },
	/* 7.3 */
	{ "more parts than there are", "%{d9}", "", "", "email.example.com" },
	{ "more parts than can be", "%{d99999999999999999999}", "", "",
	    "email.example.com" },
	{ "several delimiters", "%{l2r+-}", "foo-bar+zip+quux@x", "",
	    "bar.foo" },
	{ "parts on the right", "%{l2-}", "a-b-c@x", "", "b.c" },
	{ "empty parts stay", "%{l-}", "a--b@x", "", "a..b" },
	{ "capitals are escaped", "%{L}", "~jack&jill=up-a_b3.c@x", "",
	    "~jack%26jill%3Dup-a_b3.c" },
	{ "escaped octet by octet", "%{L}", "\xc3\xbc \x01@x", "",
	    "%C3%BC%20%01" },
	{ "delimiters go before escapes", "%{Lr=}", "a=b&@x", "", "b%26.a" },
	{ "%% %_ %-", "a%%b%_c%-d", "", "", "a%b c%20d" },
	{ "h", "%{h}", "", "", "mail.example.org" },
	{ "p", "%{p}", "", "", "mx.example.org" },
	{ "the final dot goes", "a.example.com.", "", "", "a.example.com" },
	{ "... of an expansion", "%{d}.", "", "", "email.example.com" },
};

static const struct {
	const char *text, *explanation;
} explanations[] = {
	{ "%{c} %{r} %{t}", "192.0.2.3 mx.example.net 1795169100" },
	{ "is queried as %{ir}.%{v}.arpa", "is queried as 3.2.0.192.in-addr."
					   "arpa" },
	{ "See http://%{d}/why.html?s=%{S}&i=%{I}",
	    "See http://email.example.com/why.html"
	    "?s=strong-bad%40email.example.com&i=192.0.2.3" },
	{ "%%%_%-.", "% %20." },
};

static struct arena *arena;
static struct spf_macros macros;

static void macros_new(void)
{
	macros = (struct spf_macros){
		.sender = BYTES("strong-bad@email.example.com"),
		.local = BYTES("strong-bad"),
		.sender_domain = BYTES("email.example.com"),
		.domain = BYTES("email.example.com"),
		.validated = BYTES("mx.example.org"),
		.helo = BYTES("mail.example.org"),
		.receiver = BYTES("mx.example.net"),
		.now = 1795169100999,
	};
	ip_read(BYTES("192.0.2.3"), &macros.client);
}

static void try_checks(void)
{
	for (size_t i = 0; i < ROWS(checks); i++) {
		struct bytes text = bytes_of(checks[i].text);
		test_row(checks[i].shows);
		check_text("in a domain", spf_macro_check(text, SPF_IN_DOMAIN),
		    checks[i].mistake);
		check_text("in an explanation",
		    spf_macro_check(text, SPF_IN_EXPLANATION),
		    checks[i].in_explanation);
	}
	test_row("a NUL");
	check_true("refused", spf_macro_check(BYTES("a\0b"), SPF_IN_DOMAIN));
	check_true("no letter", spf_macro_check(BYTES("%{\0}"), SPF_IN_DOMAIN));
}

static void try_names(void)
{
	for (size_t i = 0; i < ROWS(names); i++) {
		struct bytes domain;
		test_row(names[i].text);
		macros_new();
		if (names[i].sender[0] != '\0')
			bytes_cut(bytes_of(names[i].sender), '@', &macros.local,
			    &domain);
		if (names[i].ip[0] != '\0')
			ip_read(bytes_of(names[i].ip), &macros.client);
		check_bytes(names[i].shows,
		    spf_macro_domain(arena, bytes_of(names[i].text), &macros),
		    bytes_of(names[i].name));
	}
	macros_new();
	for (size_t i = 0; i < ROWS(explanations); i++) {
		test_row(explanations[i].text);
		check_bytes("explanation",
		    spf_macro_explanation(
			arena, bytes_of(explanations[i].text), &macros),
		    bytes_of(explanations[i].explanation));
	}
}

static void try_p(void)
{
	static const struct {
		const char *text;
		bool needs;
	} rows[] = {
		{ "%{p}", true },
		{ "a.%{P2r}", true },
		{ "%{d}.%{p}", true },
		{ "%%{p}", false },
		{ "%%%{p}", true },
		{ "%{d}p", false },
		{ "p", false },
		{ "%", false },
		{ "%{", false },
		{ "", false },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].text);
		check_true("needs a validated name",
		    spf_macro_needs_validated(bytes_of(rows[i].text)) ==
			rows[i].needs);
	}
}

/* Labels of `size` octets up to `length`, the last one `end`. */
static struct bytes long_name(size_t length, size_t size)
{
	char *name = arena_alloc(arena, length + 1);

	for (size_t i = 0; i < length; i++)
		name[length - 1 - i] = (i + 1) % (size + 1) == 0 ? '.' : 'a';
	return (struct bytes){ name, length };
}

static void try_length(size_t length, size_t size, size_t left)
{
	struct bytes name = long_name(length, size);

	test_row(
	    arena_printf(arena, "%zu octets, labels of %zu", length, size).ptr);
	check_bytes("as text", spf_macro_domain(arena, name, &macros),
	    bytes_skip(name, length - left));
	macros.helo = bytes_first(name, SPF_VALUE_MOST);
	if (name.len <= SPF_VALUE_MOST)
		check_bytes("expanded",
		    spf_macro_domain(arena, BYTES("%{h}"), &macros),
		    bytes_skip(name, length - left));
}

/* 7.3: the left side is truncated, at most 253 octets are left. */
static void try_long(void)
{
	try_length(253, 3, 253);
	try_length(254, 3, 251);
	try_length(255, 3, 251);
	try_length(256, 3, 251);
	try_length(512, 3, 251);
	try_length(70000, 3, 251);
	try_length(254, 253, 253);
	try_length(254, 300, 0);
	try_length(70000, 70000, 0);
}

static void try_without_end(void)
{
	struct bytes text = long_name(64000, 3);
	char *at = (char *)(uintptr_t)text.ptr;

	test_row("16,000 macros");
	macros.local = long_name(70000, 3);
	for (size_t i = 0; i + 4 <= text.len; i += 4)
		memcpy(at + i, "%{l}", 4);
	struct bytes name = spf_macro_domain(arena, text, &macros);
	check_true("a name that fits", name.len <= DOMAIN_MAX);
	struct bytes told = spf_macro_explanation(arena, text, &macros);
	check_number("explanation", told.len, SPF_EXPLANATION_MOST);
}

int main(void)
{
	arena = arena_open();
	try_checks();
	try_names();
	try_p();
	try_long();
	try_without_end();
	arena_close(arena);
	return test_end("test_spf_macro");
}
