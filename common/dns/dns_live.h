/*
 * dns_live - questions to name servers (common/dns/dns_channel.h carries them)
 *
 * Questions are on their way together, up to 100 of them; each has the same
 * time, whatever was asked before it.  In that time it is put five times, in
 * turns to all servers, the first time to the one that answered last; answers
 * to any of the five count.  What a server refuses, cannot answer or garbles
 * is put to the next one at once.
 *
 * UDP with EDNS; over TCP what was truncated; without EDNS where a server
 * does not know it or stays silent.  Where a server tells of an alias and not
 * of its target the target is asked for, within the same time.
 *
 * While nobody has answered since a question got no answer at all, further
 * ones get a fifth of the time for each server, and a twenty-fifth after
 * these.  Answers that come too late for their question end that.
 *
 * Names are asked for as they are: nothing is searched, no file of hosts is
 * read, no name is special.  Used by one thread.
 */
#ifndef COMMON_DNS_DNS_LIVE_H
#define COMMON_DNS_DNS_LIVE_H

#include "common/base/fault.h"
#include "common/dns/dns.h"

#define DNS_LIVE_TIMEOUT INT64_C(5000) /* ms for a question */

struct dns_live;

/* `servers` as in resolver.h; no address: FAULT_USAGE.  `timeout` in ms for
 * one question with all its retries; 0: DNS_LIVE_TIMEOUT. */
struct dns_live *dns_live_open(
    const char *const *servers, int64_t timeout, struct fault *fault);
void dns_live_close(struct dns_live *live); /* NULL is fine */

/* Put it on its way and return at once.  `name` as common/dns/dns_name.h has
 * it. */
void dns_live_want(
    struct dns_live *live, enum dns_type type, struct bytes name);

/*
 * Wait for this answer and take in all others meanwhile.  `answer` is filled,
 * name and type included, in `arena`.  `server` is who gave it, and stays as
 * long as `live`; absent when nobody did.
 */
void dns_live_ask(struct dns_live *live, struct arena *arena,
    enum dns_type type, struct bytes name, struct dns_answer *answer);

/* The next message: what was wanted and not asked is dropped. */
void dns_live_forget(struct dns_live *live);

#endif
