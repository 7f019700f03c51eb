#include "common/dns/dns_report.h"

static struct json *octets_json(struct bytes octets)
{
	struct text utf8 = text_new(octets.len * 2 + 1);

	for (size_t i = 0; i < octets.len; i++) {
		unsigned char c = (unsigned char)octets.ptr[i];
		if (c >= 0x80)
			text_char(&utf8, (char)(0xc0 | c >> 6));
		text_char(&utf8, (char)(c < 0x80 ? c : 0x80 | (c & 0x3f)));
	}
	struct json *value = json_text(text_bytes(&utf8));
	text_free(&utf8);
	return value;
}

static struct json *strings_json(const struct dns_record *record)
{
	struct json *list;

	if (record->string_count == 1)
		return octets_json(record->data);
	list = json_array_new();
	for (size_t i = 0; i < record->string_count; i++)
		json_append(list, octets_json(record->strings[i]));
	return list;
}

static struct json *mx_json(const struct dns_record *record)
{
	struct text text = text_new(DOMAIN_MAX + 16);

	text_printf(&text, "%u ", record->preference);
	text_add(&text, record->data.len > 0 ? record->data : BYTES("."));
	struct json *value = octets_json(text_bytes(&text));
	text_free(&text);
	return value;
}

static struct json *record_json(
    enum dns_type type, const struct dns_record *record)
{
	if (type == DNS_TXT || type == DNS_SPF)
		return strings_json(record);
	if (type == DNS_MX)
		return mx_json(record);
	return octets_json(record->data.len > 0 ? record->data : BYTES("."));
}

struct json *dns_name_json(struct bytes name)
{
	return octets_json(name);
}

struct json *dns_records_json(
    enum dns_type type, const struct dns_record *records)
{
	struct json *list = json_array_new();

	for (const struct dns_record *r = records; r != NULL; r = r->next)
		json_append(list, record_json(type, r));
	return list;
}

struct json *dns_row_json(
    struct bytes name, enum dns_type type, const struct dns_row *row)
{
	struct json *object = json_object_new();

	json_put(object, "name", octets_json(name));
	json_put(object, "type", json_word(dns_type_word(type)));
	json_put(object, "status", json_word(dns_status_word(row->status)));
	json_put(object, "ttl", json_count(row->ttl));
	json_put(object, "data", dns_records_json(type, row->records));
	json_put(object, "server", json_text(row->server));
	if (row->detail != NULL)
		json_put(object, "detail", json_word(row->detail));
	return object;
}

static struct json *alias_json(const struct dns_alias *alias)
{
	const struct dns_record target = { .data = alias->target };
	const struct dns_row row = {
		.status = DNS_FOUND,
		.ttl = alias->ttl,
		.records = &target,
		.record_count = 1,
		.server = alias->server,
	};

	return dns_row_json(alias->name, DNS_CNAME, &row);
}

void dns_answer_json(struct json *array, const struct dns_answer *answer)
{
	const struct dns_row row = {
		.status = answer->status,
		.ttl = answer->ttl,
		.records = answer->records,
		.record_count = answer->record_count,
		.server = answer->server,
		.detail = answer->detail,
	};

	for (const struct dns_alias *a = answer->aliases; a; a = a->next)
		json_append(array, alias_json(a));
	json_append(array, dns_row_json(answer->owner, answer->type, &row));
}
