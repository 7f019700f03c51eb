/*
 * dkim_signature - the DKIM-Signature fields of a message (RFC 6376 3.5)
 *
 * At most LIMIT_SIGNATURES, top to bottom.  A field that cannot be read is in
 * the list with its mistake.
 */
#ifndef INSPECT_READ_DKIM_SIGNATURE_H
#define INSPECT_READ_DKIM_SIGNATURE_H

#include "inspect/model/model.h"

struct dkim_signature *dkim_signatures_read(
    struct arena *arena, const struct message *message);

#endif
