/*
 * inspect/judge/rules/rules_ses*: what SES says as the cause of what the
 * message shows, its fixes, and the silence where it says nothing
 */
#include "tests/test.h"

#include "common/net/suffix.h"
#include "inspect/judge/judge.h"
#include "inspect/model/ses_word.h"
#include "inspect/run/inspection.h"
#include "inspect/verify/foresee.h"
#include "mailplumb/options/common_options.h"
#include "tests/ses_story.h"
#include <string.h>

#define SES_SIGNATURE                                                 \
	"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; s=s1; " \
	"h=From:To:Subject:Date; bh=aaaa; b=bbbb; d=amazonses.com\r\n"
#define OWN_SIGNATURE                                                 \
	"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; s=s1; " \
	"h=From:To:Subject:Date; bh=aaaa; b=cccc; d=example.com\r\n"
#define BORDER(from)                                         \
	"Return-Path: <x@" from ">\r\n"                      \
	"Received: from a8-156.smtp-out.amazonses.com "      \
	"(a8-156.smtp-out.amazonses.com [54.240.8.156]) by " \
	"mx.club.example with ESMTPS id 1; "                 \
	"Fri, 20 Nov 2026 10:00:02 +0000\r\n"
#define CLAIM(results) \
	"Authentication-Results: mx.club.example; " results "\r\n"
#define REST                                                         \
	"From: Ann <hello@example.com>\r\nTo: a@b.example\r\n"       \
	"Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n"                  \
	"Message-ID: <0100019aa0c5e2b7-3f1c8a54-6d2e-4b97-9c10-"     \
	"7e5a2d84f6b3-000000@email.amazonses.com>\r\nSubject: x\r\n" \
	"\r\nbody\r\n"

/* Amazon's signature alone, and MAIL FROM at amazonses.com. */
#define BARE                                                \
	BORDER("amazonses.com")                             \
	CLAIM("dkim=pass header.d=amazonses.com; spf=pass " \
	      "smtp.mailfrom=x@amazonses.com; dmarc=fail")  \
	SES_SIGNATURE REST
#define HEALTHY                                                 \
	BORDER("bounce.example.com")                            \
	CLAIM("dkim=pass header.d=example.com; dkim=pass "      \
	      "header.d=amazonses.com; spf=pass "               \
	      "smtp.mailfrom=x@bounce.example.com; dmarc=pass") \
	OWN_SIGNATURE SES_SIGNATURE REST

#define SIGNS                                                        \
	"\"SigningEnabled\":true,\"Tokens\":[\"t1\",\"t2\",\"t3\"]," \
	"\"SigningHostedZone\":\"dkim.amazonses.com\","
#define DKIM(members) "\"DkimAttributes\":{" members "}"
#define GOOD_DKIM     DKIM(SIGNS "\"Status\":\"SUCCESS\"")
#define FROM(status)                                                \
	"\"MailFromAttributes\":{\"MailFromDomain\":"               \
	"\"bounce.example.com\",\"MailFromDomainStatus\":\"" status \
	"\",\"BehaviorOnMxFailure\":\"USE_DEFAULT_VALUE\"}"
#define IS(a, b)   "example.com {" a "," b "}\n"
#define NO_ADDRESS "hello@example.com not-found\n"
#define OFF                                                     \
	DKIM("\"SigningEnabled\":false,\"Status\":\"SUCCESS\"," \
	     "\"Tokens\":[\"t1\"]")

static const struct row {
	const char *shows, *ses, *message, *mail_from;
	const char *finding, *severity; /* severity NULL: must not stand */
	const char *consequence;	/* whose cause it is; NULL: none */
	const char *command;		/* of the fix; NULL: none */
} rows[] = {
	{ "signing is off: the cause of Amazon's signature alone",
	    NO_ADDRESS IS(OFF, FROM("SUCCESS")), BARE, NULL,
	    "ses-dkim-disabled", "broken", "dkim-only-amazonses",
	    "aws sesv2 put-email-identity-dkim-attributes --email-identity "
	    "example.com --signing-enabled --region us-east-1" },
	{ "signing is on", NO_ADDRESS IS(GOOD_DKIM, FROM("SUCCESS")), BARE,
	    NULL, "ses-dkim-disabled", NULL, NULL, NULL },
	{ "off, and the message is signed all the same",
	    NO_ADDRESS IS(OFF, FROM("SUCCESS")), HEALTHY, NULL,
	    "ses-dkim-disabled", "risk", NULL,
	    "aws sesv2 put-email-identity-dkim-attributes --email-identity "
	    "example.com --signing-enabled --region us-east-1" },
	{ "never set up",
	    NO_ADDRESS IS(DKIM("\"SigningEnabled\":false,\"Status\":"
			       "\"NOT_STARTED\""),
		FROM("SUCCESS")),
	    BARE, NULL, "ses-dkim-not-started", "broken", "dkim-only-amazonses",
	    "aws sesv2 put-email-identity-dkim-signing-attributes "
	    "--email-identity example.com --signing-attributes-origin AWS_SES "
	    "--signing-attributes NextSigningKeyLength=RSA_2048_BIT --region "
	    "us-east-1" },
	{ "pending: the cause of Amazon's signature alone",
	    NO_ADDRESS IS(
		DKIM(SIGNS "\"Status\":\"PENDING\""), FROM("SUCCESS")),
	    BARE, NULL, "ses-dkim-pending", "broken", "dkim-only-amazonses",
	    NULL },
	{ "failed: it has to be started again",
	    NO_ADDRESS IS(DKIM(SIGNS "\"Status\":\"FAILED\""), FROM("SUCCESS")),
	    BARE, NULL, "ses-dkim-failed", "broken", "dkim-only-amazonses",
	    "aws sesv2 put-email-identity-dkim-signing-attributes "
	    "--email-identity example.com --signing-attributes-origin AWS_SES "
	    "--region us-east-1" },
	{ "an address of its own hides the domain",
	    "hello@example.com {" DKIM("\"SigningEnabled\":false") "}\n" IS(
		GOOD_DKIM, FROM("SUCCESS")),
	    BARE, NULL, "ses-identity-overrides", "broken",
	    "dkim-only-amazonses",
	    "aws sesv2 delete-email-identity --email-identity "
	    "hello@example.com --region us-east-1" },
	{ "... and its MAIL FROM",
	    "hello@example.com {" GOOD_DKIM
	    "}\n" IS(GOOD_DKIM, FROM("SUCCESS")),
	    BARE, NULL, "ses-identity-overrides", "broken",
	    "spf-mailfrom-amazonses",
	    "aws sesv2 delete-email-identity --email-identity "
	    "hello@example.com --region us-east-1" },
	{ "an address of its own that is set up",
	    "hello@example.com {" GOOD_DKIM
	    "," FROM("SUCCESS") "}\n" IS(GOOD_DKIM, FROM("SUCCESS")),
	    HEALTHY, NULL, "ses-identity-overrides", NULL, NULL, NULL },
	{ "an address that needs quotes",
	    "o'neil@example.com {" DKIM("\"SigningEnabled\":false") "}\n" IS(
		GOOD_DKIM, FROM("SUCCESS")),
	    BARE, NULL, "ses-identity-overrides", "broken", NULL,
	    "aws sesv2 delete-email-identity --email-identity "
	    "'o'\\''neil@example.com' --region us-east-1" },
	{ "in no region", NO_ADDRESS "example.com not-found\n", BARE, NULL,
	    "ses-identity-missing", "broken", "dkim-only-amazonses",
	    "aws sesv2 create-email-identity --email-identity example.com "
	    "--region us-east-1" },
	{ "one could not be asked of: nothing is known",
	    NO_ADDRESS "example.com throttled\n", BARE, NULL,
	    "ses-identity-missing", NULL, NULL, NULL },
	{ "it works all the same: another account's",
	    NO_ADDRESS "example.com not-found\n", HEALTHY, NULL,
	    "ses-identity-missing", "note", NULL, NULL },
	{ "MAIL FROM gave up: the cause of the fallback",
	    NO_ADDRESS IS(GOOD_DKIM, FROM("FAILED")), BARE, NULL,
	    "ses-mailfrom-failed", "broken", "spf-mailfrom-fallback",
	    "aws sesv2 put-email-identity-mail-from-attributes "
	    "--email-identity example.com --mail-from-domain "
	    "bounce.example.com --behavior-on-mx-failure USE_DEFAULT_VALUE "
	    "--region us-east-1" },
	{ "MAIL FROM is not found yet",
	    NO_ADDRESS IS(GOOD_DKIM, FROM("PENDING")), BARE, NULL,
	    "ses-mailfrom-pending", "broken", "spf-mailfrom-fallback", NULL },
	{ "MAIL FROM is found no more, and still in use",
	    NO_ADDRESS IS(GOOD_DKIM, FROM("TEMPORARY_FAILURE")), HEALTHY, NULL,
	    "ses-mailfrom-lost", "risk", NULL, NULL },
	{ "no MAIL FROM domain, though one is expected",
	    NO_ADDRESS IS(GOOD_DKIM, "\"x\":1"), BARE, "bounce.example.com",
	    "ses-mailfrom-unset", "broken", "spf-mailfrom-fallback",
	    "aws sesv2 put-email-identity-mail-from-attributes "
	    "--email-identity example.com --mail-from-domain "
	    "bounce.example.com --behavior-on-mx-failure USE_DEFAULT_VALUE "
	    "--region us-east-1" },
	{ "no MAIL FROM domain, and none expected: no command without a name",
	    NO_ADDRESS IS(GOOD_DKIM, "\"x\":1"), BARE, NULL,
	    "ses-mailfrom-unset", "broken", "spf-mailfrom-amazonses", NULL },
	{ "the expected MAIL FROM domain is in use",
	    NO_ADDRESS IS(GOOD_DKIM, "\"x\":1"), HEALTHY, "bounce.example.com",
	    "ses-mailfrom-unset", NULL, NULL, NULL },
	{ "a key that may not ask", "hello@example.com denied no\n", BARE, NULL,
	    "ses-unasked", "note", NULL, NULL },
	{ "nothing was asked", "account unasked\n", BARE, NULL, "ses-unasked",
	    NULL, NULL, NULL },
	{ "paused", "account {\"SendingEnabled\":false}\n", HEALTHY, NULL,
	    "ses-sending-paused", "broken", NULL, NULL },
	{ "shut down", "account {\"EnforcementStatus\":\"SHUTDOWN\"}\n",
	    HEALTHY, NULL, "ses-sending-paused", "broken", NULL, NULL },
	{ "not said", "account {\"EnforcementStatus\":\"HEALTHY\"}\n", HEALTHY,
	    NULL, "ses-sending-paused", NULL, NULL, NULL },
};

static const struct suffix_list *suffixes;

static struct ses_word *word_of(struct arena *arena, const char *lines)
{
	struct ses_word *word = arena_new(arena, struct ses_word);
	struct bytes rest = bytes_of(lines), line;

	word->region = BYTES("us-east-1");
	while (bytes_line(&rest, &line))
		check_true("what SES says can be read",
		    ses_story_line(arena, word, line));
	return word;
}

static const struct finding *finding_of(
    const struct inspection *in, const char *id)
{
	const struct finding *f = in->findings;

	while (f != NULL && strcmp(f->row->id, id) != 0)
		f = f->next;
	return f;
}

static void check_finding(const struct row *row, const struct inspection *in)
{
	const struct finding *f = finding_of(in, row->finding);

	check_true("stands", (f != NULL) == (row->severity != NULL));
	if (f == NULL)
		return;
	check_text("severity", severity_word(f->severity), row->severity);
	check_text("command",
	    f->fix.commands != NULL ? f->fix.commands->text.ptr : NULL,
	    row->command);
	if (row->consequence == NULL)
		return;
	const struct finding *then = finding_of(in, row->consequence);
	check_true("what follows stands, too", then != NULL);
	check_text("its cause",
	    then != NULL && then->cause != NULL ? then->cause->row->id : NULL,
	    row->finding);
}

static void try_row(const struct row *row)
{
	struct arena *arena = arena_open();
	struct common_options options = common_options_new();
	struct fault fault = { 0 };

	test_row(row->shows);
	options.receiver = NULL;
	struct premises premises = common_premises(&options);
	static const char *const trusted[] = { "mx.club.example", NULL };
	premises.authserv_ids = trusted;
	premises.suffixes = suffixes;
	premises.expected.mail_from = bytes_of(row->mail_from);
	struct ses_word *word = word_of(arena, row->ses);
	word->configured = premises.expected;
	ses_word_expect(word, &premises.expected);
	struct inspection in = inspection_new(arena, &premises);
	in.ses = word;
	check_true("is a message",
	    inspection_run(&in, bytes_of(row->message), &fault));
	check_finding(row, &in);
	arena_close(arena);
}

int main(void)
{
	struct fault fault = { 0 };
	struct suffix_list *list = suffix_list_open(NULL, &fault);

	suffixes = list;
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(&rows[i]);
	suffix_list_close(list);
	return test_end("test_ses_rules");
}
