/* How findings about what SES itself says come about. */
#include "inspect/report/explanation.h"

const struct explanation explanation_ses[] = {
	{ "ses-identity-missing",
	    "Identities belong to one region of one account. The region of the "
	    "configuration is another, or the AWS key is another account's.",
	    "get-email-identity: NotFoundException" },
	{ "ses-identity-overrides",
	    "The address was verified for a test, before its domain was. An "
	    "identity that is verified by itself inherits nothing.",
	    "hello@example.com beside example.com" },
	{ "ses-dkim-disabled",
	    "Somebody switched signing off, in the console or with the API.",
	    "SigningEnabled false, Status SUCCESS" },
	{ "ses-dkim-not-started",
	    "The identity was verified in another way than by DKIM, as "
	    "addresses are.",
	    "Status NOT_STARTED" },
	{ "ses-dkim-pending",
	    "The records are not published, not as SES wants them, or SES has "
	    "not looked since.",
	    "Status PENDING" },
	{ "ses-dkim-failed",
	    "The records were not there within 72 hours; SES does not look "
	    "again by itself.",
	    "Status FAILED" },
	{ "ses-dkim-lost",
	    "The records went away, often when a zone moved to another "
	    "provider. SES signs some time longer.",
	    "Status TEMPORARY_FAILURE" },
	{ "ses-dkim-key-short",
	    "Identities of some years ago were made with keys of 1024 bits.",
	    "CurrentSigningKeyLength RSA_1024_BIT" },
	{ "ses-identity-unverified",
	    "The proof that the domain or the address is yours has not come.",
	    "VerifiedForSendingStatus false" },
	{ "ses-tokens-differ",
	    "The identity was made again, or is another account's or region's: "
	    "each has tokens of its own.",
	    "expect.dkim_tokens of an older identity" },
	{ "ses-mailfrom-unset",
	    "A MAIL FROM domain is set for each identity and region by itself.",
	    "MailFromDomain empty" },
	{ "ses-mailfrom-differs",
	    "The domain was changed in SES or in the configuration alone.",
	    "MailFromDomain mail.example.com, expected bounce.example.com" },
	{ "ses-mailfrom-pending",
	    "SES wants one MX there, that of the identity's region. Until it "
	    "sees it the fallback holds.",
	    "MailFromDomainStatus PENDING" },
	{ "ses-mailfrom-failed",
	    "The MX was not right within 72 hours. SES does not look again by "
	    "itself, even when the MX is right since.",
	    "MailFromDomainStatus FAILED" },
	{ "ses-mailfrom-lost",
	    "The MX was right once and is not any more; the fallback holds "
	    "meanwhile.",
	    "MailFromDomainStatus TEMPORARY_FAILURE" },
	{ "ses-sending-paused",
	    "Amazon or somebody at the account paused it, most often for "
	    "bounces or complaints.",
	    "SendingEnabled false" },
	{ "ses-probation",
	    "Too many bounces or complaints: Amazon has begun a review.",
	    "EnforcementStatus PROBATION" },
	{ "ses-sandbox", "New accounts begin there, in each region.",
	    "ProductionAccessEnabled false" },
	{ "ses-unasked",
	    "The AWS key may send but not look, is temporary and over, or the "
	    "API cannot be reached from here.",
	    "AccessDeniedException: ses:GetEmailIdentity" },
	{ 0 },
};
