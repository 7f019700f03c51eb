#include "mailplumb/check/check_plan.h"

static bool is_planned(
    const struct check_plan *plan, const struct check_settings *check)
{
	size_t i = 0;

	while (i < plan->count && plan->checks[i] != check)
		i++;
	return i < plan->count;
}

bool plan_checks(struct check_plan *plan, struct arena *arena, int count,
    char **names, struct fault *fault)
{
	const struct settings *settings = plan->settings;

	if (settings->checks == NULL)
		return fault_set(fault, FAULT_USAGE,
		    "%s has no checks (\"mailplumb help check\" shows one)",
		    settings->file);
	plan->checks = arena_new_array(arena, const struct check_settings *,
	    settings->check_names.count + (size_t)count);
	for (int i = 0; i < count; i++) {
		const struct check_settings *check =
		    settings_check(settings, bytes_of(names[i]), fault);
		if (check == NULL)
			return false;
		if (!is_planned(plan, check))
			plan->checks[plan->count++] = check;
	}
	if (count == 0)
		for (const struct check_settings *c = settings->checks; c;
		     c = c->next)
			plan->checks[plan->count++] = c;
	return true;
}

/* The sender of the run with these settings, a new one if there is none. */
static struct sender_run *sender_of(
    struct check_run *run, const struct sender_settings *settings)
{
	for (size_t i = 0; i < run->sender_count; i++)
		if (run->senders[i].settings == settings)
			return &run->senders[i];
	run->senders[run->sender_count].settings = settings;
	return &run->senders[run->sender_count++];
}

static struct watch_run *watch_of(
    struct check_run *run, const struct mailbox_settings *settings)
{
	for (size_t i = 0; i < run->watch_count; i++)
		if (run->watches[i].settings == settings)
			return &run->watches[i];
	run->watches[run->watch_count].settings = settings;
	return &run->watches[run->watch_count++];
}

static void add_probe(const struct check_plan *plan, struct check_run *run,
    const struct check_settings *check, const struct sender_settings *sender,
    const struct mailbox_settings *mailbox)
{
	struct probe_run *probe = &run->probes[run->probe_count++];
	struct watch_run *watch = watch_of(run, mailbox);

	probe_open(probe, check, sender_of(run, sender), watch, plan->options);
	probe->premises.suffixes = plan->suffixes;
	probe->resolver = plan->resolver;
	watch->probes++;
	if (watch->patience < probe->patience)
		watch->patience = probe->patience;
}

void plan_probes(
    const struct check_plan *plan, struct check_run *run, size_t more)
{
	const struct check_settings *const *checks = plan->checks;
	size_t n = 0;

	for (size_t i = 0; i < plan->count; i++)
		n += checks[i]->sender_names.count *
		     checks[i]->mailbox_names.count;
	run->senders = arena_new_array(run->arena, struct sender_run, n);
	run->watches = arena_new_array(run->arena, struct watch_run, n);
	run->probes = arena_new_array(run->arena, struct probe_run, n + more);
	for (size_t i = 0; i < plan->count; i++)
		for (size_t s = 0; s < checks[i]->sender_names.count; s++)
			for (size_t m = 0; m < checks[i]->mailbox_names.count;
			     m++)
				add_probe(plan, run, checks[i],
				    checks[i]->senders[s],
				    checks[i]->mailboxes[m]);
}
