/*
 * suite_dns - the dns object of a suite's case as a resolver
 *
 * {"owner.name": [{"type": "TXT", "strings": [..], "enc": "latin-1"}, ...]}:
 * records, or {"type": T or "*", "rcode": ..}.  A name that is absent does not
 * exist.  TXT strings are UTF-8 on the wire unless `enc` says otherwise.
 */
#ifndef TESTS_SUITE_DNS_H
#define TESTS_SUITE_DNS_H

#include "common/base/json.h"
#include "common/base/names.h"
#include "common/dns/dns_name.h"
#include "common/dns/resolver.h"

static inline struct bytes suite_latin_1(struct arena *arena, struct bytes utf8)
{
	char *octets = arena_alloc(arena, utf8.len + 1);
	uint32_t code;
	size_t n = 0;

	for (size_t len; (len = utf8_next(utf8, &code)) > 0;
	     utf8 = bytes_skip(utf8, len))
		octets[n++] = (char)code;
	return (struct bytes){ octets, n };
}

static inline void suite_strings(
    struct arena *arena, const struct json *row, struct dns_record *record)
{
	const struct json *list = json_get(row, "strings");
	size_t count = json_size(list);
	struct bytes *strings = arena_new_array(arena, struct bytes, count + 1);
	bool latin_1 =
	    bytes_eq(json_bytes(json_get(row, "enc")), BYTES("latin-1"));

	for (size_t i = 0; i < count; i++) {
		strings[i] = json_bytes(json_at(list, i));
		if (latin_1)
			strings[i] = suite_latin_1(arena, strings[i]);
	}
	if (count == 0)
		strings[0] = BYTES("");
	record->strings = strings;
	record->string_count = count > 0 ? count : 1;
}

static inline bool suite_name(
    struct arena *arena, struct bytes text, struct bytes *canonical)
{
	struct dns_name name = { .len = 0 };
	bool root = bytes_eq(text, BYTES("")) || bytes_eq(text, BYTES("."));

	if (!root && !dns_name_read(&name, text))
		return false;
	*canonical = arena_copy(arena, dns_name_bytes(&name));
	return true;
}

static inline bool suite_record(struct arena *arena, enum dns_type type,
    const struct json *row, struct dns_record *record)
{
	struct bytes address = json_bytes(json_get(row, "address"));
	struct bytes name = json_bytes(json_get(row, "target"));
	int64_t preference = 0;

	if (type == DNS_TXT || type == DNS_SPF) {
		suite_strings(arena, row, record);
		return true;
	}
	if (type == DNS_A || type == DNS_AAAA) {
		record->data = ip_canonical(arena, address);
		return ip_read(address, &record->ip);
	}
	if (type == DNS_MX) {
		json_integer_of(json_get(row, "preference"), &preference);
		record->preference = (uint16_t)preference;
		name = json_bytes(json_get(row, "exchange"));
	}
	return suite_name(arena, name, &record->data);
}

static inline int suite_rcode(struct bytes word)
{
	static const struct name rcodes[] = {
		{ "NXDOMAIN", DNS_NO_NAME },
		{ "NODATA", DNS_NO_DATA },
		{ "SERVFAIL", DNS_SERVFAIL },
		{ "REFUSED", DNS_REFUSED },
		{ "TIMEOUT", DNS_TIMEOUT },
		{ NULL, -1 },
	};

	return name_code(rcodes, word);
}

static inline bool suite_row(struct dns_set *set, struct arena *arena,
    struct bytes name, const struct json *row, struct fault *fault)
{
	struct bytes word = json_bytes(json_get(row, "type"));
	int rcode = suite_rcode(json_bytes(json_get(row, "rcode")));
	struct dns_record record = { .data = ABSENT };
	enum dns_type type = (enum dns_type)0;

	if (!bytes_eq(word, BYTES("*")) && !dns_type_read(word, &type))
		return fault_set(
		    fault, FAULT_INPUT, "a type of the suite is not known");
	if (rcode >= 0) {
		dns_set_status(set, name, type, (enum dns_status)rcode, 0);
		return true;
	}
	if (!suite_record(arena, type, row, &record))
		return fault_set(fault, FAULT_INPUT,
		    "a record of the suite cannot be read: %.*s", FMT(name));
	return dns_set_add(set, name, type, 0, &record, fault);
}

struct suite {
	struct dns_set *set;
	struct arena *arena;
	struct fault *fault;
};

static inline bool suite_rows(
    void *target, struct bytes key, const struct json *rows)
{
	const struct suite *suite = target;
	struct bytes name;

	if (!suite_name(suite->arena, key, &name))
		return fault_set(suite->fault, FAULT_INPUT,
		    "a name of the suite is none: %.*s", FMT(key));
	if (json_size(rows) == 0)
		dns_set_status(
		    suite->set, name, (enum dns_type)0, DNS_NO_DATA, 0);
	for (size_t i = 0; i < json_size(rows); i++)
		if (!suite_row(suite->set, suite->arena, name, json_at(rows, i),
			suite->fault))
			return false;
	return true;
}

/* `dns` NULL: nothing exists. */
static inline struct resolver *suite_resolver(
    const struct json *dns, struct fault *fault)
{
	struct suite suite = { dns_set_open(), arena_open(), fault };

	dns_set_literal(suite.set);
	bool read = json_each(dns, &suite, suite_rows);
	arena_close(suite.arena);
	if (read)
		return resolver_of_set(suite.set);
	dns_set_close(suite.set);
	return NULL;
}

#endif
