/*
 * dns_cache - rows that were found, for all messages and workers of a run
 *
 * What is taken out is held and stays as it is until it is released, whatever
 * the cache does meanwhile.  A cache that records keeps everything; any other
 * forgets: by TTL (at least DNS_CACHE_FLOOR, at most a day; failures after
 * DNS_CACHE_FAILED), and what was not wanted for the longest time when it is
 * full.  Any number of threads may use it.
 */
#ifndef COMMON_DNS_DNS_CACHE_H
#define COMMON_DNS_DNS_CACHE_H

#include "common/dns/dns_row.h"

#define DNS_CACHE_FLOOR	 10 /* seconds: the time one message may take */
#define DNS_CACHE_FAILED 5
#define DNS_CACHE_DAY	 86400
#define DNS_CACHE_OCTETS ((size_t)16 * 1024 * 1024)

struct dns_cache;
struct dns_entry;

struct dns_key {       /* a question */
	uint64_t hash; /* of the name, by one function for all calls */
	enum dns_type type;
	struct bytes name;
};

/* `most` octets are kept; 0: everything, for ever. */
struct dns_cache *dns_cache_open(size_t most);
void dns_cache_close(struct dns_cache *cache); /* NULL is fine */

/* The row for this type, else the CNAME at that name, held; or NULL.  `now`
 * is a time of clock_running(). */
const struct dns_entry *dns_cache_find(
    struct dns_cache *cache, const struct dns_key *key, int64_t now);
/* Keep a copy, unless find would find one by now: the first one stays.  What
 * is there then, held; never NULL. */
const struct dns_entry *dns_cache_keep(struct dns_cache *cache,
    const struct dns_key *key, const struct dns_row *row, int64_t now);

const struct dns_row *dns_entry_row(const struct dns_entry *entry);
struct bytes dns_entry_name(const struct dns_entry *entry);
void dns_entry_release(const struct dns_entry *entry);

size_t dns_cache_octets(struct dns_cache *cache);
/* All that is kept, by name and type, not held; `*count` of them. */
const struct dns_entry **dns_cache_list(
    struct dns_cache *cache, struct arena *arena, size_t *count);

#endif
