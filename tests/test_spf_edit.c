/* publish/spf_edit: RFC 7208 4.5, 4.6, 5.1, 6 */
#include "tests/test.h"

#include "common/mail/spf_record.h"
#include "publish/spf_edit.h"
#include "publish/spf_terms.h"

#define SES "include:amazonses.com"

static struct arena *arena;

/* ---- one change ------------------------------------------------------------
 */

static struct bytes add_ses(struct bytes text)
{
	return spf_edit_add(arena, text, BYTES(SES));
}

static struct bytes remove_it(struct bytes text)
{
	return spf_edit_remove(arena, text, BYTES("include:dead.example"));
}

static struct bytes replace_it(struct bytes text)
{
	return spf_edit_replace(
	    arena, text, BYTES("include:amazon.com"), BYTES(SES));
}

static struct bytes soften(struct bytes text)
{
	return spf_edit_all(arena, text, '~');
}

static struct bytes drop(struct bytes text)
{
	return spf_edit_drop_unused(arena, text);
}

static struct bytes all_last(struct bytes text)
{
	return spf_edit_all_last(arena, text);
}

static struct bytes repair(struct bytes text)
{
	return spf_edit_repair(arena, text);
}

static const struct {
	struct bytes (*edit)(struct bytes text);
	const char *shows, *text, *want; /* NULL: absent */
} rows[] = {
	{ add_ses, "in front of all", "v=spf1 mx -all",
	    "v=spf1 mx " SES " -all" },
	{ add_ses, "an empty record", "v=spf1", "v=spf1 " SES },
	{ add_ses, "nothing but all", "v=spf1 -all", "v=spf1 " SES " -all" },
	{ add_ses, "without all", "v=spf1 mx", "v=spf1 mx " SES },
	{ add_ses, "in front of redirect", "v=spf1 a redirect=example.com",
	    "v=spf1 a " SES " redirect=example.com" },
	{ add_ses, "unknown modifiers stay", "v=spf1 a x=y ~all z=%{d}",
	    "v=spf1 a x=y " SES " ~all z=%{d}" },
	{ add_ses, "it is there", "v=spf1 " SES " ~all",
	    "v=spf1 " SES " ~all" },
	{ add_ses, "it is there in other case",
	    "v=spf1 +INCLUDE:amazonses.com ~all",
	    "v=spf1 +INCLUDE:amazonses.com ~all" },
	{ add_ses, "it is there behind all", "v=spf1 ~all " SES,
	    "v=spf1 " SES " ~all " SES },
	{ add_ses, "under another qualifier", "v=spf1 ?" SES " ~all",
	    "v=spf1 ?" SES " " SES " ~all" },
	{ add_ses, "blanks become one", "V=SPF1  mx   -all ",
	    "v=spf1 mx " SES " -all" },

	{ remove_it, "a term", "v=spf1 a include:dead.example mx ~all",
	    "v=spf1 a mx ~all" },
	{ remove_it, "each of it",
	    "v=spf1 include:dead.example +include:DEAD.example ~all",
	    "v=spf1 ~all" },
	{ remove_it, "there is none", "v=spf1 -all", NULL },
	{ remove_it, "another qualifier is another term",
	    "v=spf1 ?include:dead.example -all", NULL },

	{ replace_it, "in its place", "v=spf1 a include:amazon.com mx ~all",
	    "v=spf1 a " SES " mx ~all" },
	{ replace_it, "the right one is there",
	    "v=spf1 include:amazon.com " SES " ~all", "v=spf1 " SES " ~all" },
	{ replace_it, "there is none", "v=spf1 a ~all", NULL },

	{ soften, "+all", "v=spf1 a +all", "v=spf1 a ~all" },
	{ soften, "all", "v=spf1 a all", "v=spf1 a ~all" },
	{ soften, "-all in front", "v=spf1 -ALL a", "v=spf1 ~all a" },
	{ soften, "no all", "v=spf1 a", "v=spf1 a ~all" },
	{ soften, "no all, a modifier", "v=spf1 a exp=e.example.com",
	    "v=spf1 a ~all exp=e.example.com" },
	{ soften, "redirect decides", "v=spf1 redirect=example.com", NULL },
	{ soften, "both", "v=spf1 redirect=example.com ?all",
	    "v=spf1 redirect=example.com ~all" },

	{ drop, "behind all", "v=spf1 a ~all mx include:example.com",
	    "v=spf1 a ~all" },
	{ drop, "a second all", "v=spf1 a ~all -all", "v=spf1 a ~all" },
	{ drop, "redirect beside all", "v=spf1 redirect=example.com a -all",
	    "v=spf1 a -all" },
	{ drop, "modifiers stay", "v=spf1 -all exp=e.example.com x=1 a",
	    "v=spf1 -all exp=e.example.com x=1" },
	{ drop, "nothing to drop", "v=spf1 a redirect=example.com",
	    "v=spf1 a redirect=example.com" },

	{ all_last, "to the end", "v=spf1 ~all " SES " mx",
	    "v=spf1 " SES " mx ~all" },
	{ all_last, "the first all counts", "v=spf1 ~all a -all",
	    "v=spf1 a ~all" },
	{ all_last, "redirect goes",
	    "v=spf1 ~all a redirect=example.com exp=e.example.com",
	    "v=spf1 a ~all exp=e.example.com" },
	{ all_last, "no all", "v=spf1 a", "v=spf1 a" },

	{ repair, "nothing wrong", "v=spf1 a x=y -all", "v=spf1 a x=y -all" },
	{ repair, "quotation marks", "\"v=spf1 " SES " ~all\"",
	    "v=spf1 " SES " ~all" },
	{ repair, "escaped ones", "\\\"v=spf1 " SES " ~all\\\"",
	    "v=spf1 " SES " ~all" },
	{ repair, "one at the end", "v=spf1 " SES " ~all\"",
	    "v=spf1 " SES " ~all" },
	{ repair, "two strings, cut in a term",
	    "\"v=spf1 include:amaz\" \"onses.com ~all\"",
	    "v=spf1 " SES " ~all" },
	{ repair, "two strings, cut between terms",
	    "\"v=spf1 " SES "\" \"~all\"", "v=spf1 " SES " ~all" },
	{ repair, "typographic marks and dash",
	    "\xe2\x80\x9cv=spf1 " SES " \xe2\x80\x93"
	    "all\xe2\x80\x9d",
	    "v=spf1 " SES " -all" },
	{ repair, "a byte order mark", "\xef\xbb\xbfv=spf1 -all",
	    "v=spf1 -all" },
	{ repair, "a no-break space", "v=spf1\xc2\xa0-all", "v=spf1 -all" },
	{ repair, "a blank in front", "  v=spf1 -all", "v=spf1 -all" },
	{ repair, "the type in front", "TXT v=spf1 -all", "v=spf1 -all" },
	{ repair, "the version in capitals", "V=SPF1 -all", "v=spf1 -all" },
	{ repair, "blanks in the version", "v = spf1 -all", "v=spf1 -all" },
	{ repair, "no v=", "spf1 mx -all", "v=spf1 mx -all" },
	{ repair, "spf1=", "spf1=mx -all", "v=spf1 mx -all" },
	{ repair, "no number", "v=spf mx -all", "v=spf1 mx -all" },
	{ repair, "no blank behind it", "v=spf1" SES " -all",
	    "v=spf1 " SES " -all" },
	{ repair, "a mark behind it", "v=spf1;mx -all", "v=spf1 mx -all" },
	{ repair, "separators", "v=spf1; mx; " SES ", -all;",
	    "v=spf1 mx " SES " -all" },
	{ repair, "a comma of a macro stays", "v=spf1 exists:%{l1r,}.e.org",
	    "v=spf1 exists:%{l1r,}.e.org" },
	{ repair, "the version twice", "v=spf1 mx v=spf1 a ~all",
	    "v=spf1 mx a ~all" },
	{ repair, "inlcude", "v=spf1 inlcude:amazonses.com ~all",
	    "v=spf1 " SES " ~all" },
	{ repair, "includes", "v=spf1 -includes:amazonses.com ~all",
	    "v=spf1 -" SES " ~all" },
	{ repair, "include=", "v=spf1 include=amazonses.com ~all",
	    "v=spf1 " SES " ~all" },
	{ repair, "include, a blank", "v=spf1 include: amazonses.com ~all",
	    "v=spf1 " SES " ~all" },
	{ repair, "a blank, include", "v=spf1 include :amazonses.com ~all",
	    "v=spf1 " SES " ~all" },
	{ repair, "include without a mark", "v=spf1 include amazonses.com ~all",
	    "v=spf1 " SES " ~all" },
	{ repair, "a blank behind a:", "v=spf1 a: mail.example.com ~all",
	    "v=spf1 a:mail.example.com ~all" },
	{ repair, "blanks around the mark",
	    "v=spf1 include : amazonses.com ~all", "v=spf1 " SES " ~all" },
	{ repair, "a: before a term", "v=spf1 a: " SES " ~all",
	    "v=spf1 a " SES " ~all" },
	{ repair, "apostrophes", "'v=spf1 " SES " ~all'",
	    "v=spf1 " SES " ~all" },
	{ repair, "the same redirect twice",
	    "v=spf1 redirect=a.example redirect=a.example",
	    "v=spf1 redirect=a.example" },
	{ repair, "a no-break space of ISO 8859-1", "v=spf1\xa0-all",
	    "v=spf1 -all" },
	{ repair, "a: alone", "v=spf1 a: mx: ~all", "v=spf1 a mx ~all" },
	{ repair, "a lone qualifier", "v=spf1 a - all", "v=spf1 a -all" },
	{ repair, "redirect:", "v=spf1 redirect:example.com",
	    "v=spf1 redirect=example.com" },
	{ repair, "ip4 with IPv6", "v=spf1 ip4:2001:db8::/32 -all",
	    "v=spf1 ip6:2001:db8::/32 -all" },
	{ repair, "ip6 with IPv4", "v=spf1 ip6:192.0.2.1 -all",
	    "v=spf1 ip4:192.0.2.1 -all" },
	{ repair, "ip:", "v=spf1 ip:192.0.2.0/24 -all",
	    "v=spf1 ip4:192.0.2.0/24 -all" },
	{ repair, "ipv6=", "v=spf1 ipv6=2001:db8::1 -all",
	    "v=spf1 ip6:2001:db8::1 -all" },
	{ repair, "a bare address", "v=spf1 192.0.2.1 -all",
	    "v=spf1 ip4:192.0.2.1 -all" },
	{ repair, "all with a full stop", "v=spf1 a -all.", "v=spf1 a -all" },
	{ repair, "an unknown modifier stays", "v=spf1 a moo=x ~all",
	    "v=spf1 a moo=x ~all" },
	{ repair, "a term nobody can guess", "v=spf1 zzzzz ~all", NULL },
	{ repair, "a bare domain", "v=spf1 amazonses.com ~all", NULL },
	{ repair, "33 bits", "v=spf1 ip4:192.0.2.1/33 ~all", NULL },
	{ repair, "two redirects",
	    "v=spf1 redirect=a.example redirect=b.example", NULL },
	{ repair, "no record at all", "google-site-verification=x", NULL },
	{ repair, "DMARC", "v=DMARC1; p=none", NULL },
	{ repair, "another version", "v=spf10 -all", NULL },
	{ repair, "nothing", "", NULL },
};

static void try_row(size_t i)
{
	struct bytes got = rows[i].edit(bytes_of(rows[i].text));
	struct spf_record record;

	test_row(rows[i].shows);
	check_bytes("record", got, bytes_of(rows[i].want));
	if (bytes_present(got))
		check_true(
		    "it can be read", spf_record_begins(got) &&
					  spf_record_read(&record, arena, got));
}

/* ---- several become one ----------------------------------------------------
 */

static const struct {
	const char *shows, *texts[3], *want;
} merges[] = {
	{ "the softer all", { "v=spf1 " SES " ~all", "v=spf1 mx -all" },
	    "v=spf1 " SES " mx ~all" },
	{ "neutral is softer", { "v=spf1 a -all", "v=spf1 mx ?all" },
	    "v=spf1 a mx ?all" },
	{ "never +all", { "v=spf1 a +all", "v=spf1 mx -all" },
	    "v=spf1 a mx -all" },
	{ "nothing but +all", { "v=spf1 a +all", "v=spf1 mx all" },
	    "v=spf1 a mx ~all" },
	{ "no all", { "v=spf1 a", "v=spf1 mx" }, "v=spf1 a mx ~all" },
	{ "each term once",
	    { "v=spf1 a " SES " ~all", "v=spf1 +A mx " SES " ~all" },
	    "v=spf1 a " SES " mx ~all" },
	{ "the same twice", { "v=spf1 -all", "v=spf1 -all" }, "v=spf1 -all" },
	{ "what is behind all never counted",
	    { "v=spf1 a ~all ptr", "v=spf1 mx ~all" }, "v=spf1 a mx ~all" },
	{ "one redirect stays", { "v=spf1 redirect=e.example", "v=spf1 mx" },
	    "v=spf1 mx redirect=e.example" },
	{ "a redirect beside all of another",
	    { "v=spf1 redirect=e.example", "v=spf1 mx -all" },
	    "v=spf1 mx include:e.example -all" },
	{ "two redirects",
	    { "v=spf1 redirect=e.example", "v=spf1 redirect=f.example" },
	    "v=spf1 include:f.example include:e.example ~all" },
	{ "one exp",
	    { "v=spf1 -all exp=a.example", "v=spf1 -all exp=b.example" },
	    "v=spf1 -all exp=a.example" },
	{ "unknown modifiers", { "v=spf1 a x=1 -all", "v=spf1 y=2 mx -all" },
	    "v=spf1 a mx -all x=1 y=2" },
	{ "three", { "v=spf1 a ~all", "v=spf1 mx ~all", "v=spf1 " SES " ~all" },
	    "v=spf1 a mx " SES " ~all" },
	{ "what can be repaired is", { "v=spf1 a ~all", "v=spf1 ip4:::1 -all" },
	    "v=spf1 a ip6:::1 ~all" },
	{ "what cannot", { "v=spf1 a ~all", "v=spf1 zzzzz -all" }, NULL },
};

static void try_merge(size_t i)
{
	struct bytes texts[3];
	size_t count = 0;

	for (; count < 3 && merges[i].texts[count] != NULL; count++)
		texts[count] = bytes_of(merges[i].texts[count]);
	test_row(merges[i].shows);
	check_bytes("record", spf_edit_merge(arena, texts, count),
	    bytes_of(merges[i].want));
}

static void try_too_many(void)
{
	struct bytes text = BYTES("v=spf1");

	test_row("a record of more terms than anybody edits");
	for (size_t i = 0; i <= SPF_TERMS_MOST; i++)
		text = arena_join(arena, text, BYTES(" a"), BYTES(""));
	check_bytes("refused", add_ses(text), ABSENT);
	check_bytes("not repaired", repair(text), ABSENT);
}

static void try_skipped(void)
{
	test_row("modifiers that were meant as mechanisms");
	check_true("include=", spf_term_is_skipped(BYTES("include=a.example")));
	check_true("-IP4=", spf_term_is_skipped(BYTES("-IP4=192.0.2.1")));
	check_true("redirect=", !spf_term_is_skipped(BYTES("redirect=a.b")));
	check_true("exp=", !spf_term_is_skipped(BYTES("exp=a.b")));
	check_true("moo=", !spf_term_is_skipped(BYTES("moo=a.b")));
	check_true("a:b=c", !spf_term_is_skipped(BYTES("a:b=c.example")));
}

int main(void)
{
	arena = arena_open();
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(i);
	for (size_t i = 0; i < ROWS(merges); i++)
		try_merge(i);
	try_too_many();
	try_skipped();
	arena_close(arena);
	return test_end("test_spf_edit");
}
