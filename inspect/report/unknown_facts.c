/* What would have to be told, for `mailplumb dns` to look at the rest. */
#include "inspect/report/report_dns.h"

static bool keys_unknown(const struct inspection *in)
{
	const struct expected *e = &in->premises->expected;

	return e->dkim_token_count == 0 && e->dkim_selector_count == 0;
}

static bool mail_from_unknown(const struct inspection *in)
{
	return !bytes_present(in->premises->expected.mail_from);
}

static bool region_unknown(const struct inspection *in)
{
	const struct expected *e = &in->premises->expected;

	return !e->elsewhere && !bytes_present(e->region) &&
	       (bytes_present(e->mail_from) || e->dkim_token_count > 0);
}

static bool servers_unknown(const struct inspection *in)
{
	return in->premises->expected.elsewhere && !mail_from_unknown(in);
}

/* This DNS has no record of amazonses.com, as a zone file of the user's. */
static bool ses_unknown(const struct inspection *in)
{
	return in->dns != NULL && !mail_from_unknown(in) &&
	       !in->premises->expected.elsewhere && in->verified.spf == NULL;
}

const struct unknown_fact unknown_facts[] = {
	{ "keys", "DKIM",
	    "Selectors cannot be guessed. Name the three tokens that SES shows "
	    "for the identity (--token), or the selector of a key of your own "
	    "(--selector).",
	    keys_unknown },
	{ "mail_from", "SPF",
	    "It is checked at the MAIL FROM domain: name it (--mail-from). "
	    "Without a custom one SES uses amazonses.com, which never aligns.",
	    mail_from_unknown },
	{ "region", "Region",
	    "Which host the MX has to name, and where the CNAMEs have to lead, "
	    "depends on it: name it (--region).",
	    region_unknown },
	{ "servers", "SPF",
	    "The sender's own servers are not known, so whether the record "
	    "names them cannot be told (mailplumb spf --ip tells).",
	    servers_unknown },
	{ "ses", "SES",
	    "This DNS has no SPF record of amazonses.com, so what lies there "
	    "cannot be told. Use --overlay to put a zone file over the real "
	    "DNS.",
	    ses_unknown },
	{ NULL, NULL, NULL, NULL },
};
