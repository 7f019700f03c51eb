/* The findings about sending a message and finding it. */
#include "inspect/model/catalogue_parts.h"

const struct catalogue_row catalogue_way[] = {
	/* ---- sending ---- */
	{ "send-auth-rejected", BROKEN, "send",
	    "the server refused user name and password",
	    "Derive the SMTP password from the secret access key for {region} "
	    "(mailplumb password); the secret key itself, another region's "
	    "password and a temporary key do not work.",
	    "RFC 4954 6; SES SMTP credentials" },
	{ "send-auth-not-offered", BROKEN, "send",
	    "the server offers no AUTH after STARTTLS, so nothing was sent",
	    "Check host and port: submission is 587, 2587 (STARTTLS), 465 or "
	    "2465 (TLS).",
	    "RFC 4954 4" },
	{ "send-tls-failed", BROKEN, "send",
	    "no TLS with a certificate that verifies, so nothing was sent",
	    "Check host and port, and ca_file for a private authority.",
	    "RFC 3207; RFC 8314 3" },
	{ "send-not-verified", BROKEN, "send",
	    "SES does not know an address or domain as verified",
	    "Verify the identity it names in {region}; if it names the "
	    "recipient, the account is in the sandbox: verify that too or ask "
	    "for production access.",
	    "SES SMTP replies, 554" },
	{ "send-not-authorized", BROKEN, "send",
	    "the IAM user may not send this",
	    "Allow ses:SendRawEmail on the identity and on the configuration "
	    "set.",
	    "SES SMTP replies, 554" },
	{ "send-mailfrom-invalid", BROKEN, "send",
	    "the custom MAIL FROM domain is not verified",
	    "Publish the MX of {mailfrom}: 10 feedback-smtp.{region}."
	    "amazonses.com, and no other.",
	    "SES custom MAIL FROM" },
	{ "send-configuration-set", BROKEN, "send",
	    "the configuration set does not exist",
	    "Correct its name; sets belong to one region.",
	    "SES SMTP replies, 554" },
	{ "send-throttled", RISK, "send",
	    "the server asked to slow down until the deadline passed",
	    "Lower the rate (max_rate).", "SES SMTP replies, 454" },
	{ "send-quota", BROKEN, "send", "the daily quota is used up",
	    "Wait, or ask AWS for a higher quota.", "SES SMTP replies, 454" },
	{ "send-paused", BROKEN, "send",
	    "sending is paused for the account or configuration set",
	    "See the reputation page of the SES console in {region}.",
	    "SES sending pause" },
	{ "send-deferred", BROKEN, "send",
	    "the server put the message off until the deadline",
	    "Try again later.", "RFC 5321 4.2.1" },
	{ "send-too-large", BROKEN, "send",
	    "the message is larger than the server takes",
	    "Send less; SES takes 40 MB, base64 included.", "RFC 1870 6" },
	{ "send-uncertain", BROKEN, "send",
	    "no reply after the end of the message: it may have been sent",
	    "Look for the message before sending it again.",
	    "RFC 5321 4.5.3.2.6" },
	{ "send-rejected", BROKEN, "send", "the server refused the message",
	    "Do as its reply says.", "RFC 5321 4.2" },
	{ "send-unreachable", BROKEN, "send", "no connection to the server",
	    "Check the network and the host name; where port 25 is blocked "
	    "use 587 or 2587.",
	    "RFC 6409 3.1" },

	/* ---- finding the message ---- */
	{ "mailbox-login-rejected", BROKEN, "mailbox",
	    "the IMAP server refused the login",
	    "Check user and password; most providers want an app password.",
	    "RFC 9051 6.2" },
	{ "mailbox-oauth-expired", BROKEN, "mailbox",
	    "the provider no longer takes the refresh token of OAuth 2.0",
	    "Give consent anew (mailplumb login MAILBOX).", "RFC 6749 5.2" },
	{ "mailbox-unreachable", BROKEN, "mailbox",
	    "the mailbox could not be read",
	    "Check host, port and certificate of the IMAP server, or the path.",
	    "RFC 9051 2.2" },
	{ "locate-not-found", BROKEN, "locate",
	    "the message was in no folder by the deadline",
	    "Look at the suppression list of SES, at its delivery events, and "
	    "whether the receiver greylists (then allow more time).",
	    NULL },
	{ "locate-bounced", BROKEN, "locate",
	    "a delivery status notification came instead of the message",
	    "Do as the diagnostic code says.", "RFC 3464; RFC 3463" },
	{ "locate-complaint", BROKEN, "locate",
	    "a complaint came instead of the message: it was taken for spam",
	    "See who reads the mailbox, and whether a filter there reports "
	    "mail by itself; SES puts the address on its suppression list.",
	    "RFC 5965" },
	{ "locate-late", RISK, "locate", "found later than warn_after",
	    "See which hop took the time (-v).", NULL },
	{ "locate-pending", RISK, "locate", "no message was judged of late",
	    "Wait for the next run; where this stays, look whether runs come "
	    "as often as they should.",
	    NULL },
	{ 0 },
};
