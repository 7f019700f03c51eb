/*
 * grant - the questions that end in tokens
 *
 * Each has an end: OAUTH_GRANTED, or why not, with a sentence for the fault and
 * another one that says what to do.  FAULT_MAILBOX throughout, but for what is
 * wrong on this machine.
 *
 * Sources: RFC 6749 4.1.3 and 6, RFC 7636 4.5, RFC 8628 3.
 */
#ifndef OAUTH_GRANT_H
#define OAUTH_GRANT_H

#include "common/base/fault.h"
#include "oauth/answer.h"
#include "oauth/client.h"
#include "oauth/refusal.h"

struct oauth_token {
	struct bytes access;  /* absent: none */
	struct bytes refresh; /* absent: none */
	int64_t expires;      /* of access; TIME_UNKNOWN: not told */
};

/* Why there is no token. */
struct oauth_trouble {
	enum oauth_end end;
	const char *advice; /* a sentence, or NULL */
	struct fault fault;
};

/* Each fills token or trouble; token->refresh is the old one where the
 * provider gives no other.  `deadline` is a time of clock_running(). */
bool oauth_refresh(const struct oauth_client *client, struct arena *arena,
    struct bytes refresh, int64_t deadline, struct oauth_token *token,
    struct oauth_trouble *trouble);
bool oauth_exchange(const struct oauth_client *client, struct arena *arena,
    struct bytes code, struct bytes redirect, struct bytes verifier,
    int64_t deadline, struct oauth_token *token, struct oauth_trouble *trouble);
bool oauth_device_ask(const struct oauth_client *client, struct arena *arena,
    int64_t deadline, struct oauth_device *device,
    struct oauth_trouble *trouble);
/* One question; OAUTH_PENDING and OAUTH_SLOW_DOWN are to be asked again. */
bool oauth_device_poll(const struct oauth_client *client, struct arena *arena,
    struct bytes device_code, int64_t deadline, struct oauth_token *token,
    struct oauth_trouble *trouble);

/* What an error in the redirect comes to. */
void oauth_refused(const struct oauth_client *client, long status,
    const struct oauth_answer *answer, struct oauth_trouble *trouble);

#endif
