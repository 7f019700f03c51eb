/* DKIM and ARC: what was claimed and what we found, signature by signature. */
#include "inspect/report/json_parts.h"

#include "common/base/crypto.h"
#include "common/dns/dns_report.h"
#include "inspect/model/witness.h"

#define REASON_MOST 4096 /* octets of a reason with its detail */

struct json *json_reason(const char *text, struct bytes detail)
{
	struct text reason = text_new(REASON_MOST);

	text_add(&reason, bytes_of(text));
	if (!bytes_empty(detail)) {
		text_add(&reason, BYTES(": "));
		text_add(&reason, detail);
	}
	struct json *json = json_text(text_bytes(&reason));
	text_free(&reason);
	return json;
}

/* ---- one signature --------------------------------------------------------
 */

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

static struct json *json_match(enum match match)
{
	static const char *const words[] = {
		[MATCH_UNCHECKED] = "unchecked",
		[MATCH_YES] = "match",
		[MATCH_NO] = "mismatch",
	};

	return json_word(words[match]);
}

static struct json *json_base64(struct arena *arena, struct bytes octets)
{
	return bytes_empty(octets) ? json_null_new()
				   : json_text(base64_write(arena, octets));
}

static void put_verdict(struct json *o, const struct dkim_verdict *v)
{
	json_put(o, "key_bits",
	    v->key_bits > 0 ? json_count(v->key_bits) : json_null_new());
	json_put(o, "key_record", json_filled(v->key_record));
	json_put(o, "body_hash", json_match(v->body_hash));
	json_put(o, "header_signature", json_match(v->header_signature));
	json_put(o, "verified", json_result(dkim_result(v->reason)));
	if (v->reason != DKIM_UNASKED)
		json_put(o, "reason",
		    json_reason(dkim_reason_text(v->reason), v->detail));
	else
		json_put(o, "reason",
		    json_word(
			v->signature != NULL ? v->signature->mistake : NULL));
}

/* It passed, and its domain aligns: by our verification where that decides,
 * else by the receiver's. */
static bool is_aligned(const struct inspection *in,
    const struct dkim_verdict *v, const struct identifier *claimed)
{
	const struct verified_identifier *id =
	    in->verified.dmarc != NULL ? in->verified.dmarc->identifiers : NULL;

	if (v != NULL && decides(dkim_result(v->reason)) &&
	    !copy_altered(in, v)) {
		while (id != NULL && id->dkim != v)
			id = id->next;
		return id != NULL &&
		       id->aligned[aligning_standard(in->verified.dmarc)];
	}
	return claimed != NULL && claimed->result == AUTH_PASS &&
	       claimed->alignment != ALIGN_NO;
}

static struct json *json_signature(
    const struct inspection *in, const struct dkim_signature *s)
{
	const struct identifier *id = reported_of_signature(&in->reported, s);
	const struct dkim_verdict *v = verified_of_signature(&in->verified, s);
	struct dkim_verdict none = { .signature = s, .reason = DKIM_UNASKED };
	struct json *o = json_object_new();

	put_tags(o, s);
	put_verdict(o, v != NULL ? v : &none);
	json_put(
	    o, "reported", json_result(id != NULL ? id->result : AUTH_ABSENT));
	json_put(o, "aligned", json_truth(is_aligned(in, v, id)));
	json_put(o, "computed_body_hash",
	    json_base64(in->arena, v != NULL ? v->body_digest : ABSENT));
	json_put(o, "computed_header_hash",
	    json_base64(in->arena, v != NULL ? v->header_digest : ABSENT));
	return o;
}

struct json *json_dkim(const struct inspection *in)
{
	struct json *o = json_object_new(), *list = json_array_new();

	for (const struct dkim_signature *s = in->signatures; s != NULL;
	     s = s->next)
		json_append(list, json_signature(in, s));
	json_put(o, "reported", json_result(in->reported.dkim));
	json_put(o, "verified", json_result(in->verified.dkim_result));
	json_put(o, "aligned", json_truth(dkim_aligns(in)));
	json_put(o, "signatures", list);
	return o;
}

/* ---- ARC ------------------------------------------------------------------
 */

static struct json *json_instance(const struct arc_instance *i)
{
	static const struct claim_field nothing;
	const struct claim_field *claims =
	    i->claims != NULL ? i->claims : &nothing;
	struct json *o = json_object_new();

	json_put(o, "instance", json_count(i->instance));
	json_put(o, "seal_domain", json_filled(i->domain));
	json_put(o, "cv", json_filled(i->chain_value));
	json_put(o, "verified", json_result(i->sealed));
	json_put(o, "reason",
	    bytes_empty(i->detail) ? json_word(claims->mistake)
				   : json_text(i->detail));
	json_put(o, "authserv_id", json_filled(claims->authserv_id));
	json_put(o, "results", json_results(claims));
	json_put(o, "message_signature",
	    json_result(i->message != NULL ? dkim_result(i->message->reason)
					   : AUTH_ABSENT));
	return o;
}

/* Without our verification, the sets that can be read off the claims. */
static void put_claimed(struct json *list, const struct inspection *in)
{
	for (const struct claim_field *f = in->claims; f != NULL; f = f->next)
		if (f->kind == CLAIM_ARC_AUTHENTICATION_RESULTS) {
			struct arc_instance i = { .instance = f->instance,
				.claims = f };
			json_append(list, json_instance(&i));
		}
}

struct json *json_arc(const struct inspection *in)
{
	const struct arc_verdict *arc = in->verified.arc;
	struct json *o = json_object_new(), *list = json_array_new();

	json_put(o, "reported", json_result(in->reported.arc));
	json_put(o, "verified",
	    json_result(arc != NULL ? arc->result : AUTH_ABSENT));
	json_put(o, "instances", list);
	json_put(o, "reason",
	    arc != NULL && arc->result != AUTH_ABSENT
		? json_reason(arc_reason_text(arc->reason), arc->detail)
		: json_null_new());
	if (arc == NULL)
		put_claimed(list, in);
	else
		for (const struct arc_instance *i = arc->instances; i != NULL;
		     i = i->next)
			json_append(list, json_instance(i));
	return o;
}

/* ---- the DNS --------------------------------------------------------------
 */

struct json *json_dns(const struct inspection *in)
{
	struct json *list = json_array_new();
	size_t n = in->dns != NULL ? dns_asked(in->dns) : 0;

	for (size_t i = 0; i < n; i++)
		dns_answer_json(list, dns_answer_at(in->dns, i));
	return list;
}
