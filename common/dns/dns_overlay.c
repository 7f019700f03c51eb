#include "common/dns/dns_overlay.h"

#include "common/base/json.h"
#include "common/base/names.h"
#include "common/dns/dns_data.h"
#include "common/dns/dns_zone.h"

#define CHANGES_MOST 1000 /* as Route 53 takes in one batch */
#define VALUES_MOST  400  /* as Route 53 takes in one record set */
#define SHOWN_MOST   60

enum action { ACTION_UNKNOWN, ACTION_SET, ACTION_DELETE };

static const struct name actions[] = {
	{ "CREATE", ACTION_SET },
	{ "UPSERT", ACTION_SET },
	{ "DELETE", ACTION_DELETE },
	{ NULL, ACTION_UNKNOWN },
};

struct change {
	struct dns_set *set;
	struct arena *arena;
	struct fault *fault;
	const struct json *record_set;
	struct bytes name;
	enum dns_type type; /* 0: one that is not known here */
	uint32_t ttl;
};

static bool wrong(
    const struct change *c, struct bytes object, const char *mistake)
{
	struct bytes text = bytes_first(object, SHOWN_MOST);

	return fault_set(c->fault, FAULT_INPUT, "'%.*s%s' %s", FMT(text),
	    text.len < object.len ? "..." : "", mistake);
}

static struct dns_data data_of(
    const struct change *c, const struct dns_item *items, size_t count)
{
	return (struct dns_data){ .arena = c->arena,
		.origin = BYTES(""),
		.radix = 8,
		.items = items,
		.count = count };
}

/* ---- names, types, values ------------------------------------------------ */

static bool head_read(struct change *c)
{
	struct dns_item name = { .text = json_bytes(
				     json_get(c->record_set, "Name")) };
	struct dns_item type = { .text = json_bytes(
				     json_get(c->record_set, "Type")) };
	struct dns_data data = data_of(c, NULL, 0);

	if (!bytes_present(name.text) || !bytes_present(type.text))
		return fault_set(
		    c->fault, FAULT_INPUT, "Name or Type is missing");
	c->name = dns_data_name(&data, name);
	c->type = dns_data_type(&data, type);
	return data.mistake == NULL || wrong(c, data.wrong.text, data.mistake);
}

static bool ttl_read(struct change *c)
{
	int64_t ttl = -1;

	if (!json_integer_of(json_get(c->record_set, "TTL"), &ttl) || ttl < 0 ||
	    ttl > INT32_MAX)
		return fault_set(c->fault, FAULT_INPUT,
		    "TTL is missing or no number of seconds");
	c->ttl = (uint32_t)ttl;
	return true;
}

/* Route 53 refuses strings that stand without quotation marks. */
static void check_quoted(struct dns_data *data, enum dns_type type)
{
	for (size_t i = 0; i < data->count; i++)
		if ((type == DNS_TXT || type == DNS_SPF) &&
		    !data->items[i].quoted)
			dns_data_mistaken(data,
			    "stands without the quotation marks that Route 53 "
			    "asks for: \"\\\"...\\\"\"",
			    data->items[i]);
}

static bool value_read(
    struct change *c, struct bytes value, struct dns_record *record)
{
	struct dns_master master = dns_master_of(value);
	struct dns_entry entry;
	bool any = dns_master_next(&master, &entry);

	if (master.mistake != NULL)
		return wrong(c, master.wrong.text, master.mistake);
	if (!any || bytes_trim(master.rest).len > 0)
		return wrong(c, value, "is not one line with data");
	struct dns_data data = data_of(c, entry.items, entry.count);
	check_quoted(&data, c->type);
	dns_data_record(&data, c->type, record);
	return data.mistake == NULL || wrong(c, data.wrong.text, data.mistake);
}

/* ---- changes ------------------------------------------------------------- */

static const struct refused {
	const char *key, *mistake;
} refused[] = {
	{ "AliasTarget", "AliasTarget is resolved by Route 53 alone: write the "
			 "records that it gives" },
	{ "SetIdentifier",
	    "SetIdentifier belongs to a routing policy, by which "
	    "each client may get another answer: write the "
	    "records of one" },
};

static bool nothing_refused(const struct change *c)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (json_get(c->record_set, refused[i].key) != NULL)
			return fault_set(
			    c->fault, FAULT_INPUT, "%s", refused[i].mistake);
	return true;
}

static bool values_add(struct change *c)
{
	const struct json *values = json_get(c->record_set, "ResourceRecords");
	size_t count = json_size(values);

	if (count == 0 || count > VALUES_MOST)
		return fault_set(c->fault, FAULT_INPUT,
		    "ResourceRecords is no list of 1 to %d", VALUES_MOST);
	dns_set_status(c->set, c->name, c->type, DNS_NO_DATA, c->ttl);
	for (size_t i = 0; i < count; i++) {
		struct dns_record record;
		struct bytes value =
		    json_bytes(json_get(json_at(values, i), "Value"));
		if (!bytes_present(value))
			return fault_set(c->fault, FAULT_INPUT,
			    "ResourceRecords[%zu] has no Value", i);
		if (!value_read(c, value, &record) ||
		    !dns_set_add(
			c->set, c->name, c->type, c->ttl, &record, c->fault))
			return false;
	}
	return true;
}

static bool change_read(struct change *c, const struct json *one)
{
	struct bytes word = json_bytes(json_get(one, "Action"));
	int action = name_code(actions, word);

	c->record_set = json_get(one, "ResourceRecordSet");
	if (action == ACTION_UNKNOWN)
		return fault_set(c->fault, FAULT_INPUT,
		    "Action is none of CREATE, UPSERT, DELETE");
	if (c->record_set == NULL)
		return fault_set(
		    c->fault, FAULT_INPUT, "ResourceRecordSet is missing");
	if (!nothing_refused(c) || !head_read(c))
		return false;
	if (action == ACTION_DELETE) {
		if (c->type != 0)
			dns_set_status(
			    c->set, c->name, c->type, DNS_NO_DATA, 0);
		return true;
	}
	return ttl_read(c) && (c->type == 0 || values_add(c));
}

/* "Changes[2], the TXT of example.com" */
static bool at_change(
    struct fault *fault, const char *file, size_t i, const struct json *one)
{
	const struct json *set = json_get(one, "ResourceRecordSet");
	struct bytes name = json_bytes(json_get(set, "Name"));
	struct bytes type = json_bytes(json_get(set, "Type"));

	if (bytes_present(name) && bytes_present(type))
		fault_at(fault, "the %.*s of %.*s",
		    FMT(bytes_first(type, SHOWN_MOST)),
		    FMT(bytes_first(name, SHOWN_MOST)));
	return fault_at(fault, "%s: Changes[%zu]", file, i);
}

static bool changes_read(
    struct change *c, const struct json *batch, const char *file)
{
	const struct json *inner = json_get(batch, "ChangeBatch");
	const struct json *changes =
	    json_get(inner != NULL ? inner : batch, "Changes");
	size_t count = json_size(changes);

	if (count == 0 || count > CHANGES_MOST)
		return fault_set(c->fault, FAULT_INPUT,
		    "%s: no Route 53 change batch: Changes is no list of 1 to "
		    "%d",
		    file, CHANGES_MOST);
	for (size_t i = 0; i < count; i++)
		if (!change_read(c, json_at(changes, i)))
			return at_change(
			    c->fault, file, i, json_at(changes, i));
	return true;
}

static bool batch_read(struct dns_set *set, struct bytes text, const char *file,
    struct fault *fault)
{
	struct change change = { .set = set, .fault = fault };
	struct json *batch = NULL;

	if (text.len > DNS_ZONE_MOST)
		return fault_set(fault, FAULT_INPUT, "%s: is larger than %d MB",
		    file, DNS_ZONE_MOST >> 20);
	batch = json_read(text, fault);
	if (batch == NULL)
		return fault_at(fault, "%s", file);
	change.arena = arena_open();
	bool done = changes_read(&change, batch, file);
	arena_close(change.arena);
	json_free(batch);
	return done;
}

bool dns_overlay_read(struct dns_set *set, struct bytes text, const char *file,
    struct fault *fault)
{
	return bytes_starts(bytes_trim(text), BYTES("{"))
		   ? batch_read(set, text, file, fault)
		   : dns_zone_read_over(set, text, file, fault);
}
