/*
 * arc - whether a chain of ARC sets is intact (RFC 8617 5.2)
 *
 * Evidence for where authentication broke on the way, never a pass.
 */
#ifndef INSPECT_VERIFY_ARC_H
#define INSPECT_VERIFY_ARC_H

#include "inspect/verify/dkim.h"

/* Put the questions for the keys of the newest sealers on their way. */
void arc_want(struct dns *dns, const struct arc_chain *chain);

/* `chain` has at least one field; its sets get what was found of them.  `work`
 * was begun with the chain's signatures.  `dns` NULL: nothing is decided. */
void arc_verify(struct arc_verdict *verdict, struct arena *arena,
    struct dns *dns, struct dkim_keys *keys, struct dkim_work *work,
    const struct message *message, const struct arc_chain *chain, int64_t now);

#endif
