/*
 * sender_commands - what to run at Amazon SES so that a sender's records are
 * of use
 *
 * Each is a line for a shell, its words quoted where that is needed; an
 * identity that exists already is told by SES, which does no harm.
 *
 * Source: AWS CLI reference, sesv2.
 */
#ifndef PUBLISH_SENDER_COMMANDS_H
#define PUBLISH_SENDER_COMMANDS_H

#include "publish/sender_records.h"

struct sender_command {
	const char *purpose; /* "to create the identity" */
	struct bytes text;
	struct sender_command *next;
};

/* The private key of one's own is read from this file, not from the command,
 * which others can see. */
#define DKIM_JSON "dkim.json"

/* NULL without a region. */
struct sender_command *sender_commands_make(
    struct arena *arena, const struct sender_wish *wish);

#endif
