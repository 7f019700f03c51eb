/*
 * divergence - where RFC 9989 and RFC 7489 differ over one message, and why
 */
#ifndef INSPECT_VERIFY_DIVERGENCE_H
#define INSPECT_VERIFY_DIVERGENCE_H

#include "inspect/model/model.h"

/* Fill `diverges` and `divergence` when all else is filled. */
void divergence_find(struct dmarc_verdict *verdict, struct arena *arena);

#endif
