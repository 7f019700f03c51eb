#include "inspect/verify/dkim_fields.h"

#include <string.h>

struct group { /* of fields with one name */
	uint64_t hash;
	struct bytes name;
	uint32_t lowest; /* field and 1; 0: the slot is free */
	uint32_t next;	 /* the one to take, and 1; 0: none left */
};

struct dkim_fields {
	const struct field *fields;
	uint32_t *above; /* of each field, the next of its name and 1; or 0 */
	struct hash_key key;
	size_t mask; /* slots less one, a power of two less one */
	struct group slots[];
};

static uint64_t stir(
    uint64_t hash, const char *octets, size_t len, uint64_t key)
{
	uint64_t word = 0;

	memcpy(&word, octets, len);
	word |= UINT64_C(0x2020202020202020); /* letters in any case */
	hash = (hash ^ word) * (key | 1);
	return hash ^ hash >> 32;
}

/* Names are short and this is done for each of them: a product with a secret
 * is enough to keep strangers from choosing names that fall together. */
static uint64_t hash_name(const struct hash_key *key, struct bytes name)
{
	uint64_t hash = key->words[0] ^ name.len;
	size_t at = 0;

	for (; name.len - at >= 8; at += 8)
		hash = stir(hash, name.ptr + at, 8, key->words[1]);
	return stir(hash, name.ptr + at, name.len - at, key->words[1]);
}

/* Of this name, or the free slot where it belongs. */
static struct group *group_of(struct dkim_fields *fields, struct bytes name)
{
	uint64_t hash = hash_name(&fields->key, name);
	size_t i = hash & fields->mask;

	for (;; i = (i + 1) & fields->mask) {
		struct group *group = &fields->slots[i];
		if (group->lowest == 0)
			group->hash = hash;
		if (group->lowest == 0 ||
		    (group->hash == hash && bytes_ieq(group->name, name)))
			return group;
	}
}

struct dkim_fields *dkim_fields_read(struct arena *arena,
    const struct message *message, const struct hash_key *key)
{
	size_t slots = 16, count = message->field_count;

	while (slots < 2 * count)
		slots *= 2;
	struct dkim_fields *fields = arena_alloc(
	    arena, sizeof(*fields) + slots * sizeof(fields->slots[0]));
	fields->fields = message->fields;
	fields->above = arena_new_array(arena, uint32_t, count);
	fields->key = *key;
	fields->mask = slots - 1;
	for (size_t i = 0; i < count; i++) {
		struct group *group = group_of(fields, message->fields[i].name);
		group->name = message->fields[i].name;
		fields->above[i] = group->lowest;
		group->lowest = (uint32_t)i + 1;
	}
	dkim_fields_restart(fields);
	return fields;
}

void dkim_fields_restart(struct dkim_fields *fields)
{
	for (size_t i = 0; i <= fields->mask; i++)
		fields->slots[i].next = fields->slots[i].lowest;
}

const struct field *dkim_fields_take(
    struct dkim_fields *fields, struct bytes name)
{
	struct group *group = group_of(fields, name);

	if (group->lowest == 0 || group->next == 0)
		return NULL;
	uint32_t taken = group->next - 1;
	group->next = fields->above[taken];
	return &fields->fields[taken];
}
