/*
 * sending - submissions beside a poll loop, a thread for each
 *
 * A submission takes seconds, with retries minutes; meanwhile mailboxes are to
 * be watched.  So each runs in a thread of its own, which touches nothing but
 * its struct and what hangs on it, and then announces itself on a pipe.
 */
#ifndef MAILPLUMB_SEND_SENDING_H
#define MAILPLUMB_SEND_SENDING_H

#include "send/submit.h"
#include <pthread.h>

struct sendings {
	int ends[2];
	size_t running;
};

struct sending {
	/* Filled before the start, not touched until the end. */
	struct arena *arena; /* nobody else's meanwhile */
	const struct server *server;
	struct submission submission;
	struct submit_options options;

	/* Filled at the end. */
	struct submit_outcome outcome;
	struct fault fault; /* FAULT_NONE: accepted */

	pthread_t thread;
	struct sendings *all;
};

/* Also loads what sending needs, so that a lack of it shows at once. */
bool sendings_open(struct sendings *all, struct fault *fault);
/* All must have ended. */
void sendings_close(struct sendings *all);

bool sending_start(
    struct sendings *all, struct sending *sending, struct fault *fault);

/* Readable when one has ended. */
int sendings_fd(const struct sendings *all);
/* One that has ended, or NULL; does not wait. */
struct sending *sendings_ended(struct sendings *all);

#endif
