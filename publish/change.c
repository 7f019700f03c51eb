#include "publish/change.h"

#define STRING_MOST 255 /* octets of a character-string, RFC 1035 3.3 */

const char *change_action_word(enum change_action action)
{
	return action == CHANGE_UPSERT ? "upsert" : "delete";
}

struct dns_record *record_text(struct arena *arena, struct bytes text)
{
	struct dns_record *record = arena_new(arena, struct dns_record);
	size_t count = text.len == 0 ? 1 : (text.len - 1) / STRING_MOST + 1;
	struct bytes *strings = arena_new_array(arena, struct bytes, count);

	for (size_t i = 0; i < count; i++)
		strings[i] =
		    bytes_first(bytes_skip(text, i * STRING_MOST), STRING_MOST);
	record->data = text;
	record->strings = strings;
	record->string_count = count;
	return record;
}

struct dns_record *record_host(struct arena *arena, struct bytes host)
{
	struct dns_record *record = arena_new(arena, struct dns_record);

	record->data = host;
	return record;
}

struct dns_record *record_mx(
    struct arena *arena, uint16_t preference, struct bytes host)
{
	struct dns_record *record = record_host(arena, host);

	record->preference = preference;
	return record;
}

bool record_listed(
    const struct dns_record *list, const struct dns_record *record)
{
	while (list != NULL && (list->preference != record->preference ||
				   !bytes_eq(list->data, record->data)))
		list = list->next;
	return list != NULL;
}

/* A replay or a zone of a test may hold a string that no server can send. */
static bool has_long_string(const struct dns_record *record)
{
	for (size_t i = 0; i < record->string_count; i++)
		if (record->strings[i].len > STRING_MOST)
			return true;
	return false;
}

struct dns_record *record_kept(
    struct arena *arena, const struct dns_record *record)
{
	struct dns_record *copy;

	if (has_long_string(record))
		return record_text(arena, record->data);
	copy = arena_new(arena, struct dns_record);
	*copy = *record;
	copy->next = NULL;
	return copy;
}

const struct dns_record *records_but(struct arena *arena,
    const struct dns_record *list, const struct dns_record *without,
    struct dns_record *with)
{
	const struct dns_record *first = NULL, **end = &first;
	bool placed = with == NULL;

	for (const struct dns_record *r = list; r != NULL; r = r->next) {
		struct dns_record *copy = NULL;
		if (r != without)
			copy = record_kept(arena, r);
		else if (!placed) {
			copy = with;
			placed = true;
		}
		if (copy == NULL)
			continue;
		*end = copy;
		end = &copy->next;
	}
	if (!placed)
		*end = with;
	return first;
}

/* What stands at the name itself, not behind an alias. */
static const struct dns_record *standing(const struct dns_answer *now)
{
	return now != NULL && now->status == DNS_FOUND && now->aliases == NULL
		   ? now->records
		   : NULL;
}

/* A resolver counts down the TTL of what it keeps.  Those of zones are round:
 * the next such one is what was published, or close above it. */
static uint32_t ttl_published(const struct dns_answer *now)
{
	static const uint32_t round[] = { 5, 10, 20, 30, 60, 120, 180, 240, 300,
		600, 900, 1200, 1800, 3600, 7200, 10800, 14400, 21600, 28800,
		36000, 43200, 86400, 172800, 259200, 604800 };
	size_t i = 0, count = sizeof(round) / sizeof(round[0]);

	while (i < count && round[i] < now->ttl)
		i++;
	return bytes_present(now->server) && i < count ? round[i] : now->ttl;
}

struct change *change_to(struct arena *arena, struct bytes name,
    enum dns_type type, const struct dns_record *records,
    const struct dns_answer *now)
{
	struct change *change = arena_new(arena, struct change);

	change->name = name;
	change->type = type;
	change->records = records;
	change->replaces = standing(now);
	change->ttl = change->replaces != NULL && now->ttl > 0
			  ? ttl_published(now)
			  : CHANGE_TTL;
	return change;
}

struct change *change_away(struct arena *arena, const struct dns_answer *now)
{
	struct change *change;

	if (standing(now) == NULL)
		return NULL;
	change = change_to(arena, now->name, now->type, standing(now), now);
	change->action = CHANGE_DELETE;
	return change;
}
