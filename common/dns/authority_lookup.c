#include "common/dns/authority_parts.h"

#include <stdio.h>

/* ---- what a packet says ---------------------------------------------------
 */

void answer_read(struct arena *arena, struct bytes packet,
    const struct dns_server *server, struct dns_answer *answer)
{
	struct dns_chain chain;

	dns_chain_start(&chain, answer);
	enum dns_packet_says says = dns_packet_read(
	    &chain, arena, packet, arena_copy(arena, bytes_of(server->text)));
	if (says != DNS_PACKET_GOES_ON)
		return;
	answer->status = DNS_FOUND;
	answer->server = answer->aliases->server;
}

struct dns_server server_at(const struct run *run, const struct ip *ip)
{
	struct dns_server server = { *ip, run->authority->port, "" };
	char text[IP_TEXT_SIZE];

	snprintf(server.text, sizeof(server.text), "%s#%u", ip_write(ip, text),
	    server.port);
	return server;
}

/* ---- one answer of whichever resolver has it ------------------------------
 */

struct looking {
	struct run *run;
	struct dns_answer answer; /* the first failure, until there is one */
	bool any, done;
	size_t pending;
	lookup_end *end;
	void *context;
};

struct look { /* to one resolver */
	struct looking *looking;
	const struct dns_server *server;
};

static void looked(
    void *context, enum dns_direct_outcome outcome, struct bytes packet)
{
	struct look *look = context;
	struct looking *l = look->looking;
	struct dns_answer answer = { .name = l->answer.name,
		.type = l->answer.type,
		.status = DNS_TIMEOUT };

	l->pending--;
	if (l->done)
		return;
	if (outcome == DNS_DIRECT_ANSWER)
		answer_read(l->run->arena, packet, look->server, &answer);
	if (!l->any || !dns_failed(&answer))
		l->answer = answer;
	l->any = true;
	if (dns_failed(&answer) && l->pending > 0)
		return;
	l->done = true;
	l->end(l->context, &l->answer);
}

/* DNSSEC is not what is looked for here: a zone that does not validate has
 * servers, too. */
void lookup(struct run *run, enum dns_type type, struct bytes name,
    lookup_end *end, void *context)
{
	struct looking *l = arena_new(run->arena, struct looking);
	const struct dns_servers *resolvers = &run->authority->resolvers;

	*l = (struct looking){ .run = run,
		.answer = { .name = name, .type = type },
		.pending = resolvers->count,
		.end = end,
		.context = context };
	for (size_t i = 0; i < resolvers->count; i++) {
		struct look *look = arena_new(run->arena, struct look);
		*look = (struct look){ l, &resolvers->list[i] };
		dns_direct_send(run->authority->direct, look->server, type,
		    name, DNS_RECURSE | DNS_UNCHECKED | DNS_EDNS, looked, look);
	}
}

/* ---- addresses of hosts ---------------------------------------------------
 */

struct waiter {
	address_found *found;
	void *context;
	struct waiter *next;
};

struct host {
	struct bytes name;
	struct ip ips[ADDRESSES_MOST];
	size_t ip_count, pending;
	bool failed;
	struct waiter *waiters;
	struct host *next;
};

static void tell(const struct host *host, const struct ip *ip)
{
	for (struct waiter *w = host->waiters; w != NULL; w = w->next)
		w->found(w->context, ip, host->failed);
}

/* 0.0.0.0, ::, and what is no single machine's. */
static bool is_address(const struct ip *ip)
{
	static const unsigned char none[16];
	bool v4 = ip->family == 4;

	return memcmp(ip->octets, none, v4 ? 4 : 16) != 0 &&
	       (v4 ? ip->octets[0] < 224 : ip->octets[0] != 0xff);
}

static void address_told(void *context, const struct dns_answer *answer)
{
	struct host *host = context;
	size_t family = 0;

	host->pending--;
	host->failed = host->failed || dns_failed(answer);
	for (const struct dns_record *r = answer->records;
	     r != NULL && family < FAMILY_MOST; r = r->next) {
		if (!is_address(&r->ip))
			continue;
		family++;
		host->ips[host->ip_count++] = r->ip;
		tell(host, &r->ip);
	}
	if (host->pending == 0)
		tell(host, NULL);
}

static struct host *host_new(struct run *run, struct bytes name)
{
	struct host *host = arena_new(run->arena, struct host);

	host->name = name;
	host->pending = 2;
	host->next = run->hosts;
	run->hosts = host;
	lookup(run, DNS_A, name, address_told, host);
	lookup(run, DNS_AAAA, name, address_told, host);
	return host;
}

void addresses_want(
    struct run *run, struct bytes name, address_found *found, void *context)
{
	struct waiter *waiter = arena_new(run->arena, struct waiter);
	struct host *host = run->hosts;

	while (host != NULL && !bytes_eq(host->name, name))
		host = host->next;
	if (host == NULL)
		host = host_new(run, name);
	*waiter = (struct waiter){ found, context, host->waiters };
	host->waiters = waiter;
	for (size_t i = 0; i < host->ip_count; i++)
		found(context, &host->ips[i], host->failed);
	if (host->pending == 0)
		found(context, NULL, host->failed);
}
