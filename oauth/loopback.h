/*
 * loopback - waiting on 127.0.0.1 for the browser that brings the code
 *
 * Requests of others are answered and forgotten, however many come and however
 * slowly: a few connections are open at a time, the oldest makes room.
 */
#ifndef OAUTH_LOOPBACK_H
#define OAUTH_LOOPBACK_H

#include "common/base/fault.h"
#include "oauth/redirect.h"

struct oauth_loopback {
	int fd;
	struct bytes host; /* "127.0.0.1:50123", as browsers are to say it */
	struct bytes url;  /* the redirect: "http://127.0.0.1:50123/" */
};

/* `name` is that of this machine in the URL; `port` 0: any.  FAULT_OURS. */
bool oauth_loopback_open(struct oauth_loopback *loopback, struct arena *arena,
    const char *name, unsigned port, struct fault *fault);
void oauth_loopback_close(struct oauth_loopback *loopback);

/*
 * REDIRECT_GRANTED or REDIRECT_REFUSED; REDIRECT_PARTIAL when neither came by
 * `deadline` (clock_running()).
 */
enum redirect_kind oauth_loopback_wait(struct oauth_loopback *loopback,
    struct arena *arena, struct bytes state, int64_t deadline,
    struct oauth_redirect *redirect);

#endif
