/* The findings about what SES itself says of an identity and an account. */
#include "inspect/model/catalogue_parts.h"

#define IDENTITY "SES API, GetEmailIdentity"
#define ACCOUNT	 "SES API, GetAccount"

const struct catalogue_row catalogue_ses[] = {
	{ "ses-identity-missing", BROKEN, "ses",
	    "SES does not know the sender in this region",
	    "Correct the region, or create the identity in {region}: "
	    "identities belong to one region of one account.",
	    IDENTITY },
	{ "ses-identity-overrides", BROKEN, "ses",
	    "an address or subdomain that is verified by itself hides its "
	    "domain's settings",
	    "Delete the more exact identity, so that the domain's settings "
	    "apply, or set DKIM and MAIL FROM up for it too.",
	    "SES Easy DKIM, inheritance" },
	{ "ses-dkim-disabled", BROKEN, "ses",
	    "DKIM signing is switched off in SES", "Switch it on in {region}.",
	    IDENTITY },
	{ "ses-dkim-not-started", BROKEN, "ses",
	    "DKIM is not set up for the identity",
	    "Set up Easy DKIM for it in {region}, and publish the three CNAME "
	    "records that SES then names.",
	    IDENTITY },
	{ "ses-dkim-pending", BROKEN, "ses",
	    "SES has not found the DKIM records yet, so it does not sign",
	    "Publish the records; SES looks for them for 72 hours.", IDENTITY },
	{ "ses-dkim-failed", BROKEN, "ses",
	    "SES gave up looking for the DKIM records, so it does not sign",
	    "Publish the records, then start the verification again.",
	    IDENTITY },
	{ "ses-dkim-lost", RISK, "ses",
	    "SES does not find the DKIM records any more and will stop signing",
	    "Restore the records.", IDENTITY },
	{ "ses-dkim-key-short", RISK, "ses",
	    "SES signs with a key of 1024 bits",
	    "Have SES make one of 2048 bits; it takes such a change once in "
	    "24 hours.",
	    "RFC 8301 3.2; SES Easy DKIM" },
	{ "ses-identity-unverified", BROKEN, "ses",
	    "SES does not let the identity send yet",
	    "Publish the identity's DKIM records; for an address, follow the "
	    "link in the message from Amazon.",
	    IDENTITY },
	{ "ses-tokens-differ", RISK, "ses",
	    "the configuration names other DKIM tokens than SES",
	    "Correct expect.dkim_tokens, or leave it out: SES is asked.",
	    IDENTITY },
	{ "ses-mailfrom-unset", BROKEN, "ses",
	    "SES has no custom MAIL FROM domain for the identity",
	    "Set {mailfrom} as its MAIL FROM domain in {region}, and publish "
	    "the domain's MX and SPF record.",
	    "SES custom MAIL FROM" },
	{ "ses-mailfrom-differs", RISK, "ses",
	    "SES uses another MAIL FROM domain than is expected",
	    "Correct expect.mail_from, or the domain in SES.",
	    "SES custom MAIL FROM" },
	{ "ses-mailfrom-pending", BROKEN, "ses",
	    "SES has not found the MAIL FROM domain's MX yet",
	    "Publish the MX; SES looks for it for 72 hours.",
	    "SES custom MAIL FROM" },
	{ "ses-mailfrom-failed", BROKEN, "ses",
	    "SES gave up looking for the MAIL FROM domain's MX",
	    "Publish the MX, then set the MAIL FROM domain again.",
	    "SES custom MAIL FROM" },
	{ "ses-mailfrom-lost", BROKEN, "ses",
	    "SES does not find the MAIL FROM domain's MX any more",
	    "Restore the MX; after 72 hours SES gives up.",
	    "SES custom MAIL FROM" },
	{ "ses-sending-paused", BROKEN, "ses",
	    "sending is paused for the account",
	    "See the account and reputation pages of the SES console in "
	    "{region}; a review is asked for there.",
	    ACCOUNT },
	{ "ses-probation", RISK, "ses", "Amazon reviews the account's sending",
	    "See the reputation page of the SES console in {region}, and "
	    "answer Amazon's message.",
	    ACCOUNT },
	{ "ses-sandbox", NOTE, "ses",
	    "the account is in the sandbox: only verified recipients get mail",
	    "Ask for production access in the SES console of {region}.",
	    ACCOUNT },
	{ "ses-unasked", NOTE, "ses", "SES could not be asked about everything",
	    "Give the AWS key ses:GetEmailIdentity and ses:GetAccount; it goes "
	    "without, too.",
	    "SES API" },
	{ 0 },
};
