/*
 * What any server means: first by its words, as Postfix, Exim, Sendmail,
 * OpenDMARC, OpenDKIM, policyd-spf, rspamd and their kin write them, where no
 * code of RFC 3463 tells more; then by its code.
 */
#include "common/mail/refusal_code_rows.h"

#define ANY(status, words, demand) NULL, NULL, status, words, demand, NULL
#define CODE(status, demand)	   NULL, NULL, status, NULL, demand, NULL

#define DMARC_REFUSES                                                 \
	"DMARC fails, and the policy of the author's domain asks to " \
	"refuse the message"
#define NO_MAILBOX "there is no such mailbox"
#define FULL	   "the mailbox is full"
#define NO_NAME	   "no name of the sending address leads back to it"
#define LISTED	   "the sending address is on a blocklist"
#define UNLIST	   "Have it taken off the list that the answer names."
#define GREYLISTED                                                       \
	"the receiver greylists: it takes mail it does not know at the " \
	"second attempt"

const struct refusal_code refusal_rows_words[] = {
	/* ---- codes that words tell apart ---- */
	{ ANY("7.26", "DMARC", DEMAND_DMARC), DMARC_REFUSES, FIX_ALIGN },
	{ ANY("7.29", "TLS", DEMAND_TLS), "the message came without TLS",
	    FIX_TLS },
	{ ANY("1.8", "not found", DEMAND_DOMAIN),
	    "the domain of MAIL FROM cannot be found", FIX_DOMAIN },
	{ ANY("4.1", "ecipient address rejected", DEMAND_NONE), NO_MAILBOX,
	    FIX_ADDRESS },

	/* ---- policies ---- */
	{ ANY("7.", "DMARC", DEMAND_DMARC), DMARC_REFUSES, FIX_ALIGN },
	{ ANY("7.1", "SPF fail", DEMAND_SPF), "SPF fails", FIX_AUTHORIZE },
	{ ANY("7.1", "SPF check", DEMAND_SPF), "SPF fails", FIX_AUTHORIZE },
	{ ANY("7.1", "openspf", DEMAND_SPF), "SPF fails", FIX_AUTHORIZE },
	{ ANY("7.1", "open-spf", DEMAND_SPF), "SPF fails", FIX_AUTHORIZE },
	{ ANY("7.1", "Sender Policy Framework", DEMAND_SPF), "SPF fails",
	    FIX_AUTHORIZE },
	{ ANY("7.1", "is not allowed to send mail", DEMAND_SPF), "SPF fails",
	    FIX_AUTHORIZE },
	{ ANY("7.1", "DKIM", DEMAND_DKIM), "no DKIM signature passes",
	    FIX_SIGN },
	{ ANY("7.", "reverse DNS", DEMAND_NAME), NO_NAME, FIX_NAME },
	{ ANY("7.", "reverse hostname", DEMAND_NAME), NO_NAME, FIX_NAME },
	{ ANY("7.", "cannot find your hostname", DEMAND_NAME), NO_NAME,
	    FIX_NAME },
	{ ANY("7.", "PTR", DEMAND_NAME), NO_NAME, FIX_NAME },
	{ ANY("7.", "reylist", DEMAND_NONE), GREYLISTED,
	    "Allow more time (deadline), or have the sender exempted." },
	{ ANY("7.", "Spamhaus", DEMAND_NONE), LISTED, UNLIST },
	{ ANY("7.", "blocked using", DEMAND_NONE), LISTED, UNLIST },
	{ ANY("7.", "blacklist", DEMAND_NONE), LISTED, UNLIST },
	{ ANY("7.", "blocklist", DEMAND_NONE), LISTED, UNLIST },
	{ ANY("7.", "elaying denied", DEMAND_NONE),
	    "the server does not take mail for this address",
	    "Check the MX of the mailbox's domain." },
	{ ANY("7.", "elay access denied", DEMAND_NONE),
	    "the server does not take mail for this address",
	    "Check the MX of the mailbox's domain." },
	{ ANY("7.", "virus", DEMAND_NONE), "the content is taken for malware",
	    "Look over links and attachments." },
	{ ANY("7.", "spam", DEMAND_NONE), "the message is taken for spam",
	    FIX_REPUTATION },
	{ 0 },
};

const struct refusal_code refusal_rows_status[] = {
	/* ---- RFC 7372, 7505, 8617, 8689 ---- */
	{ CODE("7.20", DEMAND_DKIM), "no DKIM signature passes", FIX_SIGN },
	{ CODE("7.21", DEMAND_DKIM), "no DKIM signature is acceptable",
	    FIX_SIGN },
	{ CODE("7.22", DEMAND_DKIM), "no DKIM signature is the author's",
	    FIX_SIGN },
	{ CODE("7.23", DEMAND_SPF), "SPF fails", FIX_AUTHORIZE },
	{ CODE("7.24", DEMAND_SPF), "SPF cannot be evaluated",
	    "Repair the SPF record of the MAIL FROM domain." },
	{ CODE("7.25", DEMAND_NAME),
	    "the sending address has no name in the DNS", FIX_NAME },
	{ CODE("7.26", DEMAND_EITHER), "several authentication checks fail",
	    FIX_EITHER },
	{ CODE("7.27", DEMAND_DOMAIN),
	    "the sender's domain takes no mail (null MX)",
	    "Publish an MX for the MAIL FROM domain." },
	{ CODE("7.28", DEMAND_NONE), "too much mail comes at once",
	    FIX_REPUTATION },
	{ CODE("7.29", DEMAND_NONE), "the ARC chain does not validate",
	    "Send to the mailbox without a forwarder between." },
	{ CODE("7.30", DEMAND_TLS), "a server on the way cannot require TLS",
	    FIX_TLS },
	{ CODE("7.10", DEMAND_TLS), "the server wants TLS", FIX_TLS },

	/* ---- RFC 3463 ---- */
	{ CODE("1.1", DEMAND_NONE), NO_MAILBOX, FIX_ADDRESS },
	{ CODE("1.2", DEMAND_NONE), "there is no such host for mail",
	    FIX_ADDRESS },
	{ CODE("1.3", DEMAND_NONE), "the address is not written as an address",
	    FIX_ADDRESS },
	{ CODE("1.6", DEMAND_NONE), "the mailbox has moved", FIX_ADDRESS },
	{ CODE("1.7", DEMAND_NONE),
	    "the sender's address is not written as an address",
	    "Correct the sender's address." },
	{ CODE("1.8", DEMAND_DOMAIN), "the sender's domain does not take mail",
	    "Publish an MX for the MAIL FROM domain." },
	{ CODE("1.10", DEMAND_NONE), "the domain takes no mail (null MX)",
	    FIX_ADDRESS },
	{ CODE("1.", DEMAND_NONE), "the address cannot be delivered to",
	    FIX_ADDRESS },
	{ CODE("2.1", DEMAND_NONE), "the mailbox is disabled",
	    "Have the mailbox enabled, or use another one." },
	{ CODE("2.2", DEMAND_NONE), FULL, FIX_ROOM },
	{ CODE("2.3", DEMAND_NONE),
	    "the message is larger than the mailbox takes", "Send less." },
	{ CODE("2.", DEMAND_NONE), "the mailbox did not take it", FIX_SAYS },
	{ CODE("3.4", DEMAND_NONE),
	    "the message is larger than the receiver takes", "Send less." },
	{ CODE("3.", DEMAND_NONE), "the receiver's system did not take it",
	    FIX_LATER },
	{ CODE("4.1", DEMAND_NONE), "the receiver's server does not answer",
	    FIX_LATER },
	{ CODE("4.4", DEMAND_NONE), "no route leads to the receiver",
	    "Check the MX of the mailbox's domain." },
	{ CODE("4.6", DEMAND_NONE), "the message went in a circle",
	    "Look at the forwarding of the mailbox." },
	{ CODE("4.7", DEMAND_NONE), "it could not be delivered in time",
	    FIX_LATER },
	{ CODE("4.", DEMAND_NONE), "the receiver could not be reached",
	    "Try again later; check the MX of the mailbox's domain." },
	{ ANY("5.", "bare", DEMAND_FORM), "a CR or LF stands alone",
	    "End every line in CRLF." },
	{ CODE("5.", DEMAND_NONE), "the servers did not understand each other",
	    FIX_SAYS },
	{ CODE("6.", DEMAND_NONE), "the receiver does not take such content",
	    FIX_SAYS },

	/* ---- no code of RFC 3463, or one that says little ---- */
	{ ANY(NULL, "DMARC", DEMAND_DMARC), DMARC_REFUSES, FIX_ALIGN },
	{ ANY(NULL, "SPF", DEMAND_SPF), "SPF fails", FIX_AUTHORIZE },
	{ ANY(NULL, "DKIM", DEMAND_DKIM), "no DKIM signature passes",
	    FIX_SIGN },
	{ ANY(NULL, "user unknown", DEMAND_NONE), NO_MAILBOX, FIX_ADDRESS },
	{ ANY(NULL, "unknown user", DEMAND_NONE), NO_MAILBOX, FIX_ADDRESS },
	{ ANY(NULL, "no such user", DEMAND_NONE), NO_MAILBOX, FIX_ADDRESS },
	{ ANY(NULL, "no mailbox here", DEMAND_NONE), NO_MAILBOX, FIX_ADDRESS },
	{ ANY(NULL, "does not exist", DEMAND_NONE), NO_MAILBOX, FIX_ADDRESS },
	{ ANY(NULL, "mailbox unavailable", DEMAND_NONE), NO_MAILBOX,
	    FIX_ADDRESS },
	{ ANY(NULL, "mailbox not found", DEMAND_NONE), NO_MAILBOX,
	    FIX_ADDRESS },
	{ ANY(NULL, "Unrouteable address", DEMAND_NONE), NO_MAILBOX,
	    FIX_ADDRESS },
	{ ANY(NULL, "over quota", DEMAND_NONE), FULL, FIX_ROOM },
	{ ANY(NULL, "quota exceeded", DEMAND_NONE), FULL, FIX_ROOM },
	{ ANY(NULL, "mailbox full", DEMAND_NONE), FULL, FIX_ROOM },
	{ ANY(NULL, "mailbox is full", DEMAND_NONE), FULL, FIX_ROOM },
	{ ANY(NULL, "reylist", DEMAND_NONE), GREYLISTED,
	    "Allow more time (deadline), or have the sender exempted." },
	{ ANY(NULL, "blocked using", DEMAND_NONE), LISTED, UNLIST },
	{ ANY(NULL, "Spamhaus", DEMAND_NONE), LISTED, UNLIST },
	{ ANY(NULL, "reverse DNS", DEMAND_NAME), NO_NAME, FIX_NAME },
	{ ANY(NULL, "Sender verify failed", DEMAND_DOMAIN),
	    "the sender's address does not take mail",
	    "Publish an MX for the MAIL FROM domain." },
	{ ANY(NULL, "spam", DEMAND_NONE), "the message is taken for spam",
	    FIX_REPUTATION },
	{ CODE("7.", DEMAND_NONE), "a policy of the receiver forbids it",
	    "Do as the diagnostic code says; it often means that SPF, DKIM "
	    "or DMARC fails, or that the sending address is listed." },
	{ NULL, NULL, NULL, NULL, DEMAND_NONE, NULL, "the receiver refused it",
	    FIX_SAYS },
	{ 0 },
};
