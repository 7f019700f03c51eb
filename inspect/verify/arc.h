/*
 * arc - whether a chain of ARC sets is intact (RFC 8617 5.2)
 *
 * Evidence for where authentication broke on the way, never a pass.
 */
#ifndef INSPECT_VERIFY_ARC_H
#define INSPECT_VERIFY_ARC_H

#include "inspect/verify/dkim_key.h"

/* Put the questions for the sealers' keys on their way. */
void arc_want(struct dns *dns, const struct arc_instance *instances);

/* `instances` as inspect/read/arc_set.h reads them, lowest first. */
void arc_verify(struct arc_verdict *verdict, struct arena *arena,
    struct dns *dns, struct dkim_keys *keys, const struct message *message,
    struct arc_instance *instances, int64_t now);

#endif
