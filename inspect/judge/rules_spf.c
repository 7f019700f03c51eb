/* SPF, and the MAIL FROM domain it is about. */
#include "inspect/judge/rule.h"

static bool mail_from_is_ses(const struct inspection *in)
{
	return domain_is_ses(in->envelope.mail_from_domain);
}

static void mailfrom_fallback(struct judgement *j)
{
	const struct inspection *in = j->in;

	if (in->probe == NULL || !bytes_present(in->probe->mail_from) ||
	    !mail_from_is_ses(in))
		return;
	found(j,
	    "SES used %.*s as MAIL FROM instead of %.*s, so SPF cannot align.",
	    FMT(in->envelope.mail_from_domain), FMT(in->probe->mail_from));
	shown_by(j, "MAIL FROM", in->envelope.mail_from.value);
	shown_by(j, "expected", in->probe->mail_from);
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

/* The domain the receiver checked, unless it is Amazon's. */
static struct bytes checked_domain(const struct inspection *in)
{
	const struct identifier *id = reported_of_spf(&in->reported);

	return id == NULL || domain_is_ses(id->domain) ? ABSENT : id->domain;
}

/* SES noted the address it sent from; somebody else handed the message in. */
static bool was_forwarded(const struct inspection *in)
{
	struct bytes sent_from = in->envelope.ses_outgoing_ip;
	struct bytes client = in->envelope.client_ip.value;

	return bytes_present(sent_from) && bytes_present(client) &&
	       !bytes_eq(sent_from, client);
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

static void record_missing(struct judgement *j)
{
	struct bytes domain = checked_domain(j->in);

	if (j->in->reported.spf != AUTH_NONE || !bytes_present(domain))
		return;
	found(j, "The receiver found no SPF record at %.*s.", FMT(domain));
	shown_by(j, "checked", domain);
	if (!came_through_ses(j->in))
		fixed_by(j,
		    "Publish %.*s TXT \"v=spf1 ... ~all\" that names the "
		    "servers which send for it.",
		    FMT(domain));
}

static void not_authorized(struct judgement *j)
{
	const struct inspection *in = j->in;
	enum auth_result spf = in->reported.spf;
	struct bytes ip = in->envelope.client_ip.value;
	struct bytes domain = checked_domain(in);

	if ((spf != AUTH_FAIL && spf != AUTH_SOFTFAIL) ||
	    !bytes_present(domain))
		return;
	found(j,
	    "SPF is %s: the record of %.*s does not cover the sending server%s"
	    "%.*s.",
	    auth_result_word(spf), FMT(domain), bytes_present(ip) ? " " : "",
	    FMT(ip));
	shown_by(j, "client IP", ip);
	shown_by(j, "checked", domain);
	if (was_forwarded(in))
		fixed_by_direct_test(j);
	else if (!came_through_ses(in))
		fixed_by(j,
		    "If that server sends for you, add it to the SPF record of "
		    "%.*s; if not, the message is not yours.",
		    FMT(domain));
}

static void not_aligned(struct judgement *j)
{
	const struct inspection *in = j->in;
	struct bytes domain = checked_domain(in);

	if (in->reported.spf != AUTH_PASS || in->spf != STANDING_FAIL ||
	    !bytes_present(domain) || !bytes_present(in->author.domain) ||
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

const struct rule rules_spf[] = {
	{ "spf-mailfrom-fallback", mailfrom_fallback, NULL },
	{ "spf-mailfrom-amazonses", mailfrom_amazonses, NULL },
	{ "spf-record-missing", record_missing, NULL },
	{ "spf-not-authorized", not_authorized, NULL },
	{ "spf-not-aligned", not_aligned, NULL },
	{ 0 },
};
