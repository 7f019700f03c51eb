/*
 * sasl - logging in with an OAuth token: what is said, and what a refusal says
 *
 * OAUTHBEARER (RFC 7628) is the standard; XOAUTH2 is what Google had before it
 * and the only one that Microsoft takes.  Both refuse in two steps: a
 * challenge, which holds a JSON object with the reason, must be answered by a
 * line that means nothing before the tagged NO comes.
 */
#ifndef INSPECT_FETCH_IMAP_SASL_H
#define INSPECT_FETCH_IMAP_SASL_H

#include "common/base/arena.h"

struct sasl_bearer {
	const char *name;    /* "OAUTHBEARER" */
	const char *shrug;   /* what answers the challenge of a refusal */
	unsigned capability; /* CAN_... */
	struct bytes (*first)(struct arena *arena, struct bytes user,
	    struct bytes host, unsigned port, struct bytes token);
};

/* Of those that the server can (protocol_capabilities()) the best, or NULL. */
const struct sasl_bearer *sasl_bearer_of(unsigned can);

/* The first message, in base64; it holds the token. */
struct bytes sasl_bearer_first(const struct sasl_bearer *mechanism,
    struct arena *arena, struct bytes user, struct bytes host, unsigned port,
    struct bytes token);

/*
 * What the challenge of a refusal, in base64, says: "status invalid_token,
 * scope mail"; absent when it says nothing.  The words are the server's.
 */
struct bytes sasl_refusal(struct arena *arena, struct bytes challenge);

#endif
