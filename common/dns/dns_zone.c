#include "common/dns/dns_zone.h"

#include "common/base/names.h"
#include "common/dns/dns_data.h"
#include "common/net/domain.h"
#include <string.h>

#define HOUR 3600

/* Of names from files, whose text a message shows. */
#define SHOWN_MOST 60

enum ttl_source { TTL_NONE, TTL_OF_SOA, TTL_STATED, TTL_OF_DIRECTIVE };

struct zone {
	struct dns_set *set;
	struct dns_set *seen; /* over others: what this file has; else NULL */
	const char *file;
	struct fault *fault;
	struct arena *arena;
	struct bytes origin;	    /* absent: none yet */
	bool origin_stated;	    /* by $ORIGIN */
	struct bytes owner;	    /* of the record before; absent: none */
	uint32_t ttl;		    /* of records that state none ... */
	enum ttl_source ttl_source; /* ... and how we know */
};

/* ---- faults -------------------------------------------------------------- */

static bool wrong(
    const struct zone *z, struct dns_item item, const char *mistake)
{
	struct bytes text = bytes_first(item.text, SHOWN_MOST);

	return fault_set(z->fault, FAULT_INPUT, "%s:%zu: '%.*s%s' %s", z->file,
	    item.line, FMT(text), text.len < item.text.len ? "..." : "",
	    mistake);
}

static struct dns_data data_of(
    const struct zone *z, const struct dns_entry *entry, size_t from)
{
	return (struct dns_data){ .arena = z->arena,
		.origin = z->origin,
		.radix = 10,
		.items = entry->items + from,
		.count = entry->count - from };
}

/* ---- directives ---------------------------------------------------------- */

static void origin_read(struct zone *z, struct dns_data *data)
{
	struct bytes origin =
	    dns_data_name(data, dns_data_item(data, "lacks a name"));

	if (dns_data_done(data)) {
		z->origin = origin;
		z->origin_stated = true;
	}
}

static void ttl_read(struct zone *z, struct dns_data *data)
{
	uint32_t ttl = dns_data_ttl(data, dns_data_item(data, "lacks a time"));

	if (dns_data_done(data)) {
		z->ttl = ttl;
		z->ttl_source = TTL_OF_DIRECTIVE;
	}
}

static const struct directive {
	const char *name;
	void (*read)(struct zone *zone, struct dns_data *data);
	const char *refused;
} directives[] = {
	{ "$ORIGIN", origin_read, NULL },
	{ "$TTL", ttl_read, NULL },
	{ "$INCLUDE", NULL,
	    "is not followed: put the records of that file here, or give it as "
	    "a zone of its own" },
	{ "$GENERATE", NULL,
	    "belongs to one name server alone: write the records out" },
	{ "", NULL, "is no directive: there are $ORIGIN and $TTL" },
};

static bool directive_read(struct zone *z, const struct dns_entry *entry)
{
	struct dns_data data = data_of(z, entry, 1);
	const struct directive *d = directives;

	while (d->name[0] != '\0' &&
	       !bytes_ieq(entry->items[0].text, bytes_of(d->name)))
		d++;
	if (d->refused != NULL)
		return wrong(z, entry->items[0], d->refused);
	d->read(z, &data);
	return data.mistake == NULL || wrong(z, data.wrong, data.mistake);
}

/* ---- records ------------------------------------------------------------- */

struct record {
	struct bytes owner;
	struct dns_item type_item;
	enum dns_type type; /* 0: another */
	bool has_ttl;
	uint32_t ttl;
	struct dns_record data;
};

static const char *class_mistake(struct bytes word)
{
	static const char *const others[] = { "CH", "HS", "CS", "ANY", "NONE",
		NULL };

	return word_listed(others, word)
		   ? "is a class of its own: mail asks for IN alone"
		   : NULL;
}

static bool is_class(struct bytes word)
{
	return bytes_ieq(word, BYTES("IN")) || bytes_ieq(word, BYTES("CLASS1"));
}

static bool is_ttl(struct dns_item item)
{
	return !item.quoted && item.text.len > 0 && is_digit(item.text.ptr[0]);
}

/* [ TTL ] [ class ] type, or [ class ] [ TTL ] type */
static void type_read(struct dns_data *data, struct record *record)
{
	bool has_class = false;

	for (;;) {
		struct dns_item item =
		    dns_data_item(data, "is not followed by a type");
		if (is_ttl(item) && !record->has_ttl) {
			record->ttl = dns_data_ttl(data, item);
			record->has_ttl = true;
		} else if (is_class(item.text) && !has_class) {
			has_class = true;
		} else {
			const char *mistake = class_mistake(item.text);
			if (mistake != NULL)
				dns_data_mistaken(data, mistake, item);
			record->type_item = item;
			record->type = dns_data_type(data, item);
			return;
		}
	}
}

static void owner_read(struct zone *z, struct dns_data *data, bool same)
{
	if (same && !bytes_present(z->owner))
		dns_data_mistaken(data,
		    "begins with a blank and so repeats the name of the record "
		    "above: there is none",
		    data->items[0]);
	if (!same)
		z->owner = dns_data_name(data, dns_data_item(data, NULL));
}

static uint32_t soa_minimum(const struct dns_record *soa)
{
	struct bytes before, minimum;
	uint64_t seconds = 0;

	bytes_cut_last(soa->data, ' ', &before, &minimum);
	bytes_number(minimum, UINT32_MAX, &seconds);
	return (uint32_t)seconds;
}

static void ttl_remember(struct zone *z, uint32_t ttl, enum ttl_source source)
{
	if (source >= z->ttl_source) {
		z->ttl = ttl;
		z->ttl_source = source;
	}
}

static void ttl_settle(struct zone *z, struct record *record)
{
	if (record->type == DNS_SOA)
		ttl_remember(z, soa_minimum(&record->data), TTL_OF_SOA);
	if (record->has_ttl && z->ttl_source != TTL_OF_DIRECTIVE)
		ttl_remember(z, record->ttl, TTL_STATED);
	if (!record->has_ttl)
		record->ttl = z->ttl_source != TTL_NONE ? z->ttl : HOUR;
}

/* The first of its name and type replaces what other files had there. */
static void others_forget(struct zone *z, const struct record *record)
{
	struct dns_row row;

	if (dns_set_find(z->seen, record->type, z->owner, &row) == DNS_KNOWN)
		return;
	dns_set_status(z->seen, z->owner, record->type, DNS_NO_DATA, 0);
	dns_set_status(z->set, z->owner, record->type, DNS_NO_DATA, 0);
}

static bool record_add(struct zone *z, struct record *record)
{
	ttl_settle(z, record);
	if (record->type == 0 && z->seen == NULL)
		dns_set_status(z->set, z->owner, 0, DNS_NO_DATA, record->ttl);
	if (record->type == 0)
		return true;
	if (z->seen != NULL)
		others_forget(z, record);
	return dns_set_add(z->set, z->owner, record->type, record->ttl,
		   &record->data, z->fault) ||
	       fault_at(z->fault, "%s:%zu", z->file, record->type_item.line);
}

static bool record_read(struct zone *z, const struct dns_entry *entry)
{
	struct dns_data data = data_of(z, entry, 0);
	struct record record = { .has_ttl = false };

	owner_read(z, &data, entry->same_owner);
	type_read(&data, &record);
	if (record.type == DNS_SOA && !z->origin_stated)
		z->origin = data.origin = z->owner;
	if (record.type != 0)
		dns_data_record(&data, record.type, &record.data);
	if (data.mistake != NULL)
		return wrong(z, data.wrong, data.mistake);
	return record_add(z, &record);
}

/* ---- files --------------------------------------------------------------- */

/* example.com.zone and db.example.com hold example.com. */
static struct bytes origin_of_file(struct arena *arena, const char *file)
{
	const char *slash = strrchr(file, '/');
	struct bytes name = bytes_of(slash != NULL ? slash + 1 : file);

	if (bytes_iends(name, BYTES(".zone")))
		return domain_read(arena, bytes_first(name, name.len - 5));
	if (bytes_istarts(name, BYTES("db.")))
		return domain_read(arena, bytes_skip(name, 3));
	return ABSENT;
}

static bool entries_read(struct zone *z, struct bytes text)
{
	struct dns_master master = dns_master_of(text);
	struct dns_entry entry;

	while (dns_master_next(&master, &entry)) {
		struct dns_item first = entry.items[0];
		bool directive =
		    !first.quoted && bytes_starts(first.text, BYTES("$"));
		if (!(directive ? directive_read(z, &entry)
				: record_read(z, &entry)))
			return false;
	}
	return master.mistake == NULL || wrong(z, master.wrong, master.mistake);
}

static bool zone_read(struct dns_set *set, struct dns_set *seen,
    struct bytes text, const char *file, struct fault *fault)
{
	struct arena *arena = arena_open();
	struct zone z = { .set = set,
		.seen = seen,
		.file = file,
		.fault = fault,
		.arena = arena,
		.origin = origin_of_file(arena, file) };
	bool done = text.len <= DNS_ZONE_MOST ? entries_read(&z, text)
					      : fault_set(fault, FAULT_INPUT,
						    "%s: is larger than %d MB",
						    file, DNS_ZONE_MOST >> 20);

	arena_close(arena);
	return done;
}

bool dns_zone_read(struct dns_set *set, struct bytes text, const char *file,
    struct fault *fault)
{
	return zone_read(set, NULL, text, file, fault);
}

bool dns_zone_read_over(struct dns_set *set, struct bytes text,
    const char *file, struct fault *fault)
{
	struct dns_set *seen = dns_set_open();

	dns_set_literal(seen);
	bool done = zone_read(set, seen, text, file, fault);
	dns_set_close(seen);
	return done;
}
