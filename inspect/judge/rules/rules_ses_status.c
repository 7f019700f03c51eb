/* Whether SES finds the records it wants: DKIM's and the MX of MAIL FROM. */
#include "inspect/judge/key_place.h"
#include "inspect/judge/ses_said.h"

#include "common/base/shell.h"

/* ---- DKIM -------------------------------------------------------------------
 */

/* An address has no records of its own; its identity needs none. */
static const struct ses_asked *dkim_is(
    const struct inspection *in, enum ses_status status)
{
	const struct ses_asked *asked = said_of(in);

	return asked != NULL && asked->is.dkim.signing != SES_NO &&
		       asked->is.dkim.status == status
		   ? asked
		   : NULL;
}

static void show_dkim(struct judgement *j, const struct ses_asked *asked)
{
	const struct ses_identity *is = &asked->is;
	const char *error = ses_error_meaning(is->error);

	shown_by(j, "Status", status_shown(is->dkim.status));
	shown_by(j, "ErrorType", is->error);
	if (error != NULL)
		shown_by(j, "which means", bytes_of(error));
	show_tokens(j, asked);
	if (own_dkim_works(j->in))
		weighs(j, SEVERITY_RISK);
}

/* A replica has no records of its own either: the region it copies counts. */
static void fix_replica(struct judgement *j, const struct ses_asked *asked)
{
	struct bytes parent = ses_dkim_parent_region(j->arena, &asked->is.dkim);

	if (!bytes_present(parent) ||
	    !bytes_starts(asked->is.error, BYTES("REPLICATION_")))
		return;
	fixed_by(j,
	    "%.*s is a replica (DEED) of the identity in %.*s: see that it is "
	    "verified there with Easy DKIM of its own, or set Easy DKIM up "
	    "here.",
	    FMT(asked->name), FMT(parent));
}

static void dkim_pending(struct judgement *j)
{
	const struct ses_asked *asked = dkim_is(j->in, SES_PENDING);

	if (asked == NULL)
		return;
	found(j,
	    "SES does not sign for %.*s yet: it has not found the DKIM records "
	    "so far.",
	    FMT(asked->name));
	show_dkim(j, asked);
	if (j->in->dns != NULL && j->found->fix.changes == NULL &&
	    ses_dkim_is_easy(&asked->is.dkim))
		fixed_by(j,
		    "Nothing more: the records are right, and SES looks for "
		    "them for 72 hours.");
	fix_replica(j, asked);
}

static void dkim_failed(struct judgement *j)
{
	const struct ses_asked *asked = dkim_is(j->in, SES_FAILED);

	if (asked == NULL)
		return;
	found(j,
	    "SES does not sign for %.*s: it looked for the DKIM records for 72 "
	    "hours and gave up.",
	    FMT(asked->name));
	show_dkim(j, asked);
	if (ses_dkim_is_easy(&asked->is.dkim))
		fixed_by_sesv2(j, "put-email-identity-dkim-signing-attributes",
		    asked, BYTES("--signing-attributes-origin AWS_SES"));
	fix_replica(j, asked);
}

static void dkim_lost(struct judgement *j)
{
	const struct ses_asked *asked = dkim_is(j->in, SES_TEMPORARY_FAILURE);

	if (asked == NULL)
		return;
	found(j,
	    "SES does not find the DKIM records of %.*s any more, and will "
	    "stop signing for it.",
	    FMT(asked->name));
	show_dkim(j, asked);
	fix_replica(j, asked);
}

static bool is_address(const struct ses_asked *asked)
{
	return asked->is.kind == SES_ADDRESS;
}

static void fix_address(struct judgement *j, const struct ses_asked *asked)
{
	if (is_address(asked))
		fixed_by(j,
		    "Follow the link in the message that Amazon sent to %.*s.",
		    FMT(asked->name));
}

static void say_unverified(struct judgement *j, const struct ses_asked *asked)
{
	const char *error = ses_error_meaning(asked->is.error);
	found(j, "SES does not let %.*s send in %.*s: it is not verified.",
	    FMT(asked->name), FMT(j->in->ses->region));
	shown_by(j, "VerificationStatus", status_shown(asked->is.verification));
	shown_by(j, "ErrorType", asked->is.error);
	if (error != NULL)
		shown_by(j, "which means", bytes_of(error));
	fix_address(j, asked);
}

static const struct ses_asked *unverified(const struct inspection *in)
{
	const struct ses_asked *asked = said_of(in);

	return asked != NULL && asked->is.verified_for_sending == SES_NO ? asked
									 : NULL;
}

void ses_address_unverified(struct judgement *j)
{
	const struct ses_asked *asked = unverified(j->in);

	if (asked != NULL && is_address(asked))
		say_unverified(j, asked);
}

static void domain_unverified(struct judgement *j)
{
	const struct ses_asked *asked = unverified(j->in);

	if (asked != NULL && !is_address(asked))
		say_unverified(j, asked);
}

/* ---- MAIL FROM --------------------------------------------------------------
 */

static const struct ses_asked *mail_from_is(
    const struct inspection *in, enum ses_status status)
{
	const struct ses_asked *asked = said_of(in);

	return asked != NULL && bytes_present(asked->is.mail_from.domain) &&
		       asked->is.mail_from.status == status
		   ? asked
		   : NULL;
}

/* What becomes of mail meanwhile. */
static const char *meanwhile(const struct ses_mail_from *mail_from)
{
	return mail_from->on_mx_failure == SES_REJECT_MESSAGE
		   ? "refuses to send"
		   : "sends from amazonses.com";
}

/* The command that makes SES look again. */
static void set_again(struct judgement *j, const struct ses_asked *asked,
    struct bytes domain, enum ses_mx_failure behavior)
{
	const char *word = ses_mx_failure_word(behavior);

	fixed_by_sesv2(j, "put-email-identity-mail-from-attributes", asked,
	    arena_printf(j->arena,
		"--mail-from-domain %.*s --behavior-on-mx-failure %s",
		FMT(domain), word != NULL ? word : "USE_DEFAULT_VALUE"));
}

static void show_mail_from(struct judgement *j, const struct ses_asked *asked)
{
	const struct ses_mail_from *mail_from = &asked->is.mail_from;

	shown_by(j, "MailFromDomain", mail_from->domain);
	shown_by(j, "MailFromDomainStatus", status_shown(mail_from->status));
	shown_by(j, "BehaviorOnMxFailure",
	    bytes_of(ses_mx_failure_word(mail_from->on_mx_failure)));
	if (mail_from_works(j->in, mail_from->domain))
		weighs(j, SEVERITY_RISK);
}

static void mail_from_unset(struct judgement *j)
{
	const struct ses_asked *asked = said_of(j->in);
	struct bytes expected = j->in->premises->expected.mail_from;

	if (asked == NULL || bytes_present(asked->is.mail_from.domain) ||
	    stands(j, "ses-identity-overrides") != NULL ||
	    (!bytes_present(expected) &&
		!domain_is_ses(j->in->envelope.mail_from_domain)))
		return;
	if (mail_from_works(j->in, expected))
		return; /* of an identity that was not asked of */
	found(j, "SES has no custom MAIL FROM domain for %.*s.",
	    FMT(asked->name));
	shown_by(j, "expected", expected);
	if (bytes_present(expected)) {
		show_mail_from_mx(j, expected);
		set_again(
		    j, asked, expected, asked->is.mail_from.on_mx_failure);
	}
}

static void mail_from_pending(struct judgement *j)
{
	const struct ses_asked *asked = mail_from_is(j->in, SES_PENDING);

	if (asked == NULL)
		return;
	struct bytes domain = asked->is.mail_from.domain;
	found(j, "SES does not use %.*s yet: it has not found its MX, and %s.",
	    FMT(domain), meanwhile(&asked->is.mail_from));
	show_mail_from(j, asked);
	if (!show_mail_from_mx(j, domain) && j->in->dns != NULL)
		fixed_by(j,
		    "Nothing more if the MX is right: SES looks for it for 72 "
		    "hours.");
}

static void mail_from_failed(struct judgement *j)
{
	const struct ses_asked *asked = mail_from_is(j->in, SES_FAILED);

	if (asked == NULL)
		return;
	struct bytes domain = asked->is.mail_from.domain;
	found(j,
	    "SES does not use %.*s: it looked for its MX for 72 hours, gave "
	    "up, and %s.",
	    FMT(domain), meanwhile(&asked->is.mail_from));
	show_mail_from(j, asked);
	if (!show_mail_from_mx(j, domain) && j->in->dns != NULL)
		fixed_by(j,
		    "The MX is right now, but SES does not look again by "
		    "itself: set the MAIL FROM domain once more.");
	set_again(j, asked, domain, asked->is.mail_from.on_mx_failure);
}

static void mail_from_lost(struct judgement *j)
{
	const struct ses_asked *asked =
	    mail_from_is(j->in, SES_TEMPORARY_FAILURE);

	if (asked == NULL)
		return;
	found(j, "SES does not find the MX of %.*s any more, and %s.",
	    FMT(asked->is.mail_from.domain), meanwhile(&asked->is.mail_from));
	show_mail_from(j, asked);
	show_mail_from_mx(j, asked->is.mail_from.domain);
}

/* What is wrong in the DNS is why SES does not find it. */
static const char *const records[] = { KEY_PLACE_FINDINGS, NULL };
static const char *const dkim_states[] = { "ses-dkim-pending",
	"ses-dkim-failed", "ses-dkim-not-started", "ses-dkim-disabled", NULL };
static const char *const mx_records[] = { "spf-mailfrom-cname",
	"spf-mailfrom-mx-missing", "spf-mailfrom-mx-wrong",
	"spf-mailfrom-mx-region", "spf-mailfrom-mx-several", NULL };

const struct rule rules_ses_dkim[] = {
	{ "ses-dkim-pending", dkim_pending, records },
	{ "ses-dkim-failed", dkim_failed, records },
	{ "ses-dkim-lost", dkim_lost, records },
	{ "ses-identity-unverified", domain_unverified, dkim_states },
	{ 0 },
};

const struct rule rules_ses_mail_from[] = {
	{ "ses-mailfrom-unset", mail_from_unset, NULL },
	{ "ses-mailfrom-pending", mail_from_pending, mx_records },
	{ "ses-mailfrom-failed", mail_from_failed, mx_records },
	{ "ses-mailfrom-lost", mail_from_lost, mx_records },
	{ 0 },
};
