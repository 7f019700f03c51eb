/*
 * wire - what may be shown of a session: everything but secrets
 *
 * A server may send back what we sent it, so replies are searched as well.
 */
#ifndef SEND_WIRE_H
#define SEND_WIRE_H

#include "send/server.h"

/* The password, and both forms in which AUTH sends it. */
struct secrets {
	struct bytes forms[3];
};

/* In the arena; secrets_wipe() before it is closed. */
struct secrets secrets_of(struct arena *arena, const struct server *server);
void secrets_wipe(const struct secrets *secrets);

/* Overwrite each with '*'. */
void secrets_conceal(const struct secrets *secrets, char *text, size_t len);

/* What to show of a line we send: commands as they are, AUTH without what
 * follows, its continuation not at all.  A view of `line` or a constant. */
struct bytes wire_command(struct bytes line);

#endif
