#include "inspect/fetch/imap_process.h"

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "inspect/fetch/imap_nursery.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM	  "mailplumb-imap"
#define PATH_SIZE 4096

static bool beside_ourselves(char path[PATH_SIZE])
{
	ssize_t len = readlink("/proc/self/exe", path, PATH_SIZE - 1);
	struct bytes folder, name;

	if (len <= 0)
		return false;
	bytes_cut_last(
	    (struct bytes){ path, (size_t)len }, '/', &folder, &name);
	if (folder.len + sizeof("/" PROGRAM) > PATH_SIZE)
		return false;
	memcpy(path + folder.len, "/" PROGRAM, sizeof("/" PROGRAM));
	return access(path, X_OK) == 0;
}

static const char *program_find(char path[PATH_SIZE])
{
	return beside_ourselves(path) ? path : MAILPLUMB_LIBEXEC "/" PROGRAM;
}

/* All it may know of our environment. */
static char **environment_make(char *file, size_t size, char *list[2])
{
	static const char name[] = "SSL_CERT_FILE";
	const char *value = getenv(name);

	list[0] = list[1] = NULL;
	if (value != NULL && value[0] != '\0' &&
	    (size_t)snprintf(file, size, "%s=%s", name, value) < size)
		list[0] = file;
	return list;
}

static int spawn(pid_t *pid, const char *program, int fd, const char *word)
{
	char file[PATH_SIZE], *list[2];
	char *arguments[] = { (char[]){ PROGRAM }, (char *)(uintptr_t)word,
		NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t all, none;

	sigfillset(&all);
	sigemptyset(&none);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	int error = posix_spawn_file_actions_adddup2(&actions, fd, 0);
	if (error == 0)
		error = posix_spawn_file_actions_addopen(
		    &actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawnattr_setflags(
	    &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	if (error == 0)
		error = posix_spawn(pid, program, &actions, &attributes,
		    arguments, environment_make(file, sizeof(file), list));
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return error;
}

static bool spawn_nursery(
    const char *program, int fd, const char *word, pid_t *pid)
{
	return spawn(pid, program, fd, word) == 0;
}

bool imap_process_start(
    struct imap_process *process, const char *program, struct fault *fault)
{
	char path[PATH_SIZE];
	int pair[2];

	*process = (struct imap_process){ 0, -1 };
	bool ours = program == NULL; /* others need not know of nurseries */
	if (ours)
		program = program_find(path);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return fault_errno(fault, FAULT_OURS, "no socket pair");
	errno =
	    ours && nursery_ask(program, pair[1], &process->pid, spawn_nursery)
		? 0
		: spawn(&process->pid, program, pair[1], NULL);
	close(pair[1]);
	if (errno != 0) {
		fault_errno(
		    fault, FAULT_OURS, "cannot start the program %s", program);
		close(pair[0]);
		process->pid = 0;
		return false;
	}
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	process->fd = pair[0];
	return true;
}

static void hang_up(struct imap_process *process)
{
	if (process->fd >= 0)
		close(process->fd);
	process->fd = -1;
}

/* Its status, or 0 when it had to be ended. */
static int reap(struct imap_process *process, int64_t patience)
{
	int64_t until = clock_running() + patience;
	int status = 0;
	pid_t got;

	while ((got = waitpid(process->pid, &status, WNOHANG)) == 0 &&
	       clock_running() < until)
		clock_sleep(1);
	if (got == 0) {
		kill(process->pid, SIGKILL);
		while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
			;
		status = 0;
	}
	process->pid = 0;
	return got < 0 ? 0 : status;
}

void imap_process_end(struct imap_process *process, int64_t patience)
{
	hang_up(process);
	if (process->pid != 0)
		reap(process, patience);
}

bool imap_process_ended(struct imap_process *process, struct fault *fault)
{
	hang_up(process);
	int status = reap(process, 1000);
	if (WIFSIGNALED(status))
		return fault_set(fault, FAULT_MAILBOX,
		    "the process that reads the mailbox crashed (signal %d)",
		    WTERMSIG(status));
	return fault_set(fault, FAULT_MAILBOX,
	    "the process that reads the mailbox ended without a word");
}
