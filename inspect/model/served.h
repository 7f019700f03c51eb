/*
 * served - what name servers say one by one; a part of model.h
 *
 * `struct served` is that of common/dns/served.h, filled by `mailplumb dns`
 * and `check`.  A name server that is silent or cannot be reached from here is
 * never the reason for more than a note.
 */
#ifndef INSPECT_MODEL_SERVED_H
#define INSPECT_MODEL_SERVED_H

#include "common/dns/served.h"

/* The parent names other hosts than the zone itself does. */
bool served_sets_differ(const struct served_zone *zone);

#endif
