/*
 * access - the token with which to log in now
 *
 * One that is kept and still valid is used again.  Else another one is got
 * with the refresh token, and a refresh token that comes with it is kept, on
 * the disk, before anything is done with either: the old one may be good for
 * nothing from then on.
 */
#ifndef OAUTH_ACCESS_H
#define OAUTH_ACCESS_H

#include "oauth/grant.h"

/*
 * `stale`: a token that the server takes no more; absent: none.  The result is
 * in the arena, which the caller wipes with oauth_token_wipe().
 */
bool oauth_access(const struct oauth_client *client, struct arena *arena,
    struct bytes stale, int64_t deadline, struct bytes *access,
    struct oauth_trouble *trouble);

void oauth_token_wipe(struct bytes token);

#endif
