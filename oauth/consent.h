/*
 * consent - asking the user, by a browser on this machine or on any other
 *
 * Sources: RFC 8252 (loopback redirect), RFC 7636 (PKCE, S256), RFC 8628
 * (device code).
 */
#ifndef OAUTH_CONSENT_H
#define OAUTH_CONSENT_H

#include "oauth/grant.h"

/* What the user is to do; nothing in it is secret. */
struct oauth_request {
	struct bytes url;  /* to be opened */
	struct bytes code; /* to be entered there; absent: nothing is */
	struct bytes host; /* where the browser comes back; absent: nowhere */
};

struct oauth_asking {
	void (*ask)(void *context, const struct oauth_request *request);
	void *context;
	unsigned port;	  /* of the loopback address; 0: any */
	int64_t deadline; /* a time of clock_running() */
};

bool oauth_consent(const struct oauth_client *client, struct arena *arena,
    const struct oauth_asking *asking, struct oauth_token *token,
    struct oauth_trouble *trouble);

#endif
