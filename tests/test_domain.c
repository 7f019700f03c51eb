/* common/net/domain */
#include "tests/test.h"

#include "common/net/domain.h"

#define L63 "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0"
#define U63 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz0"
#define D253                    \
	L63 "." L63 "." L63 "." \
	    "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxy"

static struct arena *arena;

static void try_read(void)
{
	static const struct {
		const char *shows, *in, *out; /* NULL: refused */
	} rows[] = {
		{ "plain", "example.com", "example.com" },
		{ "upper case", "ExAmPlE.COM", "example.com" },
		{ "final dot", "example.com.", "example.com" },
		{ "one label", "localhost", "localhost" },
		{ "digits and hyphens", "1-2.3-4a", "1-2.3-4a" },
		{ "underscore", "_DMARC.example.com", "_dmarc.example.com" },
		{ "double hyphen in place 3", "ab--cd.example",
		    "ab--cd.example" },
		{ "A-label", "XN--BCHER-KVA.example", "xn--bcher-kva.example" },
		{ "63 octets in a label", U63 ".example", L63 ".example" },
		{ "253 octets", D253, D253 },
		{ "253 octets and the final dot", D253 ".", D253 },

		{ "U-label",
		    "b\xc3\xbc"
		    "cher.example",
		    "xn--bcher-kva.example" },
		{ "U-label in upper case",
		    "B\xc3\x9c"
		    "CHER.Example",
		    "xn--bcher-kva.example" },
		{ "U-label, decomposed",
		    "bu\xcc\x88"
		    "cher.example",
		    "xn--bcher-kva.example" },
		{ "sharp s stays (non-transitional)",
		    "stra\xc3\x9f"
		    "e.example",
		    "xn--strae-oqa.example" },
		{ "final sigma stays",
		    "\xce\xb2\xcf\x8c\xce\xbb\xce\xbf\xcf\x82.example",
		    "xn--nxasmm1c.example" },
		{ "Japanese", "\xe4\xbe\x8b\xe3\x81\x88.jp", "xn--r8jz45g.jp" },
		{ "Arabic, right to left",
		    "\xd9\x85\xd8\xab\xd8\xa7\xd9\x84.example",
		    "xn--mgbh0fb.example" },
		{ "Cyrillic top level",
		    "\xd0\xbf\xd0\xbe\xd1\x87\xd1\x82\xd0\xb0."
		    "\xd1\x80\xd1\x84",
		    "xn--80a1acny.xn--p1ai" },
		{ "underscore label above a U-label",
		    "_dmarc.b\xc3\xbc"
		    "cher.example",
		    "_dmarc.xn--bcher-kva.example" },
		{ "full-width letters", "\xef\xbd\x85\xef\xbd\x98.example",
		    "ex.example" },
		{ "ideographic full stop",
		    "a\xe3\x80\x82"
		    "example",
		    "a.example" },
		{ "full-width full stop",
		    "a\xef\xbc\x8e"
		    "example",
		    "a.example" },
		{ "half-width full stop, final", "a.example\xef\xbd\xa1",
		    "a.example" },

		{ "empty", "", NULL },
		{ "only a dot", ".", NULL },
		{ "leading dot", ".example.com", NULL },
		{ "two dots", "example..com", NULL },
		{ "two final dots", "example.com..", NULL },
		{ "blank", "exa mple.com", NULL },
		{ "trailing blank", "example.com ", NULL },
		{ "CR LF", "example.com\r\n", NULL },
		{ "at sign", "a@example.com", NULL },
		{ "asterisk", "*.example.com", NULL },
		{ "address literal", "[192.0.2.1]", NULL },
		{ "64 octets in a label", L63 "x.example", NULL },
		{ "254 octets", D253 "x", NULL },
		{ "not UTF-8",
		    "b\xfc"
		    "cher.example",
		    NULL },
		{ "overlong dot",
		    "a\xc0\xae"
		    "b.example",
		    NULL },
		{ "leading combining mark",
		    "\xcc\x88"
		    "a.example",
		    NULL },
		{ "mapped to a slash (U+2100)", "\xe2\x84\x80.example", NULL },
		{ "mapped to dots (U+2026)",
		    "a\xe2\x80\xa6"
		    "b",
		    NULL },
		{ "right-to-left override",
		    "a\xe2\x80\xae"
		    "b.example",
		    NULL },
		{ "only a zero width space", "\xe2\x80\x8b.example", NULL },
		{ "U-label whose A-label passes 63",
		    "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4"
		    "\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc"
		    "abcdefghijklmnopqrstuvwxyz0123456789abcdef.example",
		    NULL },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		check_bytes("domain", domain_read(arena, bytes_of(rows[i].in)),
		    bytes_of(rows[i].out));
	}
}

static void try_hostile(void)
{
	char text[100000];

	test_row("absent text");
	check_bytes("domain", domain_read(arena, ABSENT), ABSENT);
	test_row("NUL in an ASCII label");
	check_bytes(
	    "domain", domain_read(arena, BYTES("a\0b.example")), ABSENT);
	test_row("NUL in a U-label");
	check_bytes(
	    "domain", domain_read(arena, BYTES("\xc3\xbc\0b.example")), ABSENT);

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 2 ? '.' : 'a';
	test_row("50,000 labels");
	check_bytes("domain",
	    domain_read(arena, (struct bytes){ text, sizeof(text) }), ABSENT);
	test_row("127 labels");
	check_number(
	    "octets", domain_read(arena, (struct bytes){ text, 253 }).len, 253);
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 2 ? '\xbc' : '\xc3';
	test_row("a U-label of 100,000 octets");
	check_bytes("domain",
	    domain_read(arena, (struct bytes){ text, sizeof(text) }), ABSENT);
	test_row("a U-label as long as is looked at");
	check_bytes(
	    "domain", domain_read(arena, (struct bytes){ text, 1016 }), ABSENT);
}

static void try_host(void)
{
	static const struct {
		const char *shows, *domain;
		bool host;
	} rows[] = {
		{ "two labels", "example.com", true },
		{ "A-label", "xn--bcher-kva.example", true },
		{ "digits in front (RFC 1123)", "3com.example", true },
		{ "one label", "localhost", false },
		{ "underscore", "_dmarc.example.com", false },
		{ "hyphen in front", "-a.example", false },
		{ "hyphen behind", "a-.example", false },
		{ "empty", "", false },
		{ "final dot", "example.com.", false },
		{ "leading dot", ".example.com", false },
		{ "absent", NULL, false },
		{ "254 octets", D253 "x", false },
		{ "label of 64", L63 "x.example", false },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		check_number("host", domain_is_host(bytes_of(rows[i].domain)),
		    rows[i].host);
	}
}

static void try_tree(void)
{
	static const struct {
		const char *shows, *domain, *parent;
		size_t labels;
	} rows[] = {
		{ "three labels", "a.example.com", "example.com", 3 },
		{ "two labels", "example.com", "com", 2 },
		{ "one label", "com", NULL, 1 },
		{ "empty", "", NULL, 0 },
		{ "absent", NULL, NULL, 0 },
	};
	static const struct {
		const char *shows, *domain, *ancestor;
		bool under;
	} pairs[] = {
		{ "itself", "example.com", "example.com", true },
		{ "itself in another case", "Example.com", "exAMPLE.com",
		    true },
		{ "below", "mail.example.com", "example.com", true },
		{ "far below", "a.b.c.example.com", "com", true },
		{ "only the letters at the end", "badexample.com",
		    "example.com", false },
		{ "above", "com", "example.com", false },
		{ "beside", "example.org", "example.com", false },
		{ "no ancestor", "example.com", "", false },
		{ "absent ancestor", "example.com", NULL, false },
		{ "absent domain", NULL, "example.com", false },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		check_bytes("parent", domain_parent(bytes_of(rows[i].domain)),
		    bytes_of(rows[i].parent));
		check_number("labels", domain_labels(bytes_of(rows[i].domain)),
		    rows[i].labels);
	}
	for (size_t i = 0; i < ROWS(pairs); i++) {
		test_row(pairs[i].shows);
		check_number("under",
		    domain_under(
			bytes_of(pairs[i].domain), bytes_of(pairs[i].ancestor)),
		    pairs[i].under);
	}
}

int main(void)
{
	arena = arena_open();
	try_read();
	try_hostile();
	try_host();
	try_tree();
	arena_close(arena);
	return test_end("test_domain");
}
