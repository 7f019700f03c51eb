/* resolver_parts - what a resolver is made of: for dns.c and resolver.c */
#ifndef COMMON_DNS_RESOLVER_PARTS_H
#define COMMON_DNS_RESOLVER_PARTS_H

#include "common/base/hash.h"
#include "common/dns/dns_cache.h"
#include "common/dns/dns_set.h"

struct resolver {
	struct hash_key key;
	struct dns_set *overlay;    /* NULL: none */
	struct dns_set *base;	    /* zone or replay; NULL: live */
	struct dns_cache *cache;    /* NULL: a set, which needs none */
	const char *const *servers; /* of a live one, NULL at the end */
	int64_t timeout;	    /* ms */
	struct arena *arena;	    /* of the servers' texts */
};

#endif
