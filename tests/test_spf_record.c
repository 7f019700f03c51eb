/* common/mail/spf_record: RFC 7208 4.5, 4.6, 5, 6, 7.1, 12 */
#include "tests/test.h"

#include "common/base/text.h"
#include "common/mail/spf_record.h"

#define NO_MECHANISM "a mechanism that there is"
#define NO_DOMAIN    "':' and a domain behind the mechanism"
#define NO_TOPLABEL  "a top-level domain at its end"
#define NO_PARENT    "a domain of more than one label"
#define BITS_4	     "at most 32 bits behind '/'"
#define BITS_6	     "at most 128 bits behind '//'"
#define LETTERS	     "one of the letters s l o d i p v h in a macro"

/* The term alone behind the version; mistake NULL: it is one. */
static const struct {
	const char *term, *mistake;
} terms[] = {
	/* qualifiers, names (4.6.1, 4.6.2) */
	{ "all", NULL },
	{ "+all", NULL },
	{ "-all", NULL },
	{ "?all", NULL },
	{ "~all", NULL },
	{ "ALL", NULL },
	{ "--all", NO_MECHANISM },
	{ "!all", NO_MECHANISM },
	{ "all.", NO_MECHANISM },
	{ "-", NO_MECHANISM },
	{ "moo", NO_MECHANISM },
	{ "ip:1.2.3.4", NO_MECHANISM },
	{ "redirect:example.com", NO_MECHANISM },
	{ "-exp=example.com", NO_MECHANISM },
	{ "a;", "':' or '/' behind the mechanism" },
	{ "a\tmx", "':' or '/' behind the mechanism" },
	{ "v=spf1", NULL }, /* an unknown modifier */
	/* all (5.1) */
	{ "all:foobar", "nothing behind the mechanism" },
	{ "all/8", "nothing behind the mechanism" },
	/* include (5.2) */
	{ "include:example.com", NULL },
	{ "include:%{d2}", NULL },
	{ "include", NO_DOMAIN },
	{ "include:", "a domain" },
	{ "include:example.com/24", NO_TOPLABEL },
	{ "include/24", NO_DOMAIN },
	/* a (5.3) */
	{ "a", NULL },
	{ "A", NULL },
	{ "a:example.com", NULL },
	{ "a:example.com.", NULL },
	{ "a/24", NULL },
	{ "a/0", NULL },
	{ "a/32", NULL },
	{ "a//64", NULL },
	{ "a//0", NULL },
	{ "a//128", NULL },
	{ "a/24//64", NULL },
	{ "a:example.com/24", NULL },
	{ "a:example.com//64", NULL },
	{ "a:example.com/24//64", NULL },
	{ "a:%{d}/24", NULL },
	{ "a:%{d/}", NULL },
	{ "a:foo:bar/baz.example.com", NULL },
	{ "a:foo.example.xn--zckzah", NULL },
	{ "a:a.b-c", NULL },
	{ "a:", "a domain" },
	{ "a:/24", "a domain" },
	{ "a/", NO_DOMAIN },
	{ "a/33", BITS_4 },
	{ "a/024", BITS_4 },
	{ "a/24/64", BITS_4 },
	{ "a//129", BITS_6 },
	{ "a//064", BITS_6 },
	{ "a/24//", NO_DOMAIN },
	{ "a///64", NO_DOMAIN },
	{ "a/-1", NO_DOMAIN },
	{ "a:example.com/99999999999999999999", BITS_4 },
	{ "a:example.com:8080", NO_TOPLABEL },
	/* mx (5.4) */
	{ "mx", NULL },
	{ "mx:example.com/24//64", NULL },
	{ "mx:", "a domain" },
	{ "mx/33", BITS_4 },
	{ "mx//129", BITS_6 },
	{ "mx:abc.123", NO_TOPLABEL },
	/* ptr (5.5) */
	{ "ptr", NULL },
	{ "ptr:example.com", NULL },
	{ "ptr:", "a domain" },
	{ "ptr/0", NO_DOMAIN },
	{ "ptr:example.com/24", NO_TOPLABEL },
	/* ip4 (5.6) */
	{ "ip4:192.0.2.1", NULL },
	{ "ip4:192.0.2.0/24", NULL },
	{ "IP4:0.0.0.0/0", NULL },
	{ "ip4:192.0.2.1/32", NULL },
	{ "ip4", "':' and an address behind the mechanism" },
	{ "ip4/24", "':' and an address behind the mechanism" },
	{ "ip4:", "an IPv4 address" },
	{ "ip4:192.0.2", "an IPv4 address" },
	{ "ip4:192.0.2.256", "an IPv4 address" },
	{ "ip4:192.0.2.01", "an IPv4 address" },
	{ "ip4:192.0.2.1:25", "an IPv4 address" },
	{ "ip4:example.com", "an IPv4 address" },
	{ "ip4:2001:db8::1", "an IPv4 address" },
	{ "ip4:192.0.2.1\n", "an IPv4 address" },
	{ "ip4:192.0.2.1/33", "a length of 0 to 32 bits" },
	{ "ip4:192.0.2.1/032", "a length of 0 to 32 bits" },
	{ "ip4:192.0.2.1/", "a length of 0 to 32 bits" },
	{ "ip4:192.0.2.1//32", "a length of 0 to 32 bits" },
	/* ip6 (5.6) */
	{ "ip6:2001:db8::1", NULL },
	{ "ip6:2001:DB8::/32", NULL },
	{ "ip6:::/0", NULL },
	{ "ip6:::1/128", NULL },
	{ "ip6:::1.1.1.1/0", NULL },
	{ "ip6", "':' and an address behind the mechanism" },
	{ "ip6::CAFE::BABE", "an IPv6 address" },
	{ "ip6:192.0.2.1", "an IPv6 address" },
	{ "ip6:[2001:db8::1]", "an IPv6 address" },
	{ "ip6:2001:db8::1/129", "a length of 0 to 128 bits" },
	{ "ip6:2001:db8::1//64", "a length of 0 to 128 bits" },
	{ "ip6:2001:db8::1/", "a length of 0 to 128 bits" },
	/* exists (5.7) */
	{ "exists:%{ir}.example.com", NULL },
	{ "exists", NO_DOMAIN },
	{ "exists:", "a domain" },
	{ "exists:example.com/24", NO_TOPLABEL },
	/* domain-spec (7.1) */
	{ "a:%{d}", NULL },
	{ "a:%{d}.", NO_PARENT },
	{ "a:x%%", NULL },
	{ "a:x%_", NULL },
	{ "a:x%-", NULL },
	{ "a:%{d}.com", NULL },
	{ "a:museum", NO_PARENT },
	{ "a:museum.", NO_PARENT },
	{ "a:foo-bar", NO_PARENT },
	{ "a:.com", NULL },
	{ "a:example..com", NULL }, /* well formed, though no name */
	{ "a:example.com..", NO_TOPLABEL },
	{ "a:111.222.33.44", NO_TOPLABEL },
	{ "a:example.-com", NO_TOPLABEL },
	{ "a:example.com-", NO_TOPLABEL },
	{ "a:example.c_m", NO_TOPLABEL },
	{ "a:%{x}.com", LETTERS },
	{ "a:%{c}.com", LETTERS },
	{ "a:foo%.com", "'{', '%', '_' or '-' behind '%'" },
	{ "a:\xc3\xbc.com", "printable ASCII" },
	{ "a:example.com\r", "printable ASCII" },
	/* modifiers (6) */
	{ "redirect=example.com", NULL },
	{ "REDIRECT=example.com", NULL },
	{ "redirect=%{d2}", NULL },
	{ "redirect=", "a domain" },
	{ "redirect=-all", NO_PARENT },
	{ "redirect=example.com/24", NO_TOPLABEL },
	{ "exp=example.com", NULL },
	{ "exp=", "a domain" },
	{ "exp=%{r}.example.com", LETTERS },
	{ "moo.cow-far_out=man:dog/cat", NULL },
	{ "default=", NULL },
	{ "default=+", NULL },
	{ "foo=%{d}", NULL },
	{ "foo=%abc", "'{', '%', '_' or '-' behind '%'" },
	{ "foo=%{c}", LETTERS },
	{ "foo=a=b", NULL },
	{ "moo.cow/far_out=man", NO_MECHANISM },
	{ "moo.cow:far_out=man", NO_MECHANISM },
	{ "1up=foo", NO_MECHANISM },
	{ "=all", NO_MECHANISM },
};

static const struct {
	const char *shows, *text, *mistaken;
	size_t count;
	const char *redirect, *explanation;
	bool all;
} records[] = {
	{ "the version alone", "v=spf1", NULL, 0, NULL, NULL, false },
	{ "blanks at the end", "v=spf1 a -all  ", NULL, 2, NULL, NULL, true },
	{ "several blanks", "v=spf1  a   mx", NULL, 2, NULL, NULL, false },
	{ "modifiers anywhere",
	    "v=spf1 exp=a.example redirect=b.example mx foo=c", NULL, 1,
	    "b.example", "a.example", false },
	{ "unknown modifiers twice", "v=spf1 x=1 x=2 all", NULL, 1, NULL, NULL,
	    true },
	{ "redirect twice", "v=spf1 redirect=a.example redirect=b.example",
	    "redirect=b.example", 0, "a.example", NULL, false },
	{ "exp twice", "v=spf1 exp=a.example EXP=a.example", "EXP=a.example", 0,
	    NULL, "a.example", false },
	{ "a mistake behind all", "v=spf1 ip4:1.2.3.4 -all moo", "moo", 2, NULL,
	    NULL, true },
	{ "a mistake before all", "v=spf1 a:b -all", "a:b", 0, NULL, NULL,
	    false },
};

static const struct {
	const char *shows, *texts[3];
	size_t count;
	const char *first;
} finds[] = {
	{ "the version alone", { "v=spf1" }, 1, "v=spf1" },
	{ "and a blank", { "v=spf1 a" }, 1, "v=spf1 a" },
	{ "any case", { "V=sPf1 a" }, 1, "V=sPf1 a" },
	{ "another version", { "v=spf10" }, 0, NULL },
	{ "no blank behind it", { "v=spf1mx" }, 0, NULL },
	{ "a tab behind it", { "v=spf1\ta" }, 0, NULL },
	{ "a blank before it", { " v=spf1 a" }, 0, NULL },
	{ "Sender ID", { "spf2.0/pra a" }, 0, NULL },
	{ "other text", { "hello", "v=spf1 a", "" }, 1, "v=spf1 a" },
	{ "two of them", { "v=spf1 a", "v=spf10", "v=spf1 mx" }, 2,
	    "v=spf1 a" },
	{ "nothing", { NULL }, 0, NULL },
};

static struct arena *arena;

static void try_terms(void)
{
	struct spf_record record;

	for (size_t i = 0; i < ROWS(terms); i++) {
		const char *term = terms[i].term;
		test_row(term);
		bool read = spf_record_read(
		    &record, arena, arena_printf(arena, "v=spf1 %s", term));
		check_text("mistake", record.mistake, terms[i].mistake);
		check_true("as returned", read == (terms[i].mistake == NULL));
		if (!read)
			check_text("in", record.mistaken.ptr, term);
	}
	test_row("a NUL");
	check_true("refused", !spf_record_read(&record, arena,
				  BYTES("v=spf1 a:foo.example.com\0")));
}

static void try_records(void)
{
	for (size_t i = 0; i < ROWS(records); i++) {
		struct spf_record r;
		test_row(records[i].shows);
		spf_record_read(&r, arena, bytes_of(records[i].text));
		check_bytes(
		    "mistaken", r.mistaken, bytes_of(records[i].mistaken));
		check_number("terms", r.count, records[i].count);
		check_bytes("redirect", r.redirect.domain,
		    bytes_of(records[i].redirect));
		check_bytes("exp", r.explanation.domain,
		    bytes_of(records[i].explanation));
		check_true("all", r.all == records[i].all);
	}
}

static void try_finds(void)
{
	for (size_t i = 0; i < ROWS(finds); i++) {
		struct dns_record list[3] = { 0 };
		struct dns_answer answer = { .records = NULL };
		struct bytes first;
		for (size_t k = 3; k > 0; k--) {
			if (finds[i].texts[k - 1] == NULL)
				continue;
			list[k - 1].data = bytes_of(finds[i].texts[k - 1]);
			list[k - 1].next = answer.records;
			answer.records = &list[k - 1];
		}
		test_row(finds[i].shows);
		check_number("records", spf_record_find(&answer, &first),
		    finds[i].count);
		check_bytes("first", first, bytes_of(finds[i].first));
	}
}

static void try_meaning(void)
{
	struct spf_record r;

	test_row("what a term means");
	spf_record_read(&r, arena,
	    BYTES("v=spf1 ~a:%{d}/20//60 mx//5 -ip4:192.0.2.0/24 "
		  "?ip6:2001:db8::"));
	check_number("terms", r.count, 4);
	check_bytes("text", r.terms[0].text, BYTES("~a:%{d}/20//60"));
	check_bytes("domain", r.terms[0].domain, BYTES("%{d}"));
	check_number("softfail", r.terms[0].qualifier, '~');
	check_number("of IPv4", r.terms[0].bits_4, 20);
	check_number("of IPv6", r.terms[0].bits_6, 60);
	check_number("pass", r.terms[1].qualifier, '+');
	check_bytes("no domain", r.terms[1].domain, ABSENT);
	check_number("all of IPv4", r.terms[1].bits_4, 32);
	check_number("of IPv6", r.terms[1].bits_6, 5);
	check_number("fail", r.terms[2].qualifier, '-');
	check_number("network", r.terms[2].network.octets[2], 2);
	check_number("bits", r.terms[2].bits_4, 24);
	check_number("neutral", r.terms[3].qualifier, '?');
	check_number("family", r.terms[3].network.family, 6);
	check_number("bits", r.terms[3].bits_6, 128);
}

/* What is no record, but was meant as one. */
static void try_refused(void)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "v=spf1", NULL },
		{ "V=SPF1 -all", NULL },
		{ "", NULL },
		{ "google-site-verification=spf", NULL },
		{ "spf2.0/pra include:example.com -all", NULL },
		{ "v=DMARC1; p=none", NULL },
		{ " v=spf1 -all", "a blank stands before v=spf1" },
		{ "\"v=spf1 -all\"", "a quotation mark stands before v=spf1" },
		{ "TXT v=spf1 -all", "something stands before v=spf1" },
		{ "v=spf10 -all", "there is no blank after v=spf1" },
		{ "v=spf1;a -all", "there is no blank after v=spf1" },
		{ "v = spf1 -all", "it does not begin with v=spf1" },
		{ "spf1=a -all", "it does not begin with v=spf1" },
		{ "v=spf include:example.com",
		    "it does not begin with v=spf1" },
		{ "v=spf2 ~all", "it does not begin with v=spf1" },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].text);
		check_text("why", spf_record_refused(bytes_of(rows[i].text)),
		    rows[i].why);
	}
}

/* 64 KB of one thing, and what they are. */
static void try_large(void)
{
	static const struct {
		const char *shows, *repeated;
		size_t count;
	} rows[] = {
		{ "of blanks", " ", 0 },
		{ "of terms", " a", 32768 },
		{ "of one domain", "a", 0 },
		{ "of lengths", "/1", 0 },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct text text = text_new(1 << 20);
		struct spf_record r;
		test_row(rows[i].shows);
		text_add(&text, BYTES("v=spf1 "));
		while (text.len < 65536 + 7)
			text_add(&text, bytes_of(rows[i].repeated));
		spf_record_read(&r, arena, text_bytes(&text));
		check_number("terms", r.count, rows[i].count);
		text_free(&text);
	}
}

int main(void)
{
	arena = arena_open();
	try_terms();
	try_records();
	try_finds();
	try_meaning();
	try_refused();
	try_large();
	arena_close(arena);
	return test_end("test_spf_record");
}
