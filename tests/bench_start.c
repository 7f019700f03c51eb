/*
 * What `mailplumb inspect FILE` costs as a process, beside /bin/true: both
 * are spawned and waited for in turns, so that the machine's mood is the same
 * for both.  Wanted: at most 4 ms more, and 5 ms with a name server on
 * loopback.
 *
 *	bench_start [MAILPLUMB [ADDR:PORT]]
 *
 * The default is the program of the same build.  Without a name server nothing
 * is asked.
 */
#include "common/base/bytes.h"
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 500
#define STORY  "fixtures/cases/healthy.case"

extern char **environ;

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The message of a story, in a file of its own. */
static bool write_message(char *path)
{
	char text[16384];
	FILE *file = fopen(STORY, "r");
	int fd = mkstemp(path);

	if (file == NULL || fd < 0)
		return false;
	size_t len = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[len] = '\0';
	const char *message = strstr(text, "\nmessage\n");
	if (message == NULL)
		return false;
	message += strlen("\nmessage\n");
	size_t rest = strlen(message);
	bool done = write(fd, message, rest) == (ssize_t)rest;
	close(fd);
	return done;
}

static double spawn_once(char *const argv[])
{
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status = 0;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(
	    &actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	double start = now_ms();
	if (posix_spawn(&pid, argv[0], &actions, NULL, argv, environ) != 0 ||
	    waitpid(pid, &status, 0) != pid || WEXITSTATUS(status) > 4 ||
	    !WIFEXITED(status)) {
		fprintf(stderr, "%s: cannot be run\n", argv[0]);
		exit(1);
	}
	double took = now_ms() - start;
	posix_spawn_file_actions_destroy(&actions);
	return took;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *times)
{
	qsort(times, ROUNDS, sizeof(*times), by_size);
	return times[ROUNDS / 2];
}

int main(int argc, char **argv)
{
	static double nothing[ROUNDS], inspect[ROUNDS];
	char path[] = "/tmp/mailplumb-bench.XXXXXX", program[4096];
	char word[] = "inspect", null[] = "/bin/true";
	char no_dns[] = "--no-dns", resolver[] = "--resolver";
	char *server = argc > 2 ? argv[2] : NULL;
	const char *slash = strrchr(argv[0], '/');

	snprintf(program, sizeof(program), "%.*s/../mailplumb",
	    slash != NULL ? (int)(slash - argv[0]) : 0, argv[0]);
	char *const run[] = { argc > 1 ? argv[1] : program, word, path,
		server != NULL ? resolver : no_dns, server, NULL };
	char *const idle[] = { null, NULL };
	if (!write_message(path)) {
		fprintf(stderr, "%s: no message in it\n", STORY);
		return 1;
	}
	for (size_t i = 0; i < ROUNDS; i++) {
		nothing[i] = spawn_once(idle);
		inspect[i] = spawn_once(run);
	}
	unlink(path);
	double a = median(nothing), b = median(inspect);
	printf("start%s: /bin/true %.2f ms, mailplumb inspect FILE %.2f ms, "
	       "difference %.2f ms (median of %d)\n",
	    server != NULL ? " with a name server" : "", a, b, b - a, ROUNDS);
	return 0;
}
