/*
 * dkim - whether signatures verify (RFC 6376 6, RFC 8301, RFC 8463)
 *
 * Every signature gets a verdict, in the order of the message.  The body hash
 * and the signature over the header are judged apart from one another, so
 * that a report can tell a changed body from a changed header; also of a
 * signature that has expired, or whose key is too weak to count.  A body is
 * canonicalised once for simple and once for relaxed, whatever l= asks for.
 *
 * The reason is the first thing wrong: what the signature itself says, then
 * what keeps its key from being used, then body and header, then what cannot
 * be known because the DNS failed.  A message with more From fields than are
 * signed does not verify: RFC 6376 3.8 wants no message validated that RFC
 * 5322 forbids.
 *
 * Nothing here can fail: what cannot be decided is a reason.
 */
#ifndef INSPECT_VERIFY_DKIM_H
#define INSPECT_VERIFY_DKIM_H

#include "inspect/verify/dkim_key.h"

/* Put all questions of dkim_verify() on their way. */
void dkim_want(struct dns *dns, const struct dkim_signature *signatures);

/*
 * Read what the signatures of a message ask for, and hash its body for them.
 * `others` are those of fields that are built alike (ARC-Message-Signature,
 * RFC 8617 4.1.2): given together they share the body and the header.  Either
 * may be NULL.  `now` in ms, for x= and t=.
 */
struct dkim_work;
struct dkim_work *dkim_begin(struct arena *arena, const struct message *message,
    const struct dkim_signature *signatures,
    const struct dkim_signature *others, int64_t now);

/* The verdicts on one of the two lists.  `dns` NULL: no key is asked for, body
 * hashes are checked all the same, and `keys` may be NULL too. */
struct dkim_verdict *dkim_finish(struct dkim_work *work, struct dns *dns,
    struct dkim_keys *keys, const struct dkim_signature *signatures);

/* Both, for one list. */
struct dkim_verdict *dkim_verify(struct arena *arena, struct dns *dns,
    struct dkim_keys *keys, const struct message *message,
    const struct dkim_signature *signatures, int64_t now);

/* The best result among signatures aligned with the author's domain if there
 * is one, else the best of all; NONE without any. */
enum auth_result dkim_best(const struct dkim_verdict *verdicts);

#endif
