#define _GNU_SOURCE /* ppoll(), of POSIX since 2024 only */
#include "common/base/command.h"

#include "common/base/clock.h"
#include "common/base/crypto.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define SAID_SIZE 300
#define SLICE	  100 /* ms after which a signal of another thread is seen */

/*
 * A Ctrl-C does not reach a process group of its own by itself; while it runs
 * we catch what would end us, end it first and let the signal do what it would
 * have done.
 */
static const int endings[] = { SIGINT, SIGTERM, SIGHUP };
#define ENDINGS (sizeof(endings) / sizeof(endings[0]))

static volatile sig_atomic_t ending;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static void note_ending(int number)
{
	ending = number;
}

struct watch {
	struct sigaction before[ENDINGS];
	sigset_t mask;
};

static void watch_begin(struct watch *watch)
{
	struct sigaction note = { .sa_handler = note_ending };
	sigset_t held;

	pthread_mutex_lock(&one_at_a_time);
	ending = 0;
	sigemptyset(&note.sa_mask);
	sigemptyset(&held);
	for (size_t i = 0; i < ENDINGS; i++)
		sigaddset(&held, endings[i]);
	pthread_sigmask(SIG_BLOCK, &held, &watch->mask);
	for (size_t i = 0; i < ENDINGS; i++) {
		sigaction(endings[i], NULL, &watch->before[i]);
		if (watch->before[i].sa_handler != SIG_IGN)
			sigaction(endings[i], &note, NULL);
	}
}

/* The signal goes to the process: this thread may not take any. */
static void watch_end(const struct watch *watch)
{
	for (size_t i = 0; i < ENDINGS; i++)
		sigaction(endings[i], &watch->before[i], NULL);
	pthread_sigmask(SIG_SETMASK, &watch->mask, NULL);
	if (ending != 0)
		kill(getpid(), ending);
	pthread_mutex_unlock(&one_at_a_time);
}

struct run {
	struct command *command;
	const char *said;
	pid_t pid;
	int out; /* our end of its output */
	int64_t until;
};

void command_name(struct bytes line, char *name, size_t size)
{
	struct bytes program, rest;

	bytes_cut(bytes_trim(line), ' ', &program, &rest);
	snprintf(name, size, "command \"%.*s%s\"", FMT(program),
	    bytes_present(rest) ? " ..." : "");
}

/* ---- starting ----------------------------------------------------------- */

static void close_all(const int *fds, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* The end of a pipe from which the command reads all of its input. */
static int input_ready(struct bytes input)
{
	int ends[2];

	if (!bytes_present(input))
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert(input.len <= COMMAND_INPUT_MOST);
	if (pipe(ends) != 0)
		return -1;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	ssize_t put = write(ends[1], input.ptr, input.len);
	close(ends[1]);
	if (put == (ssize_t)input.len)
		return ends[0];
	close(ends[0]);
	errno = EAGAIN;
	return -1;
}

/* Its mask is ours, but for what ends it. */
static void attributes_set(posix_spawnattr_t *attributes, sigset_t mask)
{
	sigset_t piped;

	for (size_t i = 0; i < ENDINGS; i++)
		sigdelset(&mask, endings[i]);
	sigemptyset(&piped);
	sigaddset(&piped, SIGPIPE);
	posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP |
						 POSIX_SPAWN_SETSIGDEF |
						 POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigdefault(attributes, &piped);
	posix_spawnattr_setsigmask(attributes, &mask);
}

static int spawn(
    struct run *run, const char *line, const sigset_t *mask, int in, int out)
{
	const char *argv[] = { "sh", "-c", line, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;

	posix_spawnattr_init(&attributes);
	attributes_set(&attributes, *mask);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	int wrong = posix_spawn(&run->pid, "/bin/sh", &actions, &attributes,
	    (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return wrong;
}

static bool start(struct run *run, const char *line, const sigset_t *mask)
{
	int ends[2] = { -1, -1 };
	int in = input_ready(run->command->input);

	if (in < 0 || pipe(ends) != 0) {
		close_all(&in, 1);
		return false;
	}
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	errno = spawn(run, line, mask, in, ends[1]);
	close(in);
	close(ends[1]);
	run->out = ends[0];
	if (errno != 0)
		close(ends[0]);
	return errno == 0;
}

/* ---- while it runs ------------------------------------------------------ */

/* False when it has no more to say. */
static bool take_some(struct run *run)
{
	struct command *command = run->command;
	char rest[512];
	size_t room = command->room - command->out_len;
	ssize_t n;

	do
		n = read(run->out,
		    room > 0 ? command->out + command->out_len : rest,
		    room > 0 ? room : sizeof(rest));
	while (n < 0 && errno == EINTR);
	if (room > 0 && n > 0)
		command->out_len += (size_t)n;
	wipe(rest, sizeof(rest));
	return n > 0;
}

/*
 * Until `fd` can be read or `ms` are over; signals come through here only.
 * No more than 0 when there is nothing to read.
 */
static int pause_for(int fd, int64_t ms, const sigset_t *mask)
{
	struct timespec time = { (time_t)(ms / 1000),
		(long)(ms % 1000) * 1000000 };
	struct pollfd one = { fd, POLLIN, 0 };

	return ppoll(&one, 1, &time, mask);
}

static int64_t left_of(const struct run *run)
{
	int64_t left = run->until - clock_running();

	return ending != 0 || left < 0 ? 0 : left;
}

/* Until there is something to read; false when time is up or we shall end. */
static bool wait_for_output(const struct run *run, const sigset_t *mask)
{
	int64_t left;

	while ((left = left_of(run)) > 0)
		if (pause_for(run->out, left < SLICE ? left : SLICE, mask) > 0)
			return true;
	return false;
}

/* Its exit status as wait() gives it, or -1 when it ran over. */
static int end(struct run *run, const sigset_t *mask)
{
	int status = -1;

	close(run->out);
	while (left_of(run) > 0) {
		if (waitpid(run->pid, &status, WNOHANG) != 0)
			return status;
		pause_for(-1, 1, mask);
	}
	kill(-run->pid, SIGKILL);
	while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return -1;
}

static bool verdict(const struct run *run, int status, struct fault *fault)
{
	if (status == -1)
		return fault_set(fault, FAULT_USAGE, "%s %s", run->said,
		    ending != 0 ? "was interrupted" : "took too long");
	if (WIFSIGNALED(status))
		return fault_set(fault, FAULT_USAGE,
		    "%s was ended by signal %d", run->said, WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return fault_set(fault, FAULT_USAGE, "%s exited with status %d",
		    run->said, WEXITSTATUS(status));
	return true;
}

bool command_run(
    struct command *command, struct arena *arena, struct fault *fault)
{
	char said[SAID_SIZE];
	struct watch watch;
	struct run run = { .command = command,
		.said = said,
		.until = clock_running() + command->timeout };
	bool done;

	command->out_len = 0;
	command_name(command->line, said, sizeof(said));
	watch_begin(&watch);
	if (!start(&run, arena_cstr(arena, command->line), &watch.mask)) {
		done = fault_errno(fault, FAULT_USAGE, "%s", said);
	} else {
		while (wait_for_output(&run, &watch.mask) && take_some(&run))
			continue;
		done = verdict(&run, end(&run, &watch.mask), fault);
	}
	watch_end(&watch);
	return done;
}
