/*
 * Contract 3, in its order: one function for each object, one line for each
 * key.
 */
#include "inspect/report/json_parts.h"
#include "inspect/report/report.h"
#include "inspect/report/report_ses.h"
#include "inspect/report/report_transit.h"

#include "common/mail/date.h"
#include "common/mail/encoded_word.h"
#include "common/mail/limits.h"
#include "inspect/model/receivers.h"

/* On one line, without the blanks around it, as a person reads it. */
static struct json *json_field(const struct inspection *in, enum field_id id)
{
	const struct field *field = message_field(&in->message, id);
	struct bytes rest =
	    field != NULL ? bytes_first(bytes_trim(field->value), LIMIT_VALUE)
			  : ABSENT;
	struct text line = text_new(rest.len + 1);
	struct bytes part;

	while (bytes_line(&rest, &part))
		text_add(&line, part);
	struct json *value =
	    json_filled(encoded_words_read(in->arena, text_bytes(&line)));
	text_free(&line);
	return value;
}

/* ---- message --------------------------------------------------------------
 */

static struct json *json_labels(struct bytes labels)
{
	struct json *list;
	struct bytes label;

	if (labels.len == 0)
		return json_null_new();
	list = json_array_new();
	while (bytes_line(&labels, &label))
		json_append(list, json_text(label));
	return list;
}

static struct json *json_source(const struct origin *origin)
{
	struct json *o = json_object_new();

	json_put(o, "kind", json_word(source_kind_word(origin->kind)));
	json_put(o, "name", json_filled(origin->name));
	json_put(o, "folder", json_filled(origin->folder));
	json_put(o, "uid",
	    origin->uid > 0 ? json_count(origin->uid) : json_null_new());
	json_put(o, "placement", json_word(placement_word(origin->placement)));
	json_put(o, "category", json_filled(origin->category));
	json_put(o, "labels", json_labels(origin->labels));
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
	const struct field *field = message_field(&in->message, FIELD_DATE);

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
	json_put(o, "from", json_field(in, FIELD_FROM));
	json_put(o, "from_domain", json_filled(in->author.domain));
	json_put(o, "subject", json_field(in, FIELD_SUBJECT));
	json_put(o, "date", json_date(in));
	json_put(o, "message_id", json_field(in, FIELD_MESSAGE_ID));
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

static struct json *json_receiver(const struct inspection *in)
{
	const struct receiver *receiver = in->receiver;

	if (receiver == NULL)
		return json_null_new();
	const struct receiver *own = in->premises->receivers;
	while (own != NULL && own->name != NULL && own != receiver)
		own++;
	struct json *o = json_object_new();
	json_put(o, "name", json_word(receiver->name));
	json_put(o, "title", json_word(receiver->title));
	json_put(o, "own", json_truth(own == receiver));
	json_put(o, "software",
	    json_truth(own != receiver && receiver_is_any_host(receiver)));
	return o;
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
	json_put(o, "dns", json_dns(in));
	json_put(o, "findings", json_findings(in->findings));
	json_put(o, "transit", json_transit(in));
	json_put(o, "ses", json_ses_word(in->ses));
	json_put(o, "receiver", json_receiver(in));
	return o;
}
