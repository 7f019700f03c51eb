/*
 * refusal - what an error of a provider means, and what to do: a row each
 *
 * Only a row says that a consent is over.  What no row knows, and whatever
 * comes with a status of 500 and more, may be better later.
 *
 * Sources: RFC 6749 5.2, RFC 8628 3.5, OpenID Connect Core 3.1.2.6;
 * learn.microsoft.com/entra/identity-platform/reference-error-codes; Google's
 * words as its OAuth documentation has them.
 */
#ifndef OAUTH_REFUSAL_H
#define OAUTH_REFUSAL_H

#include "oauth/answer.h"
#include "oauth/provider.h"

enum oauth_end {
	OAUTH_LATER,	    /* nobody's mistake: another time */
	OAUTH_PENDING,	    /* the user has not decided yet */
	OAUTH_SLOW_DOWN,    /* ... and we ask too often */
	OAUTH_TOO_LATE,	    /* the code was not used in time */
	OAUTH_DENIED,	    /* the user said no */
	OAUTH_CONSENT_OVER, /* the user has to consent anew */
	OAUTH_MISCONFIGURED /* the client, its secret, scope or tenant */
};

struct oauth_refusal {
	const char *provider; /* NULL: any */
	const char *error;    /* NULL: any */
	const char *words;    /* in the description; NULL: whatever it is */
	enum oauth_end end;
	const char *advice; /* a sentence */
};

/* Never NULL. */
const struct oauth_refusal *oauth_refusal_of(
    const struct oauth_provider *provider, long status,
    const struct oauth_answer *answer);

const struct oauth_refusal *oauth_refusals_all(void); /* to one of no advice */

#endif
