/*
 * fields - what became of the fields of a header
 *
 * Fields of one name are paired from the bottom up, as signatures count them:
 * first those of the same value, then the rest.  What SES, servers on the way
 * and lists do as a matter of course is told apart by a table.
 */
#ifndef INSPECT_TRANSIT_FIELDS_H
#define INSPECT_TRANSIT_FIELDS_H

#include "inspect/model/transit.h"

#define CHANGES_MOST 200 /* listed; real ones stay below 50 */

struct fields_question {
	const struct message *sent, *received;
	const struct hop *hops;
	bool through_ses;
	struct bytes message_id; /* that SES gave; absent: not known */
};

/* Into `transit`: fields, and how many are left out. */
void fields_compare(struct arena *arena, struct transit *transit,
    const struct fields_question *question);

#endif
