/*
 * served - what the name servers of some zones say, one by one
 *
 * A cache answers `what is published?` with one word.  Here every address of
 * every name server has its own: who serves which data, who is not what it is
 * said to be, and what resolvers believe meanwhile.  common/dns/authority.h
 * asks and fills this; everything lives in the arena given there.
 *
 *	zone example.com	its hosts: ns1.example.net, ns2.example.net
 *	host ns1.example.net	its servers: 192.0.2.53, 2001:db8::53
 *	view _dmarc ... TXT	of each server of its zone an answer,
 *				of each resolver one, too; and the data that
 *				they tell of, each once
 *
 * Data is compared without TTL and order.  Of a name that is a CNAME the
 * target alone counts: servers differ in how much of the rest they tell.
 *
 * Sources: RFC 1034 4.2 and 6.2.1 (delegation, AA), RFC 1982 (serials),
 * RFC 2308 5 (negative TTL), RFC 4035 3.2.2 (CD).
 */
#ifndef COMMON_DNS_SERVED_H
#define COMMON_DNS_SERVED_H

#include "common/dns/dns.h"

/* How an address answered. */
#define SERVED_STATES(X)                                                       \
	X(AUTHORITY, "authority") /* as an authority (AA) */                   \
	X(LAME, "lame")		  /* not as one: REFUSED, a referral, no AA */ \
	X(FAILING, "failing")	  /* SERVFAIL, or what cannot be read */       \
	X(SILENT, "silent")	  /* not at all */                             \
	X(NO_ROUTE, "no-route") /* this machine, or its network, cannot reach  \
				   addresses of this family: no fault of the   \
				   zone */

enum served_state {
#define X(id, word) SERVED_##id,
	SERVED_STATES(X)
#undef X
};

const char *served_state_word(enum served_state state);

struct served_host { /* a name that NS records name */
	struct bytes name;
	bool delegated; /* by the parent */
	bool listed;	/* by the zone itself; neither: only a resolver knows
			   it, from its cache */
	struct served_server *servers; /* its addresses; NULL: it has none */
	bool unknown;		       /* ... or no resolver could tell them */
	struct served_host *next;
};

struct served_server { /* an address of a host, or a resolver */
	const struct served_host *host; /* NULL: a resolver */
	struct bytes address;		/* without port */
	int family;			/* 4, 6 */
	enum served_state state;	/* by its SOA of the zone */
	const char *detail;		/* NULL, or more than the state says */
	bool has_serial;
	uint32_t serial;
	struct served_server *next;
};

enum served_ds { SERVED_DS_UNKNOWN, SERVED_DS_ABSENT, SERVED_DS_PRESENT };

struct served_zone {
	struct bytes name;
	struct bytes parent;   /* its zone; empty: the root; absent: unknown */
	bool delegation_known; /* a server of the parent told it */
	bool delegated;	       /* ... and there is a delegation */
	enum served_ds ds;     /* a DS record at the parent */
	struct served_host *hosts; /* NULL: nobody could name one */
	struct served_zone *next;
};

struct served_data {			 /* what one or more servers say */
	const struct dns_answer *answer; /* of one of them */
	uint32_t ttl; /* the longest; so long it may live in caches */
	size_t count; /* of servers, resolvers not counted */
	bool wanted;  /* it is what is wanted */
	bool newest;  /* wanted; without a wish, by the highest serial */
	struct served_data *next;
};

struct served_answer {
	const struct served_server *server;
	enum served_state state;  /* of a resolver: AUTHORITY when it answers */
	struct dns_answer answer; /* ttl of a resolver: what is left of it */
	/* A resolver that said SERVFAIL twice, asked with checking disabled
	 * (CD): what it says then; NULL: the same, or nobody needed to ask. */
	const struct dns_answer *unchecked;
	const struct served_data *data; /* NULL: it tells of none */
	struct served_answer *next;
};

struct served_question {
	enum dns_type type;
	struct bytes name; /* lower case, no final dot */
	/* What is wanted: TXT, these among others; else these and no others.
	 * NULL: nobody said, or `any`. */
	const struct dns_record *wanted;
	bool any; /* whatever stands there is what is wanted */
};

struct served_view {
	struct served_question question;
	const struct served_zone *zone; /* NULL: nobody could say which */
	struct served_answer *answers;	/* in the order of hosts and servers */
	struct served_answer *resolvers;
	struct served_data *data; /* the newest first */
	struct served_view *next;
};

struct served {
	struct served_zone *zones;
	struct served_view *views; /* in the order of the questions */
	struct served_server *resolvers;
	bool cut_short; /* the time was over, or there were too many servers:
			   something was not asked */
};

/* Fill `data` of all views and answers, from the answers. */
void served_settle(struct served *served, struct arena *arena);

/*
 * Every authority that answers serves the newest data, and there is one; with
 * a wish, every host has an address that does, too.  Servers that this machine
 * cannot reach do not count.
 */
bool served_everywhere(const struct served_view *view);
/* Seconds for which caches may hold what is not the newest: the longest TTL of
 * an old answer of servers, and what is left of a resolver's. */
uint32_t served_lingers(const struct served_view *view);

#endif
