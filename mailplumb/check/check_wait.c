#include "mailplumb/check/check_wait.h"

#include <errno.h>

#define SEND_LEAST 1000 /* ms to send a message, at least */

int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Its mailbox is ready; its sender may have to wait. */
bool may_send(const struct check_run *run, const struct probe_run *probe)
{
	return probe->state == PROBE_WAITING &&
	       probe->watch->state == WATCH_READY &&
	       run->deadline - clock_running() > SEND_LEAST;
}

/* It waits for somebody who may let it wait too long. */
bool may_expire(const struct probe_run *probe)
{
	return probe->state == PROBE_LOOKING ||
	       probe->state == PROBE_DELETING ||
	       (probe->state == PROBE_WAITING &&
		   probe->watch->state == WATCH_OPENING);
}

/* When there is something to do though nothing happens. */
static int64_t next_due(const struct check_run *run)
{
	int64_t now = clock_running(), due = run->deadline;

	if (due <= now && run->sendings.running > 0)
		due = now + SEND_GRACE;
	for (size_t i = 0; i < run->watch_count; i++)
		if (run->watches[i].watch != NULL)
			due = sooner(
			    due, mailbox_watch_due(run->watches[i].watch));
	for (size_t i = 0; i < run->probe_count; i++) {
		const struct probe_run *probe = &run->probes[i];
		if (may_expire(probe))
			due = sooner(due, probe->deadline);
		else if (may_send(run, probe) &&
			 run->sendings.running < SENDINGS_MOST)
			due = sooner(due, probe->sender->next);
	}
	return due;
}

bool wait_for_news(
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
