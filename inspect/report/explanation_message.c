/* How findings about name servers, receivers and the message itself come about.
 */
#include "inspect/report/explanation.h"

const struct explanation explanation_message[] = {
	{ "dns-dnssec-broken",
	    "The parent's DS record and the zone's signatures do not fit: "
	    "expired signatures, or a new provider without removing DS. "
	    "Resolvers that validate give no answer, others do.",
	    "servfail, but an answer with checking disabled" },
	{ "dns-delegation-stale",
	    "The records were entered at one provider while the parent's NS "
	    "records name another.",
	    "NS at the parent: ns1.old.example; records at ns1.new.example" },
	{ "dns-servers-disagree",
	    "Servers of one zone have the same serial number and different "
	    "data, or one of them does not know the zone.",
	    "ns2 answers refused" },
	{ "dns-not-propagated",
	    "A change has reached some of the zone's servers; caches keep the "
	    "old data for as long as its TTL.",
	    "ns1 serial 7, ns2 serial 6" },
	{ "dns-negative-cached",
	    "Somebody asked before the record was published, and that answer "
	    "is kept for as long as the zone's SOA says.",
	    "no-name for another 540 s" },
	{ "claim-missing",
	    "The message has no Authentication-Results of a receiver that may "
	    "be trusted: it was not delivered yet, the receiver writes none, "
	    "or it is not known which id it uses.",
	    "--authserv-id mx.receiver.example" },
	{ "claim-forged",
	    "Anybody can write Authentication-Results into a message. These "
	    "bear the receiver's name and stand where it did not write, or "
	    "contradict it.",
	    "mx.google.com below the hop of mx.google.com" },
	{ "claim-untrusted",
	    "Another server on the way wrote what it saw, or the sender did.",
	    "Authentication-Results: relay.example; dkim=pass" },
	{ "claim-malformed",
	    "The receiver's field does not follow RFC 8601 to its end; what "
	    "can be read is used.",
	    "dkim=pass header.d=" },
	{ "claim-other-author",
	    "The receiver's DMARC result names another author domain than From "
	    "has here.",
	    "header.from=example.net, From: hello@example.com" },
	{ "claim-disagrees-dkim",
	    "The key changed since delivery, this copy was altered, the "
	    "receiver sees another DNS, or one of the two errs.",
	    "dkim=pass there, the key is gone now" },
	{ "claim-disagrees-spf",
	    "The record changed since delivery, the client is not the one that "
	    "is named here, or the receiver's library counts look-ups "
	    "otherwise.",
	    "spf=pass there, permerror here" },
	{ "claim-disagrees-dmarc",
	    "The record changed, or the receiver finds the organisational "
	    "domain by the other standard.",
	    "dmarc=pass there, fail by RFC 9989" },
	{ "claim-policy-override",
	    "The receiver has a rule of its own: a trusted forwarder, a local "
	    "exception, or spam in spite of a pass.",
	    "dmarc=fail (p=REJECT dis=NONE)" },
	{ "arc-broken",
	    "Somebody changed the message after it was sealed, or a sealer's "
	    "key is gone.",
	    "cv=fail at i=2" },
	{ "arc-first-hop-passed",
	    "The first server saw all pass, then the message was forwarded and "
	    "changed.",
	    "i=1: dkim=pass; here: fail" },
	{ "msg-header-malformed",
	    "A line of the header is no field, or the header is larger than "
	    "programs take.",
	    "a line without a colon" },
	{ "msg-duplicate-field",
	    "A program added a field that was there already, perhaps in other "
	    "letters. Gmail refuses such mail.",
	    "Message-ID and Message-Id" },
	{ "msg-bare-newline",
	    "The message was written with other line ends than CRLF; servers "
	    "repair that, each in its own way, and signatures break.",
	    "LF without CR in the middle of the body" },
	{ "msg-message-id-invalid",
	    "The program that sends writes no Message-ID, or one that is none.",
	    "Message-ID: 4711" },
	{ "msg-line-too-long",
	    "HTML in one line. Servers break or cut such lines, which breaks "
	    "signatures.",
	    "a line of 4,096 octets" },
	{ "msg-no-tls", "The last server handed the message over in the clear.",
	    "Received: ... with ESMTP" },
	{ "msg-no-fcrdns",
	    "The address has no name, or its name does not lead back to it. "
	    "For shared addresses of SES that is Amazon's to repair.",
	    "Received: from unknown ([203.0.113.9])" },
	{ "msg-in-junk",
	    "All is authenticated: what counts now is reputation, content, and "
	    "what people did with earlier mail.",
	    "folder Spam, dmarc=pass" },
	{ "msg-unsubscribe-unsigned",
	    "Receivers obey the two fields only if a signature that passes "
	    "covers them.",
	    "h= without List-Unsubscribe-Post" },
	{ "msg-forwarded",
	    "The mailbox is not where SES delivered; a server in between "
	    "handed the message on, so SPF is about that server.",
	    "X-SES-Outgoing 54.240.8.156, handed in by 192.0.2.7" },
	{ "msg-unsubscribe-missing",
	    "Gmail and Yahoo want one-click unsubscribing in bulk mail; a "
	    "receipt or a password reset needs none.",
	    "no List-Unsubscribe with https" },
	{ "rule-gmail-bulk",
	    "Gmail asks senders of 5,000 messages a day for SPF and DKIM, "
	    "alignment, DMARC, TLS, names of addresses and correct headers.",
	    "550 5.7.26, 4.7.32" },
	{ "rule-yahoo-bulk",
	    "Yahoo asks bulk senders for SPF and DKIM and a DMARC pass, and "
	    "looks whether the domains exist.",
	    "554 5.7.9" },
	{ "rule-microsoft-bulk",
	    "Outlook.com asks senders of 5,000 messages a day that both SPF "
	    "and DKIM pass, and for DMARC.",
	    "550 5.7.515" },
	{ "rule-apple-bulk",
	    "iCloud asks bulk senders for SPF, DKIM, a DMARC record, names of "
	    "addresses and correct headers, and says that it refuses the rest.",
	    "554 5.7.1 [HME1]" },
	{ "rule-forwarder-arc",
	    "Gmail, Yahoo and iCloud ask forwarders to seal what they saw, "
	    "since SPF breaks on the way, and often DKIM.",
	    "handed in by 192.0.2.7, no ARC-Seal" },
	{ 0 },
};
