#include "inspect/fetch/renewal.h"

#include "common/base/crypto.h"
#include "common/base/pool.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct renewal {
	struct mailbox_tokens tokens;
	char token[MAILBOX_TOKEN_MOST + 1];
	char stale[MAILBOX_TOKEN_MOST + 1]; /* empty: none was discarded */
	pthread_t thread;
	bool running;
	int ends[2]; /* the thread closes the second one when it is done */
	/* what the thread leaves */
	bool got;
	struct mailbox_refusal refusal;
	struct fault fault;
};

struct renewal *renewal_open(const struct mailbox_tokens *tokens)
{
	struct renewal *renewal;

	if (tokens->get == NULL)
		return NULL;
	renewal = calloc(1, sizeof(*renewal));
	if (renewal == NULL)
		abort();
	renewal->tokens = *tokens;
	renewal->ends[0] = -1;
	return renewal;
}

static void join(struct renewal *renewal)
{
	pthread_join(renewal->thread, NULL);
	renewal->running = false;
	close(renewal->ends[0]);
	renewal->ends[0] = -1;
}

void renewal_close(struct renewal *renewal)
{
	if (renewal == NULL)
		return;
	if (renewal->running)
		join(renewal);
	wipe(renewal, sizeof(*renewal));
	free(renewal);
}

static void *get(void *data)
{
	struct renewal *renewal = data;
	int end = renewal->ends[1];

	renewal->got = renewal->tokens.get(renewal->tokens.context,
	    renewal->stale, renewal->token, &renewal->refusal, &renewal->fault);
	pool_clear();
	close(end);
	return NULL;
}

/* Signals stay with the thread that waits for them. */
static int thread_start(struct renewal *renewal)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int wrong = pthread_create(&renewal->thread, NULL, get, renewal);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return wrong;
}

bool renewal_start(struct renewal *renewal, struct fault *fault)
{
	renewal->got = false;
	renewal->refusal = (struct mailbox_refusal){ LOGIN_NOT_REFUSED, NULL };
	renewal->fault = (struct fault){ .kind = FAULT_NONE };
	if (pipe(renewal->ends) != 0)
		return fault_errno(fault, FAULT_OURS, "pipe");
	for (int i = 0; i < 2; i++)
		fcntl(renewal->ends[i], F_SETFD, FD_CLOEXEC);
	errno = thread_start(renewal);
	renewal->running = errno == 0;
	if (renewal->running)
		return true;
	fault_errno(fault, FAULT_OURS, "a thread that gets a token");
	close(renewal->ends[0]);
	close(renewal->ends[1]);
	renewal->ends[0] = -1;
	return false;
}

int renewal_fd(const struct renewal *renewal)
{
	return renewal->ends[0];
}

/* Nothing is ever written: it reads as the end when the thread is done. */
static bool is_done(const struct renewal *renewal)
{
	char c;
	int flags = fcntl(renewal->ends[0], F_GETFL);

	fcntl(renewal->ends[0], F_SETFL, flags | O_NONBLOCK);
	return read(renewal->ends[0], &c, 1) == 0;
}

enum renewal_end renewal_take(struct renewal *renewal,
    struct mailbox_refusal *refusal, struct fault *fault)
{
	if (!is_done(renewal))
		return RENEWAL_UNDER_WAY;
	join(renewal);
	if (renewal->got)
		return RENEWAL_DONE;
	*refusal = renewal->refusal;
	*fault = renewal->fault;
	return RENEWAL_FAILED;
}

struct bytes renewal_token(const struct renewal *renewal)
{
	return bytes_of(renewal->token);
}

bool renewal_discard(struct renewal *renewal)
{
	if (renewal->stale[0] != '\0')
		return false;
	memcpy(renewal->stale, renewal->token, sizeof(renewal->stale));
	return true;
}

void renewal_approve(struct renewal *renewal)
{
	wipe(renewal->stale, sizeof(renewal->stale));
}
