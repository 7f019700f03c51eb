/* The JSON of `mailplumb dns`. */
#include "inspect/report/report_dns.h"

#include "inspect/model/record_check.h"
#include "inspect/model/served.h"
#include "inspect/model/witness.h"
#include "inspect/report/dmarc_tags.h"
#include "inspect/report/json_parts.h"
#include "inspect/report/report_served.h"
#include "inspect/report/report_ses.h"

static struct json *json_list(const struct bytes *list, size_t count)
{
	struct json *array = json_array_new();

	for (size_t i = 0; i < count; i++)
		json_append(array, json_text(list[i]));
	return array;
}

static struct json *json_expected(const struct expected *e)
{
	struct json *o = json_object_new();

	json_put(o, "identity", json_filled(e->identity));
	json_put(o, "region", json_filled(e->region));
	json_put(o, "mail_from", json_filled(e->mail_from));
	json_put(o, "dkim_domain", json_filled(e->dkim_domain));
	json_put(o, "dkim_zone", json_filled(e->dkim_zone));
	json_put(
	    o, "dkim_tokens", json_list(e->dkim_tokens, e->dkim_token_count));
	json_put(o, "dkim_selectors",
	    json_list(e->dkim_selectors, e->dkim_selector_count));
	json_put(o, "ses", json_truth(!e->elsewhere));
	return o;
}

/* ---- what each name server says ------------------------------------------
 */

static const struct served_view *view_of(
    const struct served *served, const struct record_check *r)
{
	const struct served_view *view = served != NULL ? served->views : NULL;

	while (view != NULL && (view->question.type != r->type ||
				   !bytes_eq(view->question.name, r->name)))
		view = view->next;
	return view;
}

static struct json *json_server(
    const struct inspection *in, const struct served_answer *a)
{
	const struct served_host *host = a->server->host;
	struct json *o = json_object_new();
	bool told = a->state == SERVED_AUTHORITY;

	json_put(o, "server", json_filled(a->server->address));
	json_put(o, "host",
	    host != NULL ? json_filled(host->name) : json_null_new());
	json_put(o, "state", json_word(served_state_word(a->state)));
	json_put(o, "status",
	    told ? json_word(dns_status_word(a->answer.status))
		 : json_null_new());
	json_put(o, "ttl", told ? json_count(a->answer.ttl) : json_null_new());
	json_put(o, "data",
	    told ? json_filled(served_text(in->arena, &a->answer))
		 : json_null_new());
	json_put(o, "newest",
	    a->data != NULL ? json_truth(a->data->newest) : json_null_new());
	return o;
}

/* The authorities, then the resolvers. */
static struct json *json_servers(
    const struct inspection *in, const struct record_check *r)
{
	const struct served_view *view = view_of(in->served, r);
	struct json *list = json_array_new();

	if (view == NULL)
		return list;
	for (const struct served_answer *a = view->answers; a; a = a->next)
		json_append(list, json_server(in, a));
	for (const struct served_answer *a = view->resolvers; a; a = a->next)
		json_append(list, json_server(in, a));
	return list;
}

/* ---- the records ---------------------------------------------------------
 */

static struct json *json_record(
    const struct inspection *in, const struct record_check *r)
{
	struct json *o = json_object_new();

	json_put(o, "purpose", json_word(record_purpose_word(r->purpose)));
	json_put(o, "name", json_filled(r->name));
	json_put(o, "type", json_word(dns_type_word(r->type)));
	json_put(o, "wanted", json_filled(r->wanted));
	json_put(o, "found", json_list(r->found, r->found_count));
	json_put(o, "status",
	    json_word(
		r->answer != NULL ? dns_status_word(r->answer->status) : NULL));
	json_put(o, "state", json_word(record_state_word(r->state)));
	json_put(o, "note", json_filled(r->note));
	json_put(o, "servers", json_servers(in, r));
	return o;
}

static struct json *json_records(const struct inspection *in)
{
	struct json *list = json_array_new();

	for (const struct record_check *r = in->records; r; r = r->next)
		json_append(list, json_record(in, r));
	return list;
}

static struct json *json_tags(const struct inspection *in)
{
	const struct dmarc_view *view = own_dmarc(in);
	struct json *list = json_array_new();
	struct dmarc_tag tag;

	if (view == NULL || view->record == NULL)
		return list;
	struct bytes rest = view->record->text;
	while (dmarc_tag_next(&rest, &tag)) {
		struct json *o = json_object_new();
		json_put(o, "tag", json_filled(tag.name));
		json_put(o, "value", json_filled(tag.value));
		json_put(o, "meaning", json_word(tag.meaning));
		json_append(list, o);
	}
	return list;
}

static struct json *json_unknown(const struct inspection *in)
{
	struct json *list = json_array_new();

	for (const struct unknown_fact *u = unknown_facts; u->word; u++)
		if (u->is(in)) {
			struct json *o = json_object_new();
			json_put(o, "fact", json_word(u->word));
			json_put(o, "text", json_word(u->text));
			json_append(list, o);
		}
	return list;
}

struct json *report_dns_json(const struct inspection *in)
{
	struct json *o = json_object_new();

	json_put(o, "schema", json_word("mailplumb.dns-report/1"));
	json_put(o, "version", json_word(MAILPLUMB_VERSION));
	json_put(o, "domain", json_filled(in->author.domain));
	json_put(o, "verdict", json_word(verdict_word(in->verdict)));
	json_put(o, "exit_code", json_count(in->exit_code));
	json_put(o, "expected", json_expected(&in->premises->expected));
	json_put(o, "not_known", json_unknown(in));
	json_put(o, "records", json_records(in));
	json_put(o, "wait", json_waited(in));
	json_put(o, "dkim", json_dkim(in));
	json_put(o, "spf", json_spf(in));
	json_put(o, "dmarc", json_dmarc(in));
	json_put(o, "dmarc_tags", json_tags(in));
	json_put(o, "dns", json_dns(in));
	json_put(o, "findings", json_findings(in->findings));
	json_put(o, "ses", json_ses_word(in->ses));
	return o;
}
