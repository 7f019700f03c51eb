/* inspect/verify/dmarc: RFC 9989 4.10, 5.3, RFC 7489 6.6, RFC 9990 4 */
#include "tests/test.h"

#include "tests/dmarc_story.h"

static const struct {
	const char *shows, *from, *dkim, *spf, *dns;
	const char *by_walk, *by_list, *aligned;
} rows[] = {
	/* 4.10.1: which record, which policy */
	{ "no record: DMARC does not apply", "example.com", "example.com=pass",
	    NULL, "", "none - -", "none - -", "ss" },
	{ "p= of the author domain", "example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject; sp=none; np=none",
	    "fail reject reject", "fail reject reject", "" },
	{ "sp= for a subdomain that exists", "a.example.com", "", NULL,
	    "a.example.com TXT x\n"
	    "_dmarc.example.com TXT v=DMARC1; p=reject; sp=quarantine; np=none",
	    "fail quarantine quarantine", "fail quarantine quarantine", "" },
	{ "np= for one that does not", "a.example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=none; sp=quarantine; np=reject",
	    "fail reject reject", "fail quarantine quarantine", "" },
	{ "no data is not no name", "a.example.com", "", NULL,
	    "b.a.example.com TXT x\n"
	    "_dmarc.example.com TXT v=DMARC1; p=none; sp=quarantine; np=reject",
	    "fail quarantine quarantine", "fail quarantine quarantine", "" },
	{ "no np=: sp=", "a.example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=none; sp=quarantine",
	    "fail quarantine quarantine", "fail quarantine quarantine", "" },
	{ "no sp=: p= for one that exists", "a.example.com", "", NULL,
	    "a.example.com TXT x\n_dmarc.example.com TXT v=DMARC1; p=reject; "
	    "np=none",
	    "fail reject reject", "fail reject reject", "" },
	{ "neither sp= nor np=", "a.example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject", "fail reject reject",
	    "fail reject reject", "" },
	{ "np= and the DNS fails: the softer", "a.example.com", "", NULL,
	    "a.example.com timeout\n"
	    "_dmarc.example.com TXT v=DMARC1; p=reject; np=quarantine",
	    "fail quarantine quarantine", "fail reject reject", "" },
	{ "sp= below the organisational domain is ignored", "a.b.example.com",
	    "", NULL,
	    "_dmarc.b.example.com TXT v=DMARC1; p=none; sp=none\n"
	    "_dmarc.example.com TXT v=DMARC1; p=reject",
	    "fail reject reject", "fail reject reject", "" },
	{ "psd=n between: its sp=; RFC 7489 sees none there", "a.b.example.com",
	    "", NULL,
	    "_dmarc.b.example.com TXT v=DMARC1; p=none; sp=quarantine; psd=n\n"
	    "_dmarc.example.com TXT v=DMARC1; p=reject",
	    "fail quarantine quarantine", "fail reject reject", "" },
	{ "the public suffix's record", "a.example.com", "", NULL,
	    "a.example.com TXT x\n_dmarc.com TXT v=DMARC1; p=none; sp=reject; "
	    "psd=y",
	    "fail reject reject", "none - -", "" },
	{ "the organisation's counts before the public suffix's",
	    "a.example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=none\n"
	    "_dmarc.com TXT v=DMARC1; p=reject; psd=y",
	    "fail none none", "fail none none", "" },
	{ "only a record in between: the walk finds it", "a.b.example.com", "",
	    NULL, "_dmarc.b.example.com TXT v=DMARC1; p=reject",
	    "fail reject reject", "none - -", "" },
	{ "several records of the author", "example.com", "example.com=pass",
	    NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=none\n"
	    "_dmarc.example.com TXT v=DMARC1; p=reject",
	    "none - -", "none - -", "ss" },
	{ "... are not replaced by those above", "a.example.com",
	    "a.example.com=pass", NULL,
	    "_dmarc.a.example.com TXT v=DMARC1; p=none\n"
	    "_dmarc.a.example.com TXT v=DMARC1; p=reject\n"
	    "_dmarc.example.com TXT v=DMARC1; p=reject",
	    "none - -", "none - -", "ss" },
	{ "several above are passed over by the walk", "a.b.example.com", "",
	    NULL,
	    "_dmarc.b.example.com TXT v=DMARC1; p=none\n"
	    "_dmarc.b.example.com TXT v=DMARC1; p=none; sp=none\n"
	    "_dmarc.example.com TXT v=DMARC1; p=reject",
	    "fail reject reject", "fail reject reject", "" },
	{ "another text beside the record", "example.com", "", NULL,
	    "_dmarc.example.com TXT v=spf1 -all\n"
	    "_dmarc.example.com TXT v=DMARC1; p=reject",
	    "fail reject reject", "fail reject reject", "" },
	{ "no p=, a valid rua=: none", "example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; rua=mailto:a@example.com",
	    "fail none none", "fail none none", "" },
	{ "no p=, no rua=: no DMARC", "example.com", "example.com=pass", NULL,
	    "_dmarc.example.com TXT v=DMARC1; sp=reject", "none - -",
	    "none - -", "ss" },
	{ "no p=, and rua= is none: no DMARC", "example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; rua=a@example.com", "none - -",
	    "none - -", "" },
	{ "p= of nonsense, a valid rua=", "example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=x; rua=mailto:a@example.com",
	    "fail none none", "fail none none", "" },
	{ "sp= of nonsense, a valid rua=", "example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject; sp=x; "
	    "rua=mailto:a@example.com",
	    "fail none none", "fail none none", "" },
	{ "np= of nonsense is RFC 9989's alone", "example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject; np=x", "none - -",
	    "fail reject reject", "" },
	{ "t=y: one step softer", "example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject; t=y",
	    "fail reject quarantine", "fail reject reject", "" },
	{ "t=y on quarantine", "example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=quarantine; t=y",
	    "fail quarantine none", "fail quarantine quarantine", "" },
	{ "t=y on none", "example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=none; t=y", "fail none none",
	    "fail none none", "" },
	{ "pct=0 is RFC 7489's alone", "example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject; pct=0",
	    "fail reject reject", "fail reject quarantine", "" },
	{ "pct=50 applies to some", "example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject; pct=50",
	    "fail reject reject", "fail reject reject", "" },
	{ "nothing is applied to what passes", "example.com",
	    "example.com=pass", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject", "pass reject none",
	    "pass reject none", "ss" },
	{ "no author", NULL, "example.com=pass", NULL, "", "none - -",
	    "none - -", "--" },

	/* 4.10.2: alignment */
	{ "B.4.1: SPF strictly, DKIM by the record of both", "example.com",
	    "signing.example.com=pass", "example.com=pass",
	    "_dmarc.example.com TXT v=DMARC1; p=reject\n"
	    "_dmarc.signing.example.com TXT v=DMARC1; p=reject",
	    "pass reject none", "pass reject none", "rr ss" },
	{ "B.4.2: thirteen labels", "a.b.c.d.e.f.g.h.i.j.k.example.com",
	    "signing.example.com=pass", "example.com=pass",
	    "_dmarc.example.com TXT v=DMARC1; p=reject\n"
	    "_dmarc.signing.example.com TXT v=DMARC1; p=reject",
	    "pass reject none", "pass reject none", "rr rr" },
	{ "B.4.3: below a public suffix with psd=y", "giant.bank.example",
	    "mail.mega.bank.example=pass", "mail.giant.bank.example=pass",
	    "_dmarc.bank.example TXT v=DMARC1; p=reject; psd=y\n"
	    "_dmarc.giant.bank.example TXT v=DMARC1; p=reject",
	    "pass reject none", "pass reject none", "-r rr" },
	{ "SES, a record at the subdomain alone: the standards differ",
	    "news.example.com", "example.com=pass", "bounce.example.com=pass",
	    "_dmarc.news.example.com TXT v=DMARC1; p=reject",
	    "fail reject reject", "pass reject none", "-r -r" },
	{ "... and one at the organisational domain, too: they agree",
	    "news.example.com", "example.com=pass", "bounce.example.com=pass",
	    "_dmarc.news.example.com TXT v=DMARC1; p=reject\n"
	    "_dmarc.example.com TXT v=DMARC1; p=none",
	    "pass reject none", "pass reject none", "rr rr" },
	{ "a subdomain for its parent", "example.com", "a.example.com=pass",
	    NULL, "_dmarc.example.com TXT v=DMARC1; p=reject",
	    "pass reject none", "pass reject none", "rr" },
	{ "psd=n cuts the author off", "a.example.com", "example.com=pass",
	    NULL,
	    "_dmarc.a.example.com TXT v=DMARC1; p=reject; psd=n\n"
	    "_dmarc.example.com TXT v=DMARC1; p=reject",
	    "fail reject reject", "pass reject none", "-r" },
	{ "a public suffix in the list that publishes a record",
	    "a.blogspot.com", "b.blogspot.com=pass", NULL,
	    "_dmarc.blogspot.com TXT v=DMARC1; p=reject", "pass reject none",
	    "none - -", "r-" },
	{ "adkim=s", "a.example.com", "example.com=pass", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject; adkim=s",
	    "fail reject reject", "fail reject reject", "--" },
	{ "aspf=s", "a.example.com", "", "example.com=pass",
	    "_dmarc.example.com TXT v=DMARC1; p=reject; aspf=s",
	    "fail reject reject", "fail reject reject", "--" },
	{ "adkim=s is not aspf=s", "a.example.com", "example.com=pass",
	    "example.com=pass",
	    "_dmarc.example.com TXT v=DMARC1; p=reject; adkim=s",
	    "pass reject none", "pass reject none", "-- rr" },
	{ "both strict, both the same", "example.com", "example.com=pass",
	    "example.com=pass",
	    "_dmarc.example.com TXT v=DMARC1; p=reject; adkim=s; aspf=s",
	    "pass reject none", "pass reject none", "ss ss" },
	{ "what fails does not count", "example.com", "example.com=fail",
	    "example.com=softfail", "_dmarc.example.com TXT v=DMARC1; p=none",
	    "fail none none", "fail none none", "-- --" },
	{ "HELO does not count", "example.com", "", "helo:example.com=pass",
	    "_dmarc.example.com TXT v=DMARC1; p=none", "fail none none",
	    "fail none none", "" },
	{ "one of many is enough", "example.com",
	    "amazonses.com=pass example.com=fail example.com=pass",
	    "amazonses.com=pass", "_dmarc.example.com TXT v=DMARC1; p=reject",
	    "pass reject none", "pass reject none", "-- -- ss --" },
	{ "a weak key is no pass", "example.com", "example.com=policy", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=none", "fail none none",
	    "fail none none", "--" },

	/* the DNS fails */
	{ "at the author's record", "example.com", "example.com=pass", NULL,
	    "_dmarc.example.com timeout", "temperror - -", "temperror - -",
	    "ss" },
	{ "above it, where it decides", "a.example.com", "", NULL,
	    "_dmarc.example.com servfail", "temperror - -", "temperror - -",
	    "" },
	{ "above the organisation: RFC 7489 need not know", "a.example.com", "",
	    NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject\n_dmarc.com refused",
	    "temperror - -", "fail reject reject", "" },
	{ "above the author's record: what fails fails", "example.com", "",
	    NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject\n_dmarc.com timeout",
	    "fail reject reject", "fail reject reject", "" },
	{ "... and what is the same aligns", "example.com", "example.com=pass",
	    NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject\n_dmarc.com timeout",
	    "pass reject none", "pass reject none", "ss" },
	{ "... as does what must lead to the same", "a.example.com",
	    "example.com=pass", NULL,
	    "_dmarc.a.example.com TXT v=DMARC1; p=reject\n"
	    "_dmarc.example.com TXT v=DMARC1; p=reject\n_dmarc.com timeout",
	    "pass reject none", "pass reject none", "rr" },
	{ "at what passes", "example.com", "a.example.com=pass", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject\n"
	    "_dmarc.a.example.com timeout",
	    "temperror reject -", "pass reject none", "?r" },
	{ "at one of two: the other decides", "example.com",
	    "a.example.com=pass example.com=pass", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject\n"
	    "_dmarc.a.example.com timeout",
	    "pass reject none", "pass reject none", "?r ss" },
	{ "at a stranger", "example.com", "example.net=pass", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject\n"
	    "_dmarc.example.net timeout",
	    "fail reject reject", "fail reject reject", "--" },
	{ "with strict alignment it does not matter", "example.com",
	    "a.example.com=pass", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject; adkim=s\n"
	    "_dmarc.a.example.com timeout",
	    "fail reject reject", "fail reject reject", "?-" },
	{ "the key of an aligned signature", "example.com",
	    "example.com=temperror", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject", "temperror reject -",
	    "temperror reject -", "--" },
	{ "... while SPF passes", "example.com", "example.com=temperror",
	    "example.com=pass", "_dmarc.example.com TXT v=DMARC1; p=reject",
	    "pass reject none", "pass reject none", "-- ss" },
	{ "the key of a stranger", "example.com", "example.net=temperror", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject", "fail reject reject",
	    "fail reject reject", "--" },
	{ "SPF of an aligned domain", "example.com", "example.net=pass",
	    "a.example.com=temperror",
	    "_dmarc.example.com TXT v=DMARC1; p=reject", "temperror reject -",
	    "temperror reject -", "-- --" },
	{ "no record, and the key is out of reach", "example.com",
	    "example.com=temperror", NULL, "", "none - -", "none - -", "--" },
};

static void try_rows(void)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct told told;
		test_row(rows[i].shows);
		tell(&told, rows[i].from, rows[i].dkim, rows[i].spf,
		    rows[i].dns);
		check_bytes(
		    "RFC 9989", told.by[RFC9989], bytes_of(rows[i].by_walk));
		check_bytes(
		    "RFC 7489", told.by[RFC7489], bytes_of(rows[i].by_list));
		check_bytes("aligned", told.aligned, bytes_of(rows[i].aligned));
		check_true("diverges says so",
		    told.verdict.diverges ==
			bytes_present(told.verdict.divergence));
		untell(&told);
	}
}

int main(void)
{
	story_open();
	try_rows();
	story_close();
	return test_end("test_dmarc");
}
