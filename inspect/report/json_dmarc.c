#include "inspect/report/json_parts.h"

static struct json *json_both(struct json *rfc9989, struct json *rfc7489)
{
	struct json *o = json_object_new();

	json_put(o, "rfc9989", rfc9989);
	json_put(o, "rfc7489", rfc7489);
	return o;
}

static struct json *json_policy(enum dmarc_policy policy)
{
	return json_word(dmarc_policy_word(policy));
}

static struct json *json_kind(enum identifier_kind kind)
{
	return json_word(kind == IDENTIFIER_DKIM ? "dkim" : "spf");
}

static const char *alignment_word(enum alignment alignment)
{
	static const char *const words[] = { [ALIGN_NO] = NULL,
		[ALIGN_RELAXED] = "relaxed",
		[ALIGN_STRICT] = "strict" };

	return words[alignment];
}

static struct json *json_aligned_identifier(
    enum identifier_kind kind, struct bytes domain, enum alignment alignment)
{
	struct json *o = json_object_new();

	json_put(o, "kind", json_kind(kind));
	json_put(o, "domain", json_filled(domain));
	json_put(o, "mode", json_word(alignment_word(alignment)));
	return o;
}

static struct json *json_aligned(const struct dmarc_verdict *verdict)
{
	struct json *list = json_array_new();
	const struct verified_identifier *id =
	    verdict != NULL ? verdict->identifiers : NULL;

	for (; id != NULL; id = id->next)
		if (id->aligned[RFC9989])
			json_append(
			    list, json_aligned_identifier(id->kind, id->domain,
				      id->alignment[RFC9989]));
	return list;
}

/* ---- what we computed ------------------------------------------------------
 */

static struct json *json_why(const struct dmarc_view *view)
{
	return json_reason(dmarc_reason_text(view->reason), view->detail);
}

static const char *mode_word(const struct dmarc_record *record, bool strict)
{
	return record == NULL ? NULL : strict ? "s" : "r";
}

static void put_record(struct json *o, const struct dmarc_record *record)
{
	json_put(o, "record",
	    record != NULL ? json_filled(record->text) : json_null_new());
	json_put(o, "record_domain",
	    record != NULL ? json_filled(record->domain) : json_null_new());
}

static void put_tags(struct json *o, const struct dmarc_record *record)
{
	json_put(o, "adkim",
	    json_word(mode_word(record, record && record->strict_dkim)));
	json_put(o, "aspf",
	    json_word(mode_word(record, record && record->strict_spf)));
	json_put(o, "testing",
	    record != NULL ? json_truth(record->testing) : json_null_new());
}

/* What differs by the older standard, beside the result. */
static struct json *json_other_view(const struct dmarc_view *view)
{
	struct json *o = json_object_new();

	put_record(o, view->record);
	json_put(o, "policy", json_policy(view->policy));
	json_put(o, "applied_policy", json_policy(view->applied));
	json_put(o, "reason", json_why(view));
	return o;
}

static struct json *json_alignment(
    const struct verified_identifier *id, enum dmarc_standard standard)
{
	return id->unknown[standard]
		   ? json_word("unknown")
		   : json_word(alignment_word(id->alignment[standard]));
}

static struct json *json_identifier(const struct verified_identifier *id)
{
	struct json *o = json_object_new();

	json_put(o, "kind", json_kind(id->kind));
	json_put(o, "domain", json_filled(id->domain));
	json_put(o, "result", json_result(id->result));
	json_put(o, "alignment",
	    json_both(
		json_alignment(id, RFC9989), json_alignment(id, RFC7489)));
	json_put(o, "aligned",
	    json_both(json_truth(id->aligned[RFC9989]),
		json_truth(id->aligned[RFC7489])));
	return o;
}

static struct json *json_place(const struct dmarc_place *place)
{
	struct json *o = json_object_new();

	json_put(o, "domain", json_filled(place->domain));
	json_put(o, "status",
	    json_word(place->answer != NULL
			  ? dns_status_word(place->answer->status)
			  : NULL));
	json_put(o, "records", json_count((int64_t)place->count));
	json_put(o, "mistake", json_word(place->why));
	return o;
}

static struct json *json_walk(const struct dmarc_walk *walk)
{
	struct json *list = json_array_new();

	for (size_t i = 0; i < walk->count; i++)
		json_append(list, json_place(walk->places[i]));
	return list;
}

static struct json *json_mistakes(const struct dmarc_record *record)
{
	struct json *list = json_array_new();
	const struct dmarc_flaw *flaw = record != NULL ? record->flaws : NULL;

	for (; flaw != NULL; flaw = flaw->next) {
		struct json *o = json_object_new();
		json_put(o, "tag", json_filled(flaw->tag));
		json_put(o, "value", json_filled(flaw->value));
		json_put(o, "mistake", json_word(flaw->what));
		json_append(list, o);
	}
	return list;
}

static struct json *json_target(const struct report_target *target)
{
	static const char *const words[] = {
		[REPORT_INSIDE] = "inside",
		[REPORT_AUTHORIZED] = "authorized",
		[REPORT_UNAUTHORIZED] = "unauthorized",
		[REPORT_UNKNOWN] = "unknown",
	};
	struct json *o = json_object_new();

	json_put(o, "tag", json_word(target->failure ? "ruf" : "rua"));
	json_put(o, "uri", json_filled(target->uri));
	json_put(o, "domain", json_filled(target->domain));
	json_put(o, "permission", json_word(words[target->permission]));
	return o;
}

static void put_lists(struct json *o, const struct dmarc_verdict *v)
{
	struct json *identifiers = json_array_new(),
		    *targets = json_array_new();

	for (const struct verified_identifier *id = v->identifiers; id != NULL;
	     id = id->next)
		json_append(identifiers, json_identifier(id));
	for (const struct report_target *t = v->targets; t != NULL; t = t->next)
		json_append(targets, json_target(t));
	json_put(o, "identifiers", identifiers);
	json_put(o, "walk", json_walk(&v->walk));
	json_put(o, "record_mistakes", json_mistakes(v->by[RFC9989].record));
	json_put(o, "report_targets", targets);
}

struct json *json_dmarc_verdict(const struct dmarc_verdict *verdict)
{
	static const struct dmarc_verdict nothing = { 0 };
	const struct dmarc_verdict *v = verdict != NULL ? verdict : &nothing;
	const struct dmarc_view *view = &v->by[RFC9989];
	struct json *o = json_object_new();
	enum auth_result results[DMARC_STANDARDS];
	bool is = verdict != NULL;

	for (int s = 0; s < DMARC_STANDARDS; s++)
		results[s] = is ? dmarc_result(v->by[s].reason) : AUTH_ABSENT;
	json_put(o, "reported", json_null_new());
	json_put(o, "verified", json_result(results[RFC9989]));
	json_put(o, "author_domain", json_filled(v->author_domain));
	put_record(o, view->record);
	json_put(o, "policy", json_policy(view->policy));
	json_put(o, "applied_policy", json_policy(view->applied));
	put_tags(o, view->record);
	json_put(o, "organizational_domain",
	    json_both(json_filled(view->organization),
		json_filled(v->by[RFC7489].organization)));
	json_put(o, "result",
	    json_both(
		json_result(results[RFC9989]), json_result(results[RFC7489])));
	json_put(o, "aligned_identifiers", json_aligned(verdict));
	json_put(o, "reason", is ? json_why(view) : json_null_new());
	json_put(o, "reported_policy", json_null_new());
	json_put(o, "divergence", json_filled(v->divergence));
	json_put(o, "rfc7489",
	    is ? json_other_view(&v->by[RFC7489]) : json_null_new());
	put_lists(o, v);
	return o;
}

/* ---- in the report --------------------------------------------------------
 */

static struct json *json_reported(const struct identifier *ids)
{
	struct json *list = json_array_new();

	for (const struct identifier *id = ids; id != NULL; id = id->next)
		if (id->result == AUTH_PASS && id->alignment != ALIGN_NO)
			json_append(list, json_aligned_identifier(id->kind,
					      id->domain, id->alignment));
	return list;
}

struct json *json_dmarc(const struct inspection *in)
{
	const struct reported *reported = &in->reported;
	struct json *o = json_dmarc_verdict(in->verified.dmarc);

	json_put(o, "reported", json_result(reported->dmarc));
	json_put(o, "reported_policy", json_filled(reported->dmarc_policy));
	if (in->verified.dmarc != NULL)
		return o;
	json_put(o, "author_domain", json_filled(in->author.domain));
	json_put(o, "organizational_domain",
	    json_both(
		json_null_new(), json_filled(reported->author_organization)));
	json_put(
	    o, "aligned_identifiers", json_reported(reported->identifiers));
	json_put(o, "reason", json_word(in->author.mistake));
	return o;
}
