/* Two messages, with a line "====" between them, as sent and as received. */
#include "tests/fuzz/fuzz.h"

#include "common/base/text.h"
#include "inspect/read/message.h"
#include "inspect/read/received.h"
#include "inspect/transit/transit.h"

static struct arena *arena;

static void check_fields(
    const struct transit *t, const struct message *a, const struct message *b)
{
	size_t n = 0;

	for (const struct field_change *f = t->fields; f; f = f->next) {
		must(
		    f->position < (f->kind == CHANGE_REMOVED ? a->field_count
							     : b->field_count));
		must(bytes_present(f->sent) == (f->kind != CHANGE_ADDED));
		must(bytes_present(f->received) == (f->kind != CHANGE_REMOVED));
		must((f->by != BY_NOBODY) == (changed_by_word(f->by) != NULL));
		n++;
	}
	must(n <= a->field_count + b->field_count);
}

static void check_spot(
    const struct transit_spot *spot, const struct message *message)
{
	must(spot->offset <= message->raw.len);
	must(spot->line >= 1 && spot->line <= message->raw.len + 1);
	must(spot->octets.len <= message->raw.len - spot->offset);
}

static void check_body(
    const struct transit *t, const struct message *a, const struct message *b)
{
	const struct body_change *body = &t->body;
	struct bytes said = body_change_said(arena, body);

	must(said.len > 0);
	must((body->kind == BODY_NONE) == (body->parts == 0));
	must(bytes_present(body->encoded_before) ==
	     bytes_present(body->encoded_after));
	if (body->kind == BODY_NONE)
		return;
	check_spot(&body->sent, a);
	check_spot(&body->received, b);
	must(octets_visible(arena, body->sent.octets).len >=
	     body->sent.octets.len);
}

/* What is compared with itself did not change. */
static void check_itself(const struct message *m, const struct sent *facts)
{
	const struct transit_question question = {
		.facts = facts, .sent = m, .received = m
	};
	const struct transit *t = transit_find(arena, &question);

	must(t->fields == NULL && t->body.kind == BODY_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes all = { (const char *)data, size }, sent = all,
		     received = BYTES("");
	const char *cut = bytes_find(all, BYTES("====\n"));
	struct message a, b;

	if (arena == NULL)
		arena = arena_open();
	if (cut != NULL) {
		sent = bytes_between(all.ptr, cut);
		received = bytes_skip(all, sent.len + 5);
	}
	message_read(&a, sent, arena);
	message_read(&b, received, arena);
	const struct sent facts = { .raw = sent };
	const struct transit_question question = {
		.facts = &facts,
		.sent = &a,
		.received = &b,
		.hops = received_read(arena, &b),
		.through_ses = size % 2 == 0,
	};
	const struct transit *t = transit_find(arena, &question);
	check_fields(t, &a, &b);
	check_body(t, &a, &b);
	check_itself(&a, &facts);
	arena_reset(arena);
	return 0;
}
