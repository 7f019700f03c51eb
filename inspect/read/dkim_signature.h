/*
 * dkim_signature - the DKIM-Signature fields of a message (RFC 6376 3.5)
 *	and those of ARC that have its tags (RFC 8617 4.1)
 *
 * At most LIMIT_SIGNATURES, top to bottom.  A field that cannot be read is in
 * the list with its mistake.
 */
#ifndef INSPECT_READ_DKIM_SIGNATURE_H
#define INSPECT_READ_DKIM_SIGNATURE_H

#include "inspect/model/model.h"

struct dkim_signature *dkim_signatures_read(
    struct arena *arena, const struct message *message);

/* ARC-Message-Signature, ARC-Seal; the latter's cv= goes to `chain_value`,
 * absent when there is none. */
struct dkim_signature *arc_message_signature_read(
    struct arena *arena, const struct field *field);
struct dkim_signature *arc_seal_read(
    struct arena *arena, const struct field *field, struct bytes *chain_value);

#endif
