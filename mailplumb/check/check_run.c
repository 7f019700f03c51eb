#include "mailplumb/check/check_run.h"

#include "inspect/fetch/provider.h"
#include "inspect/read/bounce.h"
#include "mailplumb/check/check_async.h"
#include "mailplumb/check/check_bounce.h"
#include "mailplumb/check/check_progress.h"
#include "mailplumb/check/check_wait.h"
#include "mailplumb/check/check_watches.h"

#define WATCHES_MOST	64 /* open at a time: each has a process */
#define DELETE_PATIENCE 15000
#define WATCH_SLACK	(DELETE_PATIENCE + 5000)
#define SEND_SLACK	300 /* ms before the end of the run */
#define FOUND_MANY	32  /* of one look: there may be more */

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

static void note_fate(const struct check_run *run, struct probe_run *probe,
    enum message_fate fate)
{
	if (run->async != NULL)
		async_judged(run->async, probe, fate);
}

static void probe_compose_next(struct check_run *run, struct probe_run *probe)
{
	const struct sender_settings *sender = probe->sender->settings;
	struct fault fault = { .kind = FAULT_NONE };
	int64_t now = clock_running();

	if (sender->max_rate > 0)
		probe->sender->next = now + 1000 / sender->max_rate;
	probe->deadline = now + probe->patience;
	if (!probe_compose(probe, &fault)) {
		probe_fault(probe, &fault);
		probe_end(probe);
		return;
	}
	if (run->async != NULL) {
		probe->sending.options.timeout =
		    sooner(probe->patience, run->deadline - now - SEND_SLACK);
		async_intend(run->async, probe);
	}
	probe->state = PROBE_COMPOSED;
}

static void probe_send(struct check_run *run, struct probe_run *probe)
{
	struct fault fault = { .kind = FAULT_NONE };

	if (progress_dialogue(run, &probe->dialogue, probe->probe.sender)) {
		probe->sending.options.transcript = progress_sending;
		probe->sending.options.context = &probe->dialogue;
	}
	probe->state = PROBE_SENDING;
	if (sending_start(&run->sendings, &probe->sending, &fault)) {
		progress(run, probe, "sending");
		return;
	}
	probe_fault(probe, &fault);
	note_fate(run, probe, FATE_REFUSED);
	probe_end(probe);
}

/* The thread of a sending has ended. */
static void probe_sent(struct check_run *run, struct probe_run *probe)
{
	const struct submit_outcome *outcome = &probe->sending.outcome;

	if (!outcome->accepted && !outcome->may_have_been_sent) {
		progress(run, probe, "not sent");
		probe_refused(probe);
		note_fate(run, probe, FATE_REFUSED);
		probe_end(probe);
		return;
	}
	if (outcome->accepted)
		probe->probe.timing.accepted = outcome->finished;
	progress(run, probe, "%s after %.1f s",
	    outcome->accepted ? "accepted" : "perhaps accepted",
	    progress_seconds(probe->probe.timing.queued));
	probe->state = PROBE_LOOKING;
	if (run->async != NULL) {
		probe->deadline = clock_running() + run->look;
		async_sent(run->async, probe);
	}
	if (probe->watch->state != WATCH_OVER) {
		mailbox_watch_look_for(probe->watch->watch, probe->token);
		return;
	}
	if (run->async == NULL)
		probe_no_mailbox(probe);
	probe_end(probe);
}

static void probe_expire(struct check_run *run, struct probe_run *probe)
{
	if (probe->state == PROBE_WAITING)
		probe_no_mailbox(probe);
	else if (probe->state == PROBE_DELETING)
		progress_tell(probe, BYTES("warning: not deleted in time"));
	else if (run->async != NULL)
		progress(run, probe, "a later run looks for it again");
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
	if (run->async != NULL)
		async_found(run->async, probe, event);
	else
		probe_found(probe, event);
	probe->watch->found++;
	progress(run, probe, "found in %.*s after %.1f s",
	    FMT(probe->in.origin.folder),
	    progress_seconds(probe->probe.timing.queued));
	if (probe->check->keep) {
		mailbox_watch_forget(probe->watch->watch, probe->token);
		probe_end(probe);
		return;
	}
	probe->state = PROBE_FOUND;
}

static void probe_delete(struct probe_run *probe)
{
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
		    progress_seconds(probe->probe.timing.queued),
		    FMT(bounce_words(
			probe->arena, &bounce, probe->watch->settings)));
		if (probe_hears(probe, &bounce)) {
			note_fate(run, probe, FATE_BOUNCED);
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
		if (probe->state == PROBE_DELETING ||
		    probe->state == PROBE_FOUND)
			progress_tell(probe, BYTES("warning: not deleted"));
		else if (run->async != NULL && probe->message != NULL)
			progress(run, probe, "a later run looks for it again");
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
	if (progress_dialogue(run, &watch->dialogue, watch->access.name)) {
		watch->access.dialogue = progress_mailbox;
		watch->access.context = &watch->dialogue;
	}
	watch->watch = mailbox_watch_open(&watch->access, watch->marks,
	    sooner(now + 2 * watch->patience + queue, run->deadline) +
		WATCH_SLACK,
	    &watch->fault);
	watch->state = WATCH_OPENING;
	watch->tried = true;
	for (size_t i = 0; i < run->probe_count; i++)
		if (run->probes[i].watch == watch)
			run->probes[i].deadline = sooner(
			    now + run->probes[i].patience, run->deadline);
	if (watch->watch == NULL)
		watch_over(run, watch);
}

static void watch_ready(struct check_run *run, struct watch_run *watch,
    const struct mailbox_event *event)
{
	watch->state = WATCH_READY;
	watch->new_marks = arena_copy(run->arena, event->marks);
	if (bytes_present(event->folder))
		watch->junk = arena_copy(run->arena, event->folder);
	if (bytes_present(event->further))
		watch->further = arena_copy(run->arena, event->further);
	for (size_t i = 0; i < run->probe_count; i++) {
		struct probe_run *probe = &run->probes[i];
		if (probe->watch != watch || probe->state != PROBE_RECALLED)
			continue;
		probe->state = PROBE_LOOKING;
		probe->deadline = run->deadline;
		mailbox_watch_look_for(watch->watch, probe->token);
	}
}

/* What earlier runs sent is there or is not; one look finds so many. */
static void watch_looked(struct check_run *run, struct watch_run *watch)
{
	bool many = watch->found >= FOUND_MANY;

	watch->found = 0;
	for (size_t i = 0; i < run->probe_count && watch->watch != NULL; i++) {
		struct probe_run *probe = &run->probes[i];
		if (probe->watch != watch || !probe->recalled ||
		    probe->state != PROBE_LOOKING)
			continue;
		mailbox_watch_forget(watch->watch, probe->token);
		if (many) {
			mailbox_watch_look_for(watch->watch, probe->token);
			return;
		}
		async_looked(run->async, probe);
		probe_end(probe);
	}
}

static void probe_deleted(struct check_run *run, struct probe_run *probe,
    const struct mailbox_event *event)
{
	if (event->fault.kind != FAULT_NONE)
		progress_tell(probe,
		    arena_printf(run->arena, "warning: %s", event->fault.text));
	if (run->async != NULL)
		async_removed(run->async, probe);
	probe_end(probe);
}

static void watch_event(struct check_run *run, struct watch_run *watch,
    const struct mailbox_event *event)
{
	struct probe_run *probe = probe_of_token(run, bytes_of(event->token));

	switch (event->kind) {
	case MAILBOX_READY:
		watch_ready(run, watch, event);
		break;
	case MAILBOX_FOUND:
		if (probe != NULL && probe->state == PROBE_LOOKING)
			probe_take(run, probe, event);
		break;
	case MAILBOX_BOUNCED:
		bounce_take(run, event->octets);
		break;
	case MAILBOX_LOOKED:
		if (run->async != NULL)
			watch_looked(run, watch);
		break;
	case MAILBOX_DELETED:
		if (probe != NULL && probe->state == PROBE_DELETING)
			probe_deleted(run, probe, event);
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

/* The run is over, whatever it waits for; what was sent, or is being sent, is
 * for the next one. */
static void give_up(struct check_run *run, struct probe_run *probe)
{
	if (probe_over(probe) ||
	    (probe->state == PROBE_SENDING &&
		clock_running() < run->deadline + SEND_GRACE))
		return;
	if (probe->state == PROBE_WAITING && probe->watch->state != WATCH_READY)
		probe_no_mailbox(probe);
	probe_end(probe);
}

/* Open, compose and give up whatever it is time for. */
static void move_on(struct check_run *run)
{
	watches_settle(run);
	for (size_t i = 0; i < run->watch_count; i++)
		if (may_open(run, &run->watches[i]))
			watch_open(run, &run->watches[i]);
	size_t composed = 0;
	for (size_t i = 0; i < run->probe_count; i++) {
		struct probe_run *probe = &run->probes[i];
		int64_t now = clock_running();
		if (run->deadline <= now)
			give_up(run, probe);
		else if (may_send(run, probe) && probe->sender->next <= now &&
			 run->sendings.running + composed < SENDINGS_MOST)
			probe_compose_next(run, probe);
		else if (may_expire(probe) && probe->deadline <= now)
			probe_expire(run, probe);
		composed += probe->state == PROBE_COMPOSED;
	}
}

/* What must not happen before the state is on disk. */
static bool go_on(struct check_run *run, struct fault *fault)
{
	if (run->async != NULL && !async_save(run->async, fault))
		return false;
	for (size_t i = 0; i < run->probe_count; i++) {
		struct probe_run *probe = &run->probes[i];
		if (probe->state == PROBE_COMPOSED)
			probe_send(run, probe);
		else if (probe->state == PROBE_FOUND)
			probe_delete(probe);
	}
	return true;
}

static bool report_decided(struct check_run *run, struct fault *fault)
{
	while (run->report != NULL && run->reported < run->probe_count &&
	       run->probes[run->reported].decided)
		if (!run->report(
			run->context, &run->probes[run->reported++], fault))
			return false;
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
		if (!go_on(run, fault) || !report_decided(run, fault))
			return false;
		if (all_over(run))
			return true;
		if (!wait_for_news(run, fds, fault))
			return false;
		take_news(run);
	}
}
