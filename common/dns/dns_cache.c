#include "common/dns/dns_cache.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHARDS	      16 /* each with its lock; a power of two */
#define BUCKETS_FIRST 64

struct dns_entry { /* one block: records, strings and octets lie behind */
	atomic_uint held;
	uint64_t hash;
	struct bytes name;
	struct dns_row row;
	size_t size;
	int64_t expires;
	struct dns_entry *next;		 /* of its bucket */
	struct dns_entry *older, *newer; /* by use */
};

struct shard {
	pthread_mutex_t lock;
	struct dns_entry **buckets;
	size_t bucket_count, count, octets;
	struct dns_entry *oldest, *newest;
};

struct dns_cache {
	size_t most; /* of a shard; 0: no limit, no end */
	struct shard shards[SHARDS];
};

static void *must(void *memory)
{
	if (memory == NULL) {
		fputs("mailplumb: out of memory\n", stderr);
		abort();
	}
	return memory;
}

struct dns_cache *dns_cache_open(size_t most)
{
	struct dns_cache *cache = must(calloc(1, sizeof(*cache)));

	cache->most = most / SHARDS;
	for (size_t i = 0; i < SHARDS; i++) {
		struct shard *shard = &cache->shards[i];
		pthread_mutex_init(&shard->lock, NULL);
		shard->bucket_count = BUCKETS_FIRST;
		shard->buckets =
		    must(calloc(BUCKETS_FIRST, sizeof(*shard->buckets)));
	}
	return cache;
}

void dns_cache_close(struct dns_cache *cache)
{
	if (cache == NULL)
		return;
	for (size_t i = 0; i < SHARDS; i++) {
		struct shard *shard = &cache->shards[i];
		for (struct dns_entry *e = shard->oldest, *newer; e;
		     e = newer) {
			newer = e->newer;
			dns_entry_release(e);
		}
		free(shard->buckets);
		pthread_mutex_destroy(&shard->lock);
	}
	free(cache);
}

const struct dns_row *dns_entry_row(const struct dns_entry *entry)
{
	return &entry->row;
}

struct bytes dns_entry_name(const struct dns_entry *entry)
{
	return entry->name;
}

static struct dns_entry *hold(struct dns_entry *entry)
{
	atomic_fetch_add_explicit(&entry->held, 1, memory_order_relaxed);
	return entry;
}

void dns_entry_release(const struct dns_entry *entry)
{
	struct dns_entry *e = (struct dns_entry *)(uintptr_t)entry;

	if (atomic_fetch_sub_explicit(&e->held, 1, memory_order_acq_rel) == 1)
		free(e);
}

/* ---- an entry is one block of memory ------------------------------------ */

struct room { /* taken from the front; counted when there is no block yet */
	char *at;
	size_t taken;
};

static void *take(struct room *room, size_t size)
{
	size_t step = _Alignof(max_align_t);
	void *memory = room->at != NULL ? room->at + room->taken : NULL;

	room->taken += (size + step - 1) / step * step;
	return memory;
}

static struct bytes put(struct room *room, struct bytes b)
{
	char *copy = take(room, b.len + 1);

	if (!bytes_present(b))
		return ABSENT;
	if (copy == NULL)
		return b;
	memcpy(copy, b.ptr, b.len);
	copy[b.len] = '\0';
	return (struct bytes){ copy, b.len };
}

/* The strings are views into the joined octets. */
static void put_strings(struct room *room, const struct dns_record *from,
    struct dns_record *to, struct bytes data)
{
	struct bytes *strings =
	    take(room, from->string_count * sizeof(*strings));

	if (room->at == NULL)
		return;
	for (size_t i = 0; i < from->string_count; i++) {
		strings[i] = bytes_first(data, from->strings[i].len);
		data = bytes_skip(data, from->strings[i].len);
	}
	to->strings = strings;
}

static const struct dns_record *put_records(
    struct room *room, const struct dns_record *from)
{
	const struct dns_record *first = NULL, **tail = &first;

	for (; from != NULL; from = from->next) {
		struct dns_record scratch, *to = take(room, sizeof(*to));
		if (to == NULL)
			to = &scratch;
		*to = *from;
		to->next = NULL;
		to->data = put(room, from->data);
		if (from->string_count > 0)
			put_strings(room, from, to, to->data);
		if (room->at != NULL) {
			*tail = to;
			tail = &to->next;
		}
	}
	return first;
}

static void fill(struct room *room, struct dns_entry *entry,
    const struct dns_key *key, const struct dns_row *row)
{
	struct bytes detail = bytes_of(row->detail);

	entry->name = put(room, key->name);
	entry->row = *row;
	entry->row.records = put_records(room, row->records);
	entry->row.server = put(room, row->server);
	entry->row.detail = put(room, detail).ptr;
}

static int64_t expiry(const struct dns_row *row, int64_t now)
{
	int64_t ttl = row->status >= DNS_SERVFAIL  ? DNS_CACHE_FAILED
		      : row->ttl < DNS_CACHE_FLOOR ? DNS_CACHE_FLOOR
		      : row->ttl > DNS_CACHE_DAY   ? DNS_CACHE_DAY
						   : (int64_t)row->ttl;

	return now + ttl * 1000;
}

static struct dns_entry *entry_new(
    const struct dns_key *key, const struct dns_row *row, int64_t now)
{
	struct room room = { .at = NULL };
	struct dns_entry counted, *entry;

	take(&room, sizeof(*entry));
	fill(&room, &counted, key, row);
	size_t size = room.taken;
	room = (struct room){ .at = must(malloc(size)) };
	entry = take(&room, sizeof(*entry));
	memset(entry, 0, sizeof(*entry));
	fill(&room, entry, key, row);
	entry->hash = key->hash;
	entry->size = size;
	entry->expires = expiry(row, now);
	atomic_init(&entry->held, 1);
	return entry;
}

/* ---- a shard, locked -----------------------------------------------------
 */

static struct shard *shard_of(struct dns_cache *cache, uint64_t hash)
{
	return &cache->shards[hash >> 32 & (SHARDS - 1)];
}

static struct dns_entry **bucket_of(const struct shard *shard, uint64_t hash)
{
	return &shard->buckets[hash & (shard->bucket_count - 1)];
}

static void grow(struct shard *shard)
{
	struct dns_entry **old = shard->buckets;
	size_t count = shard->bucket_count;

	shard->bucket_count = count * 2;
	shard->buckets =
	    must(calloc(shard->bucket_count, sizeof(*shard->buckets)));
	for (size_t i = 0; i < count; i++)
		for (struct dns_entry *e = old[i], *next; e; e = next) {
			struct dns_entry **bucket = bucket_of(shard, e->hash);
			next = e->next;
			e->next = *bucket;
			*bucket = e;
		}
	free(old);
}

static void use_unlink(struct shard *shard, struct dns_entry *e)
{
	*(e->older != NULL ? &e->older->newer : &shard->oldest) = e->newer;
	*(e->newer != NULL ? &e->newer->older : &shard->newest) = e->older;
}

static void use_newest(struct shard *shard, struct dns_entry *e)
{
	e->older = shard->newest;
	e->newer = NULL;
	*(e->older != NULL ? &e->older->newer : &shard->oldest) = e;
	shard->newest = e;
}

static void drop(struct shard *shard, struct dns_entry *entry)
{
	struct dns_entry **at = bucket_of(shard, entry->hash);

	while (*at != entry)
		at = &(*at)->next;
	*at = entry->next;
	use_unlink(shard, entry);
	shard->count--;
	shard->octets -= entry->size;
	dns_entry_release(entry);
}

static void insert(struct shard *shard, struct dns_entry *entry)
{
	if (shard->count++ == shard->bucket_count)
		grow(shard);
	struct dns_entry **bucket = bucket_of(shard, entry->hash);
	entry->next = *bucket;
	*bucket = entry;
	use_newest(shard, entry);
	shard->octets += entry->size;
}

/* Of this very type, or NULL; one that has expired goes. */
static struct dns_entry *entry_of(struct shard *shard,
    const struct dns_key *key, enum dns_type type, int64_t until)
{
	struct dns_entry *e = *bucket_of(shard, key->hash);

	while (e != NULL && !(e->hash == key->hash && e->row.type == type &&
				bytes_eq(e->name, key->name)))
		e = e->next;
	if (e == NULL || e->expires > until)
		return e;
	drop(shard, e);
	return NULL;
}

static struct dns_entry *find(const struct dns_cache *cache,
    struct shard *shard, const struct dns_key *key, int64_t now)
{
	int64_t until = cache->most > 0 ? now : INT64_MIN;
	struct dns_entry *e = entry_of(shard, key, key->type, until);

	if (e == NULL && key->type != DNS_CNAME) {
		e = entry_of(shard, key, DNS_CNAME, until);
		if (e != NULL && e->row.status != DNS_FOUND)
			e = NULL;
	}
	if (e != NULL && e != shard->newest) {
		use_unlink(shard, e);
		use_newest(shard, e);
	}
	return e;
}

const struct dns_entry *dns_cache_find(
    struct dns_cache *cache, const struct dns_key *key, int64_t now)
{
	struct shard *shard = shard_of(cache, key->hash);

	pthread_mutex_lock(&shard->lock);
	struct dns_entry *entry = find(cache, shard, key, now);
	if (entry != NULL)
		hold(entry);
	pthread_mutex_unlock(&shard->lock);
	return entry;
}

const struct dns_entry *dns_cache_keep(struct dns_cache *cache,
    const struct dns_key *key, const struct dns_row *row, int64_t now)
{
	struct shard *shard = shard_of(cache, key->hash);

	pthread_mutex_lock(&shard->lock);
	struct dns_entry *entry = find(cache, shard, key, now);
	if (entry == NULL) {
		entry_of(shard, key, row->type, INT64_MAX); /* goes */
		entry = entry_new(key, row, now);
		insert(shard, entry);
	}
	hold(entry);
	while (cache->most > 0 && shard->octets > cache->most)
		drop(shard, shard->oldest);
	pthread_mutex_unlock(&shard->lock);
	return entry;
}

/* ---- the whole -----------------------------------------------------------
 */

size_t dns_cache_octets(struct dns_cache *cache)
{
	size_t octets = 0;

	for (size_t i = 0; i < SHARDS; i++) {
		pthread_mutex_lock(&cache->shards[i].lock);
		octets += cache->shards[i].octets;
		pthread_mutex_unlock(&cache->shards[i].lock);
	}
	return octets;
}

static int compare(const void *a, const void *b)
{
	const struct dns_entry *x = *(const struct dns_entry *const *)a;
	const struct dns_entry *y = *(const struct dns_entry *const *)b;
	size_t len = x->name.len < y->name.len ? x->name.len : y->name.len;
	int order = len > 0 ? memcmp(x->name.ptr, y->name.ptr, len) : 0;

	if (order != 0)
		return order;
	if (x->name.len != y->name.len)
		return x->name.len < y->name.len ? -1 : 1;
	return x->row.type < y->row.type ? -1 : x->row.type > y->row.type;
}

const struct dns_entry **dns_cache_list(
    struct dns_cache *cache, struct arena *arena, size_t *count)
{
	size_t n = 0;

	for (size_t i = 0; i < SHARDS; i++)
		n += cache->shards[i].count;
	const struct dns_entry **list =
	    arena_new_array(arena, const struct dns_entry *, n + 1);
	*count = n;
	n = 0;
	for (size_t i = 0; i < SHARDS; i++)
		for (const struct dns_entry *e = cache->shards[i].oldest;
		     e != NULL; e = e->newer)
			list[n++] = e;
	qsort(list, n, sizeof(*list), compare);
	return list;
}
