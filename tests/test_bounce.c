/*
 * inspect/read/bounce: RFC 3464, RFC 6522, RFC 5965, text for people;
 * common/mail/status_code: RFC 3463
 */
#include "tests/test.h"

#include "common/mail/status_code.h"
#include "inspect/read/bounce.h"
#include <string.h>

#define TOKEN "ABCDEFGHIJKLMNOPQRSTUVWX23"
#define FIELD "X-Mailplumb-Token: " TOKEN "\r\n"
#define REPORT                                                        \
	"Content-Type: multipart/report; report-type=delivery-status" \
	"; boundary=\"b\"\r\n"
#define WORDS  "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
#define STATUS "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
#define MTA    "Reporting-MTA: dns; a.example.com\r\n\r\n"
#define FAILED                                       \
	"Final-Recipient: rfc822; u@example.org\r\n" \
	"Action: failed\r\nStatus: 5.1.1\r\n"
#define RETURNED "--b\r\nContent-Type: message/rfc822\r\n\r\n" FIELD
#define TEXT	 "Subject: x\r\n\r\nbody\r\n"
#define END	 "--b--\r\n"
#define BEFORE	 REPORT "\r\n" WORDS
#define AFTER	 "\r\n" RETURNED TEXT END

static struct arena *arena;

static const struct {
	const char *shows, *raw;
	bool bounced;
	const char *status, *diagnostic, *mta, *recipient;
} rows[] = {
	{ "a bounce",
	    BEFORE STATUS MTA FAILED
	    "Remote-MTA: dns; mx.example.org\r\n"
	    "Diagnostic-Code: smtp; 550 5.1.1 no\r\n such user\r\n" AFTER,
	    true, "5.1.1", "550 5.1.1 no such user", "mx.example.org",
	    "u@example.org" },
	{ "no more than it must say", BEFORE STATUS MTA FAILED AFTER, true,
	    "5.1.1", NULL, NULL, "u@example.org" },
	{ "line ends of LF",
	    "Content-Type: multipart/report; boundary=b;"
	    " report-type=delivery-status\n\n--b\n"
	    "Content-Type: message/delivery-status\n\n"
	    "Reporting-MTA: dns; a\n\nAction: failed\nStatus: 4.4.7\n\n--b\n"
	    "Content-Type: text/rfc822-headers\n\n"
	    "X-Mailplumb-Token: " TOKEN "\n\n--b--\n",
	    true, "4.4.7", NULL, NULL, NULL },
	{ "the header alone is returned",
	    BEFORE STATUS MTA FAILED
	    "\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n" FIELD END,
	    true, "5.1.1", NULL, NULL, "u@example.org" },
	{ "addresses beyond ASCII",
	    BEFORE "--b\r\nContent-Type: message/global-delivery-status"
		   "\r\n\r\n" MTA FAILED
		   "\r\n--b\r\nContent-Type: message/global\r\n\r\n" FIELD
		   "\r\n" END,
	    true, "5.1.1", NULL, NULL, "u@example.org" },
	{ "a header beyond ASCII",
	    BEFORE STATUS MTA FAILED
	    "\r\n--b\r\nContent-Type: message/global-headers\r\n\r\n" FIELD
	    "\r\n" END,
	    true, "5.1.1", NULL, NULL, "u@example.org" },
	{ "the last delimiter is missing",
	    BEFORE STATUS MTA FAILED "\r\n" RETURNED TEXT, true, "5.1.1", NULL,
	    NULL, "u@example.org" },
	{ "cut off in the returned header",
	    BEFORE STATUS MTA FAILED "\r\n" RETURNED, true, "5.1.1", NULL, NULL,
	    "u@example.org" },
	{ "blanks behind a delimiter",
	    BEFORE
	    "--b \t\r\nContent-Type: message/delivery-status\r\n\r\n" MTA FAILED
		AFTER,
	    true, "5.1.1", NULL, NULL, "u@example.org" },
	{ "a nested boundary that begins alike",
	    REPORT "\r\n--b\r\nContent-Type: multipart/related;"
		   " boundary=b1\r\n\r\n--b1\r\n\r\nx\r\n--b1--\r\n" STATUS MTA
		       FAILED AFTER,
	    true, "5.1.1", NULL, NULL, "u@example.org" },
	{ "the first that failed tells",
	    BEFORE STATUS MTA
	    "Action: delivered\r\nStatus: 2.0.0\r\n\r\n" FAILED
	    "\r\nAction: failed\r\nStatus: 5.2.2\r\n" AFTER,
	    true, "5.1.1", NULL, NULL, "u@example.org" },
	{ "words in any case, comments",
	    BEFORE STATUS MTA
	    "ACTION: Failed (for good)\r\nstatus: 5.2.2 (full)\r\n" AFTER,
	    true, "5.2.2", NULL, NULL, NULL },
	{ "no Action, but a status",
	    BEFORE STATUS MTA "Status: 5.7.1\r\n" AFTER, true, "5.7.1", NULL,
	    NULL, NULL },
	{ "a status that is none",
	    BEFORE STATUS MTA "Action: failed\r\nStatus: 550\r\n" AFTER, true,
	    NULL, NULL, NULL, NULL },
	{ "values without a type",
	    BEFORE STATUS MTA "Action: failed\r\nDiagnostic-Code: no\r\n"
			      "Remote-MTA:\r\n" AFTER,
	    true, NULL, "no", NULL, NULL },
	{ "a delay",
	    BEFORE STATUS MTA "Action: delayed\r\nStatus: 4.4.1\r\n" AFTER,
	    false, 0, 0, 0, 0 },
	{ "a delay of class 5",
	    BEFORE STATUS MTA "Action: delayed\r\nStatus: 5.4.1\r\n" AFTER,
	    false, 0, 0, 0, 0 },
	{ "a delivery",
	    BEFORE STATUS MTA "Action: delivered\r\nStatus: 2.0.0\r\n" AFTER,
	    false, 0, 0, 0, 0 },
	{ "no recipient", BEFORE STATUS MTA AFTER, false, 0, 0, 0, 0 },
	{ "no status", BEFORE AFTER, false, 0, 0, 0, 0 },
	{ "nothing is returned", BEFORE STATUS MTA FAILED "\r\n" END, false, 0,
	    0, 0, 0 },
	{ "another message is returned",
	    BEFORE STATUS MTA FAILED
	    "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" TEXT END,
	    false, 0, 0, 0, 0 },
	{ "the token in the body of what is returned",
	    BEFORE STATUS MTA FAILED
	    "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
	    "Subject: x\r\n\r\n" FIELD END,
	    false, 0, 0, 0, 0 },
	{ "the token in a forwarded message of what is returned",
	    BEFORE STATUS MTA FAILED
	    "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
	    "Content-Type: message/rfc822\r\n\r\n" FIELD TEXT END,
	    false, 0, 0, 0, 0 },
	{ "the token in the text for people",
	    REPORT "\r\n--b\r\nContent-Type: text/plain\r\n\r\n" FIELD
		   "\r\n" STATUS MTA FAILED "\r\n" END,
	    false, 0, 0, 0, 0 },
	{ "the token in the subject alone",
	    BEFORE STATUS MTA FAILED
	    "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
	    "Subject: [" TOKEN "]\r\n\r\n" END,
	    false, 0, 0, 0, 0 },
	{ "a token that is none",
	    BEFORE STATUS MTA FAILED
	    "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
	    "X-Mailplumb-Token: ABC\r\n\r\n" END,
	    false, 0, 0, 0, 0 },
	{ "a forwarded report",
	    "Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n"
	    "Content-Type: message/rfc822\r\n\r\n" BEFORE STATUS MTA FAILED
		AFTER "--c--\r\n",
	    false, 0, 0, 0, 0 },
	{ "our own message", FIELD BEFORE STATUS MTA FAILED AFTER, false, 0, 0,
	    0, 0 },
	{ "another kind of report",
	    "Content-Type: multipart/report; boundary=b;"
	    " report-type=feedback-report\r\n\r\n" WORDS STATUS MTA FAILED
		AFTER,
	    false, 0, 0, 0, 0 },
	{ "no boundary",
	    "Content-Type: multipart/report; report-type=delivery-status"
	    "\r\n\r\n" WORDS STATUS MTA FAILED AFTER,
	    false, 0, 0, 0, 0 },
	{ "a header and no more", REPORT, false, 0, 0, 0, 0 },
	{ "nothing", "", false, 0, 0, 0, 0 },
};

static void try_rows(void)
{
	struct bounce bounce;

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		bool bounced =
		    bounce_read(&bounce, arena, bytes_of(rows[i].raw));
		check_true("a bounce or not", bounced == rows[i].bounced);
		if (!bounced)
			continue;
		check_bytes("token", bounce.token, BYTES(TOKEN));
		check_bytes("status", bounce.status, bytes_of(rows[i].status));
		check_bytes("diagnostic", bounce.diagnostic,
		    bytes_of(rows[i].diagnostic));
		check_bytes("mta", bounce.remote_mta, bytes_of(rows[i].mta));
		check_bytes(
		    "recipient", bounce.recipient, bytes_of(rows[i].recipient));
	}
}

static void try_long(void)
{
	static char words[5000];
	struct bounce bounce;

	memset(words, 'x', sizeof(words) - 1);
	test_row("a diagnostic without end");
	check_true("a bounce",
	    bounce_read(&bounce, arena,
		arena_printf(arena, "%s%s\r\n%s",
		    BEFORE STATUS MTA FAILED "Diagnostic-Code: smtp; ", words,
		    AFTER)));
	check_number("octets of it", bounce.diagnostic.len, 1000);
}

/* ---- other kinds ----------------------------------------------------------
 */

#define COMPLAINT                                                     \
	"Content-Type: multipart/report; report-type=feedback-report" \
	"; boundary=b\r\n\r\n" WORDS                                  \
	"--b\r\nContent-Type: message/feedback-report\r\n\r\n"
#define COMPLAINS                                              \
	"Feedback-Type: abuse\r\nUser-Agent: Yahoo-Mail/1\r\n" \
	"Version: 1\r\nOriginal-Rcpt-To: <u@example.org>\r\n"
#define NOTICE "Return-Path: <>\nSubject: failure notice\n\n"
#define QMAIL                                                    \
	"Hi. This is the qmail-send program at example.net.\n"   \
	"I'm afraid I wasn't able to deliver your message.\n"    \
	"This is a permanent error; I've given up.\n\n"          \
	"<u@example.org>:\n192.0.2.1 does not like recipient.\n" \
	"Remote host said: 550 5.1.1 no such\n user\n"           \
	"Giving up on 192.0.2.1.\n\n"
#define COPY                                                            \
	"--- Below this line is a copy of the message.\n\nReturn-Path:" \
	" <hello@example.com>\n" FIELD "Subject: x\n\nbody\n"
#define EXIM                                                              \
	"This message was created automatically by mail delivery "        \
	"software.\n\nA message that you sent could not be delivered to " \
	"one or more of its\nrecipients. This is a permanent error. The " \
	"following address(es) failed:\n\n  u@example.org\n    host "     \
	"mx.example.org [192.0.2.1]\n    SMTP error from remote mail "    \
	"server after end of data:\n    550-5.7.26 not\n    550 5.7.26 "  \
	"authenticated\n\n"
#define EXIM_COPY                                                  \
	"------ This is a copy of the message, including all the " \
	"headers. ------\n------ The body is cut. ------\n\n" FIELD TEXT

static const struct {
	const char *shows, *raw;
	enum bounce_kind kind;
	const char *action, *status, *diagnostic, *mta, *recipient, *by;
	const char *until;
	size_t recipients, failed;
} kinds[] = {
	{ "a delay, and until when",
	    BEFORE STATUS MTA
	    "Original-Recipient: rfc822; v@example.org\r\n"
	    "Final-Recipient: rfc822; u@example.org\r\nAction: delayed\r\n"
	    "Status: 4.4.1\r\nWill-Retry-Until: Thu, 3 Dec 2026 10:00:00 "
	    "+0000\r\nDiagnostic-Code: smtp; 421 4.7.0 [TSS04] later\r\n" AFTER,
	    BOUNCE_DELAYED, "delayed", "4.4.1", "421 4.7.0 [TSS04] later", NULL,
	    "u@example.org", "a.example.com", "Thu, 3 Dec 2026 10:00:00 +0000",
	    1, 0 },
	{ "relayed to a server without reports",
	    BEFORE STATUS MTA "Action: relayed\r\nStatus: 2.1.9\r\n" AFTER,
	    BOUNCE_PASSED, "relayed", "2.1.9", NULL, NULL, NULL,
	    "a.example.com", NULL, 1, 0 },
	{ "delivered", BEFORE STATUS MTA "Action: delivered\r\n" AFTER,
	    BOUNCE_PASSED, "delivered", NULL, NULL, NULL, NULL, "a.example.com",
	    NULL, 1, 0 },
	{ "the worst of several tells",
	    BEFORE STATUS MTA
	    "Action: expanded\r\n\r\nAction: delayed\r\nStatus: 4.2.2\r\n"
	    "\r\nAction: failed\r\nStatus: 5.2.2\r\n\r\n" FAILED AFTER,
	    BOUNCE_FAILED, "failed", "5.2.2", NULL, NULL, NULL, "a.example.com",
	    NULL, 4, 2 },
	{ "an action of our own invention",
	    BEFORE STATUS MTA "Action: lost\r\nStatus: 5.0.0\r\n" AFTER,
	    BOUNCE_NONE, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
	{ "no part is returned, another is called so",
	    BEFORE STATUS MTA FAILED
	    "\r\n--b\r\nContent-Type: message/rfc822-headers\r\n\r\n" FIELD
	    "\r\n" END,
	    BOUNCE_FAILED, "failed", "5.1.1", NULL, NULL, "u@example.org",
	    "a.example.com", NULL, 1, 1 },
	{ "a complaint", COMPLAINT COMPLAINS AFTER, BOUNCE_COMPLAINT, "abuse",
	    NULL, NULL, NULL, "u@example.org", "Yahoo-Mail/1", NULL, 1, 0 },
	{ "a complaint about another message",
	    COMPLAINT COMPLAINS
	    "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" TEXT END,
	    BOUNCE_NONE, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
	{ "a complaint without a kind", COMPLAINT "Version: 1\r\n" AFTER,
	    BOUNCE_NONE, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
	{ "qmail", NOTICE QMAIL COPY, BOUNCE_FAILED, "failed", "5.1.1",
	    "550 5.1.1 no such user Giving up on 192.0.2.1.", NULL,
	    "u@example.org", NULL, NULL, 1, 1 },
	{ "qmail, but nothing marks it as a notice",
	    "Subject: failure notice\n\n" QMAIL COPY, BOUNCE_NONE, 0, 0, 0, 0,
	    0, 0, 0, 0, 0 },
	{ "qmail, quoted in a reply",
	    "Return-Path: <me@example.org>\n\n" QMAIL COPY, BOUNCE_NONE, 0, 0,
	    0, 0, 0, 0, 0, 0, 0 },
	{ "qmail, with the token in the body of the copy",
	    NOTICE QMAIL
	    "--- Below this line is a copy.\n\nSubject: x\n\n" FIELD,
	    BOUNCE_NONE, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
	{ "qmail, encoded",
	    "Return-Path: <>\nContent-Transfer-Encoding: base64\n\n" QMAIL COPY,
	    BOUNCE_NONE, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
	{ "old Exim", "X-Failed-Recipients: u@example.org\n\n" EXIM EXIM_COPY,
	    BOUNCE_FAILED, "failed", "5.7.26",
	    "550-5.7.26 not 550 5.7.26 authenticated", "mx.example.org",
	    "u@example.org", NULL, NULL, 1, 1 },
	{ "old Exim, a warning",
	    NOTICE "A message that you sent has not yet been delivered to one "
		   "or more of its\nrecipients after more than 24 hours.\n\n"
		   "  u@example.org\n\n" EXIM_COPY,
	    BOUNCE_DELAYED, "delayed", NULL, NULL, NULL, "u@example.org", NULL,
	    NULL, 1, 0 },
	{ "Exchange, as text",
	    NOTICE "Diagnostic information for administrators:\n\n"
		   "Generating server: mail.example.org\n\nu@example.org\n"
		   "#550 5.1.10 RESOLVER.ADR.RecipientNotFound; none ##\n\n"
		   "Original message headers:\n\n" FIELD TEXT,
	    BOUNCE_FAILED, "failed", "5.1.10",
	    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; none ##", NULL,
	    "u@example.org", NULL, NULL, 1, 1 },
	{ "Gmail of old",
	    NOTICE "Delivery to the following recipient failed permanently:"
		   "\n\n     u@example.org\n\nThe error: 550 5.1.1 gone\n\n"
		   "----- Original message -----\n\n" FIELD TEXT,
	    BOUNCE_FAILED, "failed", "5.1.1", "550 5.1.1 gone", NULL,
	    "u@example.org", NULL, NULL, 1, 1 },
	{ "nothing but the words", NOTICE EXIM, BOUNCE_NONE, 0, 0, 0, 0, 0, 0,
	    0, 0, 0 },
	{ "a vacation note", NOTICE "I am away.\n", BOUNCE_NONE, 0, 0, 0, 0, 0,
	    0, 0, 0, 0 },
};

static void try_kinds(void)
{
	struct bounce bounce;

	for (size_t i = 0; i < ROWS(kinds); i++) {
		test_row(kinds[i].shows);
		enum bounce_kind kind =
		    bounce_notice(&bounce, arena, bytes_of(kinds[i].raw));
		check_number("kind", kind, kinds[i].kind);
		if (kind != kinds[i].kind || kind == BOUNCE_NONE)
			continue;
		check_bytes("action", bounce.action, bytes_of(kinds[i].action));
		check_bytes("status", bounce.status, bytes_of(kinds[i].status));
		check_bytes("diagnostic", bounce.diagnostic,
		    bytes_of(kinds[i].diagnostic));
		check_bytes("mta", bounce.remote_mta, bytes_of(kinds[i].mta));
		check_bytes("recipient", bounce.recipient,
		    bytes_of(kinds[i].recipient));
		check_bytes("by", bounce.reporting_mta, bytes_of(kinds[i].by));
		check_bytes(
		    "until", bounce.retry_until, bytes_of(kinds[i].until));
		check_number(
		    "recipients", bounce.recipients, kinds[i].recipients);
		check_number("failed", bounce.failed, kinds[i].failed);
	}
}

/* ---- codes -----------------------------------------------------------------
 */

static const struct {
	const char *text, *code;
} codes[] = {
	{ "5.1.1", "5.1.1" },
	{ "4.4.7", "4.4.7" },
	{ "5.7.509", "5.7.509" },
	{ "5.10.1", "5.10.1" },
	{ " 5.2.2 (full)", "5.2.2" },
	{ "2.0.0", "2.0.0" },
	{ "3.0.0", NULL },
	{ "550 5.1.1", NULL },
	{ "5.1", NULL },
	{ "5..1", NULL },
	{ "5.1.1.1", NULL },
	{ "5.1.1234", NULL },
	{ "5.1.1x", NULL },
	{ "", NULL },
};

static const struct {
	const char *text, *reply, *status;
	size_t at;
} replies[] = {
	{ "550 5.1.1 no", "550", "5.1.1", 0 },
	{ "550-5.1.1 no", "550", "5.1.1", 0 },
	{ "550; 5.7.515 no", "550", "5.7.515", 0 },
	{ "550 no", "550", NULL, 0 },
	{ "550", "550", NULL, 0 },
	{ "550 #5.1.0 no", "550", "5.1.0", 0 },
	{ "#5.1.1", NULL, "5.1.1", 1 },
	{ "host mx[192.0.2.1] said: 554 5.7.1 no", "554", "5.7.1", 25 },
	{ "of 54.240.8.156: 451 4.7.23.", "451", "4.7.23", 17 },
	{ "(5.1.1; no)", NULL, "5.1.1", 1 },
	{ "about 5.1.1 and 550 5.7.1 no", "550", "5.7.1", 16 },
	{ "250 2.0.0 Ok", NULL, NULL, 12 },
	{ "5.1.1.1", NULL, NULL, 7 },
	{ "x550 5.1.1", NULL, "5.1.1", 5 },
	{ "5501", NULL, NULL, 4 },
	{ "580 no", NULL, NULL, 6 },
	{ "55", NULL, NULL, 2 },
	{ "", NULL, NULL, 0 },
};

static void try_codes(void)
{
	for (size_t i = 0; i < ROWS(codes); i++) {
		test_row(codes[i].text);
		check_bytes("code", status_code_read(bytes_of(codes[i].text)),
		    bytes_of(codes[i].code));
	}
	for (size_t i = 0; i < ROWS(replies); i++) {
		struct reply_code code =
		    reply_code_find(bytes_of(replies[i].text));
		test_row(replies[i].text);
		check_bytes("reply", code.reply, bytes_of(replies[i].reply));
		check_bytes("status", code.status, bytes_of(replies[i].status));
		check_number("at", code.at, replies[i].at);
	}
}

int main(void)
{
	arena = arena_open();
	try_rows();
	try_long();
	try_codes();
	try_kinds();
	arena_close(arena);
	return test_end("test_bounce");
}
