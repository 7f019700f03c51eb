/*
 * refusal_code - what the answer of a receiving server means, and what helps
 *
 * One table: a row is a receiver (or anybody), a code, words that tell such
 * answers apart, the cause in words, what it demanded of us, and the fix.
 * Rows of one receiver stand before those of all, and of each the more telling
 * ones first; every answer has a row.
 *
 * The same rows tell what a bounce means, what a submission server passes on
 * of a receiver's refusal, and which answer a rule of a receiver earns.
 *
 * Sources: RFC 3463, 7372, 7505, 8617 and the IANA registry of enhanced status
 * codes; support.google.com/a/answer/3726730 (February 2026),
 * senders.yahooinc.com/error-codes (February 2026), Microsoft's list of
 * non-delivery reports and its new requirements for senders (2025),
 * support.apple.com/102322 (February 2025); texts of servers as seen in
 * bounces.
 */
#ifndef COMMON_MAIL_REFUSAL_CODE_H
#define COMMON_MAIL_REFUSAL_CODE_H

#include "common/base/bytes.h"

/* What was asked for and was not there. */
enum demand {
	DEMAND_NONE,	    /* nothing that authentication or form could give */
	DEMAND_EITHER,	    /* SPF or DKIM passes */
	DEMAND_SPF,	    /* SPF passes */
	DEMAND_DKIM,	    /* DKIM passes */
	DEMAND_RECORD,	    /* there is a DMARC record with a policy */
	DEMAND_DMARC,	    /* DMARC passes, where the policy is not none */
	DEMAND_ALIGNED,	    /* From aligns with SPF or DKIM */
	DEMAND_ALL,	    /* SPF, DKIM and DMARC, all of them */
	DEMAND_FORM,	    /* RFC 5322 is kept */
	DEMAND_SIZE,	    /* the header is not too large */
	DEMAND_TLS,	    /* the message came by TLS */
	DEMAND_NAME,	    /* a name of the client leads back to it */
	DEMAND_DOMAIN,	    /* the domains of From and MAIL FROM exist */
	DEMAND_UNSUBSCRIBE, /* leaving with one click: RFC 8058 */
	DEMAND_RELEASE,	    /* SES's suppression list lets the address go */
	DEMANDS
};

struct refusal_code {
	const char *receiver; /* its name in receivers.c; NULL: anybody */
	const char *reply;    /* "550", or a class: "4"; NULL: any, or none */
	const char *status;   /* "7.26": subject and detail; "7.": any detail;
				 NULL: any, or none */
	const char *words;    /* part of its text, in any case; NULL: any */
	enum demand demand;
	const char *answer;  /* what not meeting the demand earns there; NULL:
				another row tells */
	const char *meaning; /* after "because " */
	const char *fix;     /* one or more sentences */
};

/* An answer, as far as it is known. */
struct refusal_said {
	struct bytes receiver; /* its name in receivers.c; absent: not known */
	struct bytes host;     /* the server's name; absent: not known */
	struct bytes status;   /* "5.7.26", as a report has it; or absent */
	struct bytes text;     /* the server's words, with their codes */
};

/*
 * The row of an answer; never NULL.  The codes in the server's own words count
 * before `status`, which a report may have from elsewhere.  Who answers is
 * known by its words, by its host, or from `receiver`, in this order.
 */
const struct refusal_code *refusal_code_of(const struct refusal_said *said);

/* What a receiver answers where this is not met; NULL: nothing is known. */
const char *refusal_code_answer(const char *receiver, enum demand demand);

/* All rows; `at` from 0; NULL behind the last, which fits any answer. */
const struct refusal_code *refusal_code_at(size_t at);

#endif
