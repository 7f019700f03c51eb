#include "common/dns/dns_replay.h"

#include "common/base/json.h"
#include "common/dns/dns_name.h"
#include <string.h>

#define NUMBERS_OF_SOA 5 /* behind its two names */

struct reading {
	struct dns_set *set;
	struct arena *arena; /* emptied after each answer */
	struct bytes name;
	enum dns_type type;
	enum dns_status status;
	uint32_t ttl;
	struct fault *fault;
};

static bool wrong(struct reading *r, const char *what)
{
	return fault_set(r->fault, FAULT_INPUT, "%s", what);
}

/* ---- octets ---------------------------------------------------------------
 */

/* Each character U+0000 to U+00FF is an octet; absent for any other. */
static struct bytes octets_of(struct arena *arena, struct bytes utf8)
{
	char *octets = arena_alloc(arena, utf8.len + 1);
	uint32_t code;
	size_t n = 0;

	if (!bytes_present(utf8))
		return ABSENT;
	while (utf8.len > 0) {
		size_t len = utf8_next(utf8, &code);
		if (len == 0 || code > 0xff)
			return ABSENT;
		octets[n++] = (char)code;
		utf8 = bytes_skip(utf8, len);
	}
	return (struct bytes){ octets, n };
}

/* "." and "" are the root. */
static bool name_read(
    struct arena *arena, struct bytes text, struct bytes *canonical)
{
	struct dns_name name = { .len = 0 };

	bool root = bytes_eq(text, BYTES(".")) || bytes_eq(text, BYTES(""));

	if (!bytes_present(text) || (!root && !dns_name_read(&name, text)))
		return false;
	*canonical = arena_copy(arena, dns_name_bytes(&name));
	return true;
}

/* ---- data, by type --------------------------------------------------------
 */

static const char *read_strings(
    struct reading *r, const struct json *item, struct dns_record *record)
{
	static const char expected[] =
	    "a TXT item is a string, or a list of strings, of characters up "
	    "to U+00FF";
	bool one = !json_is_list(item);
	size_t count = one ? 1 : json_size(item);
	struct bytes *strings =
	    arena_new_array(r->arena, struct bytes, count + 1);

	for (size_t i = 0; i < count; i++) {
		const struct json *string = one ? item : json_at(item, i);
		strings[i] = octets_of(r->arena, json_bytes(string));
		if (!bytes_present(strings[i]))
			return expected;
	}
	record->strings = strings;
	record->string_count = count;
	record->data = BYTES("");
	return NULL;
}

static const char *read_address(
    struct reading *r, struct bytes text, struct dns_record *record)
{
	bool v4 = r->type == DNS_A;

	/* A mapped address in AAAA is one of IPv4, and recorded as such. */
	if (!ip_read(text, &record->ip) || (v4 && record->ip.family != 4))
		return v4 ? "an A item is an IPv4 address"
			  : "an AAAA item is an IPv6 address";
	record->data = ip_canonical(r->arena, text);
	return NULL;
}

static const char *read_name(
    struct reading *r, struct bytes text, struct dns_record *record)
{
	return name_read(r->arena, text, &record->data)
		   ? NULL
		   : "an item of this type is a name";
}

static const char *read_mx(
    struct reading *r, struct bytes text, struct dns_record *record)
{
	struct bytes number, host;
	uint64_t preference;

	bytes_cut(text, ' ', &number, &host);
	if (!bytes_number(number, UINT16_MAX, &preference) ||
	    !bytes_present(host) ||
	    !name_read(r->arena, bytes_trim(host), &record->data))
		return "an MX item is a number and a host";
	record->preference = (uint16_t)preference;
	return NULL;
}

static bool next_item(struct bytes *rest, struct bytes *item)
{
	bytes_cut(*rest, ' ', item, rest);
	return item->len > 0;
}

static const char *read_soa(
    struct reading *r, struct bytes text, struct dns_record *record)
{
	static const char expected[] =
	    "a SOA item is two names and five numbers";
	struct bytes mname, rname, item;
	uint64_t number;

	if (!next_item(&text, &item) || !name_read(r->arena, item, &mname) ||
	    !next_item(&text, &item) || !name_read(r->arena, item, &rname))
		return expected;
	record->data = arena_printf(r->arena, "%.*s%s %.*s%s %.*s", FMT(mname),
	    mname.len > 0 ? "" : ".", FMT(rname), rname.len > 0 ? "" : ".",
	    FMT(text));
	for (int i = 0; i < NUMBERS_OF_SOA; i++)
		if (!next_item(&text, &item) ||
		    !bytes_number(item, UINT32_MAX, &number))
			return expected;
	return bytes_present(text) ? expected : NULL;
}

static const struct {
	enum dns_type type;
	const char *(*read)(
	    struct reading *r, struct bytes text, struct dns_record *record);
} readers[] = {
	{ DNS_A, read_address },
	{ DNS_AAAA, read_address },
	{ DNS_MX, read_mx },
	{ DNS_NS, read_name },
	{ DNS_CNAME, read_name },
	{ DNS_PTR, read_name },
	{ DNS_SOA, read_soa },
};

static const char *read_item(
    struct reading *r, const struct json *item, struct dns_record *record)
{
	struct bytes text = octets_of(r->arena, json_bytes(item));

	if (r->type == DNS_TXT || r->type == DNS_SPF)
		return read_strings(r, item, record);
	if (!bytes_present(text))
		return "an item of data is a string";
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (readers[i].type == r->type)
			return readers[i].read(r, text, record);
	return "\"*\" has no data";
}

/* ---- an answer ------------------------------------------------------------
 */

static bool read_data(struct reading *r, const struct json *data)
{
	size_t count = json_size(data);

	if (r->status != DNS_FOUND && count > 0)
		return wrong(r, "data without \"found\"");
	if (r->status != DNS_FOUND)
		dns_set_status(r->set, r->name, r->type, r->status, r->ttl);
	else if (count == 0)
		return wrong(r, "\"found\" without data");
	for (size_t i = 0; i < count; i++) {
		struct dns_record record = { .data = ABSENT };
		const char *mistake = read_item(r, json_at(data, i), &record);
		if (mistake != NULL)
			return wrong(r, mistake);
		if (!dns_set_add(
			r->set, r->name, r->type, r->ttl, &record, r->fault))
			return false;
	}
	return true;
}

static bool read_ttl(struct reading *r, const struct json *ttl)
{
	int64_t n = 0;

	if (ttl != NULL &&
	    (!json_integer_of(ttl, &n) || n < 0 || n > UINT32_MAX))
		return wrong(r, "ttl is not a number of seconds");
	r->ttl = (uint32_t)n;
	return true;
}

static bool read_key(struct reading *r, const struct json *answer)
{
	struct bytes type = json_bytes(json_get(answer, "type"));
	struct bytes status = json_bytes(json_get(answer, "status"));
	struct bytes name =
	    octets_of(r->arena, json_bytes(json_get(answer, "name")));

	if (!name_read(r->arena, name, &r->name))
		return wrong(r, "name is not a domain name");
	r->type = (enum dns_type)0;
	if (!bytes_eq(type, BYTES("*")) && !dns_type_read(type, &r->type))
		return wrong(r, "type is none we know");
	if (!dns_status_read(status, &r->status))
		return wrong(r, "status is none we know");
	return true;
}

static bool read_answer(struct reading *r, const struct json *answer)
{
	if (!read_key(r, answer) || !read_ttl(r, json_get(answer, "ttl")) ||
	    !read_data(r, json_get(answer, "data")))
		return false;
	dns_set_source(r->set, r->name, r->type,
	    json_bytes(json_get(answer, "server")),
	    json_bytes(json_get(answer, "detail")));
	return true;
}

static bool read_answers(struct reading *r, const struct json *file)
{
	const struct json *answers = json_get(file, "answers");
	struct bytes schema = json_bytes(json_get(file, "schema"));

	if (!bytes_eq(schema, BYTES("mailplumb.dns/1")))
		return wrong(r, "the schema is not mailplumb.dns/1");
	if (!json_is_list(answers))
		return wrong(r, "there is no list of answers");
	for (size_t i = 0; i < json_size(answers); i++) {
		arena_reset(r->arena);
		if (!read_answer(r, json_at(answers, i)))
			return fault_at(r->fault, "answer %zu", i + 1);
	}
	return true;
}

bool dns_replay_read(
    struct dns_set *set, struct bytes text, struct fault *fault)
{
	struct json *file = json_read(text, fault);

	if (file == NULL)
		return false;
	struct reading r = {
		.set = set, .arena = arena_open(), .fault = fault
	};
	dns_set_literal(set);
	bool read = read_answers(&r, file);
	arena_close(r.arena);
	json_free(file);
	return read;
}
