#include "mailplumb/check/check_run.h"

#include "inspect/fetch/provider.h"
#include "inspect/read/bounce.h"
#include "mailplumb/check/check_bounce.h"
#include "mailplumb/check/check_watches.h"
#include "mailplumb/options/wire_line.h"
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define WATCHES_MOST	64 /* open at a time: each has a process */
#define SENDINGS_MOST	32 /* at a time: each has a thread */
#define DELETE_PATIENCE 15000
#define WATCH_SLACK	(DELETE_PATIENCE + 5000)
#define NEVER		INT64_MAX
#define DIALOGUE_MOST	((size_t)1024 * 1024) /* octets that are kept */

/* ---- telling ------------------------------------------------------------- */

static void tell(const struct probe_run *probe, struct bytes what)
{
	struct text line = text_new(4096);

	text_shown(&line, probe_name(probe));
	text_add(&line, BYTES(": "));
	text_shown(&line, what);
	fprintf(stderr, "%.*s\n", FMT(text_bytes(&line)));
	text_free(&line);
}

static void progress(const struct check_run *run, const struct probe_run *probe,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

static void progress(const struct check_run *run, const struct probe_run *probe,
    const char *format, ...)
{
	va_list args;

	if (!run->progress)
		return;
	va_start(args, format);
	tell(probe, arena_vprintf(run->arena, format, args));
	va_end(args);
}

/* To the first probe that this mailbox concerns. */
static void progress_watch(const struct check_run *run,
    const struct watch_run *watch, const char *what)
{
	size_t i = 0;

	while (i < run->probe_count && run->probes[i].watch != watch)
		i++;
	if (i < run->probe_count)
		progress(run, &run->probes[i], "%s", what);
}

static double seconds_since(int64_t time)
{
	return (double)(clock_now() - time) / 1000;
}

static void dialogue_line(
    struct dialogue *dialogue, const char *mark, struct bytes line)
{
	if (dialogue->printed)
		wire_line_print(dialogue->name, mark, line);
	if (dialogue->kept && mark[0] != '*') /* notes are about this machine */
		wire_line_add(&dialogue->text, dialogue->name, mark, line);
}

/* Called from the thread of a sending. */
static void transcript(void *context, enum wire wire, struct bytes line)
{
	static const char *const marks[] = {
		[WIRE_SENT] = ">",
		[WIRE_RECEIVED] = "<",
		[WIRE_NOTE] = "*",
	};

	dialogue_line(context, marks[wire], line);
}

static void mailbox_line(void *context, bool sent, struct bytes line)
{
	dialogue_line(context, sent ? ">" : "<", line);
}

/* Whether anybody wants its lines. */
static bool dialogue_begin(
    const struct check_run *run, struct dialogue *dialogue, struct bytes name)
{
	if (dialogue->text.limit == 0)
		dialogue->text = text_new(DIALOGUE_MOST);
	dialogue->name = name;
	dialogue->printed = run->verbose > 0;
	dialogue->kept = run->keep_dialogues;
	return dialogue->printed || dialogue->kept;
}

/* ---- probes -------------------------------------------------------------- */

static bool probe_over(const struct probe_run *probe)
{
	return probe->state == PROBE_OVER;
}

static void probe_end(struct probe_run *probe)
{
	probe->state = PROBE_OVER;
	probe->watch->probes--;
}

static void probe_send(struct check_run *run, struct probe_run *probe)
{
	const struct sender_settings *sender = probe->sender->settings;
	struct fault fault = { .kind = FAULT_NONE };
	int64_t now = clock_running();

	if (sender->max_rate > 0)
		probe->sender->next = now + 1000 / sender->max_rate;
	probe->deadline = now + probe->patience;
	probe->state = PROBE_SENDING;
	bool composed = probe_compose(probe, &fault);
	if (composed &&
	    dialogue_begin(run, &probe->dialogue, probe->probe.sender)) {
		probe->sending.options.transcript = transcript;
		probe->sending.options.context = &probe->dialogue;
	}
	if (composed &&
	    sending_start(&run->sendings, &probe->sending, &fault)) {
		progress(run, probe, "sending");
		return;
	}
	probe_fault(probe, &fault);
	probe_end(probe);
}

/* The thread of a sending has ended. */
static void probe_sent(struct check_run *run, struct probe_run *probe)
{
	const struct submit_outcome *outcome = &probe->sending.outcome;

	if (!outcome->accepted && !outcome->may_have_been_sent) {
		progress(run, probe, "not sent");
		probe_refused(probe);
		probe_end(probe);
		return;
	}
	if (outcome->accepted)
		probe->probe.timing.accepted = outcome->finished;
	progress(run, probe, "%s after %.1f s",
	    outcome->accepted ? "accepted" : "perhaps accepted",
	    seconds_since(probe->probe.timing.queued));
	probe->state = PROBE_LOOKING;
	if (probe->watch->state == WATCH_OVER) {
		probe_no_mailbox(probe);
		probe_end(probe);
		return;
	}
	mailbox_watch_look_for(probe->watch->watch, probe->token);
}

static void probe_expire(struct check_run *run, struct probe_run *probe)
{
	if (probe->state == PROBE_WAITING)
		probe_no_mailbox(probe);
	else if (probe->state == PROBE_DELETING)
		tell(probe, BYTES("warning: not deleted in time"));
	else if (probe->sending.outcome.accepted)
		probe_not_found(probe);
	else
		probe_refused(probe);
	if (probe->state == PROBE_LOOKING) {
		progress(run, probe, "not found");
		mailbox_watch_forget(probe->watch->watch, probe->token);
	}
	probe_end(probe);
}

static void probe_take(struct check_run *run, struct probe_run *probe,
    const struct mailbox_event *event)
{
	probe_found(probe, event);
	progress(run, probe, "found in %.*s after %.1f s",
	    FMT(probe->in.origin.folder),
	    seconds_since(probe->probe.timing.queued));
	if (probe->check->keep) {
		mailbox_watch_forget(probe->watch->watch, probe->token);
		probe_end(probe);
		return;
	}
	probe->state = PROBE_DELETING;
	probe->deadline = clock_running() + DELETE_PATIENCE;
	mailbox_watch_delete(probe->watch->watch, probe->token);
}

static struct probe_run *probe_of_token(
    const struct check_run *run, struct bytes token)
{
	for (size_t i = 0; i < run->probe_count; i++)
		if (bytes_ieq(bytes_of(run->probes[i].token), token))
			return &run->probes[i];
	return NULL;
}

/* A report arrived somewhere: whose message is it about? */
static void bounce_take(struct check_run *run, struct bytes octets)
{
	struct arena *arena = arena_open();
	struct probe_run *probe = NULL;
	struct bounce bounce;

	if (bounce_notice(&bounce, arena, octets) != BOUNCE_NONE)
		probe = probe_of_token(run, bounce.token);
	if (probe != NULL && probe->state == PROBE_LOOKING) {
		/* Read once more, from octets that last. */
		octets = arena_copy(probe->arena, octets);
		bounce_notice(&bounce, probe->arena, octets);
		progress(run, probe, "after %.1f s %.*s",
		    seconds_since(probe->probe.timing.queued),
		    FMT(bounce_words(
			probe->arena, &bounce, probe->watch->settings)));
		if (probe_hears(probe, &bounce)) {
			mailbox_watch_forget(probe->watch->watch, probe->token);
			probe_end(probe);
		}
	}
	arena_close(arena);
}

/* ---- mailboxes ----------------------------------------------------------- */

static bool same_account(
    const struct mailbox_access *a, const struct mailbox_access *b)
{
	return a->kind == MAILBOX_IMAP && b->kind == MAILBOX_IMAP &&
	       bytes_ieq(a->host, b->host) && a->port == b->port &&
	       bytes_eq(a->user, b->user);
}

/* Several mailboxes may be one account: its provider sets a limit. */
static bool may_open(const struct check_run *run, const struct watch_run *watch)
{
	size_t all = 0, same = 0;

	for (size_t i = 0; i < run->watch_count; i++) {
		const struct watch_run *other = &run->watches[i];
		if (other->watch == NULL)
			continue;
		all++;
		same += same_account(&other->access, &watch->access);
	}
	return watch->state == WATCH_CLOSED && all < WATCHES_MOST &&
	       (watch->access.kind != MAILBOX_IMAP ||
		   same < provider_connections(watch->access.host));
}

/* The mailbox cannot be read any more. */
static void watch_over(struct check_run *run, struct watch_run *watch)
{
	for (size_t i = 0; i < run->probe_count; i++) {
		struct probe_run *probe = &run->probes[i];
		if (probe->watch != watch || probe_over(probe) ||
		    probe->state == PROBE_SENDING)
			continue;
		if (probe->state == PROBE_DELETING)
			tell(probe, BYTES("warning: not deleted"));
		else if (watch->fault.kind == FAULT_LOCATE)
			probe_not_found(probe);
		else
			probe_no_mailbox(probe);
		probe->state = PROBE_OVER;
		watch->probes--;
	}
	watch_close(watch);
}

static void watch_open(struct check_run *run, struct watch_run *watch)
{
	int64_t now = clock_running();
	/* To be ready, then to send and find, each within the deadline; plus
	 * the time that senders must wait for their turn. */
	int64_t queue = 0;

	for (size_t i = 0; i < run->sender_count; i++)
		if (run->senders[i].settings->max_rate > 0)
			queue += 1000 * (int64_t)run->probe_count /
				 run->senders[i].settings->max_rate;
	if (dialogue_begin(run, &watch->dialogue, watch->access.name)) {
		watch->access.dialogue = mailbox_line;
		watch->access.context = &watch->dialogue;
	}
	watch->watch = mailbox_watch_open(&watch->access, ABSENT,
	    now + 2 * watch->patience + queue + WATCH_SLACK, &watch->fault);
	watch->state = WATCH_OPENING;
	for (size_t i = 0; i < run->probe_count; i++)
		if (run->probes[i].watch == watch)
			run->probes[i].deadline = now + run->probes[i].patience;
	if (watch->watch == NULL)
		watch_over(run, watch);
}

static void watch_event(struct check_run *run, struct watch_run *watch,
    const struct mailbox_event *event)
{
	struct probe_run *probe = probe_of_token(run, bytes_of(event->token));

	switch (event->kind) {
	case MAILBOX_READY:
		watch->state = WATCH_READY;
		if (bytes_present(event->folder))
			watch->junk = arena_copy(run->arena, event->folder);
		if (bytes_present(event->further))
			watch->further = arena_copy(run->arena, event->further);
		break;
	case MAILBOX_FOUND:
		if (probe != NULL && probe->state == PROBE_LOOKING)
			probe_take(run, probe, event);
		break;
	case MAILBOX_BOUNCED:
		bounce_take(run, event->octets);
		break;
	case MAILBOX_LOOKED:
		break;
	case MAILBOX_DELETED:
		if (probe == NULL || probe->state != PROBE_DELETING)
			break;
		if (event->fault.kind != FAULT_NONE)
			tell(probe, arena_printf(run->arena, "warning: %s",
					event->fault.text));
		probe_end(probe);
		break;
	case MAILBOX_LOST:
		watch->fault = event->fault;
		progress_watch(run, watch, event->fault.text);
		break;
	case MAILBOX_BACK:
		watch->fault.kind = FAULT_NONE;
		progress_watch(run, watch, "connected again");
		break;
	case MAILBOX_FAULT:
		watch->fault = event->fault;
		watch->refusal = event->refusal;
		watch_over(run, watch);
		break;
	}
}

static void watch_step(struct check_run *run, struct watch_run *watch)
{
	struct mailbox_event event;

	while (watch->watch != NULL && mailbox_watch_step(watch->watch, &event))
		watch_event(run, watch, &event);
}

/* ---- the loop ------------------------------------------------------------ */

/* Its mailbox is ready; its sender may have to wait. */
static bool may_send(const struct probe_run *probe)
{
	return probe->state == PROBE_WAITING &&
	       probe->watch->state == WATCH_READY;
}

/* It waits for somebody who may let it wait too long. */
static bool may_expire(const struct probe_run *probe)
{
	return probe->state == PROBE_LOOKING ||
	       probe->state == PROBE_DELETING ||
	       (probe->state == PROBE_WAITING &&
		   probe->watch->state == WATCH_OPENING);
}

/* Open, send and give up whatever it is time for. */
static void move_on(struct check_run *run)
{
	watches_settle(run);
	for (size_t i = 0; i < run->watch_count; i++)
		if (may_open(run, &run->watches[i]))
			watch_open(run, &run->watches[i]);
	for (size_t i = 0; i < run->probe_count; i++) {
		struct probe_run *probe = &run->probes[i];
		int64_t now = clock_running();
		if (may_send(probe) && probe->sender->next <= now &&
		    run->sendings.running < SENDINGS_MOST)
			probe_send(run, probe);
		else if (may_expire(probe) && probe->deadline <= now)
			probe_expire(run, probe);
	}
}

static bool report_decided(struct check_run *run, struct fault *fault)
{
	while (run->reported < run->probe_count &&
	       run->probes[run->reported].decided)
		if (!run->report(
			run->context, &run->probes[run->reported++], fault))
			return false;
	return true;
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* When there is something to do though nothing happens. */
static int64_t next_due(const struct check_run *run)
{
	int64_t due = NEVER;

	for (size_t i = 0; i < run->watch_count; i++)
		if (run->watches[i].watch != NULL)
			due = sooner(
			    due, mailbox_watch_due(run->watches[i].watch));
	for (size_t i = 0; i < run->probe_count; i++) {
		const struct probe_run *probe = &run->probes[i];
		if (may_expire(probe))
			due = sooner(due, probe->deadline);
		else if (may_send(probe) &&
			 run->sendings.running < SENDINGS_MOST)
			due = sooner(due, probe->sender->next);
	}
	return due;
}

static bool wait_for_news(
    struct check_run *run, struct pollfd *fds, struct fault *fault)
{
	int64_t left = next_due(run) - clock_running();

	fds[0] = (struct pollfd){ .fd = sendings_fd(&run->sendings),
		.events = POLLIN };
	for (size_t i = 0; i < run->watch_count; i++) {
		const struct mailbox_watch *watch = run->watches[i].watch;
		fds[i + 1] = (struct pollfd){
			.fd = watch != NULL ? mailbox_watch_fd(watch) : -1,
			.events = POLLIN
		};
	}
	left = left < 0 ? 0 : left > 60000 ? 60000 : left;
	if (poll(fds, (nfds_t)run->watch_count + 1, (int)left) < 0 &&
	    errno != EINTR)
		return fault_errno(fault, FAULT_OURS, "poll");
	return true;
}

static void take_news(struct check_run *run)
{
	struct sending *sending;

	while ((sending = sendings_ended(&run->sendings)) != NULL)
		for (size_t i = 0; i < run->probe_count; i++)
			if (&run->probes[i].sending == sending)
				probe_sent(run, &run->probes[i]);
	for (size_t i = 0; i < run->watch_count; i++)
		watch_step(run, &run->watches[i]);
}

static bool all_over(const struct check_run *run)
{
	for (size_t i = 0; i < run->probe_count; i++)
		if (!probe_over(&run->probes[i]))
			return false;
	return true;
}

bool check_run(struct check_run *run, struct fault *fault)
{
	struct pollfd *fds =
	    arena_new_array(run->arena, struct pollfd, run->watch_count + 1);

	for (;;) {
		move_on(run);
		if (!report_decided(run, fault))
			return false;
		if (all_over(run))
			return true;
		if (!wait_for_news(run, fds, fault))
			return false;
		take_news(run);
	}
}
