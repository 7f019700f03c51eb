/* SPF, and the MAIL FROM domain it is about. */
#include "inspect/judge/rule.h"
#include "inspect/judge/ses_said.h"

#include "common/net/domain.h"

static bool mail_from_is_ses(const struct inspection *in)
{
	return domain_is_ses(in->envelope.mail_from_domain);
}

static void mailfrom_fallback(struct judgement *j)
{
	const struct inspection *in = j->in;
	struct bytes expected = in->premises->expected.mail_from;

	if (!bytes_present(expected) || !mail_from_is_ses(in))
		return;
	found(j,
	    "SES used %.*s as MAIL FROM instead of %.*s, so SPF cannot align.",
	    FMT(in->envelope.mail_from_domain), FMT(expected));
	shown_by(j, "MAIL FROM", in->envelope.mail_from.value);
	shown_by(j, "expected", expected);
}

static void mailfrom_amazonses(struct judgement *j)
{
	const struct inspection *in = j->in;

	if (!mail_from_is_ses(in) || !bytes_present(in->author.domain) ||
	    domain_is_ses(in->author.domain) ||
	    stands(j, "spf-mailfrom-fallback") != NULL ||
	    stands(j, "dmarc-freemail-from") != NULL)
		return;
	found(j,
	    "MAIL FROM is at %.*s, so SPF is about Amazon and can never align "
	    "with %.*s.",
	    FMT(in->envelope.mail_from_domain), FMT(in->author.domain));
	shown_by(j, "MAIL FROM", in->envelope.mail_from.value);
	shown_by(j, "author", in->author.domain);
}

/* The domain that was checked, unless it is Amazon's. */
static struct bytes checked_domain(const struct inspection *in)
{
	struct bytes domain = spf_domain(in);

	return domain_is_ses(domain) ? ABSENT : domain;
}

/* "The receiver" alone, while we could not look. */
static const char *who_found(const struct inspection *in)
{
	return in->verified.spf != NULL && decides(in->verified.spf->result)
		   ? "There is"
		   : "The receiver found";
}

static void fixed_by_direct_test(struct judgement *j)
{
	const struct envelope *envelope = &j->in->envelope;

	fixed_by(j,
	    "SES sent the message from %.*s, but %.*s handed it in: it was "
	    "forwarded, which SPF does not survive. Test with a mailbox that "
	    "gets it directly.",
	    FMT(envelope->ses_outgoing_ip), FMT(envelope->client_ip.value));
}

/* The record of this domain is not what has to change. */
static bool fixed_elsewhere(struct judgement *j, struct bytes domain)
{
	struct bytes organization = j->in->reported.author_organization;

	if (was_forwarded(j->in)) {
		fixed_by_direct_test(j);
		return true;
	}
	if (!bytes_present(organization) || domain_is_own(j->in, domain))
		return false;
	fixed_by(j,
	    "%.*s belongs to another organisation: use a MAIL FROM domain "
	    "under %.*s. If it forwarded the message, test with a mailbox that "
	    "gets it directly.",
	    FMT(domain), FMT(organization));
	return true;
}

static void record_missing(struct judgement *j)
{
	struct bytes domain = checked_domain(j->in);

	if (spf_word(j->in) != AUTH_NONE || !bytes_present(domain))
		return;
	found(j, "%s no SPF record at %.*s.", who_found(j->in), FMT(domain));
	shown_by(j, "checked", domain);
	if (!fixed_elsewhere(j, domain) && !came_through_ses(j->in))
		fixed_by(j,
		    "Publish %.*s TXT \"v=spf1 ... ~all\" that names the "
		    "servers which send for it.",
		    FMT(domain));
}

/* No term names the client, whatever the record says of such clients. */
static bool is_refusal(const struct inspection *in, enum auth_result spf)
{
	return spf == AUTH_FAIL || spf == AUTH_SOFTFAIL ||
	       (spf == AUTH_NEUTRAL && in->verified.spf != NULL &&
		   in->verified.spf->result == AUTH_NEUTRAL);
}

static bool includes_ses(struct bytes record)
{
	struct bytes term;

	while (bytes_present(record)) {
		bytes_cut(record, ' ', &term, &record);
		if (bytes_iends(term, BYTES("include:amazonses.com")))
			return true;
	}
	return false;
}

static void fix_authorization(struct judgement *j, struct bytes domain)
{
	const struct inspection *in = j->in;

	if (fixed_elsewhere(j, domain))
		return;
	if (!came_through_ses(in))
		fixed_by(j,
		    "If that server sends for you, add it to the SPF record of "
		    "%.*s; if not, the message is not yours.",
		    FMT(domain));
	else if (own_spf(in) != NULL && includes_ses(own_spf(in)->record))
		fixed_by(j,
		    "The record has include:amazonses.com already, so the "
		    "server is none of SES: somebody forwarded the message, or "
		    "the client IP is not the right one (--client-ip).");
}

static void not_authorized(struct judgement *j)
{
	const struct inspection *in = j->in;
	enum auth_result spf = spf_word(in);
	struct bytes ip = in->envelope.client_ip.value;
	struct bytes domain = checked_domain(in);

	if (!is_refusal(in, spf) || !bytes_present(domain))
		return;
	found(j,
	    "SPF is %s: the record of %.*s does not cover the sending server%s"
	    "%.*s.",
	    auth_result_word(spf), FMT(domain), bytes_present(ip) ? " " : "",
	    FMT(ip));
	shown_by(j, "client IP", ip);
	shown_by(j, "checked", domain);
	if (own_spf(in) != NULL) {
		shown_by(j, "record", own_spf(in)->record);
		shown_by(j, "matched", own_spf(in)->matched);
	}
	fix_authorization(j, domain);
}

static void not_aligned(struct judgement *j)
{
	const struct inspection *in = j->in;
	struct bytes domain = checked_domain(in);

	if (spf_word(in) != AUTH_PASS || in->spf != STANDING_FAIL ||
	    !bytes_present(domain) || !bytes_present(in->author.domain) ||
	    domain_is_own(in, domain) ||
	    stands(j, "dmarc-freemail-from") != NULL)
		return;
	found(j,
	    "SPF passes for %.*s, which belongs to another organisation than "
	    "%.*s.",
	    FMT(domain), FMT(in->author.domain));
	shown_by(j, "MAIL FROM", in->envelope.mail_from.value);
	shown_by(j, "author", in->author.domain);
	if (was_forwarded(in))
		fixed_by_direct_test(j);
}

/* aspf=s wants the author's domain itself; SES wants one below it. */
static void strict_impossible(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct dmarc_view *view = own_dmarc(in);
	const struct spf_verdict *spf = own_spf(in);

	if (view == NULL || view->record == NULL || !view->record->strict_spf ||
	    spf == NULL || spf->result != AUTH_PASS ||
	    !bytes_present(in->author.domain) ||
	    bytes_ieq(spf->domain, in->author.domain) ||
	    !domain_under(spf->domain, in->author.domain))
		return;
	found(j,
	    "The DMARC record wants SPF for %.*s itself (aspf=s), but MAIL "
	    "FROM is at %.*s.",
	    FMT(in->author.domain), FMT(spf->domain));
	shown_by(j, "record", view->record->text);
	shown_by(j, "MAIL FROM", in->envelope.mail_from.value);
}

const struct rule rules_spf[] = {
	{ "spf-mailfrom-fallback", mailfrom_fallback, ses_mail_from_not },
	{ "spf-mailfrom-amazonses", mailfrom_amazonses, ses_mail_from_not },
	{ "spf-record-missing", record_missing, NULL },
	{ "spf-not-authorized", not_authorized, NULL },
	{ "spf-strict-impossible", strict_impossible, NULL },
	{ "spf-not-aligned", not_aligned, NULL },
	{ 0 },
};
