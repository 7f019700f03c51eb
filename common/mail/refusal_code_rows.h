/* refusal_code_rows - the parts of the table; for refusal_code.c alone */
#ifndef COMMON_MAIL_REFUSAL_CODE_ROWS_H
#define COMMON_MAIL_REFUSAL_CODE_ROWS_H

#include "common/mail/refusal_code.h"

/* Each ends with a row without meaning. */
extern const struct refusal_code refusal_rows_gmail[], refusal_rows_yahoo[],
    refusal_rows_outlook[], refusal_rows_icloud[], refusal_rows_ses[],
    refusal_rows_words[], refusal_rows_status[];

/* Fixes that several rows give. */
#define FIX_SIGN                                                       \
	"Sign with DKIM for the author's domain, or publish the keys " \
	"that are missing."
#define FIX_AUTHORIZE                                                  \
	"Let the SPF record of the MAIL FROM domain name the sending " \
	"servers."
#define FIX_EITHER                                                      \
	"Let DKIM pass for the author's domain and SPF for the custom " \
	"MAIL FROM domain: `mailplumb dns` names the records."
#define FIX_ALIGN                                                       \
	"Sign with DKIM for the author's domain, or use a custom MAIL " \
	"FROM domain below it."
#define FIX_RECORD                                                  \
	"Publish a DMARC record at _dmarc of the author's domain; " \
	"p=none is enough."
#define FIX_FORM                                                  \
	"Write the header as RFC 5322 has it: one From with one " \
	"address, one Message-ID, no field twice that may stand once."
#define FIX_NAME                                                 \
	"Give the sending address a PTR record and its name an " \
	"address; for shared addresses of SES that is Amazon's."
#define FIX_TLS	    "Have the sending server use TLS."
#define FIX_ADDRESS "Correct the mailbox's address."
#define FIX_REPUTATION                                                   \
	"Authentication does not repair it: send less and more evenly, " \
	"only to people who want it, and look at the receiver's "        \
	"postmaster pages."
#define FIX_LATER "Try again later; ask the receiver when it lasts."
#define FIX_ROOM  "Make room in the mailbox."
#define FIX_SAYS  "Do as the diagnostic code says."
#define FIX_DOMAIN                                                \
	"Publish the domains of From and MAIL FROM: an MX or an " \
	"address, in a zone that exists."

#endif
