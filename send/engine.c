#include "send/engine.h"

#include "send/outcome.h"
#include "send/pace.h"
#include "send/transfer.h"
#include <errno.h>
#include <poll.h>
#include <string.h>

/* The sockets, and one descriptor a transfer that waits for names. */
#define DESCRIPTORS_MOST (SOCKETS_MOST + CONNECTIONS_MOST)
#define NEVER		 INT64_MAX

enum slot_state { SLOT_IDLE, SLOT_RUNNING, SLOT_WAITING };

struct slot {
	struct transfer transfer;
	struct submission submission;
	struct submit_outcome outcome;
	enum slot_state state;
	unsigned refusals;
	int64_t deadline;
	int64_t wake; /* of SLOT_WAITING */
};

struct engine {
	struct route route;
	const struct submit_queue *queue;
	CURLM *multi;
	struct slot *slots;
	unsigned slot_count;
	size_t busy; /* slots not idle */
	bool more;
	struct pace pace;
	int64_t timer; /* when libcurl wants to be called */
	struct pollfd fds[DESCRIPTORS_MOST];
	nfds_t fd_count;
};

/* ---- what libcurl waits for --------------------------------------------- */

static short poll_events(int what)
{
	return (short)((what & CURL_POLL_IN ? POLLIN : 0) |
		       (what & CURL_POLL_OUT ? POLLOUT : 0));
}

static struct transfer *transfer_of(const struct engine *engine, CURL *easy)
{
	struct transfer *transfer = NULL;

	engine->route.curl->easy_getinfo(
	    easy, CURLINFO_PRIVATE, (char **)&transfer);
	return transfer;
}

static void note_socket(
    const struct engine *engine, CURL *easy, curl_socket_t fd, int what)
{
	struct transfer *transfer = transfer_of(engine, easy);

	if (transfer != NULL && what != CURL_POLL_REMOVE)
		transfer->socket = fd;
	else if (transfer != NULL && transfer->socket == fd)
		transfer->socket = -1;
}

static int watch_socket(
    CURL *easy, curl_socket_t fd, int what, void *context, void *unused)
{
	struct engine *engine = context;
	nfds_t i = 0;

	(void)unused;
	note_socket(engine, easy, fd, what);
	while (i < engine->fd_count && engine->fds[i].fd != fd)
		i++;
	if (what == CURL_POLL_REMOVE) {
		if (i < engine->fd_count)
			engine->fds[i] = engine->fds[--engine->fd_count];
		return 0;
	}
	if (i == DESCRIPTORS_MOST)
		return -1;
	if (i == engine->fd_count)
		engine->fd_count++;
	engine->fds[i] = (struct pollfd){ fd, poll_events(what), 0 };
	return 0;
}

static int set_timer(CURLM *multi, long ms, void *context)
{
	struct engine *engine = context;

	(void)multi;
	engine->timer = ms < 0 ? NEVER : clock_running() + ms;
	return 0;
}

/* ---- a message, from the queue to its outcome --------------------------- */

static void done(
    struct engine *engine, struct slot *slot, const struct fault *fault)
{
	slot->outcome.finished = clock_now();
	slot->state = SLOT_IDLE;
	engine->busy--;
	if (!engine->queue->done(engine->queue->context,
		(unsigned)(slot - engine->slots), &slot->submission,
		&slot->outcome, fault))
		engine->more = false;
}

static void fail(struct engine *engine, struct slot *slot, enum fault_kind kind,
    const char *text)
{
	struct fault fault;

	slot->outcome.meaning = reply_trouble(TROUBLE_UNREACHABLE);
	slot->outcome.phase = phase_name(PHASE_CONNECT);
	fault_set(&fault, kind, "%s", text);
	done(engine, slot, &fault);
}

static void try(struct engine *engine, struct slot *slot)
{
	const struct curl *curl = engine->route.curl;
	int64_t now = clock_running();
	int64_t left = slot->deadline > now ? slot->deadline - now : 1;

	slot->state = SLOT_RUNNING;
	slot->outcome.attempts++;
	pace_started(&engine->pace, now);
	if (!transfer_begin(&slot->transfer, &slot->submission, left) ||
	    curl->multi_add_handle(engine->multi, slot->transfer.easy) !=
		CURLM_OK)
		fail(engine, slot, FAULT_OURS, "libcurl is out of memory");
}

static void start(struct engine *engine, struct slot *slot)
{
	struct fault fault;

	engine->more = engine->queue->next(engine->queue->context,
	    (unsigned)(slot - engine->slots), &slot->submission);
	if (!engine->more)
		return;
	engine->busy++;
	slot->refusals = 0;
	slot->deadline = clock_running() + engine->route.options->timeout;
	slot->outcome = (struct submit_outcome){ .queued = clock_now() };
	if (submission_check(&slot->submission, &fault))
		try(engine, slot);
	else
		fail(engine, slot, fault.kind, fault.text);
}

/* When to try again; NEVER: not at all. */
static int64_t again_at(
    struct engine *engine, struct slot *slot, const struct attempt *attempt)
{
	int64_t now = clock_running();
	bool unreachable =
	    attempt->meaning == reply_trouble(TROUBLE_UNREACHABLE);

	if (attempt->accepted || attempt->uncertain)
		return NEVER;
	if (attempt->stale && slot->refusals == 0) {
		slot->refusals++;
		return now;
	}
	/* A server that took messages in this run will be back. */
	if (attempt->meaning->retry == RETRY_NEVER &&
	    !(unreachable && engine->route.answered))
		return NEVER;
	if (attempt->meaning->retry == RETRY_LATER)
		return NEVER;
	int64_t at = now + pace_pause(++slot->refusals);
	if (at >= slot->deadline)
		return NEVER;
	if (attempt->meaning->retry == RETRY_SLOWER)
		pace_hold(&engine->pace, at);
	return at;
}

static void end(struct engine *engine, CURL *easy, CURLcode result)
{
	struct attempt attempt;
	struct fault fault;
	struct transfer *transfer = transfer_of(engine, easy);
	struct slot *slot =
	    (struct slot *)((char *)transfer - offsetof(struct slot, transfer));
	engine->route.curl->multi_remove_handle(engine->multi, easy);
	transfer_end(transfer, result, &attempt);
	slot->wake = again_at(engine, slot, &attempt);
	if (slot->wake != NEVER) {
		slot->state = SLOT_WAITING;
		return;
	}
	outcome_tell(
	    &slot->outcome, transfer, &slot->submission, &attempt, &fault);
	done(engine, slot, &fault);
}

/* ---- the loop ----------------------------------------------------------- */

/* Start what may start; when the next may is put into `*at`. */
static void start_due(struct engine *engine, int64_t *at)
{
	int64_t now = clock_running();

	*at = NEVER;
	for (unsigned i = 0; i < engine->slot_count; i++) {
		struct slot *slot = &engine->slots[i];
		bool idle = slot->state == SLOT_IDLE;
		if (slot->state == SLOT_RUNNING || (idle && !engine->more))
			continue;
		int64_t due = idle ? now : slot->wake;
		int64_t paced = now + pace_wait(&engine->pace, now);
		if (due < paced)
			due = paced;
		if (due > now) {
			*at = due < *at ? due : *at;
			continue;
		}
		if (idle)
			start(engine, slot);
		else
			try(engine, slot);
	}
}

static void act(struct engine *engine, curl_socket_t fd, int events)
{
	int running;

	engine->route.curl->multi_socket_action(
	    engine->multi, fd, events, &running);
}

static int curl_events(short revents)
{
	return (revents & POLLIN ? CURL_CSELECT_IN : 0) |
	       (revents & POLLOUT ? CURL_CSELECT_OUT : 0) |
	       (revents & (POLLERR | POLLHUP | POLLNVAL) ? CURL_CSELECT_ERR
							 : 0);
}

/* The table changes while libcurl acts, so what is ready is copied first. */
static void act_on_ready(struct engine *engine)
{
	struct pollfd ready[DESCRIPTORS_MOST];
	nfds_t n = 0;

	for (nfds_t i = 0; i < engine->fd_count; i++)
		if (engine->fds[i].revents != 0)
			ready[n++] = engine->fds[i];
	for (nfds_t i = 0; i < n; i++)
		act(engine, ready[i].fd, curl_events(ready[i].revents));
}

static void wait_and_act(struct engine *engine, int64_t at)
{
	int64_t until = engine->timer < at ? engine->timer : at;
	int64_t now = clock_running();
	int64_t ms = until == NEVER ? 1000 : until > now ? until - now : 0;

	if (poll(engine->fds, engine->fd_count, ms > 60000 ? 60000 : (int)ms) >
	    0)
		act_on_ready(engine);
	if (engine->timer <= clock_running()) {
		engine->timer = NEVER;
		act(engine, CURL_SOCKET_TIMEOUT, 0);
	}
}

static void end_finished(struct engine *engine)
{
	CURLMsg *message;
	int left;

	while ((message = engine->route.curl->multi_info_read(
		    engine->multi, &left)) != NULL)
		if (message->msg == CURLMSG_DONE)
			end(engine, message->easy_handle, message->data.result);
}

static void run(struct engine *engine)
{
	int64_t at;

	for (;;) {
		start_due(engine, &at);
		if (engine->busy == 0 && !engine->more)
			return;
		wait_and_act(engine, at);
		end_finished(engine);
	}
}

static bool open_multi(struct engine *engine)
{
	const struct curl *curl = engine->route.curl;
	CURLM *multi = engine->multi = curl->multi_init();

	return multi != NULL &&
	       curl->multi_setopt(
		   multi, CURLMOPT_SOCKETFUNCTION, watch_socket) == CURLM_OK &&
	       curl->multi_setopt(multi, CURLMOPT_SOCKETDATA, (void *)engine) ==
		   CURLM_OK &&
	       curl->multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer) ==
		   CURLM_OK &&
	       curl->multi_setopt(multi, CURLMOPT_TIMERDATA, (void *)engine) ==
		   CURLM_OK &&
	       curl->multi_setopt(multi, CURLMOPT_MAXCONNECTS,
		   (long)engine->slot_count + 1) == CURLM_OK;
}

bool engine_run(struct arena *arena, const struct server *server,
    const struct submit_options *options, const struct submit_queue *queue,
    struct fault *fault)
{
	const struct curl *curl = curl_load(fault);
	struct engine *engine = arena_new(arena, struct engine);
	unsigned opened = 0;

	if (curl == NULL)
		return false;
	engine->queue = queue;
	engine->slot_count = options->connections;
	engine->slots = arena_new_array(arena, struct slot, engine->slot_count);
	engine->more = true;
	engine->pace = pace_new(options->rate);
	engine->timer = NEVER;
	bool ready =
	    route_open(&engine->route, arena, curl, server, options, fault);
	if (ready && !open_multi(engine))
		ready = fault_set(fault, FAULT_OURS, "libcurl does not start");
	while (ready && opened < engine->slot_count)
		ready = transfer_open(
		    &engine->slots[opened++].transfer, &engine->route, fault);
	if (ready)
		run(engine);
	route_hang_up(&engine->route);
	while (opened > 0)
		transfer_close(&engine->slots[--opened].transfer);
	if (engine->multi != NULL)
		curl->multi_cleanup(engine->multi);
	route_close(&engine->route);
	return ready;
}
