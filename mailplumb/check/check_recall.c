#include "mailplumb/check/check_recall.h"

#include "inspect/judge/judge.h"
#include <string.h>

/* ---- from the probe ------------------------------------------------------ */

static struct bytes kept(struct arena *arena, struct bytes text)
{
	return bytes_present(text) ? arena_copy(arena, text) : text;
}

static struct bytes kept_octets(struct arena *arena, struct bytes octets)
{
	return octets.len <= STATE_OCTETS_MOST ? kept(arena, octets) : ABSENT;
}

void recall_composed(struct state_message *message, struct arena *arena,
    const struct probe_run *probe)
{
	memcpy(message->token, probe->token, sizeof(message->token));
	message->queued = probe->probe.timing.queued;
	message->expires = message->queued + probe->check->deadline;
	message->message_id = kept(arena, probe->message_id);
	message->sent = kept_octets(arena, probe->sending.submission.raw);
}

void recall_sent(struct state_message *message, struct arena *arena,
    const struct probe_run *probe)
{
	const struct submit_outcome *outcome = &probe->sending.outcome;

	message->accepted = probe->probe.timing.accepted;
	message->reply = kept(arena, outcome->reply);
	message->ses_message_id = kept(arena, outcome->ses_message_id);
	message->code = outcome->code;
	message->attempts = outcome->attempts;
}

/*
 * When it was there: a later run knows that from the mailbox alone, whose
 * clock may be another one and counts seconds.
 */
static int64_t time_there(
    const struct probe_run *probe, const struct mailbox_event *event)
{
	int64_t accepted = probe->probe.timing.accepted;

	if (!probe->recalled || event->internal_date > event->found)
		return event->found;
	if (event->internal_date != TIME_UNKNOWN && accepted != TIME_UNKNOWN &&
	    event->internal_date < accepted)
		return accepted;
	return event->internal_date;
}

void recall_found(struct state_message *message, struct arena *arena,
    const struct probe_run *probe, const struct mailbox_event *event)
{
	message->folder = kept(arena, event->folder);
	message->category = kept(arena, event->category);
	message->labels = kept(arena, event->labels);
	message->octets = kept_octets(arena, event->octets);
	message->placement = event->placement;
	message->uid = event->uid;
	message->found = time_there(probe, event);
}

static struct state_line *line_add(struct arena *arena,
    struct state_line ***end, struct bytes label, struct bytes value)
{
	struct state_line *line = arena_new(arena, struct state_line);

	*line = (struct state_line){ .label = kept(arena, label),
		.value = kept(arena, value) };
	**end = line;
	*end = &line->next;
	return line;
}

static void finding_keep(struct state_message *message, struct arena *arena,
    const struct finding *finding)
{
	struct state_line **end = &message->commands;

	message->finding = bytes_of(finding->row->id);
	message->text = kept(arena, finding->message);
	message->fix = kept(arena, finding->fix.text);
	for (const struct fix_command *c = finding->fix.commands; c;
	     c = c->next)
		line_add(arena, &end, ABSENT, c->text);
	end = &message->evidence;
	for (const struct evidence *e = finding->evidence; e; e = e->next)
		line_add(arena, &end, bytes_of(e->label), e->value);
}

/* The kind of fault that this is the exit status of. */
static enum fault_kind kind_of(int exit_code)
{
	int kind = FAULT_USAGE;

	while (kind < FAULT_OURS &&
	       fault_exit_status((enum fault_kind)kind) != exit_code)
		kind++;
	return (enum fault_kind)kind;
}

void recall_missing(struct state_message *message, struct arena *arena,
    const struct probe_run *probe)
{
	const struct fault *fault = &probe->fault;

	message->finding = message->fix = ABSENT;
	message->commands = message->evidence = NULL;
	if (fault->kind != FAULT_NONE) {
		message->text = kept(arena, bytes_of(fault->text));
		message->kind = fault->kind;
		return;
	}
	message->kind = kind_of(probe->in.exit_code);
	finding_keep(message, arena, probe->in.findings);
}

/* ---- to the probe -------------------------------------------------------- */

void probe_recall(struct probe_run *probe, struct state_message *message)
{
	struct sending *sending = &probe->sending;
	bool accepted = message->accepted != TIME_UNKNOWN;

	probe->message = message;
	memcpy(probe->token, message->token, sizeof(probe->token));
	probe->probe.timing.queued = message->queued;
	probe->probe.timing.accepted = message->accepted;
	probe->message_id = message->message_id;
	*sending = (struct sending){ .arena = probe->arena,
		.server = &probe->sender->server,
		.submission = { .raw = message->sent },
		.outcome = { .accepted = accepted,
		    .may_have_been_sent = !accepted,
		    .code = (int)message->code,
		    .reply = message->reply,
		    .ses_message_id = message->ses_message_id,
		    .meaning =
			reply_meaning((int)message->code, message->reply),
		    .attempts = (unsigned)message->attempts,
		    .queued = message->queued,
		    .finished = message->accepted } };
}

static void replay_found(struct probe_run *probe)
{
	const struct state_message *message = probe->message;
	const struct mailbox_event event = {
		.kind = MAILBOX_FOUND,
		.placement = message->placement <= PLACEMENT_OTHER
				 ? (enum placement)message->placement
				 : PLACEMENT_UNKNOWN,
		.folder = message->folder,
		.category = message->category,
		.labels = message->labels,
		.uid = (uint32_t)message->uid,
		.octets = message->octets,
		.found = message->found,
	};
	struct fault fault;

	if (bytes_present(message->octets)) {
		probe_found(probe, &event);
		return;
	}
	fault_set(&fault, FAULT_UNDECIDED,
	    "its message was larger than %zu octets and is not kept",
	    STATE_OCTETS_MOST);
	probe_fault(probe, &fault);
}

static void replay_finding(struct probe_run *probe, enum fault_kind kind)
{
	const struct state_message *message = probe->message;
	struct inspection *in = &probe->in;

	judge_missing(in, arena_cstr(probe->arena, message->finding), kind,
	    message->text);
	struct finding *finding = in->findings;
	struct fix_command **end = &finding->fix.commands;
	finding->fix.text = message->fix;
	for (const struct state_line *c = message->commands; c; c = c->next) {
		*end = arena_new(probe->arena, struct fix_command);
		(*end)->text = c->value;
		end = &(*end)->next;
	}
	for (const struct state_line *e = message->evidence; e; e = e->next)
		judge_evidence(
		    in, arena_cstr(probe->arena, e->label), e->value);
}

void probe_replay(struct probe_run *probe, const struct state_dns *dns)
{
	const struct state_message *message = probe->message;
	struct fault ignored = { .kind = FAULT_NONE };
	enum fault_kind kind =
	    message->kind > FAULT_NONE && message->kind <= FAULT_OURS
		? (enum fault_kind)message->kind
		: FAULT_OURS;

	probe->premises.now = message->judged;
	probe->probe.deadline = probe->check->deadline;
	probe->probe.given_up = message->given_up;
	probe->replay =
	    dns != NULL ? resolver_of_text(dns->record, &ignored) : NULL;
	probe->resolver = probe->replay;
	probe->decided = true;
	if (message->fate == FATE_FOUND)
		replay_found(probe);
	else if (catalogue_row(arena_cstr(probe->arena, message->finding)) !=
		 NULL)
		replay_finding(probe, kind);
	else
		fault_set(&probe->fault, kind, "%.*s", FMT(message->text));
}
