#include "inspect/bundle/verdict_facts.h"

#include "common/base/crypto.h"
#include "inspect/bundle/redact.h"
#include "inspect/model/transit.h"
#include "inspect/run/inspection.h"
#include "inspect/transit/transit.h"
#include "inspect/verify/dkim.h"
#include <string.h>

#define SCHEMA "mailplumb.facts/1"

/* ---- words --------------------------------------------------------------- */

static const char *const dkim_names[] = {
#define X(id, result, text) #id,
	DKIM_REASONS(X)
#undef X
};
static const char *const arc_names[] = {
#define X(id, result, text) #id,
	ARC_REASONS(X)
#undef X
};
static const char *const result_names[] = {
#define X(id, word) #id,
	AUTH_RESULTS(X)
#undef X
};
static const char *const match_names[] = { "UNCHECKED", "YES", "NO" };
static const char *const body_names[] = {
#define X(id, word, text) #id,
	BODY_CHANGES(X)
#undef X
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

struct reading {
	struct arena *arena;
	struct fault *fault;
	bool good;
};

static void wrong(struct reading *r, const char *key)
{
	if (r->good)
		fault_set(r->fault, FAULT_INPUT,
		    "no facts: %s has a wrong value", key);
	r->good = false;
}

/* The index of the word in its table; 0 and a fault when it is in none. */
static size_t word_read(struct reading *r, const struct json *o,
    const char *key, const char *const *names, size_t count)
{
	struct bytes word = json_bytes(json_get(o, key));

	for (size_t i = 0; i < count; i++)
		if (bytes_is(word, names[i]))
			return i;
	wrong(r, key);
	return 0;
}

static struct bytes text_read(
    struct reading *r, const struct json *o, const char *key)
{
	struct bytes text = json_bytes(json_get(o, key));

	return bytes_present(text) ? arena_copy(r->arena, text) : ABSENT;
}

static size_t number_read(
    struct reading *r, const struct json *o, const char *key)
{
	int64_t n = 0;

	if (!json_integer_of(json_get(o, key), &n) || n < 0 ||
	    n > INT64_C(1) << 40) {
		wrong(r, key);
		n = 0;
	}
	return (size_t)n;
}

static struct json *octets_json(struct arena *arena, struct bytes octets)
{
	return bytes_present(octets) ? json_text(base64_write(arena, octets))
				     : json_null_new();
}

static struct bytes octets_read(
    struct reading *r, const struct json *o, const char *key)
{
	struct bytes text = json_bytes(json_get(o, key)), octets;

	if (!bytes_present(text))
		return ABSENT;
	if (!base64_read(r->arena, text, &octets))
		wrong(r, key);
	return octets;
}

/* ---- one signature ------------------------------------------------------- */

static struct json *dkim_json(struct arena *arena, const struct dkim_verdict *v)
{
	struct json *o = json_object_new();

	json_put(o, "reason", json_word(dkim_names[v->reason]));
	json_put(o, "detail", json_text(redact_text(arena, v->detail)));
	json_put(o, "body_hash", json_word(match_names[v->body_hash]));
	json_put(
	    o, "header_signature", json_word(match_names[v->header_signature]));
	json_put(o, "key_fits", json_word(match_names[v->key_fits]));
	json_put(o, "body_digest", octets_json(arena, v->body_digest));
	json_put(o, "header_digest", octets_json(arena, v->header_digest));
	json_put(o, "body_length", json_count((int64_t)v->body_length));
	return o;
}

static enum match match_read(
    struct reading *r, const struct json *o, const char *key)
{
	return (enum match)word_read(
	    r, o, key, match_names, COUNT(match_names));
}

static void dkim_apply(
    struct reading *r, const struct json *o, struct dkim_verdict *v)
{
	v->reason = (enum dkim_reason)word_read(
	    r, o, "reason", dkim_names, COUNT(dkim_names));
	v->detail = text_read(r, o, "detail");
	v->body_hash = match_read(r, o, "body_hash");
	v->header_signature = match_read(r, o, "header_signature");
	v->key_fits = match_read(r, o, "key_fits");
	v->body_digest = octets_read(r, o, "body_digest");
	v->header_digest = octets_read(r, o, "header_digest");
	v->body_length = number_read(r, o, "body_length");
}

/* ---- ARC ----------------------------------------------------------------- */

static struct json *arc_json(struct arena *arena, const struct arc_verdict *arc)
{
	struct json *o, *sets = json_array_new();

	o = json_object_new();
	json_put(o, "reason", json_word(arc_names[arc->reason]));
	json_put(o, "detail", json_text(redact_text(arena, arc->detail)));
	json_put(o, "oldest_pass", json_count(arc->oldest_pass));
	for (const struct arc_instance *i = arc->instances; i; i = i->next) {
		struct json *set = json_object_new();
		json_put(set, "sealed", json_word(result_names[i->sealed]));
		json_put(
		    set, "detail", json_text(redact_text(arena, i->detail)));
		json_put(set, "message",
		    i->message != NULL ? dkim_json(arena, i->message)
				       : json_null_new());
		json_append(sets, set);
	}
	json_put(o, "sets", sets);
	return o;
}

static void arc_apply(
    struct reading *r, const struct json *o, struct arc_verdict *arc)
{
	const struct json *sets = json_get(o, "sets");
	size_t n = 0;

	arc->reason = (enum arc_reason)word_read(
	    r, o, "reason", arc_names, COUNT(arc_names));
	arc->result = arc_result(arc->reason);
	arc->detail = text_read(r, o, "detail");
	arc->oldest_pass = (unsigned)number_read(r, o, "oldest_pass");
	for (struct arc_instance *i = arc->instances; i && r->good;
	     i = i->next) {
		const struct json *set = json_at(sets, n++);
		i->sealed = (enum auth_result)word_read(
		    r, set, "sealed", result_names, COUNT(result_names));
		i->detail = text_read(r, set, "detail");
		if (i->message != NULL)
			dkim_apply(r, json_get(set, "message"), i->message);
	}
}

/* ---- the body, sent and received ----------------------------------------- */

static size_t in_body(
    const struct message *message, const struct transit_spot *spot)
{
	size_t start = bytes_present(message->body)
			   ? (size_t)(message->body.ptr - message->raw.ptr)
			   : message->raw.len;

	return spot->offset > start ? spot->offset - start : 0;
}

static struct json *body_json(const struct inspection *in)
{
	const struct body_change *b = &in->transit->body;
	struct json *o = json_object_new();
	struct message sent;

	json_put(o, "change", json_word(body_names[b->kind]));
	json_put(o, "blanks", json_count(b->blanks));
	json_put(o, "line_ends", json_truth(b->line_ends));
	json_put(o, "tracking", json_truth(b->tracking));
	json_put(o, "encoded_before", json_text(b->encoded_before));
	json_put(o, "encoded_after", json_text(b->encoded_after));
	json_put(o, "part", json_text(b->part));
	json_put(o, "media", json_text(b->media));
	json_put(o, "parts", json_count((int64_t)b->parts));
	json_put(o, "text", json_text(redact_body(in->arena, b->text)));
	inspection_message(in, in->sent->raw, &sent);
	json_put(o, "sent_at", json_count((int64_t)in_body(&sent, &b->sent)));
	json_put(o, "received_at",
	    json_count((int64_t)in_body(&in->message, &b->received)));
	return o;
}

static void body_apply(
    struct reading *r, const struct json *o, struct inspection *in)
{
	struct transit *t = (struct transit *)(uintptr_t)in->transit;
	struct body_change *b = &t->body;
	struct message sent;
	size_t blanks = number_read(r, o, "blanks");

	inspection_message(in, in->sent->raw, &sent);
	*b = (struct body_change){
		.kind = (enum body_change_kind)word_read(
		    r, o, "change", body_names, COUNT(body_names)),
		.blanks = blanks <= BLANKS_LINES ? (enum blanks_changed)blanks
						 : BLANKS_NONE,
		.line_ends = json_says_true(json_get(o, "line_ends")),
		.tracking = json_says_true(json_get(o, "tracking")),
		.encoded_before = text_read(r, o, "encoded_before"),
		.encoded_after = text_read(r, o, "encoded_after"),
		.part = text_read(r, o, "part"),
		.media = text_read(r, o, "media"),
		.parts = number_read(r, o, "parts"),
		.text = text_read(r, o, "text"),
		.sent = transit_spot_at(&sent, number_read(r, o, "sent_at")),
		.received = transit_spot_at(
		    &in->message, number_read(r, o, "received_at")),
	};
}

/* ---- all of it ----------------------------------------------------------- */

struct json *verdict_facts_json(const struct inspection *in)
{
	struct json *o = json_object_new(), *list = json_array_new();
	const struct arc_verdict *arc = in->verified.arc;
	bool body = in->transit != NULL && in->transit->compared;

	for (const struct dkim_verdict *v = in->verified.dkim; v; v = v->next)
		json_append(list, dkim_json(in->arena, v));
	json_put(o, "schema", json_word(SCHEMA));
	json_put(o, "dkim", list);
	json_put(
	    o, "arc", arc != NULL ? arc_json(in->arena, arc) : json_null_new());
	json_put(o, "body", body ? body_json(in) : json_null_new());
	return o;
}

struct recalling {
	struct reading reading;
	const struct json *facts;
};

static void recall_dkim(struct inspection *in, void *context)
{
	struct recalling *c = context;
	const struct json *list = json_get(c->facts, "dkim");
	size_t n = 0;

	for (struct dkim_verdict *v = in->verified.dkim; v; v = v->next)
		dkim_apply(&c->reading, json_at(list, n++), v);
}

static void recall_arc(struct inspection *in, void *context)
{
	struct recalling *c = context;
	struct arc_verdict *arc =
	    (struct arc_verdict *)(uintptr_t)in->verified.arc;

	if (arc != NULL)
		arc_apply(&c->reading, json_get(c->facts, "arc"), arc);
}

static void recall_transit(struct inspection *in, void *context)
{
	struct recalling *c = context;

	if (in->transit != NULL && in->transit->compared)
		body_apply(&c->reading, json_get(c->facts, "body"), in);
}

bool verdict_facts_apply(
    struct inspection *in, struct bytes text, struct fault *fault)
{
	static const struct inspection_recall recall = { recall_dkim,
		recall_arc, recall_transit };
	struct json *facts = json_read(text, fault);
	struct recalling c = {
		.reading = { in->arena, fault, facts != NULL },
		.facts = facts,
	};

	if (facts != NULL &&
	    !bytes_is(json_bytes(json_get(facts, "schema")), SCHEMA))
		wrong(&c.reading, "schema");
	if (c.reading.good)
		inspection_finish_by(in, &recall, &c);
	json_free(facts);
	return c.reading.good;
}
