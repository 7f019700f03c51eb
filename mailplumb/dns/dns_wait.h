/*
 * dns_wait - wait until a change is visible at every name server
 *
 * All servers are asked again and again: every 2 seconds in the first minute,
 * every 5 in the first ten, then every 15; and once a minute it is looked up
 * anew which servers these are.
 */
#ifndef MAILPLUMB_DNS_DNS_WAIT_H
#define MAILPLUMB_DNS_DNS_WAIT_H

#include "common/dns/authority.h"
#include "inspect/model/waited.h"

#define DNS_WAIT_TIMEOUT INT64_C(600000) /* ms */

struct dns_wait {
	struct authority_options authority;
	int64_t timeout; /* ms in all */
	bool progress;	 /* told on stderr, a terminal */
	/* Mark the records that are wrong though all servers have them; NULL:
	 * what is everywhere is what was wanted. */
	void (*check)(void *context, const struct served *served,
	    struct waited_record *records);
	void *context;
};

/*
 * Until each question is served_everywhere(), or the time is over.  How it
 * ended is in `waited`, which lives in the arena.
 * False and a fault when nobody can be asked.
 */
bool dns_wait(const struct dns_wait *wait, struct arena *arena,
    const struct served_question *questions, size_t count,
    struct waited *waited, struct fault *fault);

/* "NAME TYPE: 3 of 4 servers have it; ns2.example.com says: ...; at most 280 s
 * more in caches", safe for a terminal. */
struct bytes dns_wait_state(
    struct arena *arena, const struct waited_record *record);

#endif
