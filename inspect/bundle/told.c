#include "inspect/bundle/told.h"

#include "common/net/ip.h"
#include "inspect/bundle/own_receivers.h"
#include "inspect/model/receivers.h"
#include <stddef.h>

#define SCHEMA	  "mailplumb.premises/1"
#define TEXT_MOST ((size_t)64 * 1024) /* octets of a value */
#define LIST_MOST 100

/* ---- members of structs, by tables --------------------------------------- */

struct row {
	const char *key;
	size_t offset;
};

#define ROW(type, member)                              \
	{                                              \
#member, offsetof(struct type, member) \
	}

static const struct row facts_rows[] = { ROW(premises, client_ip),
	ROW(premises, mail_from), ROW(premises, helo), { NULL, 0 } };
static const struct row expected_rows[] = { ROW(expected, author),
	ROW(expected, identity), ROW(expected, mail_from),
	ROW(expected, region), ROW(expected, configuration_set),
	ROW(expected, dkim_domain), ROW(expected, dkim_zone), { NULL, 0 } };
static const struct row origin_rows[] = { ROW(origin, name),
	ROW(origin, folder), ROW(origin, category), ROW(origin, labels),
	{ NULL, 0 } };
static const struct row probe_rows[] = { ROW(probe, check), ROW(probe, sender),
	ROW(probe, mailbox), { NULL, 0 } };
static const struct row timing_rows[] = { ROW(timing, queued),
	ROW(timing, accepted), ROW(timing, delivered), ROW(timing, found),
	{ NULL, 0 } };
static const struct row sent_rows[] = { ROW(sent, file), ROW(sent, token),
	ROW(sent, ses_message_id), ROW(sent, expected_message_id),
	ROW(sent, mistake), { NULL, 0 } };
static const struct row sent_times[] = { ROW(sent, queued), ROW(sent, accepted),
	{ NULL, 0 } };

static struct json *texts_json(const struct row *rows, const void *base)
{
	struct json *o = json_object_new();

	for (; rows->key != NULL; rows++)
		json_put(o, rows->key,
		    json_text(*(const struct bytes *)((const char *)base +
						      rows->offset)));
	return o;
}

static void times_put(struct json *o, const struct row *rows, const void *base)
{
	for (; rows->key != NULL; rows++)
		json_put(o, rows->key,
		    json_time(
			*(const int64_t *)((const char *)base + rows->offset)));
}

static bool wrong(struct fault *fault, const char *key)
{
	return fault_set(
	    fault, FAULT_INPUT, "no premises: %s has a wrong value", key);
}

/* A text, or null for what is absent. */
static bool text_read(struct arena *arena, const struct json *o,
    const char *key, struct bytes *text, struct fault *fault)
{
	const struct json *value = json_get(o, key);
	struct bytes read = json_bytes(value);

	*text = ABSENT;
	if (!bytes_present(read))
		return json_is_nothing(value) || wrong(fault, key);
	if (read.len > TEXT_MOST ||
	    (read.len > 0 && memchr(read.ptr, '\0', read.len) != NULL))
		return wrong(fault, key);
	*text = arena_copy(arena, read);
	return true;
}

static bool texts_read(struct arena *arena, const struct json *o,
    const struct row *rows, void *base, struct fault *fault)
{
	bool read = true;

	for (; rows->key != NULL && read; rows++)
		read = text_read(arena, o, rows->key,
		    (struct bytes *)(void *)((char *)base + rows->offset),
		    fault);
	return read;
}

static bool time_of(const struct json *value, const char *key, int64_t *time,
    struct fault *fault)
{
	struct bytes text = json_bytes(value);

	*time = TIME_UNKNOWN;
	return json_is_nothing(value) ||
	       (bytes_present(text) && time_read(text, time)) ||
	       wrong(fault, key);
}

static bool times_read(const struct json *o, const struct row *rows, void *base,
    struct fault *fault)
{
	bool read = true;

	for (; rows->key != NULL && read; rows++)
		read = time_of(json_get(o, rows->key), rows->key,
		    (int64_t *)(void *)((char *)base + rows->offset), fault);
	return read;
}

/* ---- lists and words ----------------------------------------------------- */

static struct json *list_json(const struct bytes *list, size_t count)
{
	struct json *array = json_array_new();

	for (size_t i = 0; i < count; i++)
		json_append(array, json_text(list[i]));
	return array;
}

static bool list_read(struct arena *arena, const struct json *o,
    const char *key, const struct bytes **list, size_t *count,
    struct fault *fault)
{
	const struct json *array = json_get(o, key);
	struct bytes *texts;

	*count = json_size(array);
	if (!json_is_list(array) || *count > LIST_MOST)
		return wrong(fault, key);
	texts = arena_new_array(arena, struct bytes, *count + 1);
	for (size_t i = 0; i < *count; i++) {
		struct bytes text = json_bytes(json_at(array, i));
		if (text.len == 0 || text.len > TEXT_MOST)
			return wrong(fault, key);
		texts[i] = arena_copy(arena, text);
	}
	*list = texts;
	return true;
}

static bool severity_read(struct bytes word, enum severity *severity)
{
	for (int s = SEVERITY_NOTE; s <= SEVERITY_BROKEN; s++)
		if (bytes_is(word, severity_word((enum severity)s))) {
			*severity = (enum severity)s;
			return true;
		}
	return false;
}

static bool kind_read(struct bytes word, enum source_kind *kind)
{
	for (int k = SOURCE_FILE; k <= SOURCE_IMAP; k++)
		if (bytes_is(word, source_kind_word((enum source_kind)k))) {
			*kind = (enum source_kind)k;
			return true;
		}
	return false;
}

static bool placement_read(const struct json *value, enum placement *placement)
{
	*placement = PLACEMENT_UNKNOWN;
	for (int p = PLACEMENT_INBOX; p <= PLACEMENT_OTHER; p++)
		if (bytes_is(
			json_bytes(value), placement_word((enum placement)p)))
			*placement = (enum placement)p;
	return json_is_nothing(value) || *placement != PLACEMENT_UNKNOWN;
}

static bool number_read(const struct json *o, const char *key, int64_t most,
    int64_t *n, struct fault *fault)
{
	return (json_integer_of(json_get(o, key), n) && *n >= 0 &&
		   *n <= most) ||
	       wrong(fault, key);
}

/* ---- the premises -------------------------------------------------------- */

static const struct {
	const char *word;
	unsigned method;
} methods[] = { { "dkim", METHOD_DKIM }, { "spf", METHOD_SPF },
	{ "dmarc", METHOD_DMARC } };

#define METHODS (sizeof(methods) / sizeof(methods[0]))

static struct json *expected_json(const struct expected *expected)
{
	struct json *o = texts_json(expected_rows, expected);

	json_put(o, "dkim_tokens",
	    list_json(expected->dkim_tokens, expected->dkim_token_count));
	json_put(o, "dkim_selectors",
	    list_json(expected->dkim_selectors, expected->dkim_selector_count));
	json_put(o, "elsewhere", json_truth(expected->elsewhere));
	return o;
}

static struct json *premises_json(const struct premises *premises)
{
	struct json *o = texts_json(facts_rows, premises);
	struct json *require = json_array_new(), *ids = json_array_new();

	for (size_t i = 0; i < METHODS; i++)
		if ((premises->require & methods[i].method) != 0)
			json_append(require, json_word(methods[i].word));
	for (const char *const *id = premises->authserv_ids;
	     id != NULL && *id != NULL; id++)
		json_append(ids, json_word(*id));
	json_put(o, "now", json_time(premises->now));
	json_put(o, "require", require);
	json_put(o, "fail_on", json_word(severity_word(premises->fail_on)));
	json_put(o, "receiver",
	    json_word(
		premises->receiver != NULL ? premises->receiver->name : NULL));
	json_put(o, "authserv_ids", ids);
	json_put(o, "receivers", own_receivers_json(premises->receivers));
	json_put(
	    o, "bulk", json_truth(premises->bulk || premises->expected.bulk));
	json_put(o, "expected", expected_json(&premises->expected));
	return o;
}

static bool expected_read(struct arena *arena, const struct json *o,
    struct expected *expected, struct fault *fault)
{
	expected->elsewhere = json_says_true(json_get(o, "elsewhere"));
	return texts_read(arena, o, expected_rows, expected, fault) &&
	       list_read(arena, o, "dkim_tokens", &expected->dkim_tokens,
		   &expected->dkim_token_count, fault) &&
	       list_read(arena, o, "dkim_selectors", &expected->dkim_selectors,
		   &expected->dkim_selector_count, fault);
}

static bool require_read(
    const struct json *o, unsigned *require, struct fault *fault)
{
	const struct json *list = json_get(o, "require");

	for (size_t i = 0; i < json_size(list); i++) {
		size_t m = 0;
		while (m < METHODS &&
		       !bytes_is(json_bytes(json_at(list, i)), methods[m].word))
			m++;
		if (m == METHODS)
			return wrong(fault, "require");
		*require |= methods[m].method;
	}
	return json_is_list(list) || wrong(fault, "require");
}

static bool ids_read(struct arena *arena, const struct json *o,
    struct premises *premises, struct fault *fault)
{
	const struct bytes *list;
	size_t count;

	if (!list_read(arena, o, "authserv_ids", &list, &count, fault))
		return false;
	const char **ids = arena_new_array(arena, const char *, count + 1);
	for (size_t i = 0; i < count; i++)
		ids[i] = arena_cstr(arena, list[i]);
	premises->authserv_ids = ids;
	return true;
}

static bool premises_read(struct arena *arena, const struct json *o,
    struct premises *premises, struct fault *fault)
{
	struct bytes receiver;
	struct ip ip;

	if (!texts_read(arena, o, facts_rows, premises, fault) ||
	    !time_of(json_get(o, "now"), "now", &premises->now, fault) ||
	    !require_read(o, &premises->require, fault) ||
	    !ids_read(arena, o, premises, fault) ||
	    !text_read(arena, o, "receiver", &receiver, fault) ||
	    !expected_read(
		arena, json_get(o, "expected"), &premises->expected, fault))
		return false;
	premises->bulk = json_says_true(json_get(o, "bulk"));
	if (!own_receivers_read(
		arena, json_get(o, "receivers"), &premises->receivers))
		return wrong(fault, "receivers");
	if (bytes_present(receiver))
		premises->receiver =
		    receiver_named(premises->receivers, receiver);
	if (premises->now == TIME_UNKNOWN)
		return wrong(fault, "now");
	if (bytes_present(receiver) && premises->receiver == NULL)
		return wrong(fault, "receiver");
	if (bytes_present(premises->client_ip) &&
	    !ip_read(premises->client_ip, &ip))
		return wrong(fault, "client_ip");
	return severity_read(
		   json_bytes(json_get(o, "fail_on")), &premises->fail_on) ||
	       wrong(fault, "fail_on");
}

/* ---- where it lay, and what it is a part of ------------------------------ */

static struct json *origin_json(const struct origin *origin)
{
	struct json *o = texts_json(origin_rows, origin);

	json_put(o, "kind", json_word(source_kind_word(origin->kind)));
	json_put(o, "uid", json_count(origin->uid));
	json_put(o, "number", json_count((int64_t)origin->number));
	json_put(o, "placement", json_word(placement_word(origin->placement)));
	return o;
}

static bool origin_read(struct arena *arena, const struct json *o,
    struct origin *origin, struct fault *fault)
{
	int64_t uid, number;

	if (!texts_read(arena, o, origin_rows, origin, fault) ||
	    !number_read(o, "uid", UINT32_MAX, &uid, fault) ||
	    !number_read(o, "number", INT32_MAX, &number, fault))
		return false;
	origin->uid = (uint32_t)uid;
	origin->number = (size_t)number;
	if (!kind_read(json_bytes(json_get(o, "kind")), &origin->kind))
		return wrong(fault, "kind");
	return placement_read(json_get(o, "placement"), &origin->placement) ||
	       wrong(fault, "placement");
}

static struct json *probe_json(const struct probe *probe)
{
	struct json *o;

	if (probe == NULL)
		return json_null_new();
	o = texts_json(probe_rows, probe);
	json_put(o, "warn_after_ms", json_count(probe->warn_after));
	times_put(o, timing_rows, &probe->timing);
	return o;
}

static bool probe_read(struct arena *arena, const struct json *o,
    struct told *told, struct fault *fault)
{
	if (json_is_nothing(o))
		return true;
	told->has_probe = true;
	return texts_read(arena, o, probe_rows, &told->probe, fault) &&
	       times_read(o, timing_rows, &told->probe.timing, fault) &&
	       number_read(o, "warn_after_ms", INT64_MAX,
		   &told->probe.warn_after, fault);
}

static struct json *sent_json(const struct sent *sent)
{
	struct json *o;

	if (sent == NULL)
		return json_null_new();
	o = texts_json(sent_rows, sent);
	times_put(o, sent_times, sent);
	return o;
}

static bool sent_read(struct arena *arena, const struct json *o,
    struct told *told, struct fault *fault)
{
	if (json_is_nothing(o))
		return true;
	told->has_sent = true;
	return texts_read(arena, o, sent_rows, &told->sent, fault) &&
	       times_read(o, sent_times, &told->sent, fault);
}

/* ---- all of it ----------------------------------------------------------- */

struct json *told_json(const struct inspection *in, bool named)
{
	struct json *o = json_object_new();

	json_put(o, "schema", json_word(SCHEMA));
	json_put(o, "premises", premises_json(in->premises));
	json_put(o, "dns", json_truth(in->dns != NULL));
	json_put(o, "named", json_truth(named));
	json_put(o, "source", origin_json(&in->origin));
	json_put(o, "check", probe_json(in->probe));
	json_put(o, "sent", sent_json(in->sent));
	return o;
}

bool told_read(struct arena *arena, struct bytes text, struct told *told,
    struct fault *fault)
{
	struct json *root = json_read(text, fault);
	bool read = root != NULL;

	*told = (struct told){ .dns = false };
	if (read && !bytes_is(json_bytes(json_get(root, "schema")), SCHEMA))
		read = wrong(fault, "schema");
	read = read &&
	       premises_read(
		   arena, json_get(root, "premises"), &told->premises, fault) &&
	       origin_read(
		   arena, json_get(root, "source"), &told->origin, fault) &&
	       probe_read(arena, json_get(root, "check"), told, fault) &&
	       sent_read(arena, json_get(root, "sent"), told, fault);
	if (read) {
		told->dns = json_says_true(json_get(root, "dns"));
		told->named = json_says_true(json_get(root, "named"));
	}
	json_free(root);
	return read;
}
