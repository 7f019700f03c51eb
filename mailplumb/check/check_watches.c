#include "mailplumb/check/check_watches.h"

void watch_close(struct watch_run *watch)
{
	mailbox_watch_close(watch->watch);
	watch->watch = NULL;
	watch->state = WATCH_OVER;
}

static bool is_sought(const struct probe_run *probe)
{
	return probe->state != PROBE_FOUND && probe->state != PROBE_DELETING &&
	       probe->state != PROBE_OVER;
}

/* Nobody looks through a mailbox in which nothing is sought. */
static void look_on(struct watch_run *watch)
{
	if (watch->state != WATCH_READY || watch->nobody[0] != '\0')
		return;
	token_make(watch->nobody);
	mailbox_watch_look_for(watch->watch, watch->nobody);
}

/* Until nothing is sought any more, or somebody waits for its place. */
void watches_settle(struct check_run *run)
{
	bool sought = false, waited = false;

	for (size_t i = 0; i < run->probe_count; i++)
		sought |= is_sought(&run->probes[i]);
	for (size_t i = 0; i < run->watch_count; i++)
		waited |= run->watches[i].state == WATCH_CLOSED;
	for (size_t i = 0; i < run->watch_count; i++) {
		struct watch_run *watch = &run->watches[i];
		if (watch->watch == NULL || watch->probes > 0)
			continue;
		if (!sought || waited)
			watch_close(watch);
		else
			look_on(watch);
	}
}
