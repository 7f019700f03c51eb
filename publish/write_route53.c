/* The change batch of ChangeResourceRecordSets. */
#include "common/base/json.h"
#include "common/net/domain.h"
#include "publish/change_formats.h"
#include "publish/record_form.h"

#define VALUE_MOST ((size_t)4 * 65535 + 1024) /* TXT, each octet escaped */
#define NAME_MOST  (4 * DOMAIN_MAX + 2)

static struct json *text_json(const struct text *text)
{
	return json_text(text_bytes(text));
}

static struct json *values_json(const struct change *change)
{
	struct json *list = json_array_new();
	struct text value = text_new(VALUE_MOST);

	for (const struct dns_record *r = change->records; r; r = r->next) {
		struct json *o = json_object_new();
		text_clear(&value);
		record_form(&value, change->type, r, RADIX_OCTAL);
		json_put(o, "Value", text_json(&value));
		json_append(list, o);
	}
	text_free(&value);
	return list;
}

static struct json *set_json(const struct change *change)
{
	struct json *o = json_object_new();
	struct text name = text_new(NAME_MOST);

	name_form(&name, change->name, RADIX_OCTAL);
	json_put(o, "Name", text_json(&name));
	json_put(o, "Type", json_word(dns_type_word(change->type)));
	json_put(o, "TTL", json_count(change->ttl));
	json_put(o, "ResourceRecords", values_json(change));
	text_free(&name);
	return o;
}

static struct json *change_json(const struct change *change)
{
	struct json *o = json_object_new();

	json_put(o, "Action",
	    json_word(change->action == CHANGE_DELETE ? "DELETE" : "UPSERT"));
	json_put(o, "ResourceRecordSet", set_json(change));
	return o;
}

/* A comment of Route 53 has at most 256 characters. */
static struct json *comment_json(struct bytes zone)
{
	struct text comment = text_new(256);

	text_add(&comment, BYTES("mailplumb"));
	if (bytes_present(zone) && zone.len < 60) {
		text_add(&comment, BYTES(": "));
		name_form(&comment, zone, RADIX_OCTAL);
	}
	struct json *value = text_json(&comment);
	text_free(&comment);
	return value;
}

void write_route53(
    const struct change *changes, struct bytes zone, struct text *out)
{
	struct json *o = json_object_new(), *list = json_array_new();

	for (const struct change *c = changes; c != NULL; c = c->next)
		json_append(list, change_json(c));
	json_put(o, "Comment", comment_json(zone));
	json_put(o, "Changes", list);
	json_print(o, JSON_INDENTED, out);
	text_char(out, '\n');
	json_free(o);
}
