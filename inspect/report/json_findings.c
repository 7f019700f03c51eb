/* What is wrong, and the fix as data. */
#include "inspect/report/json_parts.h"

#include "common/dns/dns_report.h"
#include "inspect/model/catalogue.h"

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

struct json *json_change(const struct change *change)
{
	struct json *o = json_object_new();

	json_put(o, "action", json_word(change_action_word(change->action)));
	json_put(o, "name", dns_name_json(change->name));
	json_put(o, "type", json_word(dns_type_word(change->type)));
	json_put(o, "ttl", json_count(change->ttl));
	json_put(o, "data", dns_records_json(change->type, change->records));
	json_put(
	    o, "replaces", dns_records_json(change->type, change->replaces));
	return o;
}

struct json *json_changes(const struct change *changes)
{
	struct json *list = json_array_new();

	for (const struct change *c = changes; c != NULL; c = c->next)
		json_append(list, json_change(c));
	return list;
}

static struct json *json_commands(const struct fix_command *commands)
{
	struct json *list = json_array_new();

	for (const struct fix_command *c = commands; c != NULL; c = c->next)
		json_append(list, json_text(c->text));
	return list;
}

static struct json *json_fix(const struct fix *fix)
{
	if (!bytes_present(fix->text))
		return json_null_new();
	struct json *o = json_object_new();
	json_put(o, "text", json_text(fix->text));
	json_put(o, "records", json_changes(fix->changes));
	json_put(o, "commands", json_commands(fix->commands));
	return o;
}

struct json *json_findings(const struct finding *findings)
{
	struct json *list = json_array_new();

	for (const struct finding *f = findings; f != NULL; f = f->next) {
		struct json *o = json_object_new();
		json_put(o, "id", json_word(f->row->id));
		json_put(o, "severity", json_word(severity_word(f->severity)));
		json_put(o, "subject", json_word(f->row->subject));
		json_put(o, "message", json_text(f->message));
		json_put(o, "evidence", json_evidence(f));
		json_put(o, "fix", json_fix(&f->fix));
		json_put(o, "cause",
		    json_word(f->cause != NULL ? f->cause->row->id : NULL));
		json_append(list, o);
	}
	return list;
}
