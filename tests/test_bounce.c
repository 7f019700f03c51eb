/* inspect/read/bounce: RFC 3464, RFC 6522; common/mail/status_code: RFC 3463 */
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

static const struct {
	const char *text, *code, *row;
} codes[] = {
	{ "5.1.1", "5.1.1", "1.1" },
	{ "4.4.7", "4.4.7", "4.7" },
	{ "5.1.10", "5.1.10", "1.10" },
	{ "5.1.99", "5.1.99", "1." },
	{ "5.7.26", "5.7.26", "7.26" },
	{ "5.7.509", "5.7.509", "7." },
	{ "5.0.0", "5.0.0", NULL },
	{ "5.10.1", "5.10.1", NULL },
	{ " 5.2.2 (full)", "5.2.2", "2.2" },
	{ "2.0.0", "2.0.0", NULL },
	{ "3.0.0", NULL, NULL },
	{ "550 5.1.1", NULL, NULL },
	{ "5.1", NULL, NULL },
	{ "5..1", NULL, NULL },
	{ "5.1.1.1", NULL, NULL },
	{ "5.1.1234", NULL, NULL },
	{ "5.1.1x", NULL, NULL },
	{ "", NULL, NULL },
};

static const struct {
	const char *reply, *code;
} replies[] = {
	{ "550 5.1.1 no", "5.1.1" },
	{ "550-5.1.1 no", "5.1.1" },
	{ "550 no", NULL },
	{ "550", NULL },
	{ "550 ", NULL },
	{ "55", NULL },
	{ "550:5.1.1 no", NULL },
	{ "no 5.1.1", NULL },
};

static void try_replies(void)
{
	for (size_t i = 0; i < ROWS(replies); i++) {
		test_row(replies[i].reply);
		check_bytes("code",
		    status_code_in_reply(bytes_of(replies[i].reply)),
		    bytes_of(replies[i].code));
	}
}

static void try_codes(void)
{
	for (size_t i = 0; i < ROWS(codes); i++) {
		struct bytes code = status_code_read(bytes_of(codes[i].text));
		test_row(codes[i].text);
		check_bytes("code", code, bytes_of(codes[i].code));
		check_text("row", status_code_row(code)->code, codes[i].row);
	}
	for (const struct status_row *row = status_code_rows();; row++) {
		test_row(row->code != NULL ? row->code : "any other");
		check_true("meaning and fix", row->meaning && row->fix);
		if (row->code == NULL)
			break;
		bool subject = row->code[strlen(row->code) - 1] == '.';
		struct bytes code = arena_printf(
		    arena, "5.%s%s", row->code, subject ? "98" : "");
		check_true(
		    "no earlier row hides it", status_code_row(code) == row);
	}
}

int main(void)
{
	arena = arena_open();
	try_rows();
	try_long();
	try_codes();
	try_replies();
	arena_close(arena);
	return test_end("test_bounce");
}
