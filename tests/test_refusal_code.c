/* common/mail/refusal_code: every row, and answers as servers give them. */
#include "tests/test.h"

#include "common/base/arena.h"
#include "common/mail/refusal_code.h"
#include "inspect/model/receivers.h"
#include <string.h>

static struct arena *arena;

/* ---- the rows themselves --------------------------------------------------
 */

static struct bytes text_of(const struct refusal_code *row)
{
	const char *status = row->status != NULL ? row->status : "";
	size_t len = strlen(status);
	const char *reply =
	    row->reply != NULL && row->reply[1] != '\0' ? row->reply : "550";
	bool subject = len > 0 && status[len - 1] == '.';

	return arena_printf(arena, "%s %s%s%s %s", reply, len > 0 ? "5." : "",
	    status, subject ? "98" : "",
	    row->words != NULL ? row->words : "no");
}

static void try_row(const struct refusal_code *row)
{
	const struct refusal_said said = { .receiver = bytes_of(row->receiver),
		.text = text_of(row) };

	test_row(arena_cstr(
	    arena, arena_printf(arena, "%s: %.*s",
		       row->receiver != NULL ? row->receiver : "anybody",
		       FMT(said.text))));
	check_true("no earlier row hides it", refusal_code_of(&said) == row);
	check_true("meaning and fix", row->meaning && row->fix);
	check_true("the fix is a sentence",
	    bytes_iends(bytes_of(row->fix), BYTES(".")));
	check_true("a receiver that is known",
	    row->receiver == NULL ||
		receiver_named(NULL, bytes_of(row->receiver)) != NULL);
	check_true("an answer is some receiver's to a demand",
	    row->answer == NULL ||
		(row->receiver != NULL && row->demand != DEMAND_NONE));
}

static void try_rows(void)
{
	const struct refusal_code *row;
	size_t i = 0;

	for (; (row = refusal_code_at(i)) != NULL; i++)
		try_row(row);
	test_row("all rows");
	check_true("are 150 and more", i >= 150);
}

/* ---- answers ---------------------------------------------------------------
 */

static const struct {
	const char *receiver, *host, *status, *text;
	const char *part; /* of the meaning */
	enum demand demand;
} answers[] = {
	{ NULL, "gmail-smtp-in.l.google.com", "5.7.26",
	    "550-5.7.26 This email has been blocked because the sender is "
	    "unauthenticated. Gmail requires all senders to authenticate with "
	    "either SPF or DKIM. 550 5.7.26 - gsmtp",
	    "neither SPF nor DKIM", DEMAND_EITHER },
	{ NULL, NULL, "5.0.0",
	    "550-5.7.26 Unauthenticated email from example.com is not accepted "
	    "due to 550 5.7.26 domain's DMARC policy. x - gsmtp",
	    "DMARC fails", DEMAND_DMARC },
	{ "gmail", NULL, NULL,
	    "550 5.7.26 The MAIL FROM domain [x] has an SPF record with a hard "
	    "fail policy (-all) but it fails to pass",
	    "ends in -all", DEMAND_SPF },
	{ "gmail", NULL, "4.7.27", NULL, "SPF does not pass", DEMAND_SPF },
	{ "gmail", NULL, NULL, "421 4.7.32 Your email has been rate limited",
	    "aligns with neither", DEMAND_ALIGNED },
	{ "gmail", NULL, NULL, "421-4.7.0 TLS required for RCPT domain",
	    "without TLS", DEMAND_TLS },
	{ "gmail", NULL, NULL,
	    "550-5.7.1 This message is not RFC 5322 compliant because it has "
	    "duplicate headers.",
	    "RFC 5322", DEMAND_FORM },
	{ "gmail", NULL, NULL,
	    "550 5.1.1 The email account that you tried to "
	    "reach does not exist.",
	    "no such mailbox", DEMAND_NONE },
	{ "outlook", NULL, "5.7.515",
	    "550 5.7.515 Access denied, sending domain [EXAMPLE.COM] does not "
	    "meet the required authentication level.",
	    "do not all pass", DEMAND_ALL },
	{ NULL, NULL, NULL,
	    "550; 5.7.515 Access denied, sending domain x does not meet the "
	    "required authentication level",
	    "do not all pass", DEMAND_ALL },
	{ NULL, "outlook-com.olc.protection.outlook.com", NULL,
	    "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. "
	    "part of their network is on our block list (S3140).",
	    "S3140", DEMAND_NONE },
	{ NULL, "example-com.mail.protection.outlook.com", NULL,
	    "550 5.7.509 Access denied, sending domain example.com does not "
	    "pass DMARC verification",
	    "DMARC fails", DEMAND_DMARC },
	{ NULL, "mta5.am0.yahoodns.net", NULL,
	    "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred",
	    "complaints", DEMAND_NONE },
	{ NULL, "mta5.am0.yahoodns.net", NULL,
	    "554 5.7.9 Message not accepted for policy reasons.",
	    "as Yahoo asks", DEMAND_ALL },
	{ "yahoo", NULL, NULL,
	    "451 Message temporarily deferred due to unresolvable RFC.5321 "
	    "from domain.",
	    "cannot be found", DEMAND_DOMAIN },
	{ NULL, "mx01.mail.icloud.com", NULL,
	    "554 5.7.1 [HME1] This message was blocked for failing both SPF "
	    "and DKIM",
	    "neither SPF nor DKIM", DEMAND_EITHER },
	{ NULL, NULL, "5.1.1",
	    "Amazon SES did not send the message to this address because it "
	    "is on the suppression list for your account.",
	    "suppression list", DEMAND_RELEASE },
	{ NULL, "mx.example.org", NULL,
	    "550 5.7.1 rejected by DMARC policy for example.com", "DMARC fails",
	    DEMAND_DMARC },
	{ NULL, "mx.example.org", NULL,
	    "550 5.7.23 Message rejected due to: SPF fail - not authorized",
	    "SPF fails", DEMAND_SPF },
	{ NULL, "mx.example.org", "4.7.1",
	    "450 4.7.25 Client host rejected: cannot find your hostname",
	    "no name", DEMAND_NAME },
	{ NULL, "mx.example.org", NULL,
	    "450 4.1.8 <x@y>: Sender address rejected: Domain not found",
	    "cannot be found", DEMAND_DOMAIN },
	{ NULL, "mx.example.org", NULL, "451 4.7.1 Greylisted, see you later",
	    "greylists", DEMAND_NONE },
	{ NULL, "mx.example.org", NULL,
	    "552 5.2.2 mailbox full, look into the spam folder",
	    "mailbox is full", DEMAND_NONE },
	{ NULL, NULL, NULL, "550 no such user here", "no such mailbox",
	    DEMAND_NONE },
	{ NULL, NULL, "5.0.0", NULL, "refused it", DEMAND_NONE },
	{ NULL, NULL, NULL, NULL, "refused it", DEMAND_NONE },
	{ NULL, "google.com.example.org", NULL, "550 5.7.40 no",
	    "a policy of the receiver", DEMAND_NONE },
};

static void try_answers(void)
{
	for (size_t i = 0; i < ROWS(answers); i++) {
		const struct refusal_said said = {
			.receiver = bytes_of(answers[i].receiver),
			.host = bytes_of(answers[i].host),
			.status = bytes_of(answers[i].status),
			.text = bytes_of(answers[i].text),
		};
		const struct refusal_code *row = refusal_code_of(&said);
		test_row(answers[i].text != NULL ? answers[i].text : "silence");
		check_true(
		    row->meaning, bytes_find(bytes_of(row->meaning),
				      bytes_of(answers[i].part)) != NULL);
		check_number("demand", row->demand, answers[i].demand);
	}
	test_row("what rules ask");
	check_text("Gmail, DKIM", refusal_code_answer("gmail", DEMAND_DKIM),
	    "550 5.7.30");
	check_text("Outlook.com, all",
	    refusal_code_answer("outlook", DEMAND_ALL), "550 5.7.515");
	check_text("nobody", refusal_code_answer("posteo", DEMAND_ALL), NULL);
}

int main(void)
{
	arena = arena_open();
	try_rows();
	try_answers();
	arena_close(arena);
	return test_end("test_refusal_code");
}
