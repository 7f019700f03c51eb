/*
 * trust - whose claims count as evidence (RFC 8601 5 and 7.1)
 *
 * A field counts when it bears the receiver's authserv-id *and* stands where
 * only the receiver can have written: above the border, or right below it
 * before anything an author writes.  Of two such fields that contradict each
 * other the upper one counts.  Whom to believe is what the user said, else
 * what the border tells; with neither nobody is believed.
 */
#ifndef INSPECT_READ_TRUST_H
#define INSPECT_READ_TRUST_H

#include "inspect/model/model.h"

/* Fills `trust` and `why` of every field. */
void claims_trust(struct claim_field *claims, const struct message *message,
    const struct hop *hops, const struct hop *border,
    const struct receiver *receiver, const struct premises *premises);

#endif
