/*
 * resolver - where a run's DNS answers come from
 *
 * One of three, chosen at the start:
 *
 *	live	c-ares (common/dns/dns_live), the only one that uses a network
 *	zone	master files and nothing else (RFC 1035 5)
 *	replay	answers recorded by an earlier run
 *
 * An overlay, master files or Route 53 change batches, is looked at first.
 * A cache, shared by all messages and workers of the run, stands in front.
 * A resolver may be used by several threads, a `struct dns` by one.
 */
#ifndef COMMON_DNS_RESOLVER_H
#define COMMON_DNS_RESOLVER_H

#include "common/base/fault.h"
#include "common/base/text.h"
#include "common/dns/dns_set.h"

struct resolver_options {	     /* lists end with NULL; NULL: none */
	const char *const *servers;  /* "ADDR", "ADDR:PORT", "[ADDR]:PORT";
					none: /etc/resolv.conf */
	const char *const *zones;    /* master files */
	const char *const *overlays; /* master files, change batches */
	const char *replay;	     /* contract: mailplumb.dns/1 */
	bool record;		     /* keep every answer of the run */
	int64_t timeout;	     /* ms for one question with all its
					retries; 0: the default */
};

/* A fault names file and line; FAULT_USAGE for options that exclude one
 * another and servers that are no address, FAULT_INPUT for files. */
struct resolver *resolver_open(
    const struct resolver_options *options, struct fault *fault);
void resolver_close(struct resolver *resolver); /* NULL is fine */

/* The same from a text: a replay ("{"), or a master file. */
struct resolver *resolver_of_text(struct bytes text, struct fault *fault);

/* Of what `set` holds; takes it over. */
struct resolver *resolver_of_set(struct dns_set *set);

/* What `set` says goes before all else; taken over, of a resolver without an
 * overlay that nobody has asked yet. */
void resolver_know(struct resolver *resolver, struct dns_set *set);

/* What `record` kept, as --dns-replay reads it: every answer once, sorted. */
void resolver_record(const struct resolver *resolver, struct text *out);

#endif
