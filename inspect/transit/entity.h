/*
 * entity - MIME as far as two messages are compared by it (RFC 2045, 2046)
 *
 * An entity is a type, an encoding and a body: a message, or a part of one.
 * Of a multipart the parts are found by its boundary, PARTS_MOST of them.
 */
#ifndef INSPECT_TRANSIT_ENTITY_H
#define INSPECT_TRANSIT_ENTITY_H

#include "inspect/model/model.h"

#define PARTS_MOST 100

struct entity {
	struct bytes type;     /* value of Content-Type; absent: none */
	struct bytes encoding; /* of Content-Transfer-Encoding, one word */
	struct bytes body;
};

struct parts {
	struct bytes parts[PARTS_MOST]; /* with their headers */
	size_t count;
	bool ended;    /* the last boundary is there */
	bool left_out; /* there are more */
};

struct entity entity_of_message(const struct message *message);
struct entity entity_of_part(struct bytes part);

/* Absent unless it is a multipart. */
struct bytes entity_boundary(struct arena *arena, const struct entity *entity);
void parts_read(struct parts *parts, struct bytes body, struct bytes boundary);

/* What the encoding stands for; false, and the body as it is, when it cannot
 * be read by it. */
bool entity_decode(
    struct arena *arena, const struct entity *entity, struct bytes *text);

/* Links to which SES has put a counter (open and click tracking) as they were
 * before; `text` itself when there are none. */
struct bytes tracking_undone(struct arena *arena, struct bytes text);

#endif
