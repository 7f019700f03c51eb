#include "send/refusal.h"

#include "common/base/shell.h"
#include "send/credentials.h"
#include <string.h>

struct reader {
	struct refusal *out;
	struct arena *arena;
	const struct server *server;
	const struct submission *submission;
	struct bytes text; /* of the reply, without codes, on one line */
	struct bytes region;
};

static void show(struct reader *r, const char *label, struct bytes value)
{
	if (value.len > 0 && r->out->evidence_count < REFUSAL_ITEMS_MOST)
		r->out->evidence[r->out->evidence_count++] =
		    (struct refusal_item){ label, arena_copy(r->arena, value) };
}

/* aws sesv2 ACTION NAME ARGUMENTS --region REGION */
static void run(struct reader *r, const char *action, struct bytes name,
    const char *arguments)
{
	struct bytes word = shell_quoted(r->arena, name);

	if (!bytes_present(word) || !ses_region_valid(r->region) ||
	    r->out->command_count == REFUSAL_ITEMS_MOST)
		return;
	r->out->commands[r->out->command_count++] =
	    arena_printf(r->arena, "aws sesv2 %s %.*s%s --region %.*s", action,
		FMT(word), arguments, FMT(r->region));
}

/* What stands between two words; absent when they do not stand there. */
static struct bytes between(
    struct bytes text, const char *before, const char *after)
{
	const char *start = bytes_ifind(text, bytes_of(before));

	if (start == NULL)
		return ABSENT;
	struct bytes rest =
	    bytes_between(start + strlen(before), text.ptr + text.len);
	const char *end = bytes_ifind(rest, bytes_of(after));
	return end != NULL ? bytes_between(rest.ptr, end) : ABSENT;
}

/* ---- 535 -------------------------------------------------------------------
 */

static bool is_ses(const struct server *server)
{
	return bytes_present(server->region) ||
	       bytes_istarts(server->user, BYTES("AKIA")) ||
	       bytes_istarts(server->user, BYTES("ASIA"));
}

static void password_refused(struct reader *r)
{
	static const char *const forms[] = {
		[PASSWORD_RAW_SECRET] =
		    "The password has the form of an AWS secret access key; "
		    "SES takes the password that is derived from it for one "
		    "region (mailplumb password).",
		[PASSWORD_DERIVED] =
		    "The password has the form of SES's, so it is that of "
		    "another region or key, or the key was deleted or "
		    "switched off.",
		[PASSWORD_OLD] =
		    "The password is of the form of before 2019: make a new "
		    "one (mailplumb password).",
		[PASSWORD_ODD] =
		    "The password has not the form of SES's: 44 characters, "
		    "the first a B.",
	};

	if (!is_ses(r->server) || bytes_empty(r->server->password))
		return;
	r->out->why = bytes_of(forms[smtp_password_form(r->server->password)]);
	if (bytes_istarts(r->server->user, BYTES("ASIA")))
		r->out->why = BYTES("The user is a temporary AWS key (STS), "
				    "which SES takes not over SMTP.");
	show(r, "user", r->server->user);
	show(r, "region", r->server->region);
}

/* ---- 554 -------------------------------------------------------------------
 */

static bool is_recipient(const struct reader *r, struct bytes identity)
{
	const struct submission *s = r->submission;

	for (size_t i = 0; i < s->to_count; i++)
		if (bytes_ieq(identity, s->to[i]))
			return !bytes_ieq(identity, s->from);
	return false;
}

/* "Example <a@example.com>" names a@example.com. */
static struct bytes address_alone(struct bytes identity)
{
	struct bytes inside = between(identity, "<", ">");

	return bytes_trim(bytes_present(inside) ? inside : identity);
}

static void not_verified(struct reader *r)
{
	const char *words =
	    bytes_ifind(r->text, BYTES("failed the check in region "));
	struct bytes region, identity, rest;

	if (words == NULL)
		return;
	rest = bytes_between(words + sizeof("failed the check in region ") - 1,
	    r->text.ptr + r->text.len);
	bytes_cut(rest, ':', &region, &rest);
	if (ses_region_valid(bytes_trim(region)))
		r->region = arena_lower(r->arena, bytes_trim(region));
	show(r, "region", r->region);
	while (bytes_present(rest)) {
		bytes_cut(rest, ',', &identity, &rest);
		identity = address_alone(bytes_trim(identity));
		if (identity.len == 0 || bytes_is(identity, "..."))
			continue;
		bool recipient = is_recipient(r, identity);
		show(r, recipient ? "recipient" : "sender", identity);
		run(r, "create-email-identity --email-identity", identity, "");
	}
}

static bool is_arn(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (!is_alpha(b.ptr[i]) && !is_digit(b.ptr[i]) &&
		    strchr(":/._@+=*-", b.ptr[i]) == NULL)
			return false;
	return b.len > 0 && b.len <= 400;
}

static void not_authorized(struct reader *r)
{
	struct bytes user = between(r->text, "User `", "'");
	struct bytes action = between(r->text, "perform `", "'");
	struct bytes resource = between(r->text, "resource `", "'");

	show(r, "who", user);
	show(r, "action", action);
	show(r, "resource", resource);
	if (is_arn(action) && is_arn(resource))
		r->out->fix = arena_printf(r->arena,
		    "Allow it in the IAM user's policy (and for the "
		    "configuration set, where one is used): {\"Effect\": "
		    "\"Allow\", \"Action\": \"%.*s\", \"Resource\": "
		    "\"%.*s\"}. A sending policy of the identity or a "
		    "condition such as ses:FromAddress may forbid it, too.",
		    FMT(action), FMT(resource));
}

static struct bytes set_named(const struct reader *r)
{
	return between(r->text, "Configuration set <", ">");
}

static void configuration_set(struct reader *r)
{
	struct bytes set = set_named(r);

	show(r, "configuration set", set);
	show(r, "region", r->region);
	run(r, "create-configuration-set --configuration-set-name", set, "");
}

static void paused(struct reader *r)
{
	struct bytes set = set_named(r);

	show(r, "configuration set", set);
	run(r, "put-configuration-set-sending-options --configuration-set-name",
	    set, " --sending-enabled");
}

static void rejected(struct reader *r)
{
	show(r, "field", between(r->text, "Duplicate header '", "'"));
}

/* ---- what a receiver said behind the server --------------------------------
 */

static void passed_on(struct reader *r, int code, struct bytes reply)
{
	const struct reply_row *meaning = reply_meaning(code, reply);
	struct bytes text =
	    arena_printf(r->arena, "%d %.*s", code, FMT(r->text));
	const struct refusal_said said = { .text = text };

	if (meaning->finding == NULL || meaning->text != NULL || code < 400)
		return;
	const struct refusal_code *row = refusal_code_of(&said);
	if (row->words == NULL && row->receiver == NULL)
		return; /* a code alone tells no more than the reply does */
	r->out->why =
	    arena_printf(r->arena, "That means that %s.", row->meaning);
	r->out->fix = bytes_of(row->fix);
	r->out->demand = row->demand;
}

void refusal_read(struct refusal *refusal, struct arena *arena,
    const struct server *server, const struct submission *submission, int code,
    struct bytes reply)
{
	static const struct {
		const char *finding;
		void (*read)(struct reader *r);
	} readers[] = {
		{ "send-not-verified", not_verified },
		{ "send-not-authorized", not_authorized },
		{ "send-configuration-set", configuration_set },
		{ "send-paused", paused },
		{ "send-rejected", rejected },
	};
	struct reader r = { refusal, arena, server, submission,
		reply_text(arena, reply), server->region };
	const char *finding = reply_meaning(code, reply)->finding;

	*refusal = (struct refusal){ .why = ABSENT };
	passed_on(&r, code, reply);
	if (code == 535 && bytes_ifind(r.text, BYTES("subscribed")) == NULL)
		password_refused(&r);
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (finding != NULL && code != 0 &&
		    strcmp(finding, readers[i].finding) == 0)
			readers[i].read(&r);
}
