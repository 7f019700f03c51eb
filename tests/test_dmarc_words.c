/* inspect/verify/dmarc, divergence, report_targets: reasons in words, why the
 * standards differ, where reports may go, and what is asked for all that */
#include "tests/test.h"

#include "common/mail/limits.h"
#include "inspect/verify/report_targets.h"
#include "tests/dmarc_story.h"

/* ---- reasons and details ----------------------------------------------------
 */

static const struct {
	const char *shows, *from, *dkim, *spf, *dns;
	enum dmarc_reason reason;
	const char *detail;
} reasons[] = {
	{ "aligned", "example.com", "example.com=pass", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=none", DMARC_ALIGNED, NULL },
	{ "unaligned", "example.com", "example.net=pass", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=none", DMARC_UNALIGNED, NULL },
	{ "nothing passes", "example.com", "example.com=fail", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=none", DMARC_NOTHING_PASSES,
	    NULL },
	{ "no record", "example.com", "", NULL, "", DMARC_NO_RECORD, NULL },
	{ "no record, but something like one", "a.example.com", "", NULL,
	    "_dmarc.a.example.com TXT x\n_dmarc.example.com TXT v=dmarc1; "
	    "p=none",
	    DMARC_NO_RECORD, "_dmarc.example.com: DMARC1 is not in capitals" },
	{ "several", "example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=none\n"
	    "_dmarc.example.com TXT v=DMARC1; p=reject\n"
	    "_dmarc.example.com TXT v=DMARC1",
	    DMARC_SEVERAL, "_dmarc.example.com has 3" },
	{ "several above, and nothing else", "a.example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=none\n"
	    "_dmarc.example.com TXT v=DMARC1; p=reject",
	    DMARC_SEVERAL, "_dmarc.example.com has 2" },
	{ "no policy", "example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1", DMARC_NO_POLICY, NULL },
	{ "no author", NULL, "", NULL, "", DMARC_NO_AUTHOR,
	    "there is no From" },
	{ "unreachable", "example.com", "", NULL, "_dmarc.example.com servfail",
	    DMARC_UNREACHABLE, "_dmarc.example.com: servfail" },
	{ "an alignment that is not known", "example.com", "a.example.com=pass",
	    NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=none\n"
	    "_dmarc.a.example.com timeout",
	    DMARC_UNREACHABLE, "DKIM of a.example.com" },
	{ "undecided DKIM", "example.com", "example.com=temperror", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=none", DMARC_UNDECIDED,
	    "DKIM of example.com" },
	{ "undecided SPF", "example.com", "", "example.com=temperror",
	    "_dmarc.example.com TXT v=DMARC1; p=none", DMARC_UNDECIDED,
	    "SPF of example.com" },
	{ "whether np= counts is not known", "a.example.com", "", NULL,
	    "a.example.com timeout\n"
	    "_dmarc.example.com TXT v=DMARC1; p=reject; np=none",
	    DMARC_NOTHING_PASSES,
	    "a.example.com: timeout, so sp= or np= counts" },
};

static void try_reasons(void)
{
	for (size_t i = 0; i < ROWS(reasons); i++) {
		struct told told;
		test_row(reasons[i].shows);
		tell(&told, reasons[i].from, reasons[i].dkim, reasons[i].spf,
		    reasons[i].dns);
		const struct dmarc_view *view = &told.verdict.by[RFC9989];
		check_number("reason", view->reason, reasons[i].reason);
		check_bytes(
		    "detail", view->detail, bytes_of(reasons[i].detail));
		untell(&told);
	}
}

/* ---- divergence -------------------------------------------------------------
 */

static const struct {
	const char *shows, *from, *dkim, *dns, *divergence;
} divergences[] = {
	{ "they agree", "example.com", "example.com=pass",
	    "_dmarc.example.com TXT v=DMARC1; p=none", NULL },
	{ "other organisations, but nothing depends on it", "a.example.com",
	    "a.example.com=pass", "_dmarc.a.example.com TXT v=DMARC1; p=none",
	    NULL },
	{ "other organisations", "a.example.com", "example.com=pass",
	    "_dmarc.a.example.com TXT v=DMARC1; p=none",
	    "fail by RFC 9989, pass by RFC 7489: the organisational domain is "
	    "a.example.com by the tree walk, example.com by the Public Suffix "
	    "List" },
	{ "one identifier of two", "example.com",
	    "example.com=pass a.example.com=pass",
	    "_dmarc.example.com TXT v=DMARC1; p=none\n"
	    "_dmarc.a.example.com TXT v=DMARC1; p=none; psd=n",
	    "DKIM of a.example.com aligns by RFC 7489 alone: by the tree walk "
	    "a.example.com is of another organisation than example.com" },
	{ "the record is found by one", "a.b.example.com", "",
	    "_dmarc.b.example.com TXT v=DMARC1; p=none; psd=n\n"
	    "_dmarc.example.com TXT v=DMARC1; p=none; sp=reject",
	    "the policy is none by RFC 9989, reject by RFC 7489: the "
	    "organisational domain is b.example.com by the tree walk, "
	    "example.com by the Public Suffix List" },
	{ "one public suffix's record, one organisation", "a.example.com", "",
	    "_dmarc.com TXT v=DMARC1; p=none; psd=y",
	    "fail by RFC 9989, none by RFC 7489: the record is that of com by "
	    "the tree walk, of none beside the Public Suffix List" },
	{ "np=", "a.example.com", "",
	    "_dmarc.example.com TXT v=DMARC1; p=none; np=reject",
	    "the policy is reject by RFC 9989, none by RFC 7489: np= counts "
	    "for RFC 9989 alone" },
	{ "np= of nonsense", "example.com", "",
	    "_dmarc.example.com TXT v=DMARC1; p=reject; np=x",
	    "none by RFC 9989, fail by RFC 7489: np= has no policy, and "
	    "RFC 7489 does not know it" },
	{ "t=y", "example.com", "",
	    "_dmarc.example.com TXT v=DMARC1; p=reject; t=y",
	    "quarantine is applied by RFC 9989, reject by RFC 7489: t=y counts "
	    "for RFC 9989 alone" },
	{ "pct=0", "example.com", "",
	    "_dmarc.example.com TXT v=DMARC1; p=reject; pct=0",
	    "reject is applied by RFC 9989, quarantine by RFC 7489: pct=0 "
	    "counts for RFC 7489 alone" },
	{ "t=y and pct=0 come to the same", "example.com", "",
	    "_dmarc.example.com TXT v=DMARC1; p=reject; t=y; pct=0", NULL },
	{ "the DNS failed for one", "a.example.com", "",
	    "_dmarc.example.com TXT v=DMARC1; p=none\n_dmarc.com timeout",
	    "temperror by RFC 9989, fail by RFC 7489: _dmarc.com: timeout" },
};

static void try_divergences(void)
{
	for (size_t i = 0; i < ROWS(divergences); i++) {
		struct told told;
		test_row(divergences[i].shows);
		tell(&told, divergences[i].from, divergences[i].dkim, NULL,
		    divergences[i].dns);
		check_bytes("divergence", told.verdict.divergence,
		    bytes_of(divergences[i].divergence));
		untell(&told);
	}
}

/* ---- RFC 9990 4: where reports may go
 * ---------------------------------------- */

static const struct {
	const char *shows, *from, *tags, *dns;
	enum report_permission permission;
	const char *asked; /* NULL: nothing */
} targets[] = {
	{ "the same domain", "example.com", "rua=mailto:a@example.com", "",
	    REPORT_INSIDE, NULL },
	{ "in any case", "example.com", "rua=mailto:a@EXAMPLE.com", "",
	    REPORT_INSIDE, NULL },
	{ "a subdomain", "example.com", "rua=mailto:a@r.example.com", "",
	    REPORT_INSIDE, NULL },
	{ "a subdomain that is an organisation of its own", "example.com",
	    "rua=mailto:a@r.example.com",
	    "_dmarc.r.example.com TXT v=DMARC1; p=none; psd=n",
	    REPORT_UNAUTHORIZED, "example.com._report._dmarc.r.example.com" },
	{ "another organisation that agrees", "example.com",
	    "rua=mailto:a@example.net",
	    "example.com._report._dmarc.example.net TXT v=DMARC1",
	    REPORT_AUTHORIZED, "example.com._report._dmarc.example.net" },
	{ "... for everybody", "example.com", "rua=mailto:a@example.net",
	    "*._report._dmarc.example.net TXT v=DMARC1;", REPORT_AUTHORIZED,
	    "example.com._report._dmarc.example.net" },
	{ "... with an address of its own", "example.com",
	    "rua=mailto:a@example.net",
	    "example.com._report._dmarc.example.net TXT x\n"
	    "example.com._report._dmarc.example.net TXT v=DMARC1; "
	    "rua=mailto:b@example.net",
	    REPORT_AUTHORIZED, "example.com._report._dmarc.example.net" },
	{ "another that does not", "example.com", "rua=mailto:a@example.net",
	    "", REPORT_UNAUTHORIZED, "example.com._report._dmarc.example.net" },
	{ "a record that is none", "example.com", "rua=mailto:a@example.net",
	    "example.com._report._dmarc.example.net TXT v=dmarc1",
	    REPORT_UNAUTHORIZED, "example.com._report._dmarc.example.net" },
	{ "the DNS fails", "example.com", "rua=mailto:a@example.net",
	    "example.com._report._dmarc.example.net timeout", REPORT_UNKNOWN,
	    "example.com._report._dmarc.example.net" },
	{ "the DNS fails where the organisation is sought", "example.com",
	    "rua=mailto:a@r.example.com", "_dmarc.r.example.com timeout",
	    REPORT_UNKNOWN, NULL },
	{ "the domain of the record, not of the author", "a.example.com",
	    "rua=mailto:a@example.net", "", REPORT_UNAUTHORIZED,
	    "example.com._report._dmarc.example.net" },
	{ "ruf=", "example.com", "ruf=mailto:a@example.net", "",
	    REPORT_UNAUTHORIZED, "example.com._report._dmarc.example.net" },
	{ "another scheme", "example.com", "rua=https://example.net/r", "",
	    REPORT_UNAUTHORIZED, "example.com._report._dmarc.example.net" },
	{ "no domain", "example.com", "rua=tag:x", "", REPORT_UNKNOWN, NULL },
};

static void try_targets(void)
{
	for (size_t i = 0; i < ROWS(targets); i++) {
		struct told told;
		test_row(targets[i].shows);
		tell(&told, targets[i].from, "", NULL,
		    arena_printf(story.arena,
			"_dmarc.example.com TXT v=DMARC1; p=none; %s\n%s",
			targets[i].tags, targets[i].dns)
			.ptr);
		const struct report_target *t = told.verdict.targets;
		check_true("one", t != NULL && t->next == NULL);
		if (t == NULL)
			continue;
		check_number(
		    "permission", t->permission, targets[i].permission);
		check_bytes("asked",
		    t->answer != NULL ? t->answer->name : ABSENT,
		    bytes_of(targets[i].asked));
		check_true("failure reports",
		    t->failure == (targets[i].tags[2] == 'f'));
		untell(&told);
	}
}

static struct bytes repeated(const char *part, size_t times)
{
	struct bytes text = BYTES("");

	while (times-- > 0)
		text = arena_printf(story.arena, "%.*s%s", FMT(text), part);
	return text;
}

static void try_many_targets(void)
{
	struct bytes uri = BYTES("mailto:a@example.net,");
	struct bytes many = repeated(uri.ptr, 2 * REPORT_TARGETS_MOST);
	struct bytes deep = repeated("a123456789.", 12);
	struct told told;
	size_t count = 0;

	test_row("more targets than anybody has");
	tell(&told, "example.com", "", NULL,
	    arena_printf(story.arena,
		"_dmarc.example.com TXT v=DMARC1; p=none; rua=%.*s", FMT(many))
		.ptr);
	for (const struct report_target *t = told.verdict.targets; t != NULL;
	     t = t->next)
		count++;
	check_number("kept", count, REPORT_TARGETS_MOST);
	untell(&told);

	test_row("a name of permission that is too long");
	tell(&told, "example.com", "", NULL,
	    arena_printf(story.arena,
		"_dmarc.example.com TXT v=DMARC1; p=none; "
		"rua=mailto:a@%.*s%.*sexample.net",
		FMT(deep), FMT(bytes_first(deep, 99)))
		.ptr);
	const struct report_target *t = told.verdict.targets;
	check_true("one", t != NULL);
	if (t != NULL) {
		check_number("permission", t->permission, REPORT_UNAUTHORIZED);
		check_true("nobody is asked", t->answer == NULL);
	}
	untell(&told);
}

/* ---- what follows for DKIM and SPF
 * ------------------------------------------- */

static const struct {
	const char *shows, *dkim, *spf;
	enum auth_result best;
	bool dkim_aligned, spf_aligned;
} settled[] = {
	{ "nothing", "", NULL, AUTH_ABSENT, false, false },
	{ "one that passes", "example.com=pass", NULL, AUTH_PASS, true, false },
	{ "the author's own is broken, a stranger passes",
	    "example.net=pass example.com=fail", NULL, AUTH_FAIL, false,
	    false },
	{ "the best of those that align",
	    "example.com=fail a.example.com=temperror example.com=other", NULL,
	    AUTH_TEMPERROR, false, false },
	{ "strangers alone: the best of all stays", "example.net=fail", NULL,
	    AUTH_NEUTRAL, false, false },
	{ "SPF", "", "a.example.com=pass", AUTH_ABSENT, false, true },
	{ "SPF of another", "", "example.net=pass", AUTH_ABSENT, false, false },
};

static void try_settled(void)
{
	for (size_t i = 0; i < ROWS(settled); i++) {
		struct told told;
		test_row(settled[i].shows);
		tell(&told, "example.com", settled[i].dkim, settled[i].spf,
		    "_dmarc.example.com TXT v=DMARC1; p=none");
		told.verified.dkim_result = settled[i].best;
		dmarc_settle(&told.verified);
		check_number(
		    "dkim", told.verified.dkim_result, settled[i].best);
		check_true("dkim aligned",
		    told.verified.dkim_aligned == settled[i].dkim_aligned);
		check_true("spf aligned",
		    told.verified.spf_aligned == settled[i].spf_aligned);
		untell(&told);
	}
}

/* ---- what is asked
 * ------------------------------------------------------------ */

static bool is_asked(const struct dns *dns, const char *name)
{
	for (size_t i = 0; i < dns_asked(dns); i++)
		if (bytes_eq(dns_answer_at(dns, i)->name, bytes_of(name)))
			return true;
	return false;
}

static void try_asked(void)
{
	struct told told;

	test_row("what cannot align is not walked; the author is not sought");
	tell(&told, "mail.example.com",
	    "amazonses.com=pass example.com=pass mail.example.com=pass",
	    "bounce.example.com=pass",
	    "_dmarc.example.com TXT v=DMARC1; p=reject");
	check_true("_dmarc.com", is_asked(told.dns, "_dmarc.com"));
	check_true(
	    "of MAIL FROM", is_asked(told.dns, "_dmarc.bounce.example.com"));
	check_number("asked", dns_asked(told.dns), 4);
	untell(&told);

	test_row("existence is asked when np= makes a difference");
	tell(&told, "mail.example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject; np=reject");
	check_true("not asked", !is_asked(told.dns, "mail.example.com"));
	untell(&told);
	tell(&told, "mail.example.com", "", NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=none; np=reject");
	check_true("asked", is_asked(told.dns, "mail.example.com"));
	check_true("does not exist", !told.verdict.author_exists);
	untell(&told);
}

/* Whom nothing would keep from asking without end. */
static void try_flood(void)
{
	struct bytes dkim = BYTES("");
	struct dkim_signature signatures[LIMIT_SIGNATURES] = { 0 };
	struct author author = { .domain = BYTES("a.b.c.d.e.f.example.com") };
	struct told told;

	for (size_t i = 0; i < LIMIT_SIGNATURES; i++) {
		dkim = arena_printf(story.arena,
		    "%.*s%sx%zu.b.c.d.e.f.example.com=pass", FMT(dkim),
		    i > 0 ? " " : "", i);
		signatures[i].domain = arena_printf(
		    story.arena, "x%zu.y%zu.c.d.e.f.example.com", i, i);
		if (i > 0)
			signatures[i - 1].next = &signatures[i];
	}
	test_row("20 signers with long names: the questions are few");
	tell(&told, author.domain.ptr, dkim.ptr, NULL,
	    "_dmarc.example.com TXT v=DMARC1; p=reject");
	check_number("result", told.verdict.by[RFC9989].reason, DMARC_ALIGNED);
	check_true("asked", dns_asked(told.dns) < 50);
	dmarc_want(told.dns, &author, signatures, author.domain);
	check_true("wanting is not asking", dns_asked(told.dns) < 50);
	untell(&told);
}

int main(void)
{
	story_open();
	try_reasons();
	try_divergences();
	try_targets();
	try_many_targets();
	try_settled();
	try_asked();
	try_flood();
	story_close();
	return test_end("test_dmarc_words");
}
