#include "common/dns/dns_direct.h"

#include "common/base/clock.h"
#include "common/base/crypto.h"
#include "common/dns/dns_channel.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FLYING_MAX 100	   /* more get lost in the buffer of one socket */
#define PEERS_KEPT 32	   /* whose sockets stay for the next run */
#define WAIT_MAX   3600000 /* ms that poll() is told */
#define FORMERR	   1
#define NOTIMP	   4

/* A packet is sent at these hundredths of the time. */
static const int64_t sends[] = { 0, 20, 50 };
#define SENDS (sizeof(sends) / sizeof(sends[0]))

struct peer {
	struct dns_server address;
	struct dns_channel *channels[DNS_CHANNELS]; /* NULL: not needed yet */
	bool no_route, plain;			    /* it does not know EDNS */
	size_t flying;
	struct peer *next;
};

enum state { QUEUED, FLYING, DONE };

struct question {
	struct dns_direct *direct;
	struct peer *peer;
	unsigned type, how;
	struct bytes name;
	dns_direct_end *end;
	void *context;
	enum state state;
	int64_t started;
	size_t sent, refused;
	bool truncated;
	struct question *next;
};

struct attempt {
	struct question *question;
	enum dns_channel_kind kind;
	bool edns;
};

struct dns_direct {
	int64_t timeout;
	struct arena *arena;
	struct peer *peers;
	size_t peer_count;
	struct question *questions, **questions_end;
};

static void *must(void *memory)
{
	if (memory == NULL) {
		fputs("mailplumb: out of memory\n", stderr);
		abort();
	}
	return memory;
}

struct dns_direct *dns_direct_open(int64_t timeout)
{
	struct dns_direct *direct = must(calloc(1, sizeof(*direct)));

	direct->timeout = timeout;
	direct->arena = arena_open();
	direct->questions_end = &direct->questions;
	return direct;
}

/* ---- servers --------------------------------------------------------------
 */

static void peer_close(struct peer *peer)
{
	for (size_t i = 0; i < DNS_CHANNELS; i++)
		if (peer->channels[i] != NULL)
			dns_channel_close(peer->channels[i]);
	free(peer);
}

static void peers_close(struct dns_direct *direct)
{
	struct peer *next;

	for (struct peer *p = direct->peers; p != NULL; p = next) {
		next = p->next;
		peer_close(p);
	}
	direct->peers = NULL;
	direct->peer_count = 0;
}

void dns_direct_close(struct dns_direct *direct)
{
	if (direct == NULL)
		return;
	peers_close(direct);
	arena_close(direct->arena);
	free(direct);
}

/* Nothing is sent: the kernel only looks for a way. */
static bool has_route(const struct dns_server *server)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	bool is_v4 = server->ip.family == 4;

	v4.sin_port = v6.sin6_port = htons(server->port);
	memcpy(&v4.sin_addr, server->ip.octets, 4);
	memcpy(&v6.sin6_addr, server->ip.octets, 16);
	int fd =
	    socket(is_v4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool routed =
	    fd >= 0 &&
	    connect(fd, is_v4 ? (struct sockaddr *)&v4 : (struct sockaddr *)&v6,
		is_v4 ? sizeof(v4) : sizeof(v6)) == 0;
	if (fd >= 0)
		close(fd);
	return routed;
}

static struct peer *peer_of(
    struct dns_direct *direct, const struct dns_server *server)
{
	struct peer *peer = direct->peers;

	while (peer != NULL && (!ip_eq(&peer->address.ip, &server->ip) ||
				   peer->address.port != server->port))
		peer = peer->next;
	if (peer != NULL)
		return peer;
	peer = must(calloc(1, sizeof(*peer)));
	peer->address = *server;
	peer->no_route = !has_route(server);
	peer->next = direct->peers;
	direct->peers = peer;
	direct->peer_count++;
	return peer;
}

/* ---- what becomes of a question -------------------------------------------
 */

static void finish(
    struct question *q, enum dns_direct_outcome outcome, struct bytes packet)
{
	if (q->state == DONE)
		return;
	if (q->state == FLYING)
		q->peer->flying--;
	q->state = DONE;
	q->end(q->context, outcome, packet);
}

static void attempt_end(void *context, struct bytes packet);

static void send_by(struct question *q, enum dns_channel_kind kind, bool edns)
{
	struct attempt *attempt = arena_new(q->direct->arena, struct attempt);
	struct dns_channel **channel = &q->peer->channels[kind];
	unsigned char packet[DNS_QUESTION_SIZE], id[2];
	unsigned how = edns ? q->how : q->how & ~(unsigned)DNS_EDNS;

	*attempt = (struct attempt){ q, kind, edns };
	if (*channel == NULL)
		*channel = dns_channel_open(
		    &q->peer->address, kind, 2 * q->direct->timeout);
	random_octets(id, sizeof(id));
	size_t len = dns_packet_write(
	    packet, (uint16_t)(id[0] << 8 | id[1]), q->type, q->name, how);
	if (*channel != NULL && len > 0)
		dns_channel_send(*channel, packet, len, attempt_end, attempt);
	else
		finish(q, DNS_DIRECT_SILENT, ABSENT);
}

/* Of EDNS it says FORMERR (RFC 6891 7), or NOTIMP. */
static bool dislikes_edns(
    const struct attempt *attempt, const struct dns_packet_head *head)
{
	return attempt->edns &&
	       (head->rcode == FORMERR || head->rcode == NOTIMP);
}

static void heard(const struct attempt *attempt, struct bytes packet)
{
	struct question *q = attempt->question;
	struct dns_packet_head head = dns_packet_head(packet);

	if (head.truncated && attempt->kind != DNS_CHANNEL_TCP) {
		q->truncated = true;
		send_by(q, DNS_CHANNEL_TCP, attempt->edns);
	} else if (dislikes_edns(attempt, &head)) {
		q->peer->plain = true;
		send_by(q,
		    attempt->kind == DNS_CHANNEL_TCP ? DNS_CHANNEL_TCP
						     : DNS_CHANNEL_PLAIN,
		    false);
	} else {
		finish(q, DNS_DIRECT_ANSWER, packet);
	}
}

/* An error need not be the server's word: any stranger can send an empty
 * datagram.  So it is asked once more. */
static void attempt_end(void *context, struct bytes packet)
{
	const struct attempt *attempt = context;
	struct question *q = attempt->question;

	if (q->state != FLYING)
		return;
	if (bytes_present(packet))
		heard(attempt, packet);
	else if (attempt->kind != DNS_CHANNEL_TCP && ++q->refused == 2)
		finish(q, DNS_DIRECT_REFUSED, ABSENT);
}

static int64_t due(const struct question *q)
{
	if (q->refused == 1 && q->sent == 1)
		return q->started;
	return q->sent < SENDS
		   ? q->started + q->direct->timeout * sends[q->sent] / 100
		   : q->started + q->direct->timeout;
}

static void put(struct question *q)
{
	bool edns = (q->how & DNS_EDNS) && !q->peer->plain &&
		    (q->sent + 1 < SENDS || q->truncated);

	q->sent++;
	send_by(q,
	    q->truncated ? DNS_CHANNEL_TCP
	    : edns	 ? DNS_CHANNEL_EDNS
			 : DNS_CHANNEL_PLAIN,
	    edns);
}

static void advance(struct question *q, int64_t now)
{
	if (q->state == QUEUED && q->peer->no_route) {
		finish(q, DNS_DIRECT_NO_ROUTE, ABSENT);
	} else if (q->state == QUEUED && q->peer->flying < FLYING_MAX) {
		q->state = FLYING;
		q->peer->flying++;
		q->started = now;
	}
	while (q->state == FLYING && q->sent < SENDS && now >= due(q))
		put(q);
	if (q->state == FLYING && now >= q->started + q->direct->timeout)
		finish(q, DNS_DIRECT_SILENT, ABSENT);
}

void dns_direct_send(struct dns_direct *direct, const struct dns_server *server,
    unsigned type, struct bytes name, unsigned how, dns_direct_end *end,
    void *context)
{
	struct question *q = arena_new(direct->arena, struct question);

	*q = (struct question){ .direct = direct,
		.peer = peer_of(direct, server),
		.type = type,
		.how = how,
		.name = name,
		.end = end,
		.context = context };
	*direct->questions_end = q;
	direct->questions_end = &q->next;
}

/* ---- all of them ----------------------------------------------------------
 */

/* Send what is due; those that are done leave the list.  The time when
 * something is due again; INT64_MAX: all have ended. */
static int64_t advance_all(struct dns_direct *direct, int64_t now)
{
	struct question **at = &direct->questions;
	int64_t next = INT64_MAX;

	while (*at != NULL) {
		struct question *q = *at;
		advance(q, now);
		if (q->state != DONE) {
			int64_t time =
			    q->state == QUEUED ? INT64_MAX - 1 : due(q);
			next = time < next ? time : next;
			at = &q->next;
			continue;
		}
		*at = q->next;
		if (*at == NULL)
			direct->questions_end = at;
	}
	return next;
}

struct sockets {
	struct pollfd *fds;
	struct dns_channel **channels;
	nfds_t count;
};

static void sockets_of(
    const struct dns_direct *direct, struct arena *arena, struct sockets *s)
{
	size_t most = direct->peer_count * DNS_CHANNELS;

	s->fds = arena_new_array(arena, struct pollfd, most);
	s->channels = arena_new_array(arena, struct dns_channel *, most);
	s->count = 0;
	for (struct peer *p = direct->peers; p != NULL; p = p->next)
		for (size_t i = 0; i < DNS_CHANNELS; i++) {
			s->channels[s->count] = p->channels[i];
			if (p->channels[i] != NULL)
				s->count += dns_channel_socket(
				    p->channels[i], &s->fds[s->count]);
		}
}

/* Wait until something comes or that time, and take in what has come. */
static void take_in(
    struct dns_direct *direct, struct arena *scratch, int64_t until)
{
	int64_t wait = until - clock_running();
	struct sockets sockets;

	wait = wait < 0 ? 0 : wait > WAIT_MAX ? WAIT_MAX : wait;
	arena_reset(scratch);
	sockets_of(direct, scratch, &sockets);
	if (poll(sockets.fds, sockets.count, (int)wait) <= 0)
		return;
	for (nfds_t i = 0; i < sockets.count; i++)
		dns_channel_serve(sockets.channels[i], &sockets.fds[i]);
}

/* What ends may put new ones, which end here, too. */
static void give_up(struct dns_direct *direct)
{
	for (struct question *q = direct->questions; q != NULL; q = q->next)
		finish(q, DNS_DIRECT_SILENT, ABSENT);
}

static void forget(struct dns_direct *direct)
{
	for (struct peer *p = direct->peers; p != NULL; p = p->next)
		for (size_t i = 0; i < DNS_CHANNELS; i++)
			if (p->channels[i] != NULL)
				dns_channel_cancel(p->channels[i]);
	if (direct->peer_count > PEERS_KEPT)
		peers_close(direct);
	direct->questions = NULL;
	direct->questions_end = &direct->questions;
	arena_reset(direct->arena);
}

void dns_direct_run(struct dns_direct *direct, int64_t until)
{
	struct arena *scratch = arena_open();
	int64_t now = clock_running(), next;

	while (now < until && (next = advance_all(direct, now)) != INT64_MAX) {
		take_in(direct, scratch, next < until ? next : until);
		now = clock_running();
	}
	give_up(direct);
	forget(direct);
	arena_close(scratch);
}
