/*
 * renewal - OAuth tokens for a watch, got in a thread of its own
 *
 * Who gives out tokens may take its time or never answer; meanwhile a watch,
 * and those beside it, go on.  One token is got at a time.
 */
#ifndef INSPECT_FETCH_RENEWAL_H
#define INSPECT_FETCH_RENEWAL_H

#include "inspect/fetch/mailbox.h"

struct renewal;

/* NULL when there is nowhere to get tokens from. */
struct renewal *renewal_open(const struct mailbox_tokens *tokens);
/* Waits for the thread, which keeps limits of its own.  NULL is fine. */
void renewal_close(struct renewal *renewal);

/* Get one, other than the one that was discarded.  FAULT_OURS. */
bool renewal_start(struct renewal *renewal, struct fault *fault);
int renewal_fd(const struct renewal *renewal); /* readable when it is there */

enum renewal_end { RENEWAL_UNDER_WAY, RENEWAL_DONE, RENEWAL_FAILED };
/* `refusal` and `fault` are set when it failed. */
enum renewal_end renewal_take(struct renewal *renewal,
    struct mailbox_refusal *refusal, struct fault *fault);

struct bytes renewal_token(const struct renewal *renewal);

/* The server does not take the token.  False: the last one was discarded,
 * too, so that another will not do either. */
bool renewal_discard(struct renewal *renewal);
void renewal_approve(struct renewal *renewal); /* it does */

#endif
