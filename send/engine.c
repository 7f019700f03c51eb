#include "send/engine.h"

#include "send/outcome.h"
#include "send/pace.h"
#include "send/transfer.h"
#include <poll.h>

/* While it connects, libcurl has two sockets and a descriptor for names. */
#define LIBCURL_MOST	 (3 * CONNECTIONS_MOST)
#define DESCRIPTORS_MOST (CONNECTIONS_MOST + LIBCURL_MOST)
#define NEVER		 INT64_MAX

enum slot_state { SLOT_IDLE, SLOT_WAITING, SLOT_CONNECTING, SLOT_TALKING };

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
	struct slot *slots;
	unsigned slot_count;
	size_t busy; /* slots not idle */
	bool more;
	struct pace pace;
	int64_t timer; /* when libcurl wants to be called */
	struct pollfd fds[DESCRIPTORS_MOST]; /* a slot's own, then libcurl's */
	nfds_t fd_count;
};

/* ---- what libcurl waits for --------------------------------------------- */

static short poll_events(int what)
{
	return (short)((what & CURL_POLL_IN ? POLLIN : 0) |
		       (what & CURL_POLL_OUT ? POLLOUT : 0));
}

static int watch_socket(
    CURL *easy, curl_socket_t fd, int what, void *context, void *unused)
{
	struct engine *engine = context;
	nfds_t i = engine->slot_count;

	(void)easy, (void)unused;
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

static void wait_for(
    struct engine *engine, const struct slot *slot, short events)
{
	struct pollfd *fd = &engine->fds[slot - engine->slots];

	fd->fd = events != 0 ? slot->transfer.socket : -1;
	fd->events = events;
}

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

/* When to try again; NEVER: not at all. */
static int64_t again_at(
    struct engine *engine, struct slot *slot, const struct attempt *attempt)
{
	int64_t now = clock_running();
	enum retry retry = attempt->meaning->retry;
	bool unreachable =
	    attempt->meaning == reply_trouble(TROUBLE_UNREACHABLE);

	if (attempt->accepted || attempt->uncertain)
		return NEVER;
	if (attempt->stale && slot->refusals == 0) {
		slot->refusals++;
		return now;
	}
	/* A server that took messages in this run will be back. */
	if (unreachable && engine->route.answered)
		retry = RETRY_PAUSED;
	int64_t at = now + pace_pause(++slot->refusals);
	if ((retry != RETRY_PAUSED && retry != RETRY_SLOWER) ||
	    at >= slot->deadline)
		return NEVER;
	if (retry == RETRY_SLOWER)
		pace_hold(&engine->pace, at);
	return at;
}

static void end(struct engine *engine, struct slot *slot, CURLcode result)
{
	struct attempt attempt;
	struct fault fault = { .kind = FAULT_NONE };

	wait_for(engine, slot, 0);
	transfer_end(&slot->transfer, result, &attempt);
	slot->wake = again_at(engine, slot, &attempt);
	if (slot->wake != NEVER) {
		slot->state = SLOT_WAITING;
		return;
	}
	outcome_tell(&slot->outcome, &slot->transfer, &slot->submission,
	    &attempt, &fault);
	done(engine, slot, &fault);
}

static void go_on(struct engine *engine, struct slot *slot)
{
	CURLcode result;
	enum talk_state state = talk_go_on(&slot->transfer.talk, &result);

	if (state == TALK_OVER)
		end(engine, slot, result);
	else
		wait_for(engine, slot,
		    state == TALK_WRITE ? POLLIN | POLLOUT : POLLIN);
}

static void talk(struct engine *engine, struct slot *slot)
{
	slot->state = SLOT_TALKING;
	if (transfer_talk(&slot->transfer, &slot->submission))
		go_on(engine, slot);
	else
		end(engine, slot, CURLE_OK);
}

static void try(struct engine *engine, struct slot *slot)
{
	struct transfer *transfer = &slot->transfer;
	int64_t now = clock_running();

	slot->outcome.attempts++;
	pace_started(&engine->pace, now);
	transfer_begin(transfer, &slot->submission);
	if (transfer->socket != CURL_SOCKET_BAD) {
		talk(engine, slot);
		return;
	}
	slot->state = SLOT_CONNECTING;
	if (!transfer_connect(
		transfer, slot->deadline > now ? slot->deadline - now : 1))
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

/* ---- the loop ----------------------------------------------------------- */

/* When something is due for a slot though nothing comes in. */
static int64_t slot_due(
    const struct engine *engine, const struct slot *slot, int64_t now)
{
	int64_t paced = now + pace_wait(&engine->pace, now);

	switch (slot->state) {
	case SLOT_IDLE:
		return engine->more ? paced : NEVER;
	case SLOT_WAITING:
		return slot->wake > paced ? slot->wake : paced;
	case SLOT_CONNECTING:
	case SLOT_TALKING:
		break;
	}
	return slot->deadline;
}

static void act_on_due(struct engine *engine, struct slot *slot)
{
	switch (slot->state) {
	case SLOT_IDLE:
		start(engine, slot);
		break;
	case SLOT_WAITING:
		try(engine, slot);
		break;
	case SLOT_CONNECTING:
	case SLOT_TALKING:
		end(engine, slot, CURLE_OPERATION_TIMEDOUT);
		break;
	}
}

/* Do what is due; when the next will be is put into `*at`. */
static void act_on_clock(struct engine *engine, int64_t *at)
{
	int64_t now = clock_running();

	*at = NEVER;
	for (unsigned i = 0; i < engine->slot_count; i++) {
		struct slot *slot = &engine->slots[i];
		if (slot_due(engine, slot, now) <= now)
			act_on_due(engine, slot);
		int64_t due = slot_due(engine, slot, now);
		*at = due < *at ? due : *at;
	}
	/* What began just now may have set it. */
	*at = engine->timer < *at ? engine->timer : *at;
}

static void act(struct engine *engine, curl_socket_t fd, int events)
{
	int running;

	engine->route.curl->multi_socket_action(
	    engine->route.multi, fd, events, &running);
}

static int curl_events(short revents)
{
	return (revents & POLLIN ? CURL_CSELECT_IN : 0) |
	       (revents & POLLOUT ? CURL_CSELECT_OUT : 0) |
	       (revents & (POLLERR | POLLHUP | POLLNVAL) ? CURL_CSELECT_ERR
							 : 0);
}

/* The table changes while libcurl acts, so what is ready is copied first. */
static void act_on_libcurl(struct engine *engine)
{
	struct pollfd ready[LIBCURL_MOST];
	nfds_t n = 0;

	for (nfds_t i = engine->slot_count; i < engine->fd_count; i++)
		if (engine->fds[i].revents != 0)
			ready[n++] = engine->fds[i];
	for (nfds_t i = 0; i < n; i++)
		act(engine, ready[i].fd, curl_events(ready[i].revents));
	if (engine->timer <= clock_running()) {
		engine->timer = NEVER;
		act(engine, CURL_SOCKET_TIMEOUT, 0);
	}
}

static void act_on_connected(struct engine *engine)
{
	const struct curl *curl = engine->route.curl;
	CURLMsg *message;
	int left;

	while ((message = curl->multi_info_read(engine->route.multi, &left)) !=
	       NULL) {
		struct slot *slot = NULL;
		if (message->msg != CURLMSG_DONE)
			continue;
		CURLcode result = message->data.result;
		curl->easy_getinfo(
		    message->easy_handle, CURLINFO_PRIVATE, (char **)&slot);
		if (result == CURLE_OK)
			talk(engine, slot);
		else
			end(engine, slot, result);
	}
}

static void act_on_slots(struct engine *engine)
{
	for (unsigned i = 0; i < engine->slot_count; i++)
		if (engine->fds[i].fd >= 0 && engine->fds[i].revents != 0)
			go_on(engine, &engine->slots[i]);
}

static void wait_until(struct engine *engine, int64_t at)
{
	int64_t now = clock_running();
	int64_t ms = at > now ? at - now : 0;

	if (poll(engine->fds, engine->fd_count, ms > 60000 ? 60000 : (int)ms) <=
	    0)
		for (nfds_t i = 0; i < engine->fd_count; i++)
			engine->fds[i].revents = 0;
}

static void run(struct engine *engine)
{
	int64_t at;

	for (;;) {
		act_on_clock(engine, &at);
		if (engine->busy == 0 && !engine->more)
			return;
		wait_until(engine, at);
		act_on_slots(engine);
		act_on_libcurl(engine);
		act_on_connected(engine);
	}
}

static bool open_multi(struct engine *engine, struct fault *fault)
{
	const struct curl *curl = engine->route.curl;
	CURLM *multi = engine->route.multi = curl->multi_init();

	return (multi != NULL &&
		   curl->multi_setopt(multi, CURLMOPT_SOCKETFUNCTION,
		       watch_socket) == CURLM_OK &&
		   curl->multi_setopt(multi, CURLMOPT_SOCKETDATA,
		       (void *)engine) == CURLM_OK &&
		   curl->multi_setopt(
		       multi, CURLMOPT_TIMERFUNCTION, set_timer) == CURLM_OK &&
		   curl->multi_setopt(multi, CURLMOPT_TIMERDATA,
		       (void *)engine) == CURLM_OK) ||
	       fault_set(fault, FAULT_OURS, "libcurl does not start");
}

static bool open_slots(struct engine *engine, struct fault *fault)
{
	const struct curl *curl = engine->route.curl;

	for (unsigned i = 0; i < engine->slot_count; i++) {
		struct slot *slot = &engine->slots[i];
		engine->fds[i].fd = -1;
		if (!transfer_open(&slot->transfer, &engine->route, fault))
			return false;
		curl->easy_setopt(
		    slot->transfer.easy, CURLOPT_PRIVATE, (void *)slot);
	}
	return true;
}

static void close_slots(struct engine *engine)
{
	for (unsigned i = 0; i < engine->slot_count; i++)
		if (engine->slots[i].transfer.easy != NULL)
			transfer_close(&engine->slots[i].transfer);
}

bool engine_run(struct arena *arena, const struct server *server,
    const struct submit_options *options, const struct submit_queue *queue,
    struct fault *fault)
{
	const struct curl *curl = curl_load(fault);
	struct engine *engine = arena_new(arena, struct engine);

	if (curl == NULL)
		return false;
	engine->queue = queue;
	engine->slot_count = options->connections;
	engine->fd_count = engine->slot_count;
	engine->slots = arena_new_array(arena, struct slot, engine->slot_count);
	engine->more = true;
	engine->pace = pace_new(options->rate);
	engine->timer = NEVER;
	bool ready =
	    route_open(&engine->route, arena, curl, server, options, fault) &&
	    open_multi(engine, fault) && open_slots(engine, fault);
	if (ready)
		run(engine);
	close_slots(engine);
	if (engine->route.multi != NULL)
		curl->multi_cleanup(engine->route.multi);
	route_close(&engine->route);
	return ready;
}
