#include "common/dns/dns.h"

#include "common/base/clock.h"
#include "common/base/hash.h"
#include "common/dns/dns_chain.h"
#include "common/dns/dns_limits.h"
#include "common/dns/dns_live.h"
#include "common/dns/dns_name.h"
#include "common/dns/resolver_parts.h"
#include <stdio.h>
#include <stdlib.h>

#define SLOTS 512 /* a power of two, well above LIMIT_DNS_QUESTIONS */

struct question {
	uint64_t hash;
	bool answered, asked;
	struct dns_answer answer;
};

struct slot {
	uint32_t round;	   /* of another message: the slot is free */
	uint32_t question; /* index */
};

struct dns {
	struct resolver *resolver;
	struct arena *arena; /* of this message */
	int64_t now;	     /* by clock_running(), for the cache */
	uint32_t round;	     /* counts messages */
	struct slot slots[SLOTS];
	struct question questions[LIMIT_DNS_QUESTIONS];
	size_t question_count;
	uint16_t asked[LIMIT_DNS_QUESTIONS]; /* indices, in order */
	size_t asked_count;
	const struct dns_entry **held; /* of the cache */
	size_t held_count, held_most;
	struct dns_live *live; /* NULL: nothing needed the network yet */
};

static void *must(void *memory)
{
	if (memory == NULL) {
		fputs("mailplumb: out of memory\n", stderr);
		abort();
	}
	return memory;
}

struct dns *dns_open(struct resolver *resolver)
{
	struct dns *dns = must(calloc(1, sizeof(*dns)));

	dns->resolver = resolver;
	dns->arena = arena_open();
	dns->round = 1;
	dns->now = clock_running();
	return dns;
}

static void release(struct dns *dns)
{
	while (dns->held_count > 0)
		dns_entry_release(dns->held[--dns->held_count]);
}

void dns_close(struct dns *dns)
{
	if (dns == NULL)
		return;
	release(dns);
	free(dns->held);
	dns_live_close(dns->live);
	arena_close(dns->arena);
	free(dns);
}

void dns_begin(struct dns *dns)
{
	release(dns);
	if (dns->live != NULL)
		dns_live_forget(dns->live);
	arena_reset(dns->arena);
	dns->question_count = dns->asked_count = 0;
	dns->now = clock_running();
	if (++dns->round == 0)
		for (size_t i = dns->round++; i < SLOTS; i++)
			dns->slots[i].round = 0;
}

/* ---- the questions of a message ------------------------------------------ */

/* The slot of this question, or the free one where it belongs. */
static struct slot *slot_of(
    struct dns *dns, uint64_t hash, enum dns_type type, struct bytes name)
{
	size_t i = (hash + (unsigned)type) % SLOTS;

	for (;; i = (i + 1) % SLOTS) {
		struct slot *slot = &dns->slots[i];
		const struct question *q = &dns->questions[slot->question];
		if (slot->round != dns->round)
			return slot;
		if (q->hash == hash && q->answer.type == type &&
		    bytes_eq(q->answer.name, name))
			return slot;
	}
}

/* NULL: there have been too many. */
static struct question *question_of(
    struct dns *dns, enum dns_type type, struct bytes name)
{
	uint64_t hash = hash_of(&dns->resolver->key, name);
	struct slot *slot = slot_of(dns, hash, type, name);

	if (slot->round == dns->round)
		return &dns->questions[slot->question];
	if (dns->question_count == LIMIT_DNS_QUESTIONS)
		return NULL;
	slot->round = dns->round;
	slot->question = (uint32_t)dns->question_count++;
	struct question *q = &dns->questions[slot->question];
	*q = (struct question){ .hash = hash };
	q->answer.type = type;
	q->answer.name = arena_copy(dns->arena, name);
	return q;
}

/* ---- rows: the cache, the overlay, what is below --------------------------
 */

static void hold(
    struct dns *dns, const struct dns_entry *entry, struct dns_row *row)
{
	size_t most = dns->held_most > 0 ? dns->held_most * 2 : 64;

	if (dns->held_count == dns->held_most) {
		dns->held = must(realloc(dns->held, most * sizeof(*dns->held)));
		dns->held_most = most;
	}
	dns->held[dns->held_count++] = entry;
	*row = *dns_entry_row(entry);
}

static bool cache_find(
    struct dns *dns, const struct dns_key *key, struct dns_row *row)
{
	struct dns_cache *cache = dns->resolver->cache;
	const struct dns_entry *entry =
	    cache != NULL ? dns_cache_find(cache, key, dns->now) : NULL;

	if (entry != NULL)
		hold(dns, entry, row);
	return entry != NULL;
}

static void cache_keep(
    struct dns *dns, const struct dns_key *key, struct dns_row *row)
{
	struct dns_cache *cache = dns->resolver->cache;

	if (cache != NULL)
		hold(dns, dns_cache_keep(cache, key, row, dns->now), row);
}

/* The overlay takes a name's CNAME away. */
static bool alias_deleted(const struct dns_set *overlay,
    const struct dns_key *key, const struct dns_row *row)
{
	struct dns_row alias;

	return row->type == DNS_CNAME && key->type != DNS_CNAME &&
	       dns_set_find(overlay, DNS_CNAME, key->name, &alias) == DNS_KNOWN;
}

/* What the overlay makes of a row from below. */
static void overlay_amend(const struct dns_set *overlay,
    const struct dns_key *key, struct dns_row *row)
{
	struct dns_row above;

	if (overlay == NULL)
		return;
	enum dns_known known =
	    dns_set_find(overlay, key->type, key->name, &above);
	bool none = row->status == DNS_NO_NAME;
	bool gone = alias_deleted(overlay, key, row);
	if (known == DNS_KNOWN || (none && known == DNS_KNOWN_BY_STAR))
		*row = above;
	else if (gone || (none && known != DNS_UNKNOWN))
		*row = (struct dns_row){ .type = key->type,
			.status = DNS_NO_DATA,
			.ttl = row->ttl,
			.server = row->server };
}

/* Without asking anybody. */
static bool overlay_find(const struct dns_set *overlay,
    const struct dns_key *key, struct dns_row *row)
{
	return overlay != NULL &&
	       dns_set_find(overlay, key->type, key->name, row) == DNS_KNOWN;
}

/* ---- the network ----------------------------------------------------------
 */

/* NULL when it cannot be used. */
static struct dns_live *live_of(struct dns *dns)
{
	const struct resolver *resolver = dns->resolver;
	struct fault fault;

	if (dns->live == NULL)
		dns->live =
		    dns_live_open(resolver->servers, resolver->timeout, &fault);
	return dns->live;
}

static struct dns_row alias_row(
    const struct dns_alias *alias, struct dns_record *target)
{
	*target = (struct dns_record){ .data = alias->target };
	return (struct dns_row){
		.type = DNS_CNAME,
		.status = DNS_FOUND,
		.ttl = alias->ttl,
		.records = target,
		.record_count = 1,
		.server = alias->server,
	};
}

static struct dns_row end_row(const struct dns_answer *answer)
{
	return (struct dns_row){
		.type = answer->type,
		.status = answer->status,
		.ttl = answer->ttl,
		.records = answer->records,
		.record_count = answer->record_count,
		.server = answer->server,
		.detail = answer->detail,
	};
}

static void keep_link(
    struct dns *dns, enum dns_type type, struct bytes name, struct dns_row *row)
{
	struct dns_key key = { hash_of(&dns->resolver->key, name), type, name };

	overlay_amend(dns->resolver->overlay, &key, row);
	cache_keep(dns, &key, row);
}

/* Every link becomes a row of its own; `row` is that of the first. */
static void keep_links(
    struct dns *dns, const struct dns_answer *answer, struct dns_row *row)
{
	const struct dns_alias *first = answer->aliases;
	struct dns_row end = end_row(answer), link;
	struct dns_record target;

	for (const struct dns_alias *a = first; a != NULL; a = a->next) {
		link = alias_row(a, &target);
		keep_link(dns, answer->type, a->name, &link);
		if (a == first)
			*row = link;
	}
	if (!dns_chain_broken(answer))
		keep_link(dns, answer->type, answer->owner, &end);
	if (first == NULL)
		*row = end;
}

static void ask_live(
    struct dns *dns, const struct dns_key *key, struct dns_row *row)
{
	struct dns_live *live = live_of(dns);
	struct dns_answer answer;

	if (live == NULL) {
		*row = (struct dns_row){ .type = key->type,
			.status = DNS_SERVFAIL,
			.detail = "no name server can be asked" };
		cache_keep(dns, key, row);
		return;
	}
	dns_live_ask(live, dns->arena, key->type, key->name, &answer);
	dns->now = clock_running();
	keep_links(dns, &answer, row);
}

static void row_of(
    struct dns *dns, const struct dns_key *key, struct dns_row *row)
{
	const struct resolver *resolver = dns->resolver;

	if (cache_find(dns, key, row))
		return;
	if (!overlay_find(resolver->overlay, key, row)) {
		if (resolver->base == NULL) {
			ask_live(dns, key, row);
			return;
		}
		dns_set_find(resolver->base, key->type, key->name, row);
		overlay_amend(resolver->overlay, key, row);
	}
	cache_keep(dns, key, row);
}

static void answer(struct dns *dns, struct question *q)
{
	struct dns_key key = { q->hash, q->answer.type, q->answer.name };
	struct dns_chain chain;
	struct dns_row row;

	dns_chain_start(&chain, &q->answer);
	row_of(dns, &key, &row);
	while (dns_chain_add(&chain, dns->arena, &row)) {
		key.name = q->answer.owner;
		key.hash = hash_of(&dns->resolver->key, key.name);
		row_of(dns, &key, &row);
	}
}

static const struct dns_answer *refused(struct dns *dns, enum dns_type type,
    struct bytes name, enum dns_status status, const char *detail)
{
	struct dns_answer *answer = arena_new(dns->arena, struct dns_answer);

	answer->name = answer->owner = arena_copy(dns->arena, name);
	answer->type = type;
	answer->status = status;
	answer->detail = detail;
	return answer;
}

const struct dns_answer *dns_ask(
    struct dns *dns, enum dns_type type, struct bytes name)
{
	struct dns_name asked;

	if (!dns_name_read(&asked, name))
		return refused(dns, type, bytes_first(name, DOMAIN_MAX),
		    DNS_NO_NAME, "this is no domain name");
	name = dns_name_bytes(&asked);
	struct question *q = question_of(dns, type, name);
	if (q == NULL)
		return refused(dns, type, name, DNS_SERVFAIL,
		    "this message has asked the DNS too many questions");
	if (!q->asked)
		dns->asked[dns->asked_count++] = (uint16_t)(q - dns->questions);
	q->asked = true;
	if (!q->answered)
		answer(dns, q);
	q->answered = true;
	return &q->answer;
}

/* Put on its way the first question of the chain that only the network can
 * answer. */
static void want_live(struct dns *dns, const struct question *q)
{
	struct dns_key key = { q->hash, q->answer.type, q->answer.name };
	struct dns_live *live = live_of(dns);
	struct dns_row row;

	for (int i = 0; live != NULL && i < LIMIT_DNS_ALIASES; i++) {
		if (!cache_find(dns, &key, &row) &&
		    !overlay_find(dns->resolver->overlay, &key, &row)) {
			dns_live_want(live, key.type, key.name);
			return;
		}
		if (row.type == key.type || row.records == NULL)
			return;
		key.name = row.records->data;
		key.hash = hash_of(&dns->resolver->key, key.name);
	}
}

void dns_want(struct dns *dns, enum dns_type type, struct bytes name)
{
	struct dns_name wanted;

	if (!dns_name_read(&wanted, name))
		return;
	size_t count = dns->question_count;
	const struct question *q =
	    question_of(dns, type, dns_name_bytes(&wanted));
	bool new = dns->question_count > count;
	if (q != NULL && new && dns->resolver->base == NULL)
		want_live(dns, q);
}

size_t dns_asked(const struct dns *dns)
{
	return dns->asked_count;
}

const struct dns_answer *dns_answer_at(const struct dns *dns, size_t index)
{
	return &dns->questions[dns->asked[index]].answer;
}
