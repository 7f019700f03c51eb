#include "mailplumb/send/sending.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

bool sendings_open(struct sendings *all, struct fault *fault)
{
	*all = (struct sendings){ .ends = { -1, -1 } };
	if (!submit_ready(fault))
		return false;
	if (pipe(all->ends) != 0)
		return fault_errno(fault, FAULT_OURS, "pipe");
	for (int i = 0; i < 2; i++)
		fcntl(all->ends[i], F_SETFD, FD_CLOEXEC);
	fcntl(all->ends[0], F_SETFL, O_NONBLOCK);
	return true;
}

void sendings_close(struct sendings *all)
{
	for (int i = 0; i < 2; i++)
		if (all->ends[i] >= 0)
			close(all->ends[i]);
}

static void *run(void *context)
{
	struct sending *sending = context;
	ssize_t n;

	submit_one(sending->arena, sending->server, &sending->submission,
	    &sending->options, &sending->outcome, &sending->fault);
	/* A pointer is less than PIPE_BUF, so it is written whole. */
	do
		n = write(sending->all->ends[1], &sending, sizeof(sending));
	while (n < 0 && errno == EINTR);
	return NULL;
}

bool sending_start(
    struct sendings *all, struct sending *sending, struct fault *fault)
{
	sending->all = all;
	sending->fault.kind = FAULT_NONE;
	errno = pthread_create(&sending->thread, NULL, run, sending);
	if (errno != 0)
		return fault_errno(fault, FAULT_OURS, "a thread for sending");
	all->running++;
	return true;
}

int sendings_fd(const struct sendings *all)
{
	return all->ends[0];
}

struct sending *sendings_ended(struct sendings *all)
{
	struct sending *sending;

	if (read(all->ends[0], &sending, sizeof(sending)) !=
	    (ssize_t)sizeof(sending))
		return NULL;
	pthread_join(sending->thread, NULL);
	all->running--;
	return sending;
}
