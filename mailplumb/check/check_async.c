#include "mailplumb/check/check_async.h"

#include "mailplumb/check/check_bounce.h"
#include "mailplumb/check/check_recall.h"
#include "mailplumb/check/memory_place.h"
#include <string.h>

#define EVERY_EARLY 30000 /* ms that a scheduler may be early, at most */
#define RECALL_MOST 150	  /* messages of a mailbox that are looked for */

/* ---- the state ----------------------------------------------------------- */

bool async_open(struct async_run *async, struct check_run *run,
    const struct async_options *options, const struct settings *settings,
    struct fault *fault)
{
	struct arena *arena = run->arena;
	const char *path = options->state;

	*async = (struct async_run){ .arena = arena };
	run->deadline = clock_running() + options->run_for;
	if (path == NULL)
		path = settings->state.ptr;
	if (path == NULL)
		path = memory_place(arena, settings->file, ".state.json");
	if (!state_file_open(
		&async->file, arena, path, options->run_for / 2, fault) ||
	    !state_file_read(&async->file, &async->state, arena, fault))
		return false;
	async->state.runs++;
	async->changed = true;
	run->look = options->look != TIME_UNKNOWN ? options->look : LOOK_FOR;
	run->report = NULL;
	run->async = async;
	return true;
}

void async_close(struct async_run *async)
{
	struct probe_run *next;

	if (async->arena == NULL)
		return;
	for (struct probe_run *p = async->replayed; p != NULL; p = next) {
		next = p->next;
		probe_close(p);
	}
	state_file_close(&async->file);
}

size_t async_probes(const struct async_run *async)
{
	return state_size(&async->state);
}

/* The answers that this run's judgements rest on; later ones join them. */
static void keep_answers(struct async_run *async)
{
	struct text record = text_new(STATE_MOST);

	if (async->dns == 0 || async->resolver == NULL)
		return;
	resolver_record(async->resolver, &record);
	state_dns_put(&async->state, async->dns, text_bytes(&record));
	text_free(&record);
}

bool async_save(struct async_run *async, struct fault *fault)
{
	if (!async->changed)
		return true;
	keep_answers(async);
	if (!state_file_write(&async->file, &async->state, fault))
		return false;
	async->changed = false;
	return true;
}

/* ---- what is to be done -------------------------------------------------- */

static bool names_have(const struct words *words, struct bytes name)
{
	size_t i = 0;

	while (i < words->count && !bytes_eq(words->items[i], name))
		i++;
	return i < words->count;
}

static bool is_configured(
    const struct state_message *message, const struct settings *settings)
{
	const struct check_settings *check = settings->checks;

	while (check != NULL && !bytes_eq(check->name, message->check))
		check = check->next;
	return check != NULL &&
	       names_have(&check->sender_names, message->sender) &&
	       names_have(&check->mailbox_names, message->mailbox);
}

static void drop(struct async_run *async, const struct state_message *message)
{
	struct fault warning;

	if (message->status != MESSAGE_TOLD) {
		fault_set(&warning, FAULT_USAGE,
		    "warning: %.*s: %.*s -> %.*s is no longer configured: its "
		    "message %s (%s) is forgotten",
		    FMT(message->check), FMT(message->sender),
		    FMT(message->mailbox), message->token,
		    message_status_word(message->status));
		fault_print(&warning);
	}
	state_remove(&async->state, message);
	async->changed = true;
}

/* The watch begins at the oldest marks. */
static void look_from(
    struct watch_run *watch, const struct state_message *message)
{
	if (bytes_present(watch->marks) && watch->marked <= message->marked)
		return;
	watch->marks = message->marks;
	watch->marked = message->marked;
}

static void recall(struct check_run *run, const struct probe_run *line,
    struct state_message *message, const struct common_options *options)
{
	struct probe_run *probe = &run->probes[run->probe_count++];

	probe_open(probe, line->check, line->sender, line->watch, options);
	probe->premises.suffixes = line->premises.suffixes;
	probe->resolver = line->resolver;
	probe->probe.deadline = line->check->deadline;
	probe_recall(probe, message);
	probe->recalled = true;
	probe->state = PROBE_RECALLED;
	probe->watch->probes++;
	look_from(probe->watch, message);
}

/* A clock that went backwards makes nobody wait. */
struct probe_run *async_line_of(const struct async_run *async,
    const struct check_run *run, const struct state_message *message)
{
	for (size_t i = 0; i < async->lines; i++)
		if (message_is_of(message, &run->probes[i].probe))
			return &run->probes[i];
	return NULL;
}

static bool is_due(
    const struct state *state, const struct probe_run *line, int64_t now)
{
	int64_t every = line->check->every;
	int64_t early = every / 10 < EVERY_EARLY ? every / 10 : EVERY_EARLY;

	for (const struct state_message *m = state->messages; m; m = m->next)
		if (message_is_of(m, &line->probe) && m->queued <= now &&
		    now - m->queued < every - early)
			return false;
	return true;
}

static void plan_line(
    const struct async_run *async, struct probe_run *line, int64_t now)
{
	line->probe.deadline = line->check->deadline;
	if (is_due(&async->state, line, now) &&
	    state_open(&async->state, &line->probe) < ASYNC_OPEN_MOST &&
	    line->watch->recalled < RECALL_MOST)
		return;
	line->state = PROBE_OVER;
	line->watch->probes--;
}

static bool is_waited_for(const struct state_message *message, int64_t now)
{
	(void)now;
	return message_is_open(message);
}

/* Messages of a kind, as far as their mailboxes have room. */
static void recall_all(struct async_run *async, struct check_run *run,
    const struct common_options *options, int64_t now,
    bool (*is)(const struct state_message *message, int64_t now))
{
	for (struct state_message *m = async->state.messages; m; m = m->next) {
		const struct probe_run *line = async_line_of(async, run, m);
		if (line == NULL || !is(m, now) ||
		    line->watch->recalled >= RECALL_MOST)
			continue;
		line->watch->recalled++;
		recall(run, line, m, options);
	}
}

/* What is no longer configured goes, and no clock keeps anything for long. */
static void tidy(struct async_run *async, const struct check_run *run,
    const struct settings *settings, int64_t now)
{
	struct state_message *message, *next;

	for (message = async->state.messages; message; message = next) {
		const struct probe_run *line =
		    async_line_of(async, run, message);
		next = message->next;
		if (!is_configured(message, settings))
			drop(async, message);
		else if (line != NULL)
			state_message_clamp(
			    message, now, line->check->deadline);
	}
}

void async_plan(struct async_run *async, struct check_run *run,
    const struct settings *settings, const struct common_options *options)
{
	int64_t now = clock_now();

	async->lines = run->probe_count;
	tidy(async, run, settings, now);
	recall_all(async, run, options, now, is_waited_for);
	recall_all(async, run, options, now, message_may_go);
	recall_all(async, run, options, now, message_may_come);
	for (size_t i = 0; i < async->lines; i++)
		plan_line(async, &run->probes[i], now);
	for (size_t i = 0; i < run->watch_count; i++)
		if (run->watches[i].probes == 0)
			run->watches[i].state = WATCH_OVER;
}

/* ---- the run ------------------------------------------------------------- */

void async_intend(struct async_run *async, struct probe_run *probe)
{
	const struct probe *names = &probe->probe;
	struct state_message message = { .status = MESSAGE_INTENDED,
		.check = names->check,
		.sender = names->sender,
		.mailbox = names->mailbox,
		.marks = probe->watch->new_marks,
		.marked = async->state.runs,
		.accepted = TIME_UNKNOWN,
		.found = TIME_UNKNOWN,
		.judged = TIME_UNKNOWN };

	recall_composed(&message, async->arena, probe);
	probe->message = state_add(&async->state, &message);
	state_counts_of(&async->state, &message)->of[FATE_OPEN]++;
	async->changed = true;
}

void async_sent(struct async_run *async, struct probe_run *probe)
{
	struct state_message *message = probe->message;

	recall_sent(message, async->arena, probe);
	message->status = probe->sending.outcome.accepted ? MESSAGE_ACCEPTED
							  : MESSAGE_UNCERTAIN;
	async->changed = true;
}

void async_found(struct async_run *async, struct probe_run *probe,
    const struct mailbox_event *event)
{
	struct state_message *message = probe->message;
	struct mailbox_event there = *event;

	if (message->status == MESSAGE_TOLD && message->fate == FATE_FOUND)
		return;
	recall_found(message, async->arena, probe, event);
	message->remove = !probe->check->keep;
	state_judge(&async->state, message, FATE_FOUND, event->found);
	if (async->resolver != NULL && async->dns == 0)
		async->dns = state_dns_next(&async->state);
	message->dns = async->dns;
	async->changed = true;
	there.found = message->found;
	probe->probe.given_up = message->given_up;
	if (probe->premises.now == TIME_UNKNOWN)
		probe->premises.now = message->judged;
	probe_found(probe, &there);
}

void async_judged(
    struct async_run *async, struct probe_run *probe, enum message_fate fate)
{
	struct state_message *message = probe->message;

	if (fate == FATE_REFUSED)
		recall_sent(message, async->arena, probe);
	recall_missing(message, async->arena, probe);
	state_judge(&async->state, message, fate, clock_now());
	async->changed = true;
}

static enum message_fate give_up(struct probe_run *probe)
{
	enum message_status status = probe->message->status;

	if (probe->news.kind != BOUNCE_NONE) /* so it was sent */
		status = MESSAGE_ACCEPTED;
	switch (status) {
	case MESSAGE_ACCEPTED:
		probe_not_found(probe);
		return probe->news.kind == BOUNCE_FAILED ? FATE_BOUNCED
							 : FATE_LOST;
	case MESSAGE_UNCERTAIN:
		probe_unanswered(probe);
		return FATE_UNKNOWN;
	default:
		probe_uncertain(probe);
		return FATE_UNKNOWN;
	}
}

void async_looked(struct async_run *async, struct probe_run *probe)
{
	struct state_message *message = probe->message;
	int64_t now = clock_now();

	async->changed = true;
	if (message_may_go(message, now) && message->fate == FATE_FOUND) {
		message->remove = false; /* somebody else did */
		return;
	}
	if (message_is_open(message) && now >= message->expires)
		async_judged(async, probe, give_up(probe));
	/* What tells of a delay is read again until the end. */
	if (probe->news.kind != BOUNCE_NONE)
		return;
	message->marks = probe->watch->new_marks;
	message->marked = async->state.runs;
}

void async_removed(struct async_run *async, struct probe_run *probe)
{
	probe->message->remove = false;
	async->changed = true;
}
