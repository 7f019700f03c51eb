/*
 * authres - what receivers wrote about the message (RFC 8601 2.2)
 *
 * Authentication-Results, ARC-Authentication-Results (RFC 8617 4.1.1) and
 * Received-SPF (RFC 7208 9.1), by their full grammar and by the deviations
 * seen in the wild.  A part that cannot be read is stepped over up to the
 * next ';' and noted as the field's mistake; nothing is invented from it, and
 * the text of a comment never becomes a result or a property.
 */
#ifndef INSPECT_READ_AUTHRES_H
#define INSPECT_READ_AUTHRES_H

#include "inspect/model/model.h"

/* All such fields, top first; at most LIMIT_CLAIM_FIELDS.  `trust` is left
 * to claims_trust(). */
struct claim_field *claims_read(
    struct arena *arena, const struct message *message);

/* The instance that the value of an ARC-Authentication-Results begins with;
 * 0: none from 1 to 50, or no ';' behind it. */
unsigned claim_instance(struct bytes value);

#endif
