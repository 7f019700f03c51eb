/*
 * dkim - whether signatures verify (RFC 6376 6, RFC 8301, RFC 8463)
 *
 * Every signature gets a verdict, in the order of the message.  The body hash
 * and the signature over the header are judged apart from one another, so
 * that a report can tell a changed body from a changed header.  A body is
 * canonicalised and hashed once for all signatures that agree on how.
 *
 * Nothing here can fail: what cannot be decided is a reason.
 */
#ifndef INSPECT_VERIFY_DKIM_H
#define INSPECT_VERIFY_DKIM_H

#include "inspect/verify/dkim_key.h"

/* Put all questions of dkim_verify() on their way. */
void dkim_want(struct dns *dns, const struct dkim_signature *signatures);

/* `dns` NULL: no key is asked for, body hashes are checked all the same.
 * `now` in ms, for x= and t=. */
struct dkim_verdict *dkim_verify(struct arena *arena, struct dns *dns,
    struct dkim_keys *keys, const struct message *message,
    const struct dkim_signature *signatures, int64_t now);

#endif
