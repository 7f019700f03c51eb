/*
 * authority_parts - what authority.c, its looking up and its asking share
 *
 * A run is a handful of calls that lead to one another, never to a wait:
 *
 *	authority_lookup.c	one answer of whichever resolver has it, and
 *				the addresses of hosts, each looked up once
 *	authority_zone.c	from the names above a question to its zone,
 *				and from the parent to the zone's delegation
 *	authority_server.c	every server of a zone, and every resolver, is
 *				asked everything
 */
#ifndef COMMON_DNS_AUTHORITY_PARTS_H
#define COMMON_DNS_AUTHORITY_PARTS_H

#include "common/dns/authority.h"
#include "common/dns/dns_delegation.h"
#include "common/dns/dns_direct.h"

#define ZONES_MOST     16
#define HOSTS_MOST     16 /* of a zone */
#define FAMILY_MOST    2  /* addresses of a family of a host */
#define ADDRESSES_MOST (2 * FAMILY_MOST)
#define PARENTS_MOST   4  /* hosts of the parent that are asked ... */
#define PARENT_ASKED   8  /* ... and addresses of them */
#define ABOVE_MOST     64 /* names that may be zones */

struct authority {
	struct dns_servers resolvers;
	struct dns_direct *direct;
	uint16_t port;
	const struct suffix_list *suffixes;
};

struct run {
	struct authority *authority;
	struct arena *arena;
	struct served *served;
	struct served_server *resolvers[DNS_SERVERS_MAX];
	struct above *aboves; /* names that may be zones */
	size_t above_count, above_pending;
	struct view *views; /* one for each question */
	size_t view_count;
	struct zone *zones;
	size_t zone_count;
	struct host *hosts;    /* whose addresses were looked up */
	bool heard_4, heard_6; /* servers answer over this family */
};

struct above {
	struct bytes name;
	struct dns_answer answer; /* NS, of a resolver */
	struct run *run;
	struct above *next;
};

struct zone {
	struct run *run;
	struct served_zone *served;
	const struct above *parent; /* NULL: not known */
	bool sure;		    /* it is one; else the parent knows */
	size_t parent_pending, parent_asked, host_count;
	struct view *views;
	struct target *targets;
	struct zone *next;
};

struct target { /* an address that is asked about a zone */
	struct zone *zone;
	struct served_server *served;
	struct dns_server address;
	struct target *next;
};

struct view {
	struct zone *zone; /* NULL: not known (yet) */
	struct served_view *served;
	struct view *next; /* of the zone */
};

/* ---- authority_lookup.c --------------------------------------------------
 */

/* The first answer that a resolver has, else the first failure.  `answer`
 * lasts as long as the run. */
typedef void lookup_end(void *context, const struct dns_answer *answer);
void lookup(struct run *run, enum dns_type type, struct bytes name,
    lookup_end *end, void *context);

/* Every address of a host, then once NULL; of `failed` then: no resolver could
 * tell. */
typedef void address_found(void *context, const struct ip *ip, bool failed);
void addresses_want(
    struct run *run, struct bytes host, address_found *found, void *context);

struct dns_server server_at(const struct run *run, const struct ip *ip);
/* Where a packet leads: alias chains that go on elsewhere are complete here. */
void answer_read(struct arena *arena, struct bytes packet,
    const struct dns_server *server, struct dns_answer *answer);

/* ---- authority_zone.c ----------------------------------------------------
 */

/* Put the names above on their way; zones follow, and all the rest. */
void zones_find(struct run *run);
/* A server told of a zone below its own; false: it is of no use. */
bool zone_below(struct view *view, const struct dns_delegation *delegation);
/* One that NS records name; its addresses are looked up unless it is known.
 * NULL: there are too many. */
struct served_host *host_add(struct zone *zone, struct bytes name);
/* NULL: there are too many. */
struct zone *zone_new(struct run *run, struct bytes name);

/* ---- authority_server.c --------------------------------------------------
 */

/* An address of a host: it is asked everything. */
void server_add(
    struct zone *zone, struct served_host *host, const struct ip *ip);
/* The zone of a view is known: all of its servers are asked. */
void view_join(struct view *view, struct zone *zone);
void view_leave(struct view *view);
void resolvers_ask(struct run *run, struct served_view *view);

#endif
