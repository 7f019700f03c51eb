/*
 * outcome - what is checked before a message is sent, and said afterwards
 */
#ifndef SEND_OUTCOME_H
#define SEND_OUTCOME_H

#include "send/submit.h"
#include "send/transfer.h"

/* The rules of submit.h; FAULT_USAGE. */
bool submission_check(const struct submission *submission, struct fault *fault);

/*
 * The outcome of the last attempt and, unless it was accepted, its fault:
 * who said what to what, what it means, what to do.  Views point into
 * `transfer`.
 */
void outcome_tell(struct submit_outcome *outcome,
    const struct transfer *transfer, const struct submission *submission,
    const struct attempt *attempt, struct fault *fault);

/* Views moved into the arena. */
void outcome_keep(struct arena *arena, struct submit_outcome *outcome);

#endif
