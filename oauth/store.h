/*
 * store - where the tokens of a mailbox are kept between runs
 *
 *	if (oauth_store_lock(&lock, arena, store, deadline, fault)) {
 *		oauth_store_read(...); ... oauth_store_write(...);
 *		oauth_store_unlock(&lock);
 *	}
 *
 * A file: nobody but its owner may read it.  It is written anew beside, synced
 * and renamed, so that a crash leaves the old or the new one whole, and what
 * was written is on the disk when oauth_store_write() returns.  FILE.lock,
 * locked (flock-like, for threads too), keeps others from using the same
 * refresh token meanwhile: some providers take that for a theft and revoke all.
 *
 * Two commands: what one is given on standard input the other prints.  Their
 * lock is a file of $XDG_RUNTIME_DIR, or of /tmp.
 *
 * The content is JSON, "schema": "mailplumb.token/1".
 */
#ifndef OAUTH_STORE_H
#define OAUTH_STORE_H

#include "oauth/client.h"
#include "oauth/grant.h"

struct oauth_lock {
	int fd; /* -1: where nothing can be written nobody else does */
};

/* FAULT_MAILBOX when others hold it until `deadline`. */
bool oauth_store_lock(struct oauth_lock *lock, struct arena *arena,
    const struct oauth_store *store, int64_t deadline, struct fault *fault);
void oauth_store_unlock(struct oauth_lock *lock);

/*
 * FAULT_USAGE: nothing is kept yet, others may read it, or it is of another
 * client.
 */
bool oauth_store_read(const struct oauth_client *client, struct arena *arena,
    struct oauth_token *token, struct fault *fault);
/* FAULT_OURS when it cannot be written, FAULT_USAGE of a command. */
bool oauth_store_write(const struct oauth_client *client, struct arena *arena,
    const struct oauth_token *token, struct fault *fault);
/* Can it be written, before anybody is asked to consent? */
bool oauth_store_check(const struct oauth_client *client, struct arena *arena,
    struct fault *fault);

/* The content; oauth_text_read() is false for anything else. */
struct bytes oauth_text_write(struct arena *arena,
    const struct oauth_client *client, const struct oauth_token *token);
bool oauth_text_read(struct arena *arena, const struct oauth_client *client,
    struct bytes text, struct oauth_token *token, struct fault *fault);

#endif
