/*
 * Answers of SES itself and of Yahoo, Outlook.com and iCloud.
 *
 * Yahoo: senders.yahooinc.com/error-codes (February 2026).  Microsoft: its
 * list of non-delivery reports of Exchange Online, and "Outlook's New
 * Requirements for High-Volume Senders" (2025).  Apple:
 * support.apple.com/102322.  Marks in brackets, and what these pages do not
 * print, as seen in bounces.
 */
#include "common/mail/refusal_code_rows.h"

#define SUPPRESSED                                               \
	"If the address is good, take it off the list, and see " \
	"that it does not bounce again."

/* Before any server was asked: the report is SES's own. */
const struct refusal_code refusal_rows_ses[] = {
	{ NULL, NULL, NULL, "suppression list for your account", DEMAND_RELEASE,
	    NULL,
	    "the address is on the suppression list of the SES account, so "
	    "nothing was sent to it",
	    SUPPRESSED },
	{ NULL, NULL, NULL, "Amazon SES has suppressed", DEMAND_RELEASE, NULL,
	    "SES knows the address as one that bounces, so nothing was sent to "
	    "it",
	    SUPPRESSED },
	{ NULL, NULL, NULL, "suppression list", DEMAND_RELEASE, NULL,
	    "the address is on a suppression list of SES, so nothing was sent "
	    "to it",
	    SUPPRESSED },
	{ 0 },
};

#define YAHOO(reply, status, words, demand) \
	"yahoo", reply, status, words, demand

const struct refusal_code refusal_rows_yahoo[] = {
	{ YAHOO(NULL, NULL, "authenticate with either SPF or DKIM",
	      DEMAND_EITHER),
	    "553 or 554 5.7.9", "neither SPF nor DKIM passes", FIX_EITHER },
	{ YAHOO(NULL, NULL, "DMARC", DEMAND_DMARC), "553 or 554 5.7.9",
	    "DMARC fails, and the policy of the author's domain asks to refuse "
	    "the message",
	    FIX_ALIGN },
	{ YAHOO(NULL, NULL, "unresolvable", DEMAND_DOMAIN), "451 or 554",
	    "the domain of From or MAIL FROM cannot be found; Yahoo asks for "
	    "its SOA",
	    FIX_DOMAIN },
	{ YAHOO(NULL, NULL, "Spamhaus", DEMAND_NONE), NULL,
	    "the sending address is on a list of Spamhaus",
	    "Have it taken off the list (www.spamhaus.org)." },
	{ YAHOO(NULL, NULL, "[BL", DEMAND_NONE), NULL,
	    "the sending address is on a blocklist",
	    "Have it taken off the list that the answer names." },
	{ YAHOO(NULL, NULL, "permanently deferred", DEMAND_NONE), NULL,
	    "Yahoo takes no mail of the sending address any more",
	    FIX_REPUTATION },
	{ YAHOO(NULL, NULL, "[TS", DEMAND_NONE), NULL,
	    "Yahoo puts mail of the sending address off, for complaints or an "
	    "unusual amount",
	    FIX_REPUTATION },
	{ YAHOO(NULL, NULL, "[PH", DEMAND_NONE), NULL,
	    "there is something in the content that Yahoo does not take",
	    "Look over links and attachments." },
	{ YAHOO(NULL, NULL, "not RFC compliant", DEMAND_FORM), "554",
	    "the header is not one that RFC 5322 allows", FIX_FORM },
	{ YAHOO(NULL, NULL, "doesn't have a ", DEMAND_NONE), NULL,
	    "there is no such mailbox", FIX_ADDRESS },
	{ YAHOO(NULL, NULL, "no longer valid", DEMAND_NONE), NULL,
	    "the mailbox is closed", FIX_ADDRESS },
	{ YAHOO(NULL, NULL, "mailbox is disabled", DEMAND_NONE), NULL,
	    "the mailbox is disabled",
	    "Have the mailbox enabled, or use another one." },
	{ YAHOO(NULL, NULL, "receiving mail too quickly", DEMAND_NONE), NULL,
	    "the mailbox gets mail too quickly", FIX_LATER },
	{ YAHOO("5", "7.9", NULL, DEMAND_ALL), "553 or 554 5.7.9",
	    "SPF, DKIM or DMARC do not pass as Yahoo asks", FIX_EITHER },
	{ YAHOO(NULL, "7.25", NULL, DEMAND_NAME), "554",
	    "no name of the sending address leads back to it", FIX_NAME },
	{ 0 },
};

#define MICROSOFT(status, words, demand) "outlook", NULL, status, words, demand
#define BANNED                                                         \
	"Ask for its release at sender.office.com, with this answer; " \
	"for shared addresses of SES tell AWS."

const struct refusal_code refusal_rows_outlook[] = {
	{ MICROSOFT("7.515", NULL, DEMAND_ALL), "550 5.7.515",
	    "SPF, DKIM and DMARC do not all pass, which Outlook.com asks of "
	    "senders of 5,000 messages a day",
	    FIX_EITHER },
	{ MICROSOFT("7.509", NULL, DEMAND_DMARC), "550 5.7.509",
	    "DMARC fails, and the policy of the author's domain asks to refuse "
	    "the message",
	    FIX_ALIGN },
	{ MICROSOFT("7.1", "DMARC", DEMAND_DMARC), NULL,
	    "DMARC fails, and the policy of the author's domain asks to refuse "
	    "the message",
	    FIX_ALIGN },
	{ MICROSOFT("7.23", NULL, DEMAND_SPF), NULL, "SPF does not pass",
	    FIX_AUTHORIZE },
	{ MICROSOFT("7.26", NULL, DEMAND_EITHER), NULL,
	    "neither SPF nor DKIM passes, which is asked of mail by IPv6",
	    FIX_EITHER },
	{ MICROSOFT("7.25", NULL, DEMAND_NAME), "550 5.7.25",
	    "no name of the sending address leads back to it", FIX_NAME },
	{ MICROSOFT("7.512", NULL, DEMAND_FORM), "550 5.7.512",
	    "From is not one that RFC 5322 allows", FIX_FORM },
	{ MICROSOFT("6.11", NULL, DEMAND_FORM), NULL, "a line ends in LF alone",
	    "End every line in CRLF." },
	{ MICROSOFT(NULL, "S3140", DEMAND_NONE), NULL,
	    "Outlook.com blocks the sending address (S3140)", BANNED },
	{ MICROSOFT(NULL, "S3150", DEMAND_NONE), NULL,
	    "Outlook.com blocks the network of the sending address (S3150)",
	    BANNED },
	{ MICROSOFT(NULL, "S775", DEMAND_NONE), NULL,
	    "Outlook.com puts mail of the sending address off, for its "
	    "reputation (S775)",
	    FIX_REPUTATION },
	{ MICROSOFT("7.650", NULL, DEMAND_NONE), NULL,
	    "Outlook.com puts mail of the sending address off, for its "
	    "reputation",
	    FIX_REPUTATION },
	{ MICROSOFT("7.", "Customer Block list", DEMAND_NONE), NULL,
	    "the recipient's organisation blocks the sending address",
	    "Ask the administrator of the recipient's domain." },
	{ MICROSOFT("7.", "block list", DEMAND_NONE), NULL,
	    "Microsoft blocks the sending address or its network", BANNED },
	{ MICROSOFT("7.", "banned send", DEMAND_NONE), NULL,
	    "Microsoft blocks the sending address", BANNED },
	{ MICROSOFT("7.", "please try again later", DEMAND_NONE), NULL,
	    "Microsoft takes no more mail of the sending address for a while: "
	    "too much, or odd",
	    FIX_REPUTATION },
	{ MICROSOFT("7.500", NULL, DEMAND_NONE), NULL,
	    "Microsoft's server is busy, or distrusts the sending address "
	    "these hours",
	    FIX_LATER },
	{ MICROSOFT("7.501", NULL, DEMAND_NONE), NULL,
	    "Microsoft takes the sender for one of spam", FIX_REPUTATION },
	{ MICROSOFT("7.502", NULL, DEMAND_NONE), NULL,
	    "Microsoft takes the sender for a banned one", BANNED },
	{ MICROSOFT("7.503", NULL, DEMAND_NONE), NULL,
	    "Microsoft takes the sender for a banned one", BANNED },
	{ MICROSOFT("7.506", NULL, DEMAND_NONE), NULL,
	    "the sending server calls itself by the receiver's name in HELO",
	    "Have it say its own name." },
	{ MICROSOFT("7.507", NULL, DEMAND_NONE), NULL,
	    "the recipient's organisation blocks the sending address",
	    "Ask the administrator of the recipient's domain." },
	{ MICROSOFT("7.510", NULL, DEMAND_NONE), NULL,
	    "the recipient's domain takes no mail by IPv6",
	    "Have it sent by IPv4." },
	{ MICROSOFT("7.511", NULL, DEMAND_NONE), NULL,
	    "Microsoft blocks the sending address", BANNED },
	{ MICROSOFT("7.124", NULL, DEMAND_NONE), NULL,
	    "the recipient takes mail of chosen senders alone",
	    "Have the recipient allow this sender." },
	{ MICROSOFT("7.129", NULL, DEMAND_NONE), NULL,
	    "the recipient takes mail of chosen senders alone",
	    "Have the recipient allow this sender." },
	{ MICROSOFT("7.133", NULL, DEMAND_NONE), NULL,
	    "the recipient takes mail of its own organisation alone",
	    "Have the recipient allow senders from outside." },
	{ MICROSOFT("4.1", "Recipient address rejected", DEMAND_NONE), NULL,
	    "there is no such mailbox", FIX_ADDRESS },
	{ 0 },
};

#define APPLE(status, words, demand) "icloud", NULL, status, words, demand

const struct refusal_code refusal_rows_icloud[] = {
	{ APPLE(NULL, "[HME1]", DEMAND_EITHER), "554 5.7.1",
	    "neither SPF nor DKIM passes", FIX_EITHER },
	{ APPLE(NULL, "failing both SPF and DKIM", DEMAND_EITHER), NULL,
	    "neither SPF nor DKIM passes", FIX_EITHER },
	{ APPLE(NULL, "DMARC policy", DEMAND_DMARC), "554 5.7.1",
	    "DMARC fails, and the policy of the author's domain asks to refuse "
	    "the message",
	    FIX_ALIGN },
	{ APPLE(NULL, "Domain not found", DEMAND_DOMAIN), "450 4.1.8",
	    "the domain of MAIL FROM cannot be found", FIX_DOMAIN },
	{ APPLE(NULL, "Spamhaus", DEMAND_NONE), NULL,
	    "the sending address, or a domain in the message, is on a list of "
	    "Spamhaus",
	    "Have it taken off the list (www.spamhaus.org)." },
	{ APPLE(NULL, "support.proofpoint.com", DEMAND_NONE), NULL,
	    "the sending address is on a list of Proofpoint",
	    "Have it taken off the list (ipcheck.proofpoint.com)." },
	{ APPLE(NULL, "due to local policy", DEMAND_NONE), NULL,
	    "iCloud distrusts sender or content; it does not say which",
	    FIX_REPUTATION },
	{ APPLE(NULL, "excessive volume", DEMAND_NONE), NULL,
	    "the mailbox gets too much mail", FIX_LATER },
	{ APPLE(NULL, "no longer on server", DEMAND_NONE), NULL,
	    "the mailbox is closed", FIX_ADDRESS },
	{ 0 },
};
