/*
 * software - which server software took a message at a host that no row names
 *
 * By its Received field and the form of its trusted claims.  It is told for
 * people to read; nothing is believed because of it.
 */
#ifndef INSPECT_READ_SOFTWARE_H
#define INSPECT_READ_SOFTWARE_H

#include "inspect/model/model.h"

/* After claims_trust().  NULL: none that is known, or no border. */
const struct receiver *software_find(
    const struct claim_field *claims, const struct hop *border);

#endif
