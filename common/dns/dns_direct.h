/*
 * dns_direct - questions to servers that the asker names one by one
 *
 * Where dns_live wants an answer, whoever gives it, this wants to know what
 * each server says, silence included.  Any number of questions are on their
 * way together, 100 at most to one server; how each ends is told by a call,
 * which may put new ones.
 *
 *	dns_direct_send(direct, &server, DNS_SOA, name, DNS_EDNS, end, context);
 *	dns_direct_run(direct, until);
 *
 * A packet is sent three times in the time of a question, the last time
 * without EDNS; over TCP what was truncated.  Used by one thread.
 */
#ifndef COMMON_DNS_DNS_DIRECT_H
#define COMMON_DNS_DNS_DIRECT_H

#include "common/dns/dns_packet.h"
#include "common/dns/dns_servers.h"

enum dns_direct_outcome {
	DNS_DIRECT_ANSWER,
	DNS_DIRECT_SILENT,
	DNS_DIRECT_REFUSED,  /* nothing listens there */
	DNS_DIRECT_NO_ROUTE, /* this machine cannot send there */
};

struct dns_direct;

/* `packet` of an answer; else absent.  It lasts for the call. */
typedef void dns_direct_end(
    void *context, enum dns_direct_outcome outcome, struct bytes packet);

/* `timeout` in ms for one question with all its retries. */
struct dns_direct *dns_direct_open(int64_t timeout);
void dns_direct_close(struct dns_direct *direct); /* NULL is fine */

/*
 * Put a question on its way; `how` as in dns_packet.h.  `end` is called once,
 * from dns_direct_run().  `server` is copied, `name` is not.
 */
void dns_direct_send(struct dns_direct *direct, const struct dns_server *server,
    unsigned type, struct bytes name, unsigned how, dns_direct_end *end,
    void *context);

/* Until all have ended, those that they led to included.  At `until`, a time
 * of clock_running(), the rest is silent. */
void dns_direct_run(struct dns_direct *direct, int64_t until);

#endif
