/* habits - who changes which field as a matter of course */
#ifndef INSPECT_TRANSIT_HABITS_H
#define INSPECT_TRANSIT_HABITS_H

#include "inspect/model/transit.h"

/* Fills `by` and `why` of a change, whose other members are there.
 * `above_received`: it stands above a Received field, so that only a server
 * behind SES can have put it there. */
void habit_of(struct field_change *change, bool through_ses,
    bool above_received, struct bytes message_id);

#endif
