/*
 * ses_identity - what the SES API answers about an identity and an account
 *
 * The answers come from the network and are believed in nothing: a name is
 * kept when it is a domain, a token when it can be a selector, a word when it
 * is made of capitals, digits and underscores.  Whatever else stands in a
 * field is as if the field were not there.  So all that is kept may stand in a
 * command for a shell and in a zone.
 *
 * Source: AWS SES API v2 reference, GetEmailIdentity and GetAccount.
 */
#ifndef COMMON_MAIL_SES_IDENTITY_H
#define COMMON_MAIL_SES_IDENTITY_H

#include "common/base/arena.h"
#include "common/base/clock.h"

#define SES_ANSWER_MOST ((size_t)64 * 1024) /* octets; policies fit */
#define SES_TOKENS_MOST 6		    /* SES gives three */

enum ses_truth { SES_UNSAID, SES_NO, SES_YES };

enum ses_status { /* of verification, DKIM, MAIL FROM */
	SES_STATUS_UNSAID,
	SES_PENDING,
	SES_SUCCESS,
	SES_FAILED,
	SES_TEMPORARY_FAILURE,
	SES_NOT_STARTED,
};
const char *ses_status_word(enum ses_status status); /* NULL: unsaid */

enum ses_identity_kind {
	SES_KIND_UNSAID,
	SES_DOMAIN,
	SES_ADDRESS,
	SES_MANAGED_DOMAIN,
};
const char *ses_identity_kind_word(enum ses_identity_kind kind);

/* What SES does while the MX of the MAIL FROM domain is not right. */
enum ses_mx_failure { SES_MX_UNSAID, SES_USE_DEFAULT, SES_REJECT_MESSAGE };
const char *ses_mx_failure_word(enum ses_mx_failure behavior);

struct ses_dkim {
	enum ses_truth signing;
	enum ses_status status;
	struct bytes tokens[SES_TOKENS_MOST]; /* lower case; BYODKIM: the
						 selector */
	size_t token_count;
	struct bytes zone;	  /* SigningHostedZone, canonical */
	struct bytes origin;	  /* AWS_SES, EXTERNAL, AWS_SES_EU_WEST_1 ... */
	unsigned bits, next_bits; /* of the key; 0: unsaid */
	int64_t key_made;
};

struct ses_mail_from {
	struct bytes domain; /* canonical; absent: none is set */
	enum ses_status status;
	enum ses_mx_failure on_mx_failure;
};

struct ses_identity {
	enum ses_identity_kind kind;
	enum ses_truth verified_for_sending;
	enum ses_status verification;
	struct bytes error; /* HOST_NOT_FOUND ...; absent: none */
	int64_t last_checked, last_success;
	struct ses_dkim dkim;
	struct ses_mail_from mail_from;
	struct bytes configuration_set;
};

#define SES_COUNT_UNSAID INT64_MIN

struct ses_account {
	enum ses_truth production; /* SES_NO: the sandbox */
	enum ses_truth sending;
	struct bytes enforcement;	   /* HEALTHY, PROBATION, SHUTDOWN */
	int64_t most_a_day, sent_last_day; /* messages; -1: no limit */
	int64_t most_a_second;		   /* thousandths of a message */
};

/* False when the text is no JSON object.  What is kept is in the arena. */
bool ses_identity_read(
    struct ses_identity *identity, struct arena *arena, struct bytes text);
bool ses_account_read(
    struct ses_account *account, struct arena *arena, struct bytes text);

/* "AccessDeniedException" and its text, of a refusal's body; absent when they
 * are not there.  The text is a stranger's. */
struct ses_error {
	struct bytes type, message;
};
void ses_error_read(
    struct ses_error *error, struct arena *arena, struct bytes text);
/* The name in "NotFoundException:http://..." or "x#NotFoundException". */
struct bytes ses_error_type(struct arena *arena, struct bytes text);

/* What became of a question. */
enum ses_answer {
	SES_UNASKED,
	SES_ANSWERED,
	SES_NOT_FOUND,	   /* the identity is not in this region and account */
	SES_DENIED,	   /* the key may not ask this */
	SES_UNKNOWN_KEY,   /* there is no such key, or it was switched off */
	SES_BAD_SIGNATURE, /* the secret is another key's */
	SES_BAD_CLOCK,	   /* this machine's clock is minutes off */
	SES_EXPIRED,	   /* the temporary key is over */
	SES_THROTTLED,
	SES_REFUSED, /* for another reason, which SES tells */
	SES_UNREACHABLE,
	SES_MALFORMED, /* no answer of the SES API */
};
const char *ses_answer_word(enum ses_answer answer);	/* "not-found" */
const char *ses_answer_meaning(enum ses_answer answer); /* half a sentence */
/* What a refusal of this status (of HTTP), type and text is. */
enum ses_answer ses_answer_of(long status, const struct ses_error *error);

/* SES's own keys, not one's own (BYODKIM): the tokens are of Easy DKIM. */
bool ses_dkim_is_easy(const struct ses_dkim *dkim);
/* The region whose identity this one is a replica of (DEED); else absent. */
struct bytes ses_dkim_parent_region(
    struct arena *arena, const struct ses_dkim *dkim);

/* What VerificationInfo's error means, in one sentence; NULL: not known. */
const char *ses_error_meaning(struct bytes error);

#endif
