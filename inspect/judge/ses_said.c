#include "inspect/judge/ses_said.h"

#include "inspect/judge/key_place.h"

#include "common/base/shell.h"
#include "common/mail/ses.h"

const char *const ses_signs_not[] = { "ses-identity-overrides",
	"ses-dkim-disabled", "ses-dkim-not-started", KEY_PLACE_FINDINGS,
	"ses-dkim-failed", "ses-dkim-pending", "ses-dkim-lost",
	"ses-identity-missing", "ses-identity-unverified", NULL };
const char *const ses_mail_from_not[] = { "spf-mailfrom-not-under-identity",
	"spf-mailfrom-cname", "spf-mailfrom-mx-missing",
	"spf-mailfrom-mx-wrong", "spf-mailfrom-mx-region",
	"spf-mailfrom-mx-several", "ses-identity-overrides",
	"ses-mailfrom-failed", "ses-mailfrom-pending", "ses-mailfrom-lost",
	"ses-mailfrom-unset", "ses-identity-missing", NULL };

const struct ses_asked *said_of(const struct inspection *in)
{
	return in->ses != NULL ? ses_in_force(in->ses) : NULL;
}

bool own_dkim_works(const struct inspection *in)
{
	return !in->foreseen && in->dkim == STANDING_PASS;
}

bool mail_from_works(const struct inspection *in, struct bytes domain)
{
	return !in->foreseen && bytes_present(domain) &&
	       bytes_ieq(in->envelope.mail_from_domain, domain);
}

struct bytes status_shown(enum ses_status status)
{
	return bytes_of(ses_status_word(status));
}

void fixed_by_sesv2(struct judgement *j, const char *command,
    const struct ses_asked *asked, struct bytes arguments)
{
	struct bytes name = shell_quoted(j->arena, asked->name);
	struct bytes region = shell_quoted(j->arena, j->in->ses->region);

	if (bytes_present(name) && bytes_present(region))
		fixed_by_command(j,
		    "aws sesv2 %s --email-identity %.*s%s%.*s --region %.*s",
		    command, FMT(name), bytes_empty(arguments) ? "" : " ",
		    FMT(arguments), FMT(region));
}

/* ---- the CNAMEs of Easy DKIM -------------------------------------------- */

struct token {
	struct bytes name, target;
	const struct dns_answer *answer; /* NULL: there is no DNS */
};

static struct token token_of(
    struct judgement *j, const struct ses_asked *said, size_t i)
{
	const struct ses_dkim *dkim = &said->is.dkim;
	struct bytes zone = bytes_present(dkim->zone)
				? dkim->zone
				: ses_dkim_zone(j->arena, j->in->ses->region);
	struct token token = {
		.name = arena_printf(j->arena, "%.*s._domainkey.%.*s",
		    FMT(dkim->tokens[i]), FMT(ses_asked_domain(said))),
		.target = arena_printf(
		    j->arena, "%.*s.%.*s", FMT(dkim->tokens[i]), FMT(zone)),
	};

	token.answer = asked(j, DNS_CNAME, token.name);
	return token;
}

static bool is_right(const struct token *token)
{
	const struct dns_answer *answer = token->answer;

	return answer != NULL && answer->status == DNS_FOUND &&
	       answer->record_count == 1 &&
	       bytes_ieq(answer->records->data, token->target);
}

/* What is there in its place, in words. */
static struct bytes found_there(struct judgement *j, const struct token *token)
{
	const struct dns_answer *answer = token->answer;
	struct bytes what = ABSENT;

	if (is_right(token))
		what = BYTES("right");
	else if (answer->status == DNS_FOUND)
		what = arena_printf(
		    j->arena, "points to %.*s", FMT(answer->records->data));
	else if (answer->status == DNS_NO_NAME || answer->status == DNS_NO_DATA)
		what = BYTES("no CNAME there");
	else
		what = BYTES("the DNS gave no answer");
	return arena_printf(
	    j->arena, "%.*s: %.*s", FMT(token->name), FMT(what));
}

/* A failing server says nothing about what is published. */
static bool may_be_published(const struct token *token)
{
	return token->answer == NULL || token->answer->status == DNS_FOUND ||
	       token->answer->status == DNS_NO_NAME ||
	       token->answer->status == DNS_NO_DATA;
}

void show_tokens(struct judgement *j, const struct ses_asked *asked)
{
	if (!ses_dkim_is_easy(&asked->is.dkim))
		return;
	for (size_t i = 0; i < asked->is.dkim.token_count; i++) {
		struct token token = token_of(j, asked, i);
		if (token.answer != NULL)
			shown_by(j, "record", found_there(j, &token));
		if (!is_right(&token) && may_be_published(&token))
			fixed_in_dns(
			    j, change_to(j->arena, token.name, DNS_CNAME,
				   record_host(j->arena, token.target),
				   token.answer));
	}
}

/* ---- the MX of the MAIL FROM domain -------------------------------------- */

static bool mx_is_right(const struct dns_answer *mx, struct bytes host)
{
	return mx->status == DNS_FOUND && mx->record_count == 1 &&
	       bytes_ieq(mx->records->data, host);
}

bool show_mail_from_mx(struct judgement *j, struct bytes domain)
{
	const struct dns_answer *mx = asked(j, DNS_MX, domain);
	struct bytes host = ses_feedback_host(j->arena, j->in->ses->region);

	if (mx == NULL ||
	    (mx->status != DNS_FOUND && mx->status != DNS_NO_NAME &&
		mx->status != DNS_NO_DATA))
		return false;
	if (mx_is_right(mx, host)) {
		shown_by(j, "MX",
		    arena_printf(j->arena, "10 %.*s: right", FMT(host)));
		return false;
	}
	for (const struct dns_record *r = mx->records; r != NULL; r = r->next)
		shown_by(j, "MX",
		    arena_printf(j->arena, "%u %.*s", (unsigned)r->preference,
			FMT(r->data)));
	if (mx->records == NULL)
		shown_by(j, "MX", BYTES("none"));
	fixed_in_dns(j, change_to(j->arena, domain, DNS_MX,
			    record_mx(j->arena, 10, host), mx));
	return true;
}
