#define _GNU_SOURCE /* ppoll(), of POSIX since 2024 only */
#include "common/base/secret.h"

#include "common/base/clock.h"
#include "common/base/crypto.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define SAID_SIZE 300 /* of a name in a fault */

/* What was read so far; lives on one stack frame and is wiped there. */
struct taken {
	char octets[SECRET_MAX + 2]; /* one for LF, one to notice too much */
	size_t len;
};

/* False when `fd` has no more to say, or said something wrong (errno). */
static bool take_some(int fd, struct taken *taken)
{
	char rest[512];
	size_t room = sizeof(taken->octets) - taken->len;
	ssize_t n;

	do
		n = read(fd, room > 0 ? taken->octets + taken->len : rest,
		    room > 0 ? room : sizeof(rest));
	while (n < 0 && errno == EINTR);
	if (room > 0 && n > 0)
		taken->len += (size_t)n;
	wipe(rest, sizeof(rest));
	if (n == 0)
		errno = 0;
	return n > 0;
}

/* The secret of `line`; `said` names where it comes from. */
static bool keep(struct arena *arena, struct bytes line, const char *said,
    struct bytes *secret, struct fault *fault)
{
	if (line.len > 0 && line.ptr[line.len - 1] == '\n')
		line.len--;
	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	if (line.len == 0)
		return fault_set(fault, FAULT_USAGE, "%s is empty", said);
	if (line.len > SECRET_MAX)
		return fault_set(fault, FAULT_USAGE, "%s is longer than %zu",
		    said, SECRET_MAX);
	for (size_t i = 0; i < line.len; i++)
		if (strchr("\r\n", line.ptr[i]) != NULL) /* finds NUL too */
			return fault_set(fault, FAULT_USAGE,
			    "%s contains a line end or NUL", said);
	*secret = arena_copy(arena, line);
	return true;
}

static bool keep_first_line(struct arena *arena, const struct taken *taken,
    const char *said, struct bytes *secret, struct fault *fault)
{
	struct bytes all = { taken->octets, taken->len };
	const char *end = bytes_find(all, BYTES("\n"));

	if (end != NULL)
		all.len = (size_t)(end - all.ptr);
	return keep(arena, all, said, secret, fault);
}

static bool read_value(struct arena *arena, struct bytes text,
    int64_t timeout_ms, struct bytes *secret, struct fault *fault)
{
	(void)timeout_ms;
	return keep(arena, text, "the secret", secret, fault);
}

static bool read_variable(struct arena *arena, struct bytes text,
    int64_t timeout_ms, struct bytes *secret, struct fault *fault)
{
	const char *name = arena_cstr(arena, text);
	const char *value = getenv(name);
	char said[SAID_SIZE];

	(void)timeout_ms;
	snprintf(said, sizeof(said), "environment variable %s", name);
	if (value == NULL)
		return fault_set(fault, FAULT_USAGE, "%s is not set", said);
	return keep(arena, bytes_of(value), said, secret, fault);
}

/* ---- files --------------------------------------------------------------- */

static bool read_open_file(struct arena *arena, int fd, const char *said,
    struct bytes *secret, struct fault *fault)
{
	struct taken taken = { .len = 0 };
	bool done;

	while (taken.len < sizeof(taken.octets) && take_some(fd, &taken))
		continue;
	if (taken.len < sizeof(taken.octets) && errno != 0)
		done = fault_errno(fault, FAULT_USAGE, "%s", said);
	else
		done = keep_first_line(arena, &taken, said, secret, fault);
	wipe(&taken, sizeof(taken));
	return done;
}

static bool read_file(struct arena *arena, struct bytes text,
    int64_t timeout_ms, struct bytes *secret, struct fault *fault)
{
	const char *path = arena_cstr(arena, text);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char said[SAID_SIZE];

	(void)timeout_ms;
	snprintf(said, sizeof(said), "file %s", path);
	if (fd < 0)
		return fault_errno(fault, FAULT_USAGE, "%s", said);
	bool done = read_open_file(arena, fd, said, secret, fault);
	close(fd);
	return done;
}

static bool read_credential(struct arena *arena, struct bytes text,
    int64_t timeout_ms, struct bytes *secret, struct fault *fault)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");

	if (bytes_find(text, BYTES("/")) != NULL || bytes_eq(text, BYTES("..")))
		return fault_set(fault, FAULT_USAGE,
		    "credential %.*s: not a file name", FMT(text));
	if (folder == NULL || folder[0] == '\0')
		return fault_set(fault, FAULT_USAGE,
		    "credential %.*s: CREDENTIALS_DIRECTORY is not set",
		    FMT(text));
	return read_file(arena,
	    arena_printf(arena, "%s/%.*s", folder, FMT(text)), timeout_ms,
	    secret, fault);
}

/* ---- commands ------------------------------------------------------------ */

/*
 * A command is a process group of its own, so that all of it can be ended.
 * Then a Ctrl-C does not reach it by itself; while it runs we catch what would
 * end us, end it first and let the signal do what it would have done.
 */
static const int endings[] = { SIGINT, SIGTERM, SIGHUP };
#define ENDINGS (sizeof(endings) / sizeof(endings[0]))

static volatile sig_atomic_t ending;

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

	ending = 0;
	sigemptyset(&note.sa_mask);
	sigemptyset(&held);
	for (size_t i = 0; i < ENDINGS; i++)
		sigaddset(&held, endings[i]);
	sigprocmask(SIG_BLOCK, &held, &watch->mask);
	for (size_t i = 0; i < ENDINGS; i++) {
		sigaction(endings[i], NULL, &watch->before[i]);
		if (watch->before[i].sa_handler != SIG_IGN)
			sigaction(endings[i], &note, NULL);
	}
}

static void watch_end(const struct watch *watch)
{
	for (size_t i = 0; i < ENDINGS; i++)
		sigaction(endings[i], &watch->before[i], NULL);
	sigprocmask(SIG_SETMASK, &watch->mask, NULL);
	if (ending != 0)
		raise(ending);
}

struct command {
	const char *said;
	pid_t pid;
	int fd;
	int64_t until;
};

static bool command_start(
    struct command *command, const char *line, const sigset_t *mask)
{
	const char *argv[] = { "sh", "-c", line, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t piped;
	int ends[2];

	if (pipe(ends) != 0)
		return false;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	sigemptyset(&piped);
	sigaddset(&piped, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP |
						  POSIX_SPAWN_SETSIGDEF |
						  POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigdefault(&attributes, &piped);
	posix_spawnattr_setsigmask(&attributes, mask);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
	posix_spawn_file_actions_addclose(&actions, ends[1]);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	errno = posix_spawn(&command->pid, "/bin/sh", &actions, &attributes,
	    (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	close(ends[1]);
	command->fd = ends[0];
	if (errno != 0)
		close(ends[0]);
	return errno == 0;
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

static int64_t command_left(const struct command *command)
{
	int64_t left = command->until - clock_running();

	return ending != 0 || left < 0 ? 0 : left;
}

/* Until there is something to read; false when time is up or we shall end. */
static bool command_wait(const struct command *command, const sigset_t *mask)
{
	int64_t left;

	while ((left = command_left(command)) > 0)
		if (pause_for(command->fd, left, mask) > 0)
			return true;
	return false;
}

/* Its exit status as wait() gives it, or -1 when it ran over. */
static int command_end(struct command *command, const sigset_t *mask)
{
	int status = -1;

	close(command->fd);
	while (command_left(command) > 0) {
		if (waitpid(command->pid, &status, WNOHANG) != 0)
			return status;
		pause_for(-1, 1, mask);
	}
	kill(-command->pid, SIGKILL);
	while (waitpid(command->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return -1;
}

static bool command_verdict(
    const struct command *command, int status, struct fault *fault)
{
	if (status == -1)
		return fault_set(fault, FAULT_USAGE, "%s %s", command->said,
		    ending != 0 ? "was interrupted" : "took too long");
	if (WIFSIGNALED(status))
		return fault_set(fault, FAULT_USAGE,
		    "%s was ended by signal %d", command->said,
		    WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return fault_set(fault, FAULT_USAGE, "%s exited with status %d",
		    command->said, WEXITSTATUS(status));
	return true;
}

static bool command_run(struct arena *arena, struct command *command,
    const sigset_t *mask, struct bytes *secret, struct fault *fault)
{
	struct taken taken = { .len = 0 };

	while (command_wait(command, mask) && take_some(command->fd, &taken))
		continue;
	int status = command_end(command, mask);
	bool done =
	    command_verdict(command, status, fault) &&
	    keep_first_line(arena, &taken, command->said, secret, fault);
	wipe(&taken, sizeof(taken));
	return done;
}

static bool read_command(struct arena *arena, struct bytes text,
    int64_t timeout_ms, struct bytes *secret, struct fault *fault)
{
	struct bytes program, rest;
	struct watch watch;
	char said[SAID_SIZE];
	struct command command = { .said = said,
		.until = clock_running() + timeout_ms };

	/* Its arguments may be secret. */
	bytes_cut(bytes_trim(text), ' ', &program, &rest);
	snprintf(said, sizeof(said), "command \"%.*s%s\"", FMT(program),
	    bytes_present(rest) ? " ..." : "");
	watch_begin(&watch);
	bool done =
	    command_start(&command, arena_cstr(arena, text), &watch.mask)
		? command_run(arena, &command, &watch.mask, secret, fault)
		: fault_errno(fault, FAULT_USAGE, "%s", said);
	watch_end(&watch);
	return done;
}

bool secret_read(struct arena *arena, const struct secret_source *source,
    int64_t timeout_ms, struct bytes *secret, struct fault *fault)
{
	static bool (*const readers[])(struct arena *, struct bytes, int64_t,
	    struct bytes *, struct fault *) = {
		[SECRET_VALUE] = read_value,
		[SECRET_FILE] = read_file,
		[SECRET_COMMAND] = read_command,
		[SECRET_VARIABLE] = read_variable,
		[SECRET_CREDENTIAL] = read_credential,
	};

	if (source->kind == SECRET_UNSET)
		return fault_set(fault, FAULT_USAGE, "no secret is given");
	return readers[source->kind](
	    arena, source->text, timeout_ms, secret, fault);
}
