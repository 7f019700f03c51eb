/*
 * dialogue - the lines of a session as `-v` shows them
 *
 * What we send is told as commands, never as octets, so that no secret is in
 * it.  What the server says is told before the filter reads it, a response as
 * one line and "{5 octets}" where it has a literal.  Questions that are asked
 * again and again are told with the first answer, then only what is new.
 */
#ifndef INSPECT_FETCH_IMAP_DIALOGUE_H
#define INSPECT_FETCH_IMAP_DIALOGUE_H

#include "common/base/text.h"

#define DIALOGUE_LINE	      1000 /* octets shown of one */
#define DIALOGUE_LINES	      5000 /* of one session */
#define DIALOGUE_SECRETS_MOST 2
#define DIALOGUE_SECRET	      4 /* octets; shorter ones are in any words */

struct dialogue {
	void (*tell)(void *data, bool sent, struct bytes line);
	void *data;
	/* Lines of the server that repeat one of these are not told. */
	const char *secrets[DIALOGUE_SECRETS_MOST];
	bool again; /* the question was asked before */
	unsigned told;
	struct text response; /* what of it was heard */
	bool repeats;	      /* ... and it holds a secret */
};

/* `tell`: NULL when nobody listens; then the others do nothing. */
void dialogue_open(struct dialogue *dialogue,
    void (*tell)(void *data, bool sent, struct bytes line), void *data);
void dialogue_close(struct dialogue *dialogue);

/* A command; `tag` 0 for a line without one. */
void dialogue_sent(struct dialogue *dialogue, int tag, struct bytes command);
/* One of the secrets is in it. */
bool dialogue_repeats(const struct dialogue *dialogue, struct bytes line);
/* A line, or a piece of it before a literal of so many octets; -1: none. */
void dialogue_heard(
    struct dialogue *dialogue, struct bytes piece, int64_t literal);

#endif
