/* body - what became of a body, by its MIME parts where it has some */
#ifndef INSPECT_TRANSIT_BODY_H
#define INSPECT_TRANSIT_BODY_H

#include "inspect/model/transit.h"

/* Everything but the two spots. */
void body_compare(struct arena *arena, struct body_change *change,
    const struct message *sent, const struct message *received);

#endif
