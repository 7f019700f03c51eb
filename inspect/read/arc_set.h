/*
 * arc_set - the ARC sets of a message (RFC 8617 4.2)
 *
 * Three fields that name the same instance are a set.  What is missing or
 * doubled is left to whoever judges the chain; of doubled fields the first
 * counts.  A field whose instance cannot be read belongs to no set.
 */
#ifndef INSPECT_READ_ARC_SET_H
#define INSPECT_READ_ARC_SET_H

#include "inspect/model/model.h"

/* `claims` as inspect/read/authres.h reads them. */
void arc_chain_read(struct arc_chain *chain, struct arena *arena,
    const struct message *message, const struct claim_field *claims);

#endif
