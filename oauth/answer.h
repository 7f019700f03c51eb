/*
 * answer - what the endpoints of a provider answer: octets to structs
 *
 * Everything is a stranger's: texts are bounded, a token is only taken when it
 * can stand in a log-in (RFC 6750 2.1: visible ASCII), what is kept of an error
 * may be shown after text_shown().
 *
 * Sources: RFC 6749 5; RFC 8628 3.2.
 */
#ifndef OAUTH_ANSWER_H
#define OAUTH_ANSWER_H

#include "common/base/arena.h"
#include "common/base/json.h"

#define OAUTH_TOKEN_MOST 8192 /* octets */
#define OAUTH_WORDS_MOST 300  /* of an error's description */

struct oauth_answer {
	/* granted: access is present */
	struct bytes access;
	struct bytes refresh; /* absent: the one we have stays */
	int64_t expires_in;   /* ms; 0: not told */
	/* refused: error is present */
	struct bytes error;	  /* a word such as "invalid_grant" */
	struct bytes description; /* absent: none */
	/* neither: it is no answer of a token endpoint */
};
void oauth_answer_read(
    struct oauth_answer *answer, struct arena *arena, struct bytes body);

struct oauth_device {
	struct bytes device_code; /* secret */
	struct bytes user_code;
	struct bytes verification_uri; /* https */
	int64_t expires_in, interval;  /* ms */
};
/* False when something is missing. */
bool oauth_device_read(
    struct oauth_device *device, struct arena *arena, struct bytes body);

bool oauth_token_usable(struct bytes token);
/* A member of an object, copied; absent when it is none that can be used. */
struct bytes oauth_token_member(
    struct arena *arena, const struct json *object, const char *key);

#endif
