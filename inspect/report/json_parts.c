#include "inspect/report/json_parts.h"

#include "inspect/model/witness.h"

#define NAME_MOST 1024 /* octets of a property's name, far more than seen */

struct json *json_fact(const struct fact *fact)
{
	if (fact->source == FACT_NONE)
		return json_null_new();
	return json_text(bytes_empty(fact->value) ? BYTES("<>") : fact->value);
}

struct json *json_filled(struct bytes b)
{
	return bytes_empty(b) ? json_null_new() : json_text(b);
}

struct json *json_result(enum auth_result result)
{
	return json_word(auth_result_word(result));
}

/* ---- spf ------------------------------------------------------------------
 */

/* RFC 7208 2.4: with the null sender, the HELO name is what is checked. */
static const char *spf_identity(const struct envelope *envelope)
{
	if (envelope->mail_from.source == FACT_NONE)
		return NULL;
	return bytes_empty(envelope->mail_from.value) ? "helo" : "mailfrom";
}

static struct json *json_step(const struct spf_step *step)
{
	struct json *o = json_object_new();

	json_put(o, "domain", json_text(step->domain));
	json_put(o, "term", json_text(step->term));
	json_put(o, "depth", json_count(step->depth));
	json_put(o, "matched", json_truth(step->matched));
	json_put(o, "lookups", json_count(step->lookups));
	json_put(o, "void_lookups", json_count(step->void_lookups));
	json_put(o, "result", json_result(step->result));
	return o;
}

static struct json *json_steps(const struct spf_step *steps)
{
	struct json *list = json_array_new();

	for (const struct spf_step *s = steps; s != NULL; s = s->next)
		json_append(list, json_step(s));
	return list;
}

struct json *json_spf_verdict(const struct spf_verdict *verdict)
{
	static const struct spf_verdict nothing = { .result = AUTH_ABSENT };
	const struct spf_verdict *v = verdict != NULL ? verdict : &nothing;
	struct json *o = json_object_new();
	bool is = verdict != NULL;

	json_put(o, "reported", json_null_new());
	json_put(o, "verified", json_result(v->result));
	json_put(o, "domain", json_filled(v->domain));
	json_put(o, "identity",
	    json_word(!is	? NULL
		      : v->helo ? "helo"
				: "mailfrom"));
	json_put(o, "client_ip", json_filled(v->client_ip));
	json_put(o, "record", json_filled(v->record));
	json_put(o, "matched", json_filled(v->matched));
	json_put(o, "lookups", is ? json_count(v->lookups) : json_null_new());
	json_put(o, "void_lookups",
	    is ? json_count(v->void_lookups) : json_null_new());
	json_put(o, "aligned", json_null_new());
	json_put(o, "reason",
	    is ? json_reason(spf_reason_text(v->reason), v->detail)
	       : json_null_new());
	json_put(o, "explanation", json_filled(v->explanation));
	json_put(o, "steps", json_steps(v->steps));
	json_put(o, "steps_left_out", json_count((int64_t)v->steps_left_out));
	return o;
}

struct json *json_spf(const struct inspection *in)
{
	const struct identifier *id = reported_of_spf(&in->reported);
	const struct spf_verdict *verified = in->verified.spf;
	struct json *o = json_spf_verdict(verified);

	json_put(o, "reported", json_result(in->reported.spf));
	json_put(o, "aligned", json_truth(spf_aligns(in)));
	if (verified != NULL)
		return o;
	json_put(o, "domain",
	    json_filled(
		id != NULL ? id->domain : in->envelope.mail_from_domain));
	json_put(o, "identity", json_word(spf_identity(&in->envelope)));
	json_put(o, "client_ip", json_fact(&in->envelope.client_ip));
	return o;
}

/* ---- claims -------------------------------------------------------
 */

/* A key has no octets that JSON cannot carry. */
static void put_property(struct json *o, const struct property *p)
{
	struct text key = text_new(NAME_MOST);

	if (bytes_present(p->type)) {
		text_add(&key, p->type);
		text_char(&key, '.');
	}
	text_add(&key, p->name);
	struct json *clean = json_text(text_bytes(&key));
	text_clear(&key);
	text_add(&key, json_bytes(clean));
	text_char(&key, '\0');
	/* The first of a name is the one that counts. */
	if (json_get(o, text_bytes(&key).ptr) == NULL)
		json_put(o, text_bytes(&key).ptr, json_filled(p->value));
	json_free(clean);
	text_free(&key);
}

static struct json *json_claim(const struct claim *claim)
{
	struct json *o = json_object_new(), *properties = json_object_new();

	for (const struct property *p = claim->properties; p != NULL;
	     p = p->next)
		put_property(properties, p);
	json_put(o, "method", json_filled(claim->method));
	json_put(o, "result", json_result(claim->result));
	json_put(o, "raw", json_filled(claim->word));
	json_put(o, "reason", json_filled(claim->reason));
	json_put(o, "properties", properties);
	return o;
}

struct json *json_results(const struct claim_field *field)
{
	struct json *list = json_array_new();

	for (const struct claim *c = field->claims; c != NULL; c = c->next)
		json_append(list, json_claim(c));
	return list;
}

static struct json *json_remarks(const struct claim_field *field)
{
	struct json *list = json_array_new();

	for (const struct remark *r = field->remarks; r != NULL; r = r->next) {
		struct json *o = json_object_new();
		json_put(o, "name", json_filled(r->name));
		json_put(o, "value", json_filled(r->value));
		json_put(o, "meaning", json_word(r->meaning));
		json_put(o, "against", json_truth(r->against));
		json_append(list, o);
	}
	return list;
}

static struct json *json_claim_field(const struct claim_field *field)
{
	struct json *o = json_object_new();

	json_put(o, "field", json_text(field->field->name));
	json_put(o, "position", json_count((int64_t)field->position));
	json_put(o, "authserv_id", json_filled(field->authserv_id));
	json_put(o, "trusted", json_truth(field->trust == TRUST_YES));
	json_put(o, "why", json_word(field->why));
	json_put(o, "results", json_results(field));
	json_put(o, "mistake", json_word(field->mistake));
	json_put(o, "placed", json_truth(field->placed));
	json_put(o, "remarks", json_remarks(field));
	return o;
}

struct json *json_claims(const struct inspection *in)
{
	struct json *list = json_array_new();

	for (const struct claim_field *f = in->claims; f != NULL; f = f->next)
		json_append(list, json_claim_field(f));
	return list;
}
