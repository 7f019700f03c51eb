#include "common/dns/dns_live.h"

#include "common/base/clock.h"
#include "common/base/crypto.h"
#include "common/dns/dns_channel.h"
#include "common/dns/dns_packet.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define TRIES	    5 /* in the time of a question */
#define TIMEOUT_MAX INT64_C(3600000)
#define FLYING_MAX  100 /* more get lost in the buffer of one socket */

struct server {
	const struct dns_server *address;
	struct dns_channel *channels[DNS_CHANNELS]; /* NULL: not needed yet */
	bool plain;				    /* does not know EDNS */
};

enum state { QUEUED, FLYING, DONE };

struct link { /* a packet that belongs to the answer */
	struct bytes packet;
	const struct server *server;
	struct link *next;
};

struct question {
	struct dns_live *live;
	enum dns_type type;
	struct bytes name, target; /* what is asked for: where the chain is */
	enum state state;
	unsigned round;		     /* counts targets */
	int64_t deadline, due, pace; /* from packet to packet */
	size_t first, tries;	     /* server and packets of this round */
	size_t unreached;
	bool truncated;		 /* the last answer over UDP */
	uint64_t heard, silence; /* of the whole when it started */
	struct link *links, **links_end;
	struct link *failure; /* the first */
	struct question *next;
};

struct attempt {
	struct question *question;
	struct server *server;
	unsigned round;
	enum dns_channel_kind kind;
	bool edns;
};

struct dns_live {
	struct dns_servers addresses;
	struct server servers[DNS_SERVERS_MAX];
	size_t count, first; /* of servers; who answered last */
	int64_t timeout;
	struct arena *arena, *scratch;
	struct question *questions, **questions_end;
	size_t flying;
	uint64_t heard;	  /* packets */
	uint64_t silence; /* 0: somebody answers */
};

struct dns_live *dns_live_open(
    const char *const *servers, int64_t timeout, struct fault *fault)
{
	struct dns_servers addresses;

	if (!dns_servers_read(&addresses, servers, fault))
		return NULL;
	struct dns_live *live = calloc(1, sizeof(*live));
	if (live == NULL) {
		fputs("mailplumb: out of memory\n", stderr);
		abort();
	}
	live->addresses = addresses;
	live->count = addresses.count;
	for (size_t i = 0; i < live->count; i++)
		live->servers[i].address = &live->addresses.list[i];
	live->timeout = timeout <= 0		? DNS_LIVE_TIMEOUT
			: timeout > TIMEOUT_MAX ? TIMEOUT_MAX
						: timeout;
	live->arena = arena_open();
	live->scratch = arena_open();
	live->questions_end = &live->questions;
	return live;
}

/* The next of all channels that are open; `i` counts servers and kinds. */
static struct dns_channel *channel_next(const struct dns_live *live, size_t *i)
{
	while (*i < live->count * DNS_CHANNELS) {
		size_t at = (*i)++;
		const struct server *server = &live->servers[at / DNS_CHANNELS];
		if (server->channels[at % DNS_CHANNELS] != NULL)
			return server->channels[at % DNS_CHANNELS];
	}
	return NULL;
}

void dns_live_close(struct dns_live *live)
{
	struct dns_channel *channel;
	size_t i = 0;

	if (live == NULL)
		return;
	while ((channel = channel_next(live, &i)) != NULL)
		dns_channel_close(channel);
	arena_close(live->arena);
	arena_close(live->scratch);
	free(live);
}

void dns_live_forget(struct dns_live *live)
{
	struct dns_channel *channel;
	size_t i = 0;

	while ((channel = channel_next(live, &i)) != NULL)
		dns_channel_cancel(channel);
	live->questions = NULL;
	live->questions_end = &live->questions;
	live->flying = 0;
	live->silence = live->silence > 0; /* it may be over */
	arena_reset(live->arena);
}

/* ---- what becomes of a question ------------------------------------------
 */

static void finish(struct question *q)
{
	q->state = DONE;
	q->live->flying--;
	if (q->failure != NULL) {
		*q->links_end = q->failure;
		q->links_end = &q->failure->next;
	}
}

static void round_start(struct question *q, struct bytes target)
{
	q->target = target;
	q->round++;
	q->first = q->live->first;
	q->tries = q->unreached = 0;
	q->truncated = false;
	q->failure = NULL;
	q->due = 0;
}

/* So much of the time for one packet, by how long nobody has answered. */
static const int64_t paces[] = { TRIES, TRIES, TRIES *TRIES };

static void start(struct question *q, int64_t now)
{
	struct dns_live *live = q->live;
	int64_t most = live->timeout;

	q->state = FLYING;
	live->flying++;
	q->heard = live->heard;
	q->silence = live->silence;
	q->pace = live->timeout / paces[live->silence] + 1;
	if (live->silence > 0)
		most = q->pace * (int64_t)live->count;
	q->deadline = now + (most < live->timeout ? most : live->timeout);
	round_start(q, q->name);
}

/* A server that does not answer is not asked first again. */
static void turn_from(struct dns_live *live, const struct server *server)
{
	if (server == &live->servers[live->first])
		live->first = (live->first + 1) % live->count;
}

/* Those that were on their way together are one silence. */
static void time_out(struct question *q)
{
	struct dns_live *live = q->live;

	if (q->heard == live->heard && q->silence == live->silence &&
	    live->silence + 1 < sizeof(paces) / sizeof(paces[0]))
		live->silence++;
	finish(q);
}

static struct link *link_add(
    struct question *q, struct bytes packet, const struct server *server)
{
	struct link *link = arena_new(q->live->arena, struct link);

	link->packet = arena_copy(q->live->arena, packet);
	link->server = server;
	*q->links_end = link;
	q->links_end = &link->next;
	return link;
}

static enum dns_packet_says links_read(
    const struct question *q, struct arena *arena, struct dns_answer *answer)
{
	enum dns_packet_says says = DNS_PACKET_GOES_ON;
	struct dns_chain chain;

	dns_chain_start(&chain, answer);
	for (const struct link *l = q->links; l != NULL; l = l->next)
		says = dns_packet_read(&chain, arena, l->packet,
		    bytes_of(l->server->address->text));
	return says;
}

/* Another server may know better; the first failure counts if none does. */
static void failed(struct question *q, struct link *link)
{
	if (q->failure == NULL)
		q->failure = link;
	if (q->tries < q->live->count)
		q->due = 0;
	else
		finish(q);
}

static bool is_failure(const struct dns_answer *answer)
{
	return answer->status == DNS_SERVFAIL ||
	       answer->status == DNS_REFUSED || answer->status == DNS_MALFORMED;
}

static void attempt_end(void *context, struct bytes packet);

static void send_to(struct question *q, struct server *server,
    enum dns_channel_kind kind, bool edns)
{
	struct attempt *attempt = arena_new(q->live->arena, struct attempt);
	struct dns_channel **channel = &server->channels[kind];
	unsigned char packet[DNS_QUESTION_SIZE], id[2];

	*attempt = (struct attempt){ q, server, q->round, kind, edns };
	if (*channel == NULL)
		*channel = dns_channel_open(
		    server->address, kind, 2 * q->live->timeout);
	random_octets(id, sizeof(id));
	size_t len = dns_packet_write(packet, (uint16_t)(id[0] << 8 | id[1]),
	    q->type, q->target, edns ? DNS_RECURSE | DNS_EDNS : DNS_RECURSE);
	assert(len > 0);
	if (*channel != NULL)
		dns_channel_send(*channel, packet, len, attempt_end, attempt);
	else
		attempt_end(attempt, ABSENT);
}

static void go_on(struct question *q, struct bytes target)
{
	round_start(q, arena_copy(q->live->arena, target));
}

static void succeeded(struct question *q, const struct server *server)
{
	q->live->first = (size_t)(server - q->live->servers);
	q->failure = NULL;
	finish(q);
}

/* A packet that tells how to ask, not what is there. */
static bool is_advice(const struct attempt *attempt, enum dns_packet_says says)
{
	return (says == DNS_PACKET_NO_EDNS && attempt->edns) ||
	       (says == DNS_PACKET_TRUNCATED &&
		   attempt->kind != DNS_CHANNEL_TCP);
}

static void follow_advice(
    const struct attempt *attempt, enum dns_packet_says says)
{
	struct question *q = attempt->question;

	if (says == DNS_PACKET_NO_EDNS) {
		attempt->server->plain = true;
		send_to(q, attempt->server, DNS_CHANNEL_PLAIN, false);
	} else {
		q->truncated = true;
		send_to(q, attempt->server, DNS_CHANNEL_TCP, attempt->edns);
	}
}

static void heard(const struct attempt *attempt, struct bytes packet)
{
	struct question *q = attempt->question;
	struct dns_answer answer = { .name = q->name, .type = q->type };
	struct link **before = q->links_end;
	struct link *link = link_add(q, packet, attempt->server);

	arena_reset(q->live->scratch);
	enum dns_packet_says says = links_read(q, q->live->scratch, &answer);
	if (says == DNS_PACKET_GOES_ON) {
		go_on(q, answer.owner);
		return;
	}
	if (says == DNS_PACKET_ALL && !is_failure(&answer)) {
		succeeded(q, attempt->server);
		return;
	}
	*before = NULL;
	q->links_end = before;
	if (is_advice(attempt, says))
		follow_advice(attempt, says);
	else
		failed(q, link);
}

/*
 * An error need not be the server's word: any stranger can send an empty
 * datagram, and over TCP it ends all questions together.  So each server is
 * tried twice at once, and further while others are answered.
 */
static void unreached(const struct attempt *attempt)
{
	struct question *q = attempt->question;

	if (attempt->kind == DNS_CHANNEL_TCP)
		return;
	turn_from(q->live, attempt->server);
	if (++q->unreached < 2 * q->live->count)
		q->due = 0;
	else if (q->heard == q->live->heard)
		time_out(q);
}

/* May be called before dns_channel_send() returns. */
static void attempt_end(void *context, struct bytes packet)
{
	const struct attempt *attempt = context;
	struct question *q = attempt->question;

	if (bytes_present(packet)) { /* however late */
		q->live->heard++;
		q->live->silence = 0;
	}
	if (q->state != FLYING || attempt->round != q->round)
		return;
	if (bytes_present(packet))
		heard(attempt, packet);
	else
		unreached(attempt);
}

static void put(struct question *q, int64_t now)
{
	struct dns_live *live = q->live;
	struct server *server =
	    &live->servers[(q->first + q->tries) % live->count];
	bool edns = !server->plain && q->tries < 2 * live->count;

	q->tries++;
	q->due = now + q->pace;
	send_to(q, server, edns ? DNS_CHANNEL_EDNS : DNS_CHANNEL_PLAIN, edns);
}

/* ---- all questions --------------------------------------------------------
 */

static void advance(struct question *q, int64_t now)
{
	struct dns_live *live = q->live;

	if (q->state == QUEUED && live->flying < FLYING_MAX)
		start(q, now);
	if (q->state != FLYING)
		return;
	if (now >= q->deadline) {
		time_out(q);
	} else if (now >= q->due) {
		if (q->due > 0)
			turn_from(
			    live, &live->servers[(q->first + q->tries - 1) %
						 live->count]);
		put(q, now);
	}
}

/* Send what is due; the time when something is due again. */
static int64_t advance_all(struct dns_live *live)
{
	int64_t now = clock_running(), next = now + live->timeout;

	for (struct question *q = live->questions; q != NULL; q = q->next) {
		advance(q, now);
		if (q->state != FLYING)
			continue;
		int64_t due = q->due < q->deadline ? q->due : q->deadline;
		next = due < next ? due : next;
	}
	return next;
}

struct sockets {
	struct pollfd fds[DNS_SERVERS_MAX * DNS_CHANNELS];
	struct dns_channel *channels[DNS_SERVERS_MAX * DNS_CHANNELS];
	nfds_t count;
};

static void sockets_of(const struct dns_live *live, struct sockets *sockets)
{
	struct dns_channel *channel;
	size_t i = 0;

	sockets->count = 0;
	while ((channel = channel_next(live, &i)) != NULL) {
		sockets->channels[sockets->count] = channel;
		sockets->count +=
		    dns_channel_socket(channel, &sockets->fds[sockets->count]);
	}
}

/* Wait until something comes or that time, and take in what has come. */
static void take_in(struct dns_live *live, int64_t until)
{
	int64_t wait = until - clock_running();
	struct sockets sockets;

	sockets_of(live, &sockets);
	if (poll(sockets.fds, sockets.count, wait > 0 ? (int)wait : 0) <= 0)
		return;
	for (nfds_t i = 0; i < sockets.count; i++)
		dns_channel_serve(sockets.channels[i], &sockets.fds[i]);
}

static struct question *question_of(
    struct dns_live *live, enum dns_type type, struct bytes name)
{
	struct question *q = live->questions;

	while (q != NULL && (q->type != type || !bytes_eq(q->name, name)))
		q = q->next;
	if (q != NULL)
		return q;
	q = arena_new(live->arena, struct question);
	q->live = live;
	q->type = type;
	q->name = arena_copy(live->arena, name);
	q->links_end = &q->links;
	*live->questions_end = q;
	live->questions_end = &q->next;
	return q;
}

void dns_live_want(struct dns_live *live, enum dns_type type, struct bytes name)
{
	struct question *q = question_of(live, type, name);

	if (q->state == QUEUED)
		advance(q, clock_running());
}

/* What nobody answered, in the words of who asked. */
static void say_silence(
    const struct question *q, struct arena *arena, struct dns_answer *answer)
{
	size_t servers = q->live->count;
	const char *what = q->unreached >= 2 * servers ? "nothing listens at"
			   : q->truncated ? "no answer over TCP from"
					  : "no answer from";

	answer->status = DNS_TIMEOUT;
	answer->server = ABSENT;
	answer->detail = arena_printf(arena, "%s %s%s", what,
	    q->live->addresses.list[0].text,
	    servers > 1 ? " and the other servers" : "")
			     .ptr;
}

static void say(
    const struct question *q, struct arena *arena, struct dns_answer *answer)
{
	if (links_read(q, arena, answer) == DNS_PACKET_GOES_ON)
		say_silence(q, arena, answer);
}

void dns_live_ask(struct dns_live *live, struct arena *arena,
    enum dns_type type, struct bytes name, struct dns_answer *answer)
{
	struct question *q = question_of(live, type, name);

	*answer = (struct dns_answer){ .name = arena_copy(arena, name),
		.type = type };
	if (q->state == QUEUED)
		start(q, clock_running());
	if (q->state != DONE)
		take_in(live, 0);
	while (q->state != DONE) {
		int64_t next = advance_all(live);
		if (q->state != DONE)
			take_in(live, next);
	}
	say(q, arena, answer);
}
