/*
 * login_advice - what to do when a provider refuses to let us in: a row each
 *
 * Providers refuse with few words, and most of them mean something else by it
 * than a wrong password.  All that is known of that is a row here.
 */
#ifndef INSPECT_FETCH_LOGIN_ADVICE_H
#define INSPECT_FETCH_LOGIN_ADVICE_H

#include "common/base/bytes.h"

enum login_by { LOGIN_BY_EITHER, LOGIN_BY_PASSWORD, LOGIN_BY_TOKEN };

struct login_advice {
	const char *const *hosts; /* it, or below; NULL: any */
	const char *words;	  /* in what the server said; NULL: whatever */
	enum login_by by;	  /* what was refused */
	const char *advice;	  /* sentences; NULL ends the rows */
};

/* NULL: nothing is known beyond what the server said. */
const char *login_advice_of(
    struct bytes host, struct bytes said, enum login_by by);

const struct login_advice *login_advice_all(void);

#endif
