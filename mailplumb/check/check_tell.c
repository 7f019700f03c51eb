#include "mailplumb/check/check_async.h"
#include "mailplumb/check/check_recall.h"

/* What is told of one message. */
static struct probe_told told_of(const struct async_run *async,
    const struct probe_run *line, const struct state_message *message)
{
	struct probe_told told = { .is = true,
		.open = state_open(&async->state, &line->probe) };

	told.again = message->status == MESSAGE_TOLD;
	told.given_up = message->given_up;
	told.judged = message->judged;
	return told;
}

/* The probe that judged it in this run, or NULL. */
static struct probe_run *judged_by(
    const struct check_run *run, const struct state_message *message)
{
	for (size_t i = 0; i < run->probe_count; i++)
		if (run->probes[i].message == message && run->probes[i].decided)
			return &run->probes[i];
	return NULL;
}

/* Its report, made anew where an earlier run judged it. */
static bool tell(struct async_run *async, const struct check_run *run,
    const struct probe_run *line, struct state_message *message,
    struct check_report *report, struct fault *fault)
{
	struct probe_run *probe = judged_by(run, message);

	if (probe == NULL) {
		probe = arena_new(async->arena, struct probe_run);
		probe_open(probe, line->check, line->sender, line->watch,
		    report->options);
		probe->premises.suffixes = line->premises.suffixes;
		probe->in.published = line->in.published;
		probe->next = async->replayed;
		async->replayed = probe;
		probe_recall(probe, message);
		probe_replay(probe, state_dns_of(&async->state, message->dns));
	}
	probe->told = told_of(async, line, message);
	return check_report_probe(report, probe, fault);
}

/* The last one that was told. */
static struct state_message *last_of(
    const struct async_run *async, const struct probe_run *line)
{
	struct state_message *last = NULL;

	for (struct state_message *m = async->state.messages; m; m = m->next)
		if (m->status == MESSAGE_TOLD && message_is_of(m, &line->probe))
			last = m;
	return last;
}

static bool is_fresh(
    const struct probe_run *line, const struct state_message *last, int64_t now)
{
	int64_t slot = line->check->every > line->check->deadline
			   ? line->check->every
			   : line->check->deadline;

	return now - last->judged <= 2 * slot;
}

/* Nothing new: why there is nothing to say, if there is not. */
static struct bytes why_pending(const struct async_run *async,
    struct probe_run *line, const struct state_message *last)
{
	size_t open = state_open(&async->state, &line->probe);
	char text[TIME_TEXT_SIZE];

	if (last == NULL)
		return arena_printf(line->arena,
		    "No message has been judged yet; %zu %s on the way.", open,
		    open == 1 ? "is" : "are");
	return arena_printf(line->arena,
	    "The last message that was judged is of %s, too long ago to count; "
	    "%zu %s on the way.",
	    time_write(last->queued, text), open, open == 1 ? "is" : "are");
}

static bool has_failed(const struct watch_run *watch)
{
	return watch->fault.kind != FAULT_NONE ||
	       (watch->tried && !bytes_present(watch->new_marks));
}

static bool tell_old(struct async_run *async, const struct check_run *run,
    struct probe_run *line, struct check_report *report, struct fault *fault)
{
	struct state_message *last = last_of(async, line);

	if (!line->decided && has_failed(line->watch))
		probe_no_mailbox(line);
	else if (!line->decided && last != NULL &&
		 is_fresh(line, last, clock_now()))
		return tell(async, run, line, last, report, fault);
	else if (!line->decided)
		probe_pending(line, why_pending(async, line, last));
	line->told = (struct probe_told){ .is = true,
		.judged = TIME_UNKNOWN,
		.open = state_open(&async->state, &line->probe) };
	return check_report_probe(report, line, fault);
}

static bool tell_line(struct async_run *async, const struct check_run *run,
    struct probe_run *line, struct check_report *report, struct fault *fault)
{
	bool any = false;

	for (struct state_message *m = async->state.messages; m; m = m->next) {
		if (m->status != MESSAGE_JUDGED ||
		    !message_is_of(m, &line->probe))
			continue;
		if (!tell(async, run, line, m, report, fault))
			return false;
		any = true;
	}
	return any || tell_old(async, run, line, report, fault);
}

bool async_tell(struct async_run *async, struct check_run *run,
    struct check_report *report, struct fault *fault)
{
	bool done = async_save(async, fault);

	for (size_t i = 0; i < async->lines && done; i++)
		done = tell_line(async, run, &run->probes[i], report, fault);
	return done;
}

bool async_end(
    struct async_run *async, const struct check_run *run, struct fault *fault)
{
	struct state_message *message = async->state.messages;

	for (; message != NULL; message = message->next)
		if (message->status == MESSAGE_JUDGED &&
		    async_line_of(async, run, message) != NULL) {
			message->status = MESSAGE_TOLD;
			async->changed = true;
		}
	state_sweep(&async->state, clock_now());
	return async_save(async, fault);
}
