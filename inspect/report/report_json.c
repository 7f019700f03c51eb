/*
 * Contract 3, in its order: one function for each object, one line for each
 * key.  What is found by our own verification is null, what takes the DNS is
 * null or empty.
 */
#include "inspect/report/report.h"

#include "common/mail/date.h"
#include "inspect/model/catalogue.h"

#define NAME_MOST 1024 /* octets of a property's name, far more than seen */

static struct json *json_fact(const struct fact *fact)
{
	if (fact->source == FACT_NONE)
		return json_null_new();
	return json_text(bytes_empty(fact->value) ? BYTES("<>") : fact->value);
}

/* Present and empty says nothing: null. */
static struct json *json_filled(struct bytes b)
{
	return bytes_empty(b) ? json_null_new() : json_text(b);
}

/* On one line, without the blanks around it. */
static struct json *json_field(const struct inspection *in, const char *name)
{
	const struct field *field = message_field(&in->message, name);
	struct bytes rest = field != NULL ? bytes_trim(field->value) : ABSENT;
	struct text line = text_new(rest.len + 1);
	struct bytes part;

	while (bytes_line(&rest, &part))
		text_add(&line, part);
	struct json *value = json_filled(text_bytes(&line));
	text_free(&line);
	return value;
}

static struct json *json_result(enum auth_result result)
{
	return json_word(auth_result_word(result));
}

/* ---- message --------------------------------------------------------------
 */

static struct json *json_source(const struct origin *origin)
{
	struct json *o = json_object_new();

	json_put(o, "kind", json_word(source_kind_word(origin->kind)));
	json_put(o, "name", json_filled(origin->name));
	json_put(o, "folder", json_filled(origin->folder));
	json_put(o, "uid",
	    origin->uid > 0 ? json_count(origin->uid) : json_null_new());
	json_put(o, "placement", json_word(placement_word(origin->placement)));
	json_put(o, "number",
	    origin->number > 0 ? json_count((int64_t)origin->number)
			       : json_null_new());
	return o;
}

static struct json *json_sources(const struct envelope *envelope)
{
	struct json *o = json_object_new();

	json_put(o, "client_ip",
	    json_word(fact_source_word(envelope->client_ip.source)));
	json_put(o, "helo", json_word(fact_source_word(envelope->helo.source)));
	json_put(o, "mail_from",
	    json_word(fact_source_word(envelope->mail_from.source)));
	return o;
}

static struct json *json_ses(const struct envelope *envelope)
{
	if (!bytes_present(envelope->ses_message_id))
		return json_null_new();
	struct json *o = json_object_new();
	json_put(o, "message_id", json_filled(envelope->ses_message_id));
	json_put(o, "region", json_filled(envelope->ses_region));
	return o;
}

static struct json *json_date(const struct inspection *in)
{
	const struct field *field = message_field(&in->message, "Date");

	return field != NULL ? json_time(date_read(field->value))
			     : json_null_new();
}

static struct json *json_return_path(const struct envelope *envelope)
{
	if (!bytes_present(envelope->return_path))
		return json_null_new();
	return json_text(bytes_empty(envelope->return_path)
			     ? BYTES("<>")
			     : envelope->return_path);
}

static struct json *json_message(const struct inspection *in)
{
	const struct envelope *envelope = &in->envelope;
	struct json *o = json_object_new();

	json_put(o, "source", json_source(&in->origin));
	json_put(o, "size",
	    bytes_present(in->message.raw)
		? json_count((int64_t)in->message.raw.len)
		: json_null_new());
	json_put(o, "from", json_field(in, "From"));
	json_put(o, "from_domain", json_filled(in->author.domain));
	json_put(o, "subject", json_field(in, "Subject"));
	json_put(o, "date", json_date(in));
	json_put(o, "message_id", json_field(in, "Message-ID"));
	json_put(o, "return_path", json_return_path(envelope));
	json_put(
	    o, "mail_from_domain", json_filled(envelope->mail_from_domain));
	json_put(o, "helo", json_fact(&envelope->helo));
	json_put(o, "client_ip", json_fact(&envelope->client_ip));
	json_put(o, "sources", json_sources(envelope));
	json_put(o, "token", json_filled(envelope->token));
	json_put(o, "ses", json_ses(envelope));
	return o;
}

static struct json *json_check(const struct probe *probe)
{
	if (probe == NULL)
		return json_null_new();
	struct json *o = json_object_new();
	json_put(o, "name", json_filled(probe->check));
	json_put(o, "sender", json_filled(probe->sender));
	json_put(o, "mailbox", json_filled(probe->mailbox));
	return o;
}

/* ---- dkim -----------------------------------------------------------------
 */

/* What is claimed of this signature, or NULL. */
static const struct identifier *identifier_of(
    const struct inspection *in, const struct dkim_signature *signature)
{
	const struct identifier *id = in->reported.identifiers;

	while (id != NULL && id->signature != signature)
		id = id->next;
	return id;
}

static struct json *json_names(struct bytes names)
{
	struct json *list = json_array_new();
	struct bytes name;

	while (bytes_present(names)) {
		bytes_cut(names, ':', &name, &names);
		if (!bytes_empty(bytes_trim(name)))
			json_append(list, json_text(bytes_trim(name)));
	}
	return list;
}

static void put_tags(struct json *o, const struct dkim_signature *s)
{
	json_put(o, "index", json_count((int64_t)s->index));
	json_put(o, "domain", json_filled(s->domain));
	json_put(o, "selector", json_filled(s->selector));
	json_put(o, "identity", json_filled(s->identity));
	json_put(o, "algorithm", json_filled(s->algorithm));
	json_put(o, "canonicalization", json_filled(s->canonicalization));
	json_put(o, "signed_fields", json_names(s->names));
	json_put(o, "length",
	    s->length >= 0 ? json_count(s->length) : json_null_new());
	json_put(o, "timestamp", json_time(s->timestamp));
	json_put(o, "expiration", json_time(s->expiration));
}

static struct json *json_signature(
    const struct inspection *in, const struct dkim_signature *s)
{
	const struct identifier *id = identifier_of(in, s);
	struct json *o = json_object_new();

	put_tags(o, s);
	json_put(o, "key_bits", json_null_new());
	json_put(o, "key_record", json_null_new());
	json_put(o, "body_hash", json_word("unchecked"));
	json_put(o, "header_signature", json_word("unchecked"));
	json_put(o, "verified", json_null_new());
	json_put(o, "reason", json_word(s->mistake));
	json_put(
	    o, "reported", json_result(id != NULL ? id->result : AUTH_ABSENT));
	json_put(o, "aligned",
	    json_truth(id != NULL && id->result == AUTH_PASS &&
		       id->alignment != ALIGN_NO));
	return o;
}

static struct json *json_dkim(const struct inspection *in)
{
	struct json *o = json_object_new(), *list = json_array_new();

	for (const struct dkim_signature *s = in->signatures; s != NULL;
	     s = s->next)
		json_append(list, json_signature(in, s));
	json_put(o, "reported", json_result(in->reported.dkim));
	json_put(o, "verified", json_null_new());
	json_put(o, "aligned", json_truth(in->reported.dkim_aligned));
	json_put(o, "signatures", list);
	return o;
}

/* ---- spf ------------------------------------------------------------------
 */

static const struct identifier *spf_identifier(const struct inspection *in)
{
	const struct identifier *id = in->reported.identifiers;

	while (id != NULL && id->kind != IDENTIFIER_SPF)
		id = id->next;
	return id;
}

/* RFC 7208 2.4: with the null sender, the HELO name is what is checked. */
static const char *spf_identity(const struct envelope *envelope)
{
	if (envelope->mail_from.source == FACT_NONE)
		return NULL;
	return bytes_empty(envelope->mail_from.value) ? "helo" : "mailfrom";
}

static struct json *json_spf(const struct inspection *in)
{
	const struct identifier *id = spf_identifier(in);
	struct json *o = json_object_new();

	json_put(o, "reported", json_result(in->reported.spf));
	json_put(o, "verified", json_null_new());
	json_put(o, "domain",
	    json_filled(
		id != NULL ? id->domain : in->envelope.mail_from_domain));
	json_put(o, "identity", json_word(spf_identity(&in->envelope)));
	json_put(o, "client_ip", json_fact(&in->envelope.client_ip));
	json_put(o, "record", json_null_new());
	json_put(o, "matched", json_null_new());
	json_put(o, "lookups", json_null_new());
	json_put(o, "void_lookups", json_null_new());
	json_put(o, "aligned", json_truth(in->reported.spf_aligned));
	json_put(o, "reason", json_null_new());
	json_put(o, "steps", json_array_new());
	return o;
}

/* ---- dmarc ----------------------------------------------------------------
 */

static struct json *json_aligned(const struct identifier *ids)
{
	struct json *list = json_array_new();

	for (const struct identifier *id = ids; id != NULL; id = id->next) {
		if (id->result != AUTH_PASS || id->alignment == ALIGN_NO)
			continue;
		struct json *o = json_object_new();
		json_put(o, "kind",
		    json_word(id->kind == IDENTIFIER_DKIM ? "dkim" : "spf"));
		json_put(o, "domain", json_filled(id->domain));
		json_put(o, "mode",
		    json_word(
			id->alignment == ALIGN_STRICT ? "strict" : "relaxed"));
		json_append(list, o);
	}
	return list;
}

/* By RFC 9989, and by RFC 7489. */
static struct json *json_both(struct json *rfc9989, struct json *rfc7489)
{
	struct json *o = json_object_new();

	json_put(o, "rfc9989", rfc9989);
	json_put(o, "rfc7489", rfc7489);
	return o;
}

static struct json *json_dmarc(const struct inspection *in)
{
	const struct reported *reported = &in->reported;
	struct json *o = json_object_new();

	json_put(o, "reported", json_result(reported->dmarc));
	json_put(o, "verified", json_null_new());
	json_put(o, "author_domain", json_filled(in->author.domain));
	json_put(o, "record", json_null_new());
	json_put(o, "record_domain", json_null_new());
	json_put(o, "policy", json_filled(reported->dmarc_policy));
	json_put(o, "applied_policy", json_null_new());
	json_put(o, "adkim", json_null_new());
	json_put(o, "aspf", json_null_new());
	json_put(o, "testing", json_null_new());
	json_put(o, "organizational_domain",
	    json_both(
		json_null_new(), json_filled(reported->author_organization)));
	json_put(o, "result", json_both(json_null_new(), json_null_new()));
	json_put(o, "aligned_identifiers", json_aligned(reported->identifiers));
	json_put(o, "reason", json_word(in->author.mistake));
	return o;
}

/* ---- claims and ARC -------------------------------------------------------
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

static struct json *json_results(const struct claim_field *field)
{
	struct json *list = json_array_new();

	for (const struct claim *c = field->claims; c != NULL; c = c->next)
		json_append(list, json_claim(c));
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
	return o;
}

static struct json *json_claims(const struct inspection *in)
{
	struct json *list = json_array_new();

	for (const struct claim_field *f = in->claims; f != NULL; f = f->next)
		json_append(list, json_claim_field(f));
	return list;
}

static struct json *json_instance(const struct claim_field *field)
{
	struct json *o = json_object_new();

	json_put(o, "instance", json_count(field->instance));
	json_put(o, "seal_domain", json_null_new());
	json_put(o, "cv", json_null_new());
	json_put(o, "verified", json_null_new());
	json_put(o, "reason", json_word(field->mistake));
	json_put(o, "authserv_id", json_filled(field->authserv_id));
	json_put(o, "results", json_results(field));
	return o;
}

static struct json *json_arc(const struct inspection *in)
{
	struct json *o = json_object_new(), *list = json_array_new();

	for (const struct claim_field *f = in->claims; f != NULL; f = f->next)
		if (f->kind == CLAIM_ARC_AUTHENTICATION_RESULTS)
			json_append(list, json_instance(f));
	json_put(o, "reported", json_result(in->reported.arc));
	json_put(o, "verified", json_null_new());
	json_put(o, "instances", list);
	json_put(o, "reason", json_null_new());
	return o;
}

/* ---- the way --------------------------------------------------------------
 */

static struct json *json_hop(const struct hop *hop)
{
	struct json *o = json_object_new();
	struct bytes from = bytes_present(hop->rdns)   ? hop->rdns
			    : bytes_present(hop->helo) ? hop->helo
						       : hop->ip;

	json_put(o, "from", json_filled(from));
	json_put(o, "by", json_filled(hop->by));
	json_put(o, "with", json_filled(hop->with));
	json_put(o, "tls", json_filled(hop->tls));
	json_put(o, "time", json_time(hop->time));
	json_put(o, "delay", json_seconds(hop->delay));
	return o;
}

static struct json *json_hops(const struct hop *hops)
{
	struct json *list = json_array_new();

	for (const struct hop *hop = hops; hop != NULL; hop = hop->next)
		json_append(list, json_hop(hop));
	return list;
}

static struct json *json_timing(const struct probe *probe)
{
	if (probe == NULL)
		return json_null_new();
	const struct timing *t = &probe->timing;
	bool both = t->accepted != TIME_UNKNOWN && t->found != TIME_UNKNOWN;
	struct json *o = json_object_new();
	json_put(o, "queued", json_time(t->queued));
	json_put(o, "accepted", json_time(t->accepted));
	json_put(o, "delivered", json_time(t->delivered));
	json_put(o, "found", json_time(t->found));
	json_put(o, "detected_after",
	    json_seconds(both ? t->found - t->accepted : TIME_UNKNOWN));
	return o;
}

/* ---- findings -------------------------------------------------------------
 */

static struct json *json_evidence(const struct finding *finding)
{
	struct json *list = json_array_new();

	for (const struct evidence *e = finding->evidence; e; e = e->next) {
		struct json *o = json_object_new();
		json_put(o, "label", json_word(e->label));
		json_put(o, "value", json_filled(e->value));
		json_append(list, o);
	}
	return list;
}

static struct json *json_fix(struct bytes fix)
{
	if (!bytes_present(fix))
		return json_null_new();
	struct json *o = json_object_new();
	json_put(o, "text", json_text(fix));
	json_put(o, "records", json_array_new());
	json_put(o, "commands", json_array_new());
	return o;
}

static struct json *json_findings(const struct finding *findings)
{
	struct json *list = json_array_new();

	for (const struct finding *f = findings; f != NULL; f = f->next) {
		struct json *o = json_object_new();
		json_put(o, "id", json_word(f->row->id));
		json_put(o, "severity", json_word(severity_word(f->severity)));
		json_put(o, "subject", json_word(f->row->subject));
		json_put(o, "message", json_text(f->message));
		json_put(o, "evidence", json_evidence(f));
		json_put(o, "fix", json_fix(f->fix));
		json_put(o, "cause",
		    json_word(f->cause != NULL ? f->cause->row->id : NULL));
		json_append(list, o);
	}
	return list;
}

struct json *report_json(const struct inspection *in)
{
	struct json *o = json_object_new();

	json_put(o, "schema", json_word("mailplumb.report/1"));
	json_put(o, "version", json_word(MAILPLUMB_VERSION));
	json_put(o, "verdict", json_word(verdict_word(in->verdict)));
	json_put(o, "exit_code", json_count(in->exit_code));
	json_put(o, "check", json_check(in->probe));
	json_put(o, "message", json_message(in));
	json_put(o, "dkim", json_dkim(in));
	json_put(o, "spf", json_spf(in));
	json_put(o, "dmarc", json_dmarc(in));
	json_put(o, "arc", json_arc(in));
	json_put(o, "claims", json_claims(in));
	json_put(o, "hops", json_hops(in->hops));
	json_put(o, "timing", json_timing(in->probe));
	json_put(o, "dns", json_array_new());
	json_put(o, "findings", json_findings(in->findings));
	return o;
}
