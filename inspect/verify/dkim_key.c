#include "inspect/verify/dkim_key.h"

#include "common/base/text.h"
#include "inspect/verify/dkim_record.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Four places for each of 256 remainders of a keyed hash; the place unused for
 * longest is given up.  A record longer than any honest one (8192 bits are
 * 1,400 characters) is read each time.
 */
#define SETS	       256
#define WAYS	       4
#define LONGEST_RECORD ((size_t)4096)

struct slot {
	uint64_t hash;
	uint64_t used; /* when; 0: the slot is free */
	struct text text;
	struct dkim_key key;
};

struct dkim_keys {
	struct hash_key secret;
	uint64_t now; /* counts uses */
	struct slot sets[SETS][WAYS];
	struct dkim_key long_one; /* the last key of a record too long */
	struct dkim_key none;	  /* what is said where there is no key */
};

struct dkim_keys *dkim_keys_open(void)
{
	struct dkim_keys *keys = calloc(1, sizeof(*keys));

	if (keys == NULL) {
		fputs("mailplumb: out of memory\n", stderr);
		abort();
	}
	keys->secret = hash_key_new();
	return keys;
}

static void slot_free(struct slot *slot)
{
	public_key_close(slot->key.key);
	if (slot->used > 0)
		text_free(&slot->text);
}

void dkim_keys_close(struct dkim_keys *keys)
{
	if (keys == NULL)
		return;
	for (size_t i = 0; i < SETS; i++)
		for (size_t way = 0; way < WAYS; way++)
			slot_free(&keys->sets[i][way]);
	public_key_close(keys->long_one.key);
	free(keys);
}

const struct hash_key *dkim_keys_secret(const struct dkim_keys *keys)
{
	return &keys->secret;
}

/* ---- one record ---------------------------------------------------------- */

static struct slot *slot_find(
    struct slot set[WAYS], uint64_t hash, struct bytes text)
{
	for (size_t i = 0; i < WAYS; i++)
		if (set[i].used > 0 && set[i].hash == hash &&
		    bytes_eq(text_bytes(&set[i].text), text))
			return &set[i];
	return NULL;
}

static struct slot *slot_longest_unused(struct slot set[WAYS])
{
	struct slot *oldest = &set[0];

	for (size_t i = 1; i < WAYS; i++)
		if (set[i].used < oldest->used)
			oldest = &set[i];
	return oldest;
}

static void slot_fill(
    struct slot *slot, struct arena *arena, uint64_t hash, struct bytes text)
{
	public_key_close(slot->key.key);
	if (slot->used == 0)
		slot->text = text_new(LONGEST_RECORD);
	text_clear(&slot->text);
	text_add(&slot->text, text);
	slot->hash = hash;
	dkim_record_read(&slot->key, arena, text);
}

static struct dkim_key *record_read(
    struct dkim_keys *keys, struct arena *arena, struct bytes text)
{
	if (text.len > LONGEST_RECORD) {
		public_key_close(keys->long_one.key);
		dkim_record_read(&keys->long_one, arena, text);
		return &keys->long_one;
	}
	uint64_t hash = hash_of(&keys->secret, text);
	struct slot *set = keys->sets[hash % SETS];
	struct slot *slot = slot_find(set, hash, text);
	if (slot == NULL) {
		slot = slot_longest_unused(set);
		slot_fill(slot, arena, hash, text);
	}
	slot->used = ++keys->now;
	slot->key.record = text;
	return &slot->key;
}

/* ---- what a selector has ------------------------------------------------- */

static const struct dkim_key *no_key(struct dkim_keys *keys,
    enum dkim_reason reason, const char *detail, struct bytes record)
{
	keys->none = (struct dkim_key){
		.reason = reason, .detail = detail, .record = record
	};
	return &keys->none;
}

static const char *missing_detail(const struct dns_answer *answer)
{
	if (answer->detail != NULL)
		return answer->detail;
	if (answer->status == DNS_NO_NAME)
		return answer->aliases != NULL
			   ? "the name its CNAME leads to does not exist"
			   : "the name does not exist";
	return answer->aliases != NULL
		   ? "the name its CNAME leads to has no TXT record"
		   : "the name has no TXT record";
}

static const struct dns_record *next_key(struct arena *arena,
    struct dkim_keys *keys, const struct dns_record *record)
{
	while (record != NULL &&
	       !record_read(keys, arena, record->data)->is_record)
		record = record->next;
	return record;
}

const struct dkim_key *dkim_key_read(struct arena *arena,
    struct dkim_keys *keys, const struct dns_answer *answer)
{
	const struct dns_record *first = answer->records;

	if (dns_failed(answer))
		return no_key(keys, DKIM_KEY_UNREACHABLE,
		    answer->detail != NULL ? answer->detail
					   : dns_status_word(answer->status),
		    ABSENT);
	if (first == NULL)
		return no_key(
		    keys, DKIM_KEY_MISSING, missing_detail(answer), ABSENT);
	if (first->next == NULL)
		return record_read(keys, arena, first->data);
	first = next_key(arena, keys, first);
	if (first == NULL)
		return record_read(keys, arena, answer->records->data);
	if (next_key(arena, keys, first->next) != NULL)
		return no_key(keys, DKIM_KEY_AMBIGUOUS, NULL, first->data);
	return record_read(keys, arena, first->data);
}

struct bytes dkim_key_detail(struct arena *arena, const struct dkim_key *key)
{
	return key->mistake != NULL
		   ? arena_printf(arena, "expected %s", key->mistake)
		   : bytes_of(key->detail);
}

enum dkim_reason dkim_key_fits(
    const struct dkim_key *key, enum public_key_kind kind)
{
	if (!key->tags_fine)
		return key->reason;
	if (key->other_hash)
		return DKIM_KEY_HASH;
	if (key->other_service)
		return DKIM_KEY_SERVICE;
	return key->kind == kind ? key->reason : DKIM_KEY_TYPE;
}

/* ---- the question -------------------------------------------------------- */

/* Both are at most DOMAIN_MAX octets. */
struct key_name {
	char text[2 * 256 + 16];
	size_t len;
};

static void add(struct key_name *name, struct bytes part)
{
	if (part.len > sizeof(name->text) - name->len)
		part.len = sizeof(name->text) - name->len;
	memcpy(name->text + name->len, part.ptr, part.len);
	name->len += part.len;
}

static struct bytes key_name(
    struct key_name *name, struct bytes selector, struct bytes domain)
{
	name->len = 0;
	add(name, selector);
	add(name, BYTES("._domainkey."));
	add(name, domain);
	return (struct bytes){ name->text, name->len };
}

const struct dns_answer *dkim_key_ask(
    struct dns *dns, struct bytes selector, struct bytes domain)
{
	struct key_name name;

	return dns_ask(dns, DNS_TXT, key_name(&name, selector, domain));
}

void dkim_key_want(struct dns *dns, struct bytes selector, struct bytes domain)
{
	struct key_name name;

	dns_want(dns, DNS_TXT, key_name(&name, selector, domain));
}
