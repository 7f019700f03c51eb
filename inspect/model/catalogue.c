#include "inspect/model/catalogue.h"

#include <string.h>

#define BROKEN SEVERITY_BROKEN
#define RISK   SEVERITY_RISK
#define NOTE   SEVERITY_NOTE

/* In the order of the way: sending, finding, then what the message shows. */
static const struct catalogue_row catalogue[] = {
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
	{ "mailbox-unreachable", BROKEN, "mailbox",
	    "the mailbox could not be read",
	    "Check host, port and certificate of the IMAP server.",
	    "RFC 9051 2.2" },
	{ "locate-not-found", BROKEN, "locate",
	    "the message was in no folder by the deadline",
	    "Look at the suppression list of SES, at its delivery events, and "
	    "whether the receiver greylists (then allow more time).",
	    NULL },
	{ "locate-bounced", BROKEN, "locate",
	    "a delivery status notification came instead of the message",
	    "Do as the diagnostic code says.", "RFC 3464; RFC 3463" },
	{ "locate-late", RISK, "locate", "found later than warn_after",
	    "See which hop took the time (-v).", NULL },

	/* ---- the author, and DMARC as a whole ---- */
	{ "dmarc-from-unusable", BROKEN, "dmarc",
	    "no single author domain, so DMARC cannot apply",
	    "Send exactly one From field with one author address.",
	    "RFC 9989 4.2; RFC 5322 3.6.2" },
	{ "dmarc-freemail-from", BROKEN, "dmarc",
	    "From is at a mailbox provider's domain",
	    "Send from a domain of your own and put the mailbox into "
	    "Reply-To.",
	    "RFC 9989 5" },
	{ "dmarc-record-missing", BROKEN, "dmarc",
	    "the author domain has no DMARC record",
	    "Publish _dmarc.{organization} TXT \"v=DMARC1; p=none; "
	    "rua=mailto:ADDRESS\", and a stricter p= once all mail passes.",
	    "RFC 9989 4.7" },

	/* ---- DKIM ---- */
	{ "dkim-unsigned", BROKEN, "dkim", "no DKIM-Signature at all",
	    "Turn on Easy DKIM for {organization} (or repair the signer) and "
	    "publish its records.",
	    "RFC 6376 3.5" },
	{ "dkim-only-amazonses", BROKEN, "dkim",
	    "signed by amazonses.com alone, which never aligns",
	    "Set up Easy DKIM for {organization} in {region}: three CNAME "
	    "records TOKEN._domainkey.{organization}. If it is set up: an "
	    "address or subdomain verified by itself, another region or "
	    "switched-off signing have the same effect.",
	    "SES Easy DKIM; RFC 9989 5.1" },
	{ "dkim-no-aligned-pass", BROKEN, "dkim",
	    "a signature passes, but none of the author's organisation",
	    "Sign with {organization} (verify it as the SES identity), or "
	    "send from the signing domain.",
	    "RFC 9989 5.1" },
	{ "dkim-aligned-broken-masked", RISK, "dkim",
	    "the author's own signature fails while something else carries "
	    "DMARC",
	    "Repair the signature: compare the selector's record with the "
	    "key that signs.",
	    "RFC 6376 3.9" },
	{ "dkim-from-unsigned", BROKEN, "dkim",
	    "the signature does not cover From",
	    "Have the signer list From in h=.", "RFC 6376 5.4" },
	{ "dkim-identity-mismatch", BROKEN, "dkim", "i= is not d= or below it",
	    "Correct i= at the signer, or leave it out.", "RFC 6376 3.5" },
	{ "dkim-sha1", BROKEN, "dkim", "signed with rsa-sha1",
	    "Sign with rsa-sha256; verifiers refuse SHA-1.", "RFC 8301 3.1" },
	{ "dkim-length-limit", RISK, "dkim",
	    "l= lets anybody append to the signed body",
	    "Remove l= at the signer.", "RFC 6376 8.2" },
	{ "dkim-future", RISK, "dkim", "t= lies in the future",
	    "Set the signer's clock.", "RFC 6376 3.5" },

	/* ---- the keys of signatures ---- */
	{ "dkim-key-unreachable", BROKEN, "dkim",
	    "the DNS gave no answer for the key",
	    "Repair the zone, its delegation or its DNSSEC, then try again.",
	    "RFC 6376 6.1.2" },
	{ "dkim-key-cname-dangling", BROKEN, "dkim",
	    "the selector is a CNAME that leads to no key",
	    "Compare token and zone with what SES shows for {organization} in "
	    "{region}; if they agree, create the identity's DKIM anew.",
	    "RFC 6376 6.1.2; SES Easy DKIM" },
	{ "dkim-key-missing", BROKEN, "dkim", "no key at the selector",
	    "Publish the record: for Easy DKIM the CNAME, for a key of your "
	    "own the TXT.",
	    "RFC 6376 6.1.2" },
	{ "dkim-key-ambiguous", BROKEN, "dkim",
	    "several TXT records at the selector",
	    "Keep the one whose key signs.", "RFC 6376 3.6.2.2" },
	{ "dkim-key-truncated", BROKEN, "dkim", "the key is cut",
	    "Publish all of it: split the TXT into several strings of at most "
	    "255 octets.",
	    "RFC 6376 3.6.2.2; RFC 1035 3.3" },
	{ "dkim-key-malformed", BROKEN, "dkim", "the key record cannot be read",
	    "Publish the key as one tag list \"v=DKIM1; k=rsa; p=BASE64\", "
	    "without PEM lines, quotes and backslashes.",
	    "RFC 6376 3.6.1" },
	{ "dkim-key-revoked", BROKEN, "dkim", "the key that signed is revoked",
	    "Publish the key again, or sign with a selector that lives.",
	    "RFC 6376 3.6.1" },
	{ "dkim-key-weak", BROKEN, "dkim",
	    "the RSA key is shorter than 1024 bits",
	    "Sign with a key of 2048 bits.", "RFC 8301 3.2" },
	{ "dkim-key-no-subdomain", BROKEN, "dkim",
	    "the key forbids identities below its domain",
	    "Remove t=s from the key record, or sign with i=@ the domain.",
	    "RFC 6376 3.6.1" },
	{ "dkim-key-service", BROKEN, "dkim",
	    "the key record does not allow this use",
	    "Correct s= (\"*\" or \"email\") and h= (\"sha256\") in the key "
	    "record, or leave them out.",
	    "RFC 6376 3.6.1" },
	{ "dkim-key-short", RISK, "dkim",
	    "the RSA key has fewer than 2048 bits",
	    "Have SES make a longer one (NextSigningKeyLength="
	    "RSA_2048_BIT), or bring a key of 2048 bits.",
	    "RFC 8301 3.2" },
	{ "dkim-key-testing", NOTE, "dkim", "the key is marked as a test",
	    "Remove t=y from the key record.", "RFC 6376 3.6.1" },

	/* ---- what they cover ---- */
	{ "dkim-local-copy-altered", NOTE, "dkim",
	    "this copy was altered behind the receiver",
	    "Trust the receiver here, and verify at a mailbox whose store "
	    "keeps messages as they came.",
	    "RFC 6376 3.7" },
	{ "dkim-body-changed", BROKEN, "dkim",
	    "the body was changed on the way",
	    "Find who changed it: a gateway, a footer, an encoding. SES signs "
	    "the body as it is (c=relaxed/simple): any blank counts.",
	    "RFC 6376 3.7" },
	{ "dkim-key-mismatch", BROKEN, "dkim",
	    "the published key is not that of the signer",
	    "Publish the public key that belongs to the private key.",
	    "RFC 6376 6.1.3" },
	{ "dkim-header-changed", BROKEN, "dkim",
	    "signed fields of the header were changed on the way",
	    "Compare the signed fields with those that were sent: lists "
	    "rewrite Subject and From.",
	    "RFC 6376 3.7, 6.1.3" },
	{ "dkim-expired", BROKEN, "dkim", "the signature has expired",
	    "Have the signer allow more time (x=); look at its clock and at "
	    "what delays the mail.",
	    "RFC 6376 3.5" },
	{ "dkim-oversign-missing", NOTE, "dkim", "From is signed once only",
	    NULL, "RFC 6376 8.15" },

	/* ---- SPF and MAIL FROM ---- */
	{ "spf-mailfrom-fallback", BROKEN, "spf",
	    "SES fell back to amazonses.com although a custom MAIL FROM is "
	    "expected",
	    "Repair the MX of {mailfrom} (10 feedback-smtp.{region}."
	    "amazonses.com, no other), then restart the MAIL FROM set-up if "
	    "SES shows it as failed.",
	    "SES custom MAIL FROM" },
	{ "spf-mailfrom-amazonses", BROKEN, "spf",
	    "no custom MAIL FROM: SPF is about amazonses.com",
	    "Set a custom MAIL FROM for {organization} in {region}, for "
	    "example {mailfrom}: MX 10 feedback-smtp.{region}.amazonses.com "
	    "and TXT \"v=spf1 include:amazonses.com ~all\".",
	    "SES custom MAIL FROM" },
	{ "spf-unreachable", BROKEN, "spf",
	    "the DNS gave no answer for the SPF record",
	    "Repair the zone, its delegation or its DNSSEC, then try again.",
	    "RFC 7208 2.6.6" },
	{ "spf-record-several", BROKEN, "spf",
	    "several SPF records at one name",
	    "Merge them into one: all the terms behind one v=spf1, one all.",
	    "RFC 7208 4.5" },
	{ "spf-record-malformed", BROKEN, "spf", "the SPF record is malformed",
	    "Correct the term that is named.", "RFC 7208 4.6, 12" },
	{ "spf-include-dangling", BROKEN, "spf",
	    "an included domain has no SPF record",
	    "Remove the include, or correct its domain.", "RFC 7208 5.2" },
	{ "spf-loop", BROKEN, "spf", "include or redirect goes in circles",
	    "Remove the term that leads back.", "RFC 7208 4.6.4" },
	{ "spf-too-many-lookups", BROKEN, "spf",
	    "more than 10 terms need the DNS",
	    "Remove includes that nobody needs, or move a sender to a "
	    "subdomain: each MAIL FROM domain has 10 of its own.",
	    "RFC 7208 4.6.4" },
	{ "spf-too-many-void", BROKEN, "spf",
	    "more than 2 look-ups find nothing",
	    "Remove the terms whose names do not exist.", "RFC 7208 4.6.4" },
	{ "spf-record-missing", BROKEN, "spf",
	    "the MAIL FROM domain has no SPF record",
	    "Publish {mailfrom} TXT \"v=spf1 include:amazonses.com ~all\" (SES "
	    "itself checks the MX alone).",
	    "RFC 7208 2.6.1" },
	{ "spf-not-authorized", BROKEN, "spf",
	    "the SPF record does not cover the sending server",
	    "Add include:amazonses.com to the SPF record of {mailfrom}, and "
	    "keep the rest of it.",
	    "RFC 7208 2.6.4" },
	{ "spf-strict-impossible", BROKEN, "spf",
	    "aspf=s, while MAIL FROM is below the author's domain",
	    "Remove aspf=s from the DMARC record: with SES, MAIL FROM is "
	    "always a subdomain.",
	    "RFC 9989 4.7; SES custom MAIL FROM" },
	{ "spf-not-aligned", BROKEN, "spf",
	    "SPF passes for another organisation",
	    "Use a MAIL FROM domain under {organization}.", "RFC 9989 5.1" },

	{ "spf-near-limit", RISK, "spf", "8 to 10 of 10 look-ups are used up",
	    "Remove includes that nobody needs.", "RFC 7208 4.6.4" },
	{ "spf-neutral-all", RISK, "spf",
	    "servers that are not named are neutral", "End the record in ~all.",
	    "RFC 7208 4.7, 5.1" },
	{ "spf-pass-all", RISK, "spf", "every server in the world passes",
	    "End the record in ~all.", "RFC 7208 5.1, 11.1" },
	{ "spf-ptr", RISK, "spf", "the record uses ptr",
	    "Name addresses (ip4, ip6) or hosts (a) in its place.",
	    "RFC 7208 5.5" },

	/* ---- the DMARC record ---- */
	{ "dmarc-unreachable", BROKEN, "dmarc",
	    "the DNS gave no answer about DMARC",
	    "Repair the zone, its delegation or its DNSSEC, then try again.",
	    "RFC 9989 4.10" },
	{ "dmarc-record-several", BROKEN, "dmarc",
	    "several DMARC records at one name: all are ignored", "Keep one.",
	    "RFC 9989 4.10" },
	{ "dmarc-record-malformed", BROKEN, "dmarc",
	    "the DMARC record is malformed",
	    "Correct what is named and keep the rest: v=DMARC1 first and in "
	    "capitals, then the tags, separated by ';'.",
	    "RFC 9989 4.7, 4.8" },
	{ "dmarc-cname-dangling", BROKEN, "dmarc",
	    "_dmarc is a CNAME that leads to no record",
	    "Repair what it points to, or publish the record itself.",
	    "RFC 9989 4.10" },
	{ "dmarc-policy-missing", RISK, "dmarc", "the record has no p=",
	    "Add p=none, p=quarantine or p=reject.", "RFC 9989 4.7" },
	{ "dmarc-policy-invalid", BROKEN, "dmarc",
	    "p=, sp= or np= has no known value",
	    "Write none, quarantine or reject.", "RFC 9989 4.7" },
	{ "dmarc-testing", RISK, "dmarc",
	    "t=y: the policy is applied one step softer",
	    "Remove t=y when the tests are done.", "RFC 9989 4.7" },
	{ "dmarc-subdomain-open", RISK, "dmarc",
	    "subdomains have no policy, though the domain has",
	    "Write sp=reject, or leave sp= and np= out.", "RFC 9989 4.7" },
	{ "dmarc-subdomain-tag-ignored", NOTE, "dmarc",
	    "sp= stands where nobody heeds it",
	    "Move it to _dmarc.{organization}.", "RFC 9989 4.7" },
	{ "dmarc-rua-missing", RISK, "dmarc",
	    "no rua=: nobody sees the reports", "Add rua=mailto:ADDRESS.",
	    "RFC 9989 4.7" },
	{ "dmarc-rua-invalid", BROKEN, "dmarc",
	    "rua= or ruf= is no mailto: address", "Write mailto:ADDRESS.",
	    "RFC 9989 4.7; RFC 9990 3" },
	{ "dmarc-rua-unauthorized", RISK, "dmarc",
	    "another organisation does not allow the reports",
	    "Have it publish the record that allows them.", "RFC 9990 4" },
	{ "dmarc-tag-removed", NOTE, "dmarc",
	    "pct, rf, ri or a size limit: no longer part of DMARC",
	    "Delete it; t=y takes the place of pct=0.", "RFC 9989 C" },
	{ "dmarc-tag-unknown", NOTE, "dmarc", "an unknown tag is ignored",
	    "Check its spelling.", "RFC 9989 4.7" },
	{ "dmarc-psd-misused", BROKEN, "dmarc", "psd= does not fit the domain",
	    "Remove psd= from the record.", "RFC 9989 4.7" },

	/* ---- what follows for DMARC ---- */
	{ "dmarc-discovery-diverges", RISK, "dmarc",
	    "RFC 9989 and RFC 7489 find different organisational domains, and "
	    "the verdict depends on it",
	    "Publish a DMARC record at _dmarc.{organization}, too.",
	    "RFC 9989 4.10; RFC 7489 3.2" },
	{ "dmarc-strict-misaligned", BROKEN, "dmarc",
	    "the passing domains are relatives only, and the record seems to "
	    "want the same domain",
	    "Remove adkim=s and aspf=s from the DMARC record, or sign with "
	    "and send from {author} itself.",
	    "RFC 9989 4.7" },
	{ "dmarc-spf-only-enforced", RISK, "dmarc",
	    "an enforced policy stands on SPF alone: forwarding breaks it",
	    "Add an aligned DKIM signature.", "RFC 9989 8" },
	{ "dmarc-one-leg", RISK, "dmarc",
	    "DMARC passes by DKIM alone or by SPF alone",
	    "Repair the other leg.", "RFC 9989 5.1" },
	{ "dmarc-policy-none", NOTE, "dmarc", "p=none: receivers only watch",
	    "When all mail passes: p=quarantine, then p=reject.",
	    "RFC 9989 4.7" },

	/* ---- what receivers say ---- */
	{ "claim-missing", NOTE, "claim",
	    "no Authentication-Results of a trusted receiver",
	    "Name the receiver (--receiver, or --authserv-id with the id its "
	    "server writes).",
	    "RFC 8601 2.7, 5" },
	{ "claim-forged", RISK, "claim",
	    "claims under the receiver's name that it did not write",
	    "Nothing was believed of them; the receiver should remove such "
	    "fields from mail it takes.",
	    "RFC 8601 5" },
	{ "claim-untrusted", NOTE, "claim",
	    "Authentication-Results of somebody else: ignored", NULL,
	    "RFC 8601 7.1" },
	{ "claim-malformed", NOTE, "claim",
	    "a trusted claim cannot be read to its end", NULL, "RFC 8601 2.2" },
	{ "claim-other-author", RISK, "claim",
	    "the receiver says that DMARC passes, for another author domain",
	    "Look at From: the receiver reads it otherwise, or it was "
	    "rewritten behind its check.",
	    "RFC 8601 2.7.2; RFC 9989 4.2" },
	{ "claim-disagrees-dkim", RISK, "claim",
	    "the receiver and our own verification differ on DKIM",
	    "Send a fresh message and look again; if they still differ, the "
	    "cause is named above.",
	    "RFC 8601 1.1" },
	{ "claim-disagrees-spf", RISK, "claim",
	    "the receiver and our own verification differ on SPF",
	    "Send a fresh message and look again; if they still differ, the "
	    "cause is named above.",
	    "RFC 8601 1.1" },
	{ "claim-disagrees-dmarc", RISK, "claim",
	    "the receiver and our own verification differ on DMARC",
	    "Send a fresh message and look again; if they still differ, the "
	    "cause is named above.",
	    "RFC 9989 5.4; RFC 7489 6.6" },
	{ "claim-policy-override", RISK, "claim",
	    "the receiver treated the message otherwise than its DMARC result "
	    "asks",
	    NULL, "RFC 9989 5.4" },
	{ "arc-broken", NOTE, "arc", "the ARC chain fails", NULL,
	    "RFC 8617 5.2" },
	{ "arc-first-hop-passed", NOTE, "arc",
	    "authentication passed at the first hop and broke in forwarding",
	    "Test with a mailbox that is not forwarded.", "RFC 8617 5.2" },

	/* ---- the message ---- */
	{ "msg-header-malformed", NOTE, "message",
	    "the header is not one that all programs read alike",
	    "Write lines \"Name: value\" and folded lines alone, at most 1,000 "
	    "fields in 1 MB, without NUL.",
	    "RFC 5322 2.2" },
	{ "msg-duplicate-field", BROKEN, "message",
	    "a field that may stand once stands twice",
	    "Write it once; letter case makes no difference.", "RFC 5322 3.6" },
	{ "msg-message-id-invalid", RISK, "message",
	    "Message-ID is missing or malformed",
	    "Write Message-ID: <unique@domain>.", "RFC 5322 3.6.4" },
	{ "msg-line-too-long", RISK, "message",
	    "a line is longer than 998 octets",
	    "Encode the part quoted-printable or base64; fold header fields.",
	    "RFC 5322 2.1.1" },
	{ "msg-no-tls", BROKEN, "message",
	    "the message reached the receiver without TLS",
	    "Have the sending server use TLS (SES: TlsPolicy REQUIRE on the "
	    "configuration set).",
	    "RFC 3207; RFC 8461" },
	{ "msg-in-junk", BROKEN, "message",
	    "authenticated, yet delivered to Junk",
	    "Authentication is not the cause: look at reputation and content.",
	    NULL },
	{ "msg-unsubscribe-unsigned", RISK, "message",
	    "one-click unsubscribing is not covered by a signature",
	    "Have the signer list both fields in h=.", "RFC 8058 4" },
	{ "msg-forwarded", NOTE, "message",
	    "another server than that of SES handed the message in",
	    "To test sending, use a mailbox that gets it directly.",
	    "RFC 7208 D" },
	{ "msg-unsubscribe-missing", NOTE, "message",
	    "no one-click unsubscribing, which bulk mail needs",
	    "For bulk mail, add List-Unsubscribe: <https://...> and "
	    "List-Unsubscribe-Post: List-Unsubscribe=One-Click.",
	    "RFC 8058 2, 3.1" },
	{ 0 },
};

const struct catalogue_row *catalogue_all(void)
{
	return catalogue;
}

const struct catalogue_row *catalogue_row(const char *id)
{
	for (const struct catalogue_row *row = catalogue; row->id; row++)
		if (strcmp(row->id, id) == 0)
			return row;
	return NULL;
}
