/* send/refusal: what SES's own words give for evidence and commands. */
#include "tests/test.h"

#include "send/refusal.h"

#define SECRET	 "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
#define PASSWORD "BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9"
#define CHECK                                                       \
	"554 Message rejected: Email address is not verified. The " \
	"following identities failed the check in region EU-WEST-1: "
#define CREATE "aws sesv2 create-email-identity --email-identity "

static const struct {
	int code;
	const char *reply, *user, *password;
	const char *why;	   /* a part of it; NULL: absent */
	const char *fix;	   /* the same */
	const char *label, *value; /* of the first evidence; NULL: none */
	const char *command;	   /* the first; NULL: none */
} rows[] = {
	{ 535, "535 Authentication Credentials Invalid", "AKIAX", SECRET,
	    "secret access key", NULL, "user", "AKIAX", NULL },
	{ 535, "535 Authentication Credentials Invalid", "AKIAX", PASSWORD,
	    "another region or key", NULL, "user", "AKIAX", NULL },
	{ 535, "535 Authentication Credentials Invalid", "ASIAX", PASSWORD,
	    "temporary", NULL, "user", "ASIAX", NULL },
	{ 535, "535 Authentication Credentials Invalid", "AKIAX", "hunter2",
	    "44 characters", NULL, "user", "AKIAX", NULL },
	{ 535, "535 Account not subscribed to SES", "AKIAX", PASSWORD, NULL,
	    NULL, NULL, NULL, NULL },
	{ 554, CHECK "Ex <me@example.com>", NULL, NULL, NULL, NULL, "region",
	    "eu-west-1", CREATE "me@example.com --region eu-west-1" },
	{ 554, CHECK "you@example.net, ...", NULL, NULL, NULL, NULL, "region",
	    "eu-west-1", CREATE "you@example.net --region eu-west-1" },
	{ 554, CHECK "$(reboot)@x.example", NULL, NULL, NULL, NULL, "region",
	    "eu-west-1", CREATE "'$(reboot)@x.example' --region eu-west-1" },
	{ 554, CHECK "-rf, \x1b[31m", NULL, NULL, NULL, NULL, "region",
	    "eu-west-1", NULL },
	{ 554,
	    "554 Access denied: User `arn:aws:iam::1:user/x' is not authorized "
	    "to perform `ses:SendRawEmail' on resource "
	    "`arn:aws:ses:us-east-1:1:identity/example.com'",
	    NULL, NULL, NULL,
	    "\"Action\": \"ses:SendRawEmail\", \"Resource\": "
	    "\"arn:aws:ses:us-east-1:1:identity/example.com\"",
	    "who", "arn:aws:iam::1:user/x", NULL },
	{ 554, "554 Access denied: perform `x\"' on resource `y'", NULL, NULL,
	    NULL, NULL, "action", "x\"", NULL },
	{ 554,
	    "554 Configuration set does not exist: Configuration set <probe> "
	    "does not exist.",
	    NULL, NULL, NULL, NULL, "configuration set", "probe",
	    "aws sesv2 create-configuration-set --configuration-set-name probe "
	    "--region us-east-1" },
	{ 554,
	    "554 Message rejected: Sending paused for Configuration set "
	    "<bulk>.",
	    NULL, NULL, NULL, NULL, "configuration set", "bulk", NULL },
	{ 554, "554 Transaction failed: Duplicate header 'Message-ID'.", NULL,
	    NULL, NULL, NULL, "field", "Message-ID", NULL },
	{ 454, "454 Throttling failure: Daily message quota exceeded.", NULL,
	    NULL, NULL, NULL, NULL, NULL, NULL },
	{ 0, "", NULL, NULL, NULL, NULL, NULL, NULL, NULL },
};

static void check_part(const char *what, struct bytes got, const char *part)
{
	if (part == NULL)
		check_bytes(what, got, ABSENT);
	else
		check_true(what, bytes_find(got, bytes_of(part)) != NULL);
}

static void try_row(struct arena *arena, size_t i)
{
	const struct server server = { .region = BYTES("us-east-1"),
		.user = bytes_of(rows[i].user),
		.password = bytes_of(rows[i].password) };
	const struct bytes to[] = { BYTES("you@example.net") };
	const struct submission submission = {
		.from = BYTES("me@example.com"), .to = to, .to_count = 1
	};
	struct refusal is;

	test_row(rows[i].reply);
	refusal_read(&is, arena, &server, &submission, rows[i].code,
	    bytes_of(rows[i].reply));
	check_part("why", is.why, rows[i].why);
	check_part("fix", is.fix, rows[i].fix);
	check_true(
	    "evidence", (is.evidence_count > 0) == (rows[i].label != NULL));
	if (is.evidence_count > 0 && rows[i].label != NULL) {
		check_text("label", is.evidence[0].label, rows[i].label);
		check_bytes(
		    "value", is.evidence[0].value, bytes_of(rows[i].value));
	}
	if (rows[i].command != NULL)
		check_bytes("command",
		    is.command_count > 0 ? is.commands[0] : ABSENT,
		    bytes_of(rows[i].command));
	for (size_t k = 0; k < is.evidence_count && rows[i].password; k++)
		check_true("the password is not told",
		    bytes_find(is.evidence[k].value,
			bytes_of(rows[i].password)) == NULL);
}

int main(void)
{
	struct arena *arena = arena_open();

	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(arena, i);
	arena_close(arena);
	return test_end("test_refusal");
}
