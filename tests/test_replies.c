/* Every reply that SES is known to give, and every row that explains one. */
#include "tests/test.h"

#include "common/base/json.h"
#include "send/dialogue.h"
#include "send/replies.h"
#include <stdlib.h>
#include <string.h>

static const struct {
	int code;
	const char *reply, *finding, *words; /* of the meaning */
	enum retry retry;
} rows[] = {
	{ 250, "250 Ok 0100018f10d1841b-bdc413f0", NULL, "took", RETRY_NEVER },
	{ 251, "251 User not local; will forward", NULL, "took", RETRY_NEVER },
	{ 454, "454 Throttling failure: Maximum sending rate exceeded.",
	    "send-throttled", "second", RETRY_SLOWER },
	{ 454, "454 Throttling failure: Daily message quota exceeded.",
	    "send-quota", "24 hours", RETRY_LATER },
	{ 454,
	    "454 Throttling failure: Maximum SigV2 SMTP sending rate "
	    "exceeded.",
	    "send-throttled", "2019", RETRY_SLOWER },
	{ 454, "454 Temporary authentication failure", "send-deferred",
	    "credentials", RETRY_PAUSED },
	{ 454, "454 Temporary service failure", "send-deferred", "just now",
	    RETRY_PAUSED },
	{ 421, "421 Too many concurrent SMTP connections", "send-throttled",
	    "connections", RETRY_SLOWER },
	{ 421, "421 Service not available", "send-deferred", "just now",
	    RETRY_PAUSED },
	{ 451, "451 Temporary service failure", "send-deferred", "just now",
	    RETRY_PAUSED },
	{ 451, "451 4.4.2 Timeout waiting for data from client.",
	    "send-deferred", "slow", RETRY_PAUSED },
	{ 530, "530 Authentication required", "send-auth-rejected", "first",
	    RETRY_NEVER },
	{ 530, "530 5.7.0 Must issue a STARTTLS command first",
	    "send-tls-failed", "TLS", RETRY_NEVER },
	{ 535, "535 Authentication Credentials Invalid", "send-auth-rejected",
	    "password", RETRY_NEVER },
	{ 535, "535 Account not subscribed to SES", "send-auth-rejected",
	    "account", RETRY_NEVER },
	{ 538, "538 Encryption required", "send-tls-failed", "TLS",
	    RETRY_NEVER },
	{ 552, "552 Message is too long.", "send-too-large", "larger",
	    RETRY_NEVER },
	{ 552, "552 5.2.2 mailbox full", "send-too-large", "mailbox",
	    RETRY_NEVER },
	{ 553, "553 <x> Invalid email address", "send-rejected", "address",
	    RETRY_NEVER },
	{ 554,
	    "554 Access denied: User `arn:aws:iam::1:user/x' is not "
	    "authorized to perform `ses:SendRawEmail' on resource `arn'",
	    "send-not-authorized", "IAM", RETRY_NEVER },
	{ 554, "554 Message rejected: Tenant <t> has not the identity",
	    "send-not-authorized", "tenant", RETRY_NEVER },
	{ 554, "554 Access denied", "send-not-authorized", "IAM", RETRY_NEVER },
	{ 554,
	    "554-Message rejected: Email address is\n554 not verified. The "
	    "following",
	    "send-not-verified", "identity", RETRY_NEVER },
	{ 554,
	    "554 MAIL FROM domain not verified: DNS setup for MAIL FROM "
	    "domain is invalid.",
	    "send-mailfrom-invalid", "MX", RETRY_NEVER },
	{ 554, "554 Message rejected: MAIL FROM domain is not verified.",
	    "send-mailfrom-invalid", "MX", RETRY_NEVER },
	{ 554, "554 Message rejected: Sending paused for this account.",
	    "send-paused", "paused", RETRY_NEVER },
	{ 554, "554 Account is paused", "send-paused", "paused", RETRY_NEVER },
	{ 554,
	    "554 Configuration set does not exist: Configuration set <x> does "
	    "not exist.",
	    "send-configuration-set", "not known", RETRY_NEVER },
	{ 554, "554 Configuration set <x> is not usable",
	    "send-configuration-set", "wrong", RETRY_NEVER },
	{ 554, "554 Transaction failed: Duplicate header 'Message-ID'.",
	    "send-rejected", "twice", RETRY_NEVER },
	{ 554, "554 Transaction failed", "send-rejected", "refuses",
	    RETRY_NEVER },
	{ 550, "550 5.1.1 no such user", "send-rejected", "refuses",
	    RETRY_NEVER },
	{ 354, "354 go on", "send-rejected", "not know", RETRY_NEVER },
};

static void test_meanings(void)
{
	bool used[100] = { false };

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].reply);
		const struct reply_row *row =
		    reply_meaning(rows[i].code, bytes_of(rows[i].reply));
		check_text("finding", row->finding, rows[i].finding);
		check_true("the meaning says why",
		    strstr(row->meaning, rows[i].words) != NULL);
		check_number("retry", row->retry, rows[i].retry);
		used[row - reply_rows()] = true;
	}
	for (size_t i = 0; reply_rows()[i].meaning != NULL; i++) {
		test_row(reply_rows()[i].meaning);
		check_true("a reply above uses the row", used[i]);
	}
	for (const struct reply_row *t = trouble_rows(); t->meaning != NULL;
	     t++) {
		test_row(t->meaning);
		check_true("has a finding and a fix",
		    t->finding != NULL && t->fix[0] != '\0');
	}
}

static void test_ids(void)
{
	static const struct {
		const char *reply, *id;
	} ids[] = {
		{ "250 Ok 0100018f10d1841b-bdc413f0-000000",
		    "0100018f10d1841b-bdc413f0-000000" },
		{ "250 Ok 0100018f10d1841b-bdc413f0 more",
		    "0100018f10d1841b-bdc413f0" },
		{ "250 Ok", NULL },
		{ "250 2.0.0 Ok: queued as 4F", NULL },
		{ "250 Ok not-an-id", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < ROWS(ids); i++) {
		test_row(ids[i].reply);
		check_bytes("id", reply_ses_id(bytes_of(ids[i].reply)),
		    bytes_of(ids[i].id));
	}
}

#define CHECK                                                          \
	"554 Email address is not verified. The following identities " \
	"failed the check in region US-EAST-1: "

static void test_unverified(void)
{
	static const struct {
		const char *reply, *told;
	} told[] = {
		{ CHECK "me@example.com",
		    "me@example.com is a sender: verify it; the region is "
		    "US-EAST-1" },
		{ CHECK "You <you@example.net>, ...",
		    "you@example.net is a recipient: the account is in the "
		    "sandbox; the region is US-EAST-1" },
		{ CHECK "root@host.internal, you@example.net",
		    "root@host.internal is a sender: verify it; "
		    "you@example.net is a recipient: the account is in the "
		    "sandbox; the region is US-EAST-1" },
		{ "554 Email address is not verified.", NULL },
	};
	const struct bytes to[] = { BYTES("you@example.net") };
	struct arena *arena = arena_open();

	for (size_t i = 0; i < ROWS(told); i++) {
		test_row(told[i].reply);
		check_bytes("told",
		    reply_unverified(arena, bytes_of(told[i].reply),
			BYTES("me@example.com"), to, 1),
		    bytes_of(told[i].told));
	}
	arena_close(arena);
}

/* ---- what the server says, line by line --------------------------------- */

/* "o" opens a connection, "t" begins TLS, "g" asks at the gate, "." sends the
 * final dot; everything else is a line of the server. */
static const struct {
	const char *shows;
	const char *events[20];
	enum phase phase;
	enum gate gate;
	int code;
	bool accepted;
} stories[] = {
	{ "all is well",
	    { "o", "220 hi", "250-x", "250 STARTTLS", "220 go", "t", "250-x",
		"250-SIZE 100", "250 AUTH PLAIN", "235 ok", "g", "250 ok",
		"250 ok", "354 go", ".", "250 Ok id" },
	    PHASE_DONE, GATE_OPEN, 250, true },
	{ "AUTH offered before TLS only",
	    { "o", "220 hi", "250-x", "250-STARTTLS", "250 AUTH PLAIN",
		"220 go", "t", "250 x", "g" },
	    PHASE_AUTH, GATE_NO_AUTH, 0, false },
	{ "AUTH accepted before TLS counts for nothing",
	    { "o", "220 hi", "250-x", "250 AUTH PLAIN", "235 ok", "g" },
	    PHASE_STARTTLS, GATE_NO_AUTH, 0, false },
	{ "EHLO refused after TLS, HELO taken: no AUTH",
	    { "o", "220 hi", "250-x", "250 STARTTLS", "220 go", "t", "502 no",
		"250 x", "g" },
	    PHASE_AUTH, GATE_NO_AUTH, 0, false },
	{ "larger than SIZE",
	    { "o", "220 hi", "250-x", "250 STARTTLS", "220 go", "t", "250-x",
		"250-SIZE 9", "250 AUTH PLAIN", "235 ok", "g" },
	    PHASE_AUTH, GATE_TOO_LARGE, 0, false },
	{ "a reply of several lines",
	    { "o", "220-hi", "220-there", "220 you", "250 STARTTLS" },
	    PHASE_STARTTLS, GATE_CLOSED, 250, false },
	{ "refused in the middle of the message",
	    { "o", "220 hi", "250-x", "250 STARTTLS", "220 go", "t", "250-x",
		"250 AUTH PLAIN", "235 ok", "g", "250 ok", "250 ok", "354 go",
		"552 enough" },
	    PHASE_DONE, GATE_OPEN, 552, false },
	{ "accepted before its end: no",
	    { "o", "220 hi", "250-x", "250 STARTTLS", "220 go", "t", "250-x",
		"250 AUTH PLAIN", "235 ok", "g", "250 ok", "250 ok", "354 go",
		"250 Ok id" },
	    PHASE_MESSAGE, GATE_OPEN, 250, false },
	{ "354 to RCPT TO",
	    { "o", "220 hi", "250-x", "250 STARTTLS", "220 go", "t", "250-x",
		"250 AUTH PLAIN", "235 ok", "g", "250 ok", "354 go" },
	    PHASE_RECIPIENTS, GATE_OPEN, 354, false },
	{ "replies of another connection are not ours",
	    { "221 bye", "o", "220 hi" }, PHASE_HELLO, GATE_CLOSED, 220,
	    false },
};

static void test_dialogues(void)
{
	const struct server server = { .tls = SERVER_STARTTLS,
		.user = BYTES("u"),
		.password = BYTES("p") };
	static char octets[50];
	const struct submission submission = { .to_count = 1,
		.raw = { octets, sizeof(octets) } };

	for (size_t i = 0; i < ROWS(stories); i++) {
		struct dialogue d = { .code = 0 };
		test_row(stories[i].shows);
		dialogue_begin(&d, &server, &submission);
		for (const char *const *e = stories[i].events; *e != NULL; e++)
			if (strcmp(*e, "o") == 0)
				dialogue_opened(&d);
			else if (strcmp(*e, "t") == 0)
				dialogue_tls(&d);
			else if (strcmp(*e, "g") == 0)
				dialogue_gate(&d);
			else if (strcmp(*e, ".") == 0)
				dialogue_dot_sent(&d);
			else
				dialogue_line(&d, bytes_of(*e));
		check_text(
		    "phase", phase_name(d.phase), phase_name(stories[i].phase));
		check_number("gate", d.gate, stories[i].gate);
		check_number("code", d.code, stories[i].code);
		check_true(
		    "accepted", dialogue_accepted(&d) == stories[i].accepted);
	}
}

/* ---- what curl's test suite makes servers say --------------------------- */

static bool file_take(struct text *out, const char *path)
{
	FILE *file = fopen(path, "rb");
	char part[4096];
	size_t n;

	if (file == NULL)
		return false;
	while ((n = fread(part, 1, sizeof(part), file)) > 0)
		text_add(out, (struct bytes){ part, n });
	fclose(file);
	return true;
}

/* "REPLY MAIL 501 not fine enough": the reply is read, kept and explained. */
static bool test_directive(struct bytes directive)
{
	const struct server server = { .tls = SERVER_PLAIN };
	const struct submission submission = { .to_count = 1,
		.raw = BYTES("x") };
	struct dialogue d = { .code = 0 };
	struct bytes word, command, reply;

	bytes_cut(directive, ' ', &word, &reply);
	bytes_cut(reply, ' ', &command, &reply);
	if (!bytes_eq(word, BYTES("REPLY")) || reply.len < 3 ||
	    !is_digit(reply.ptr[0]) || reply.ptr[0] > '5' ||
	    !is_digit(reply.ptr[2]) || (reply.len > 3 && reply.ptr[3] != ' ') ||
	    bytes_find(reply, BYTES("\\")) != NULL)
		return false;
	dialogue_begin(&d, &server, &submission);
	dialogue_opened(&d);
	dialogue_line(&d, reply);
	check_number("code", d.code,
	    (reply.ptr[0] - '0') * 100 + (reply.ptr[1] - '0') * 10 +
		(reply.ptr[2] - '0'));
	check_bytes("kept word for word", dialogue_reply(&d), reply);
	const struct reply_row *row = reply_meaning(d.code, reply);
	check_true("only good news has no finding",
	    (row->finding == NULL) == (d.code / 100 == 2));
	return true;
}

static size_t test_case(const struct json *story)
{
	const struct json *inputs = json_get(story, "inputs");
	const struct json *commands = json_get(inputs, "server_commands");
	const struct json *protocols = json_get(inputs, "protocols");
	size_t replies = 0;

	if (!bytes_eq(json_bytes(json_at(protocols, 0)), BYTES("SMTP")))
		return 0;
	for (size_t i = 0; i < json_size(commands); i++)
		replies += test_directive(json_bytes(json_at(commands, i)));
	return replies;
}

static void test_suite(void)
{
	const char *folder = getenv("MAILPLUMB_SUITES");
	struct text text = text_new((size_t)8 * 1024 * 1024);
	struct arena *arena = arena_open();
	struct fault fault;
	size_t replies = 0;

	test_row("replies of curl's servers");
	struct bytes path = arena_printf(arena, "%s/curl-imap-smtp/cases.json",
	    folder != NULL ? folder : "../shared/suites");
	if (!file_take(&text, path.ptr)) {
		test_skip("no such suite here");
	} else {
		struct json *suite = json_read(text_bytes(&text), &fault);
		for (size_t i = 0; i < json_size(suite); i++)
			replies += test_case(json_at(suite, i));
		json_free(suite);
		check_true("there are some", replies > 0);
		printf("test_replies: %zu replies of curl's servers read\n",
		    replies);
	}
	text_free(&text);
	arena_close(arena);
}

int main(void)
{
	test_suite();
	test_meanings();
	test_ids();
	test_unverified();
	test_dialogues();
	return test_end("test_replies");
}
