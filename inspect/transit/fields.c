#include "inspect/transit/fields.h"

#include "common/base/hash.h"
#include "inspect/transit/habits.h"

#define NONE SIZE_MAX

struct side {
	const struct field *field;
	uint64_t name, value; /* hashes: in lower case; blanks made one */
	struct bytes words;   /* the value, blanks made one */
	size_t pair;	      /* index on the other side, or NONE */
	bool same;	      /* the pair has this value */
};

struct pairing {
	struct arena *arena;
	const struct fields_question *question;
	struct side *sent, *received;
	size_t sent_count, received_count;
	size_t last_received; /* index of the lowest Received field, or NONE */
	struct transit *transit;
	struct field_change **end;
	size_t listed;
};

/* ---- sides --------------------------------------------------------------- */

/* As relaxed canonicalisation has it (RFC 6376 3.4.2). */
static struct bytes words_of(struct arena *arena, struct bytes value)
{
	char *text = arena_alloc(arena, value.len + 1);
	size_t len = 0;

	value = bytes_trim(value);
	for (size_t i = 0; i < value.len; i++)
		if (!is_blank(value.ptr[i]))
			text[len++] = value.ptr[i];
		else if (len > 0 && text[len - 1] != ' ')
			text[len++] = ' ';
	return (struct bytes){ text, len };
}

static struct side *sides_of(struct arena *arena, const struct message *message,
    const struct hash_key *key)
{
	struct side *sides =
	    arena_new_array(arena, struct side, message->field_count);

	for (size_t i = 0; i < message->field_count; i++) {
		const struct field *field = &message->fields[i];
		struct bytes words = words_of(arena, field->value);
		sides[i] = (struct side){ .field = field,
			.name = hash_of(key, arena_lower(arena, field->name)),
			.value = hash_of(key, words),
			.words = words,
			.pair = NONE };
	}
	return sides;
}

static bool is_alike(const struct side *a, const struct side *b)
{
	return a->name == b->name && bytes_ieq(a->field->name, b->field->name);
}

static bool is_same(const struct side *a, const struct side *b)
{
	return a->name == b->name && a->value == b->value && is_alike(a, b) &&
	       bytes_eq(a->words, b->words);
}

/* From the bottom up. */
static void pair_by(
    struct pairing *p, bool (*fits)(const struct side *a, const struct side *b))
{
	for (size_t i = p->sent_count; i-- > 0;) {
		struct side *a = &p->sent[i];
		for (size_t k = p->received_count; k-- > 0 && a->pair == NONE;)
			if (p->received[k].pair == NONE &&
			    fits(a, &p->received[k])) {
				a->pair = k;
				p->received[k].pair = i;
				a->same = p->received[k].same = fits == is_same;
			}
	}
}

/* ---- changes ------------------------------------------------------------- */

static struct bytes unfolded(struct pairing *p, const struct field *field)
{
	return words_of(p->arena, field->value);
}

static const struct hop *hop_above(const struct pairing *p, size_t position)
{
	const struct hop *above = NULL;
	const struct field *fields = p->question->received->fields;

	for (const struct hop *h = p->question->hops; h != NULL; h = h->next)
		if ((size_t)(h->field - fields) < position)
			above = h;
	return above;
}

static void change_add(struct pairing *p, enum field_change_kind kind,
    const struct side *sent, const struct side *received)
{
	const struct fields_question *q = p->question;
	struct field_change *change;

	if (p->listed == CHANGES_MOST) {
		p->transit->fields_left_out++;
		return;
	}
	p->listed++;
	change = arena_new(p->arena, struct field_change);
	change->kind = kind;
	change->name = (received != NULL ? received : sent)->field->name;
	change->sent = sent != NULL ? unfolded(p, sent->field) : ABSENT;
	change->received =
	    received != NULL ? unfolded(p, received->field) : ABSENT;
	change->position = received != NULL ? (size_t)(received - p->received)
					    : (size_t)(sent - p->sent);
	if (received != NULL && kind == CHANGE_ADDED)
		change->below = hop_above(p, change->position);
	habit_of(change, q->through_ses,
	    kind == CHANGE_ADDED && p->last_received != NONE &&
		change->position < p->last_received,
	    q->message_id);
	*p->end = change;
	p->end = &change->next;
}

static void changes_of_sent(struct pairing *p)
{
	for (size_t i = 0; i < p->sent_count; i++) {
		const struct side *a = &p->sent[i];
		const struct side *b =
		    a->pair != NONE ? &p->received[a->pair] : NULL;
		if (b == NULL)
			change_add(p, CHANGE_REMOVED, a, NULL);
		else if (!a->same)
			change_add(p, CHANGE_REPLACED, a, b);
		else if (!bytes_eq(bytes_trim(a->field->value),
			     bytes_trim(b->field->value)))
			change_add(p, CHANGE_REFOLDED, a, b);
	}
}

static void changes_of_received(struct pairing *p)
{
	for (size_t i = 0; i < p->received_count; i++)
		if (p->received[i].pair == NONE)
			change_add(p, CHANGE_ADDED, NULL, &p->received[i]);
}

/* ---- order --------------------------------------------------------------- */

/* The longest row of unchanged fields that kept their order, by its length up
 * to each (patience would be quicker; there are 1,000 at most). */
static void mark_order(
    const struct pairing *p, const size_t *at, size_t n, bool *stays)
{
	size_t *length = arena_new_array(p->arena, size_t, n);
	size_t *before = arena_new_array(p->arena, size_t, n);
	size_t best = NONE;

	for (size_t i = 0; i < n; i++) {
		length[i] = 1;
		before[i] = NONE;
		for (size_t k = 0; k < i; k++)
			if (p->sent[at[k]].pair < p->sent[at[i]].pair &&
			    length[k] + 1 > length[i]) {
				length[i] = length[k] + 1;
				before[i] = k;
			}
		if (best == NONE || length[i] > length[best])
			best = i;
	}
	for (; best != NONE; best = before[best])
		stays[best] = true;
}

static void changes_of_order(struct pairing *p)
{
	size_t *at = arena_new_array(p->arena, size_t, p->sent_count + 1);
	bool *stays = arena_new_array(p->arena, bool, p->sent_count + 1);
	size_t n = 0, turns = 0;

	for (size_t i = 0; i < p->sent_count; i++)
		if (p->sent[i].same) {
			turns +=
			    n > 0 && p->sent[at[n - 1]].pair > p->sent[i].pair;
			at[n++] = i;
		}
	if (turns == 0)
		return;
	mark_order(p, at, n, stays);
	for (size_t i = 0; i < n; i++)
		if (!stays[i])
			change_add(p, CHANGE_MOVED, &p->sent[at[i]],
			    &p->received[p->sent[at[i]].pair]);
}

static size_t last_received(const struct message *message)
{
	for (size_t i = message->field_count; i-- > 0;)
		if (message->fields[i].id == FIELD_RECEIVED)
			return i;
	return NONE;
}

void fields_compare(struct arena *arena, struct transit *transit,
    const struct fields_question *question)
{
	struct hash_key key = hash_key_new();
	struct pairing p = {
		.arena = arena,
		.question = question,
		.sent = sides_of(arena, question->sent, &key),
		.received = sides_of(arena, question->received, &key),
		.sent_count = question->sent->field_count,
		.received_count = question->received->field_count,
		.last_received = last_received(question->received),
		.transit = transit,
		.end = &transit->fields,
	};

	pair_by(&p, is_same);
	pair_by(&p, is_alike);
	changes_of_sent(&p);
	changes_of_received(&p);
	changes_of_order(&p);
}
