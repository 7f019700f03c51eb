#include "inspect/transit/body.h"

#include "common/mail/content_type.h"
#include "inspect/transit/entity.h"
#include "inspect/transit/text_change.h"

#define DEPTH_MOST 8 /* of multiparts in multiparts */
#define WRAPPED_IN 2 /* parts among which a packed body is looked for */

struct comparing {
	struct arena *arena;
	unsigned depth;
	struct bytes path; /* "2.1"; absent: the message */
};

static void entity_compare(const struct comparing *c,
    struct body_change *change, const struct entity *sent,
    const struct entity *received);

/* ---- a text -------------------------------------------------------------- */

static bool is_plain(struct bytes encoding)
{
	return encoding.len == 0 || bytes_iis(encoding, "7bit") ||
	       bytes_iis(encoding, "8bit") || bytes_iis(encoding, "binary");
}

static struct bytes encoding_said(struct bytes encoding)
{
	return encoding.len > 0 ? encoding : BYTES("7bit");
}

/* SES put counters into it: what else changed? */
static void look_behind_tracking(const struct comparing *c,
    struct body_change *change, struct bytes sent, struct bytes received)
{
	struct bytes undone = tracking_undone(c->arena, received);
	struct body_change rest = *change;

	if (undone.ptr == received.ptr)
		return;
	/* What was there before is undone on both sides. */
	text_compare(&rest, tracking_undone(c->arena, sent), undone);
	if (rest.kind == BODY_ALTERED)
		return;
	rest.tracking = true;
	if (rest.kind <= BODY_WHITE_SPACE)
		rest.kind = BODY_TRACKING;
	*change = rest;
}

static void leaf_compare(const struct comparing *c, struct body_change *change,
    const struct entity *sent, const struct entity *received)
{
	struct bytes a, b;
	bool encoded =
	    !is_plain(sent->encoding) || !is_plain(received->encoding);
	bool readable = encoded && entity_decode(c->arena, sent, &a) &&
			entity_decode(c->arena, received, &b);

	if (!readable) {
		a = sent->body;
		b = received->body;
	}
	text_compare(change, a, b);
	if (change->kind > BODY_WHITE_SPACE)
		look_behind_tracking(c, change, a, b);
	if (readable && (!bytes_ieq(sent->encoding, received->encoding) ||
			    change->kind <= BODY_WHITE_SPACE)) {
		change->encoded_before = encoding_said(sent->encoding);
		change->encoded_after = encoding_said(received->encoding);
		if (change->kind <= BODY_LINE_ENDS)
			change->kind = BODY_ENCODING;
	}
}

/* ---- parts --------------------------------------------------------------- */

static struct bytes path_of(const struct comparing *c, size_t index)
{
	return bytes_present(c->path)
		   ? arena_printf(c->arena, "%.*s.%zu", FMT(c->path), index + 1)
		   : arena_printf(c->arena, "%zu", index + 1);
}

static void name_part(const struct comparing *c, struct body_change *change,
    size_t index, const struct entity *part)
{
	change->part = path_of(c, index);
	change->media = content_type_read(c->arena, part->type);
}

/* The part that more is there. */
static void part_added(const struct comparing *c, struct body_change *change,
    struct bytes raw, size_t index)
{
	struct entity part = entity_of_part(raw);

	change->kind = BODY_APPENDED;
	name_part(c, change, index, &part);
	entity_decode(c->arena, &part, &change->text);
}

static void pair_compare(const struct comparing *c, struct body_change *change,
    struct bytes sent, struct bytes received, size_t index)
{
	struct entity a = entity_of_part(sent), b = entity_of_part(received);
	struct comparing inner = { c->arena, c->depth + 1, path_of(c, index) };

	if (bytes_eq(sent, received))
		return;
	entity_compare(&inner, change, &a, &b);
	if (change->kind != BODY_NONE && !bytes_present(change->part))
		name_part(c, change, index, &b);
}

static bool parts_compare(const struct comparing *c, struct body_change *change,
    const struct parts *sent, const struct parts *received)
{
	size_t both =
	    sent->count < received->count ? sent->count : received->count;
	struct body_change first = { .kind = BODY_NONE };

	for (size_t i = 0; i < both; i++) {
		struct body_change one = { .kind = BODY_NONE };
		pair_compare(c, &one, sent->parts[i], received->parts[i], i);
		if (one.kind == BODY_NONE)
			continue;
		size_t parts = first.parts + (one.parts > 0 ? one.parts : 1);
		/* Encodings and blanks say less than other changes. */
		if (first.parts == 0 ||
		    (first.kind <= BODY_ENCODING && one.kind > first.kind))
			first = one;
		first.parts = parts;
	}
	if (first.parts > 0)
		*change = first;
	else if (received->count > sent->count)
		part_added(c, change, received->parts[both], both);
	return change->kind != BODY_NONE;
}

/* The last boundary is gone, and so is what stood before it. */
static bool is_cut(const struct parts *sent, const struct parts *received)
{
	return sent->ended && !received->ended;
}

static bool multipart_compare(const struct comparing *c,
    struct body_change *change, const struct entity *sent,
    const struct entity *received)
{
	struct bytes boundary = entity_boundary(c->arena, sent);
	struct bytes other = entity_boundary(c->arena, received);
	struct parts *a = arena_new(c->arena, struct parts);
	struct parts *b = arena_new(c->arena, struct parts);

	if (!bytes_present(boundary) || !bytes_present(other) ||
	    c->depth >= DEPTH_MOST)
		return false;
	parts_read(a, sent->body, boundary);
	parts_read(b, received->body, other);
	if (a->count == 0 || b->count == 0 || is_cut(a, b))
		return false;
	if (bytes_eq(boundary, other))
		return parts_compare(c, change, a, b);
	if (a->count != b->count)
		return false;
	parts_compare(c, change, a, b);
	if (change->kind <= BODY_ENCODING)
		change->kind = BODY_REBUILT;
	return true;
}

/* What was sent is one part of what is here, and the rest is new. */
static bool wrapped_compare(const struct comparing *c,
    struct body_change *change, const struct entity *sent,
    const struct entity *received)
{
	struct bytes boundary = entity_boundary(c->arena, received);
	struct parts *parts = arena_new(c->arena, struct parts);

	if (!bytes_present(boundary) || c->depth > 0 ||
	    bytes_eq(boundary, entity_boundary(c->arena, sent)))
		return false;
	parts_read(parts, received->body, boundary);
	for (size_t i = 0; i < parts->count && i < WRAPPED_IN; i++) {
		struct entity part = entity_of_part(parts->parts[i]);
		struct body_change one = { .kind = BODY_NONE };
		struct comparing inner = { c->arena, c->depth + 1, ABSENT };
		size_t other = i == 0 ? 1 : 0;
		entity_compare(&inner, &one, sent, &part);
		if (one.kind > BODY_ENCODING)
			continue;
		change->kind = BODY_REBUILT;
		if (other < parts->count) {
			part = entity_of_part(parts->parts[other]);
			name_part(c, change, other, &part);
			entity_decode(c->arena, &part, &change->text);
		}
		return true;
	}
	return false;
}

static void entity_compare(const struct comparing *c,
    struct body_change *change, const struct entity *sent,
    const struct entity *received)
{
	if (bytes_eq(sent->body, received->body) ||
	    multipart_compare(c, change, sent, received) ||
	    wrapped_compare(c, change, sent, received))
		return;
	leaf_compare(c, change, sent, received);
}

void body_compare(struct arena *arena, struct body_change *change,
    const struct message *sent, const struct message *received)
{
	const struct comparing c = { .arena = arena };
	struct entity a = entity_of_message(sent);
	struct entity b = entity_of_message(received);

	*change = (struct body_change){ .kind = BODY_NONE };
	entity_compare(&c, change, &a, &b);
	if (change->kind != BODY_NONE && change->parts == 0)
		change->parts = 1;
}
