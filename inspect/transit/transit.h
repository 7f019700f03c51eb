/*
 * transit - what changed between sending and here
 *
 * Header fields are paired by name and value, the body is compared as a whole
 * or by its MIME parts, encodings undone.  Time and memory grow linearly with
 * the octets of both.  What cannot be compared is told as altered.
 *
 * Nothing here can fail.
 */
#ifndef INSPECT_TRANSIT_TRANSIT_H
#define INSPECT_TRANSIT_TRANSIT_H

#include "inspect/model/transit.h"

struct transit_question {
	const struct sent *facts;
	const struct message *sent; /* read from facts->raw; NULL: absent */
	const struct message *received;
	const struct hop *hops;
	bool through_ses;
};

/* The octets there, `at` octets into the body. */
struct transit_spot transit_spot_at(const struct message *message, size_t at);

struct transit *transit_find(
    struct arena *arena, const struct transit_question *question);

#endif
