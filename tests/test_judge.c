/*
 * inspect/judge: each rule with a message in which it holds and one close by
 * in which it must stay silent; the verdict; the order of exit codes
 */
#include "tests/test.h"

#include "common/net/suffix.h"
#include "inspect/judge/judge.h"
#include "inspect/judge/rule.h"
#include "inspect/run/inspection.h"
#include "mailplumb/options/common_options.h"
#include <string.h>

/* A message is put together from these and what a row adds. */
#define BORDER                                                   \
	"Received: from out.mailer.example (out.mailer.example " \
	"[198.51.100.20]) by mx.club.example with ESMTPS id 1; " \
	"Fri, 20 Nov 2026 10:00:02 +0000\n"
#define PLAIN_BORDER                                             \
	"Received: from out.mailer.example (out.mailer.example " \
	"[198.51.100.20]) by mx.club.example with ESMTP id 1; "  \
	"Fri, 20 Nov 2026 10:00:02 +0000\n"
#define CLAIM(results) "Authentication-Results: mx.club.example; " results "\n"
#define SIGNED(tags)                                                  \
	"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; s=s1; " \
	"h=From:To:Subject:Date; bh=aaaa; b=bbbb; " tags "\n"
#define FROM "From: Ann <ann@example.com>\n"
#define REST                                      \
	"Date: Fri, 20 Nov 2026 10:00:00 +0000\n" \
	"Message-ID: <1@example.com>\nSubject: x\n\nbody\n"
#define OWN    SIGNED("d=example.com")
#define SES    SIGNED("d=amazonses.com")
#define OTHER  SIGNED("d=mailer.example")
#define DKIM   "dkim=pass header.d=example.com; "
#define SPF    "spf=pass smtp.mailfrom=b.example.com; "
#define DMARC  "dmarc=pass header.from=example.com"
#define GOOD   CLAIM(DKIM SPF DMARC)
#define AT_SES "spf=pass smtp.mailfrom=a@amazonses.com; "

enum circumstance {
	PLAIN = 0,
	IN_JUNK = 1,
	LATE = 2,
	ON_TIME = 4,
	EXPECTS_MAILFROM = 8,
	IN_CHECK = LATE | ON_TIME | EXPECTS_MAILFROM,
};

static const struct row {
	const char *finding;
	const char *holds, *silent;
	enum circumstance when_holds, when_silent;
} rows[] = {
	{ "dmarc-from-unusable", BORDER GOOD OWN REST,
	    BORDER GOOD OWN FROM REST, PLAIN, PLAIN },
	{ "dmarc-from-unusable", BORDER GOOD OWN FROM FROM REST,
	    BORDER GOOD OWN "From: a@example.com, b@example.com\n" REST, PLAIN,
	    PLAIN },
	{ "dmarc-from-unusable",
	    BORDER GOOD OWN "From: a@example.com, b@example.org\n" REST,
	    BORDER GOOD OWN "From: g: a@example.com;\n" REST, PLAIN, PLAIN },
	{ "dmarc-freemail-from",
	    BORDER CLAIM("dkim=pass header.d=amazonses.com; dmarc=fail") SES
	    "From: a@gmail.com\n" REST,
	    BORDER CLAIM("dkim=pass header.d=gmail.com; dmarc=pass")
		SIGNED("d=gmail.com") "From: a@gmail.com\n" REST,
	    PLAIN, PLAIN },
	{ "dkim-unsigned", BORDER CLAIM(SPF DMARC) FROM REST,
	    BORDER CLAIM(SPF DMARC) OWN FROM REST, PLAIN, PLAIN },
	{ "dkim-only-amazonses",
	    BORDER CLAIM("dkim=pass header.d=amazonses.com; " SPF)
		SES FROM REST,
	    BORDER CLAIM("dkim=fail header.d=example.com; dkim=pass "
			 "header.d=amazonses.com; " SPF) OWN SES FROM REST,
	    PLAIN, PLAIN },
	{ "dkim-only-amazonses", SES FROM REST, SES OTHER FROM REST, PLAIN,
	    PLAIN },
	{ "dkim-only-amazonses",
	    BORDER CLAIM("dkim=fail header.d=mailer.example; dkim=pass "
			 "header.d=amazonses.com") OTHER SES FROM REST,
	    BORDER CLAIM("dkim=pass header.d=mailer.example; dkim=pass "
			 "header.d=amazonses.com") OTHER SES FROM REST,
	    PLAIN, PLAIN },
	{ "dkim-aligned-broken-masked",
	    BORDER CLAIM("dkim=fail header.d=example.com; " SPF DMARC)
		OWN FROM REST,
	    BORDER CLAIM("dkim=temperror header.d=example.com; " SPF DMARC)
		OWN FROM REST,
	    PLAIN, PLAIN },
	{ "dkim-aligned-broken-masked",
	    BORDER CLAIM("dkim=fail header.d=b.example.com; " DKIM SPF DMARC)
		SIGNED("d=b.example.com") OWN FROM REST,
	    BORDER CLAIM("dkim=fail header.d=mailer.example; " DKIM SPF DMARC)
		OTHER OWN FROM REST,
	    PLAIN, PLAIN },
	{ "dkim-no-aligned-pass",
	    BORDER CLAIM("dkim=pass header.d=mailer.example; " SPF DMARC)
		OTHER FROM REST,
	    BORDER CLAIM("dkim=pass header.d=mailer.example; " DKIM SPF DMARC)
		OTHER OWN FROM REST,
	    PLAIN, PLAIN },
	{ "dkim-no-aligned-pass",
	    BORDER CLAIM("dkim=pass header.d=mailer.example; dkim=fail "
			 "header.d=example.com; dmarc=fail")
		OTHER OWN FROM REST,
	    BORDER CLAIM("dkim=pass header.d=mailer.example; dkim=temperror "
			 "header.d=example.com; dmarc=temperror")
		OTHER OWN FROM REST,
	    PLAIN, PLAIN },
	{ "dkim-from-unsigned",
	    BORDER GOOD "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; "
			"s=s1; h=To:Subject:X-From; bh=a; b=b\n" FROM REST,
	    BORDER GOOD "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; "
			"s=s1; h=To:\n fROM :Subject; bh=a; b=b\n" FROM REST,
	    PLAIN, PLAIN },
	{ "dkim-identity-mismatch",
	    BORDER GOOD SIGNED("d=example.com; i=@example.org") FROM REST,
	    BORDER GOOD SIGNED("d=example.com; i=a@b.example.com") FROM REST,
	    PLAIN, PLAIN },
	{ "dkim-sha1",
	    BORDER GOOD "DKIM-Signature: v=1; a=rsa-sha1; d=example.com; s=s1;"
			" h=From; bh=a; b=b\n" FROM REST,
	    BORDER GOOD OWN
	    "DKIM-Signature: v=1; a=rsa-sha1; "
	    "d=mailer.example; s=s1; h=From; bh=a; b=b\n" FROM REST,
	    PLAIN, PLAIN },
	{ "dkim-length-limit",
	    BORDER GOOD SIGNED("d=example.com; l=0") FROM REST,
	    BORDER GOOD OWN SIGNED("d=mailer.example; l=0") FROM REST, PLAIN,
	    PLAIN },
	{ "dkim-future",
	    BORDER GOOD SIGNED("d=example.com; t=1795172500") FROM REST,
	    BORDER GOOD SIGNED("d=example.com; t=1795169100") FROM REST, PLAIN,
	    PLAIN },
	{ "spf-mailfrom-fallback",
	    BORDER CLAIM(DKIM AT_SES DMARC) OWN FROM REST,
	    BORDER GOOD OWN FROM REST, EXPECTS_MAILFROM, EXPECTS_MAILFROM },
	{ "spf-mailfrom-amazonses",
	    BORDER CLAIM(DKIM AT_SES DMARC) OWN FROM REST,
	    BORDER CLAIM(DKIM AT_SES DMARC) OWN FROM REST, PLAIN,
	    EXPECTS_MAILFROM },
	{ "spf-mailfrom-amazonses",
	    BORDER CLAIM("spf=pass smtp.mailfrom=a@eu-west-1.amazonses.com")
		OWN FROM REST,
	    BORDER CLAIM("spf=pass smtp.mailfrom=a@notamazonses.com")
		OWN FROM REST,
	    PLAIN, PLAIN },
	{ "spf-record-missing",
	    BORDER CLAIM(DKIM "spf=none smtp.mailfrom=b.example.com")
		OWN FROM REST,
	    BORDER CLAIM(DKIM "spf=none smtp.mailfrom=<>") OWN FROM REST, PLAIN,
	    PLAIN },
	{ "spf-not-authorized",
	    BORDER CLAIM(DKIM "spf=fail smtp.mailfrom=b.example.com")
		OWN FROM REST,
	    BORDER CLAIM(DKIM "spf=temperror smtp.mailfrom=b.example.com")
		OWN FROM REST,
	    PLAIN, PLAIN },
	{ "spf-not-aligned",
	    BORDER CLAIM(DKIM "spf=pass smtp.mailfrom=mailer.example")
		OWN FROM REST,
	    BORDER CLAIM(DKIM "spf=fail smtp.mailfrom=mailer.example")
		OWN FROM REST,
	    PLAIN, PLAIN },
	{ "dmarc-record-missing",
	    BORDER CLAIM(DKIM SPF "dmarc=none header.from=example.com")
		OWN FROM REST,
	    BORDER CLAIM(DKIM SPF) OWN FROM REST, PLAIN, PLAIN },
	{ "dmarc-strict-misaligned",
	    BORDER CLAIM("dkim=pass header.d=example.com; " SPF "dmarc=fail")
		OWN "From: a@news.example.com\n" REST,
	    BORDER CLAIM("dkim=pass header.d=mailer.example; dmarc=fail")
		OTHER FROM REST,
	    PLAIN, PLAIN },
	{ "dmarc-spf-only-enforced",
	    BORDER CLAIM("dkim=fail header.d=example.com; " SPF
			 "dmarc=pass policy.published-domain-policy=reject")
		OWN FROM REST,
	    BORDER CLAIM("dkim=fail header.d=example.com; " SPF
			 "dmarc=pass policy.published-domain-policy=none")
		OWN FROM REST,
	    PLAIN, PLAIN },
	{ "dmarc-one-leg",
	    BORDER CLAIM(DKIM "spf=fail smtp.mailfrom=b.example.com; " DMARC)
		OWN FROM REST,
	    BORDER CLAIM(DKIM DMARC) OWN FROM REST, PLAIN, PLAIN },
	{ "dmarc-policy-none",
	    BORDER CLAIM(DKIM SPF
		"dmarc=pass policy.published-domain-policy=none") OWN FROM REST,
	    BORDER CLAIM(DKIM SPF
		"dmarc=none policy.published-domain-policy=none") OWN FROM REST,
	    PLAIN, PLAIN },
	{ "claim-missing", BORDER OWN FROM REST, BORDER GOOD OWN FROM REST,
	    PLAIN, PLAIN },
	{ "claim-forged",
	    BORDER GOOD OWN FROM
	    "Authentication-Results: mx.club.example; dkim=pass\n" REST,
	    BORDER GOOD OWN FROM
	    "Authentication-Results: mx.other.example; dkim=pass\n" REST,
	    PLAIN, PLAIN },
	{ "claim-untrusted",
	    BORDER GOOD OWN FROM
	    "Authentication-Results: mx.other.example; dkim=pass\n" REST,
	    BORDER GOOD OWN FROM "X-Results: mx.other.example\n" REST, PLAIN,
	    PLAIN },
	{ "claim-malformed",
	    BORDER CLAIM(DKIM SPF DMARC "; x=none (") OWN FROM REST,
	    BORDER CLAIM(DKIM SPF DMARC "; x=none ()") OWN FROM REST, PLAIN,
	    PLAIN },
	{ "claim-other-author",
	    BORDER CLAIM(DKIM SPF "dmarc=pass header.from=evil.example")
		OWN FROM REST,
	    BORDER CLAIM(DKIM SPF "dmarc=pass header.from=a@www.example.com")
		OWN FROM REST,
	    PLAIN, PLAIN },
	{ "claim-policy-override",
	    BORDER CLAIM("dkim=fail header.d=example.com; dmarc=fail "
			 "policy.published-domain-policy=reject "
			 "policy.applied-disposition=none") OWN FROM REST,
	    BORDER CLAIM("dkim=fail header.d=example.com; dmarc=fail "
			 "policy.published-domain-policy=none "
			 "policy.applied-disposition=none") OWN FROM REST,
	    PLAIN, PLAIN },
	{ "claim-policy-override",
	    BORDER CLAIM(
		DKIM SPF "dmarc=pass policy.applied-disposition=quarantine")
		OWN FROM REST,
	    BORDER CLAIM(DKIM SPF "dmarc=pass policy.applied-disposition=none")
		OWN FROM REST,
	    PLAIN, PLAIN },
	{ "arc-broken", BORDER CLAIM(DKIM SPF DMARC "; arc=fail") OWN FROM REST,
	    BORDER CLAIM(DKIM SPF DMARC "; arc=none") OWN FROM REST, PLAIN,
	    PLAIN },
	{ "arc-first-hop-passed",
	    BORDER CLAIM("dmarc=fail") "ARC-Authentication-Results: i=1; "
				       "l.example; dmarc=pass\n" OWN FROM REST,
	    BORDER CLAIM("dmarc=fail") "ARC-Authentication-Results: i=2; "
				       "l.example; dmarc=pass\n" OWN FROM REST,
	    PLAIN, PLAIN },
	{ "msg-header-malformed", BORDER GOOD OWN FROM "no field\n" REST,
	    BORDER GOOD OWN FROM "A-field :\n no field\n" REST, PLAIN, PLAIN },
	{ "msg-duplicate-field", BORDER GOOD OWN FROM "subject: y\n" REST,
	    BORDER GOOD OWN FROM "X-Subject: y\nReceived: x\n" REST, PLAIN,
	    PLAIN },
	{ "msg-message-id-invalid",
	    BORDER GOOD OWN FROM "Subject: x\nMessage-ID: <a b@c>\n\nx\n",
	    BORDER GOOD OWN FROM "Subject: x\nMessage-ID:\n\t<ab@c>\n\nx\n",
	    PLAIN, PLAIN },
	{ "msg-no-tls", PLAIN_BORDER GOOD OWN FROM REST,
	    BORDER GOOD OWN FROM REST, PLAIN, PLAIN },
	{ "msg-forwarded",
	    BORDER GOOD OWN FROM
	    "X-SES-Outgoing: 2026.11.20-54.240.8.156\n" REST,
	    BORDER GOOD OWN FROM
	    "X-SES-Outgoing: 2026.11.20-198.51.100.20\n" REST,
	    PLAIN, PLAIN },
	{ "msg-unsubscribe-missing",
	    BORDER GOOD OWN FROM "List-Unsubscribe: <mailto:a@b.de>\n"
				 "List-Unsubscribe-Post: "
				 "List-Unsubscribe=One-Click\n" REST,
	    BORDER GOOD OWN FROM "List-Unsubscribe: <mailto:a@b.de>,\n"
				 " <https://b.de/u>\n"
				 "List-Unsubscribe-Post: "
				 "List-Unsubscribe=One-Click\n" REST,
	    PLAIN, PLAIN },
	{ "msg-unsubscribe-missing",
	    BORDER GOOD OWN FROM "List-Unsubscribe: <https://b.de/u>\n" REST,
	    BORDER GOOD OWN FROM REST, PLAIN, PLAIN },
	{ "msg-unsubscribe-missing",
	    BORDER GOOD OWN FROM "Precedence: bulk\n" REST,
	    BORDER GOOD OWN FROM "Precedence: first-class\n" REST, PLAIN,
	    PLAIN },
	{ "msg-unsubscribe-unsigned",
	    BORDER GOOD OWN FROM "List-Unsubscribe: <https://b.de/u>\n"
				 "List-Unsubscribe-Post: "
				 "List-Unsubscribe=One-Click\n" REST,
	    BORDER GOOD
	    "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1; "
	    "h=From:List-Unsubscribe-Post:list-unsubscribe; bh=a; b=b\n" FROM
	    "List-Unsubscribe: <https://b.de/u>\n"
	    "List-Unsubscribe-Post: "
	    "List-Unsubscribe=One-Click\n" REST,
	    PLAIN, PLAIN },
	{ "msg-in-junk", BORDER GOOD OWN FROM REST,
	    BORDER CLAIM("dkim=fail header.d=example.com; dmarc=fail")
		OWN FROM REST,
	    IN_JUNK, IN_JUNK },
	{ "locate-late", BORDER GOOD OWN FROM REST, BORDER GOOD OWN FROM REST,
	    LATE, ON_TIME },
};

static struct suffix_list *suffixes;
static struct arena *arena;

static void inspect(struct inspection *in, struct bytes raw,
    enum circumstance when, struct premises *premises)
{
	static struct probe probe;
	static struct common_options options;
	struct fault fault = { 0 };

	options = common_options_new();
	*premises = common_premises(&options);
	premises->now = 1795168900000; /* 2026-11-20T10:01:40Z */
	premises->suffixes = suffixes;
	probe = (struct probe){ .warn_after = 60000 };
	probe.timing = (struct timing){ .queued = 0,
		.accepted = 0,
		.delivered = TIME_UNKNOWN,
		.found = when & LATE ? 61000 : 59000 };
	if (when & EXPECTS_MAILFROM)
		premises->expected.mail_from = BYTES("b.example.com");
	*in = inspection_new(arena, premises);
	in->origin.placement =
	    when & IN_JUNK ? PLACEMENT_JUNK : PLACEMENT_INBOX;
	in->probe = when & IN_CHECK ? &probe : NULL;
	check_true("a message", inspection_run(in, raw, &fault));
}

static const struct finding *finding_of(
    const struct inspection *in, const char *id)
{
	const struct finding *f = in->findings;

	while (f != NULL && strcmp(f->row->id, id) != 0)
		f = f->next;
	return f;
}

static void try_row(const struct row *row)
{
	struct premises premises;
	struct inspection in;

	test_row(row->finding);
	inspect(&in, bytes_of(row->holds), row->when_holds, &premises);
	check_true("holds", finding_of(&in, row->finding) != NULL);
	inspect(&in, bytes_of(row->silent), row->when_silent, &premises);
	const struct finding *f = finding_of(&in, row->finding);
	if (f != NULL)
		printf("said: %.*s\n", FMT(f->message));
	check_true("is silent close by", f == NULL);
	arena_reset(arena);
}

/* A rule that reads long lines needs long lines. */
static void try_long_line(void)
{
	struct premises premises;
	struct inspection in;

	test_row("msg-line-too-long");
	for (size_t len = 998; len <= 999; len++) {
		struct text raw = text_new(10000);
		text_add(&raw, BYTES(BORDER GOOD OWN FROM REST));
		text_repeat(&raw, 'x', len);
		text_add(&raw, BYTES("\r\n"));
		inspect(&in, text_bytes(&raw), PLAIN, &premises);
		check_number("found",
		    finding_of(&in, "msg-line-too-long") != NULL, len > 998);
		text_free(&raw);
	}
}

/* ---- the order, and what hangs together -----------------------------------
 */

static void try_order(void)
{
	struct premises premises;
	struct inspection in;
	int last = SEVERITY_BROKEN;

	test_row("worst first, consequences name their cause");
	inspect(&in,
	    BYTES(BORDER CLAIM(DKIM "spf=fail smtp.mailfrom=b.example.com; "
				    "dmarc=pass "
				    "policy.published-domain-policy=none")
		    OWN FROM REST),
	    PLAIN, &premises);
	for (const struct finding *f = in.findings; f != NULL; f = f->next) {
		check_true(
		    "no worse than the one before", (int)f->severity <= last);
		last = (int)f->severity;
	}
	const struct finding *leg = finding_of(&in, "dmarc-one-leg");
	check_true("one leg", leg != NULL);
	check_true("because of SPF",
	    leg != NULL && leg->cause == finding_of(&in, "spf-not-authorized"));
}

static void try_missing(void)
{
	struct common_options options = common_options_new();
	struct premises premises = common_premises(&options);
	struct inspection in = inspection_new(arena, &premises);

	test_row("there is no message");
	judge_missing(&in, "locate-not-found", FAULT_LOCATE,
	    BYTES("Not in INBOX nor Junk after 5 m."));
	judge_evidence(&in, "looked in", BYTES("INBOX, Junk"));
	check_number("verdict", in.verdict, VERDICT_FAIL);
	check_number("exit", in.exit_code, 6);
	check_text("id", in.findings->row->id, "locate-not-found");
	check_bytes("message", in.findings->message,
	    BYTES("Not in INBOX nor Junk after 5 m."));
	check_bytes(
	    "evidence", in.findings->evidence->value, BYTES("INBOX, Junk"));
	check_true("fix", bytes_present(in.findings->fix.text));
}

static void try_fix(void)
{
	struct common_options options = common_options_new();
	struct premises premises = common_premises(&options);
	struct inspection in = inspection_new(arena, &premises);

	test_row("a fix about nothing we know");
	check_bytes("words",
	    fix_written(&in, "{author}, {organization}, {mailfrom}: {region}."),
	    BYTES("your domain, your domain, the MAIL FROM domain: REGION."));
	in.author.domain = BYTES("news.example.com");
	in.reported.author_organization = BYTES("example.com");
	in.envelope.ses_region = BYTES("eu-west-1");
	test_row("a fix about this message");
	check_bytes("words",
	    fix_written(&in, "{author}, {organization}, {mailfrom}: {region}."),
	    BYTES("news.example.com, example.com, bounce.example.com: "
		  "eu-west-1."));
	check_true("no fix", !bytes_present(fix_written(&in, NULL)));
}

static void try_exit_codes(void)
{
	static const int order[] = { 70, 2, 3, 5, 7, 6, 1, 4, 0 };

	test_row("exit codes rank 2 3 5 7 6 1 4 0");
	for (size_t i = 0; i < ROWS(order); i++)
		for (size_t k = i; k < ROWS(order); k++) {
			check_number("one way",
			    exit_code_worse(order[i], order[k]), order[i]);
			check_number("the other",
			    exit_code_worse(order[k], order[i]), order[i]);
		}
}

int main(void)
{
	struct fault fault = { 0 };

	suffixes = suffix_list_open(NULL, &fault);
	arena = arena_open();
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(&rows[i]);
	try_long_line();
	try_order();
	try_missing();
	try_fix();
	try_exit_codes();
	arena_close(arena);
	suffix_list_close(suffixes);
	return test_end("test_judge");
}
