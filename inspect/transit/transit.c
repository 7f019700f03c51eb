#include "inspect/transit/transit.h"

#include "inspect/transit/body.h"
#include "inspect/transit/fields.h"
#include "inspect/transit/text_change.h"

#define OCTETS_SHOWN 60

static size_t lines_before(struct bytes raw, size_t offset)
{
	size_t n = 0;
	struct bytes rest = bytes_first(raw, offset);
	const char *lf;

	while (
	    rest.len > 0 && (lf = memchr(rest.ptr, '\n', rest.len)) != NULL) {
		n++;
		rest = bytes_skip(rest, (size_t)(lf + 1 - rest.ptr));
	}
	return n;
}

struct transit_spot transit_spot_at(const struct message *message, size_t at)
{
	struct bytes raw = message->raw;
	size_t start = bytes_present(message->body)
			   ? (size_t)(message->body.ptr - raw.ptr)
			   : raw.len;

	if (at > raw.len - start)
		at = raw.len - start;
	return (struct transit_spot){ .offset = start + at,
		.line = lines_before(raw, start + at) + 1,
		.octets =
		    bytes_first(bytes_skip(raw, start + at), OCTETS_SHOWN) };
}

static void spots_find(struct body_change *body, const struct message *sent,
    const struct message *received)
{
	size_t a, b;

	if (body->kind == BODY_NONE)
		return;
	text_differs_at(
	    sent->body, received->body, body->kind == BODY_LINE_ENDS, &a, &b);
	body->sent = transit_spot_at(sent, a);
	body->received = transit_spot_at(received, b);
}

struct transit *transit_find(
    struct arena *arena, const struct transit_question *question)
{
	const struct message *sent = question->sent;
	const struct message *received = question->received;
	struct transit *transit = arena_new(arena, struct transit);
	const struct fields_question fields = {
		.sent = sent,
		.received = received,
		.hops = question->hops,
		.through_ses = question->through_ses,
		.message_id = question->facts->expected_message_id,
	};

	transit->sent = question->facts;
	if (sent == NULL)
		return transit;
	transit->compared = true;
	transit->size = sent->raw.len;
	transit->header_partial = sent->left_out || received->left_out;
	fields_compare(arena, transit, &fields);
	body_compare(arena, &transit->body, sent, received);
	spots_find(&transit->body, sent, received);
	return transit;
}
