/*
 * authority - ask every authoritative server of a zone, and resolvers
 *
 *	authority = authority_open(&options, fault);
 *	served = authority_ask(authority, arena, questions, count, until);
 *	...
 *	served = authority_again(authority, arena, served, until);
 *	authority_close(authority);
 *
 * The resolvers only tell where to begin.  For each name the zone is found,
 * then the parent's servers are asked for its delegation and its DS, then
 * every address of every host that the parent, the zone or the resolvers name
 * is asked everything, without recursion.  What does not depend on another is
 * on its way together, so four round trips do, six at most:
 *
 *	1  resolvers: the questions; NS of all names above them
 *	2  resolvers: addresses of these hosts
 *	3  the parent's servers: delegation, DS; the zone's: everything
 *	4  resolvers: addresses of hosts that only now became known
 *	5  these: everything
 *
 * Names and addresses of strangers are bounded: 16 zones, 16 hosts of a zone,
 * 2 addresses of a family each.  Used by one thread.
 */
#ifndef COMMON_DNS_AUTHORITY_H
#define COMMON_DNS_AUTHORITY_H

#include "common/base/fault.h"
#include "common/dns/served.h"
#include "common/net/suffix.h"

#define AUTHORITY_TIMEOUT   INT64_C(3000) /* ms for a packet and its retries */
#define AUTHORITY_QUESTIONS 64

struct authority_options {
	const char *const *resolvers; /* as in resolver.h; NULL: the system's */
	int64_t timeout; /* ms for one question; 0: AUTHORITY_TIMEOUT */
	uint16_t port;	 /* of authoritative servers; 0: 53 */
	/* Public suffixes are asked for delegations alone; NULL: so are only
	 * the root and top-level domains. */
	const struct suffix_list *suffixes;
};

struct authority;

/* FAULT_USAGE: what is no address of a resolver. */
struct authority *authority_open(
    const struct authority_options *options, struct fault *fault);
void authority_close(struct authority *authority); /* NULL is fine */

/*
 * Everything about these questions; those beyond AUTHORITY_QUESTIONS are left
 * out, and those for what is no domain name.  Never NULL, it cannot fail: who
 * does not answer is a state.  `until` is a time of clock_running(); what has
 * not answered then is silent.
 */
struct served *authority_ask(struct authority *authority, struct arena *arena,
    const struct served_question *questions, size_t count, int64_t until);

/* The same questions once more to the servers that are known from `before`,
 * and to the resolvers: one round trip.  `before` is not needed afterwards. */
struct served *authority_again(struct authority *authority, struct arena *arena,
    const struct served *before, int64_t until);

#endif
