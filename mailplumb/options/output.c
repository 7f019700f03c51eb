#define _XOPEN_SOURCE 700 /* realpath() */
#include "mailplumb/options/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What an interrupt has to remove; one output at a time. */
static char beside_now[4096];
static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
static struct sigaction before[3];

static void remove_beside(int number)
{
	unlink(beside_now);
	signal(number, SIG_DFL);
	raise(number);
}

static void guard(void)
{
	struct sigaction action = { .sa_handler = remove_beside };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < 3; i++) {
		sigaction(signals[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN) /* as nohup has it */
			sigaction(signals[i], &action, NULL);
	}
}

static void unguard(void)
{
	for (size_t i = 0; i < 3; i++)
		sigaction(signals[i], &before[i], NULL);
}

static bool is_ordinary(const char *path)
{
	struct stat st;

	return stat(path, &st) != 0 || S_ISREG(st.st_mode);
}

static bool open_directly(struct output *output, struct fault *fault)
{
	output->fd = open(output->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	return output->fd >= 0 ||
	       fault_errno(fault, FAULT_USAGE, "%s", output->path);
}

/* The new file gets the mode of the old one, or what the umask allows. */
static void take_mode(const struct output *output)
{
	struct stat st;
	mode_t mask = umask(0);

	umask(mask);
	bool old = stat(output->path, &st) == 0;
	(void)!fchmod(
	    output->fd, old ? st.st_mode & 0777 : (mode_t)(0666 & ~mask));
}

/* The name beside the target, for mkstemp(). */
static bool name_beside(struct output *output, struct fault *fault)
{
	char *target = realpath(output->path, NULL);

	output->target = target != NULL ? target : strdup(output->path);
	if (output->target == NULL)
		return fault_errno(fault, FAULT_OURS, "%s", output->path);
	if (strlen(output->target) + sizeof(".XXXXXX") > sizeof(beside_now))
		return fault_set(
		    fault, FAULT_USAGE, "%s: too long a name", output->path);
	snprintf(beside_now, sizeof(beside_now), "%s.XXXXXX", output->target);
	return true;
}

/* A symbolic link stays; what it points to is replaced. */
static bool open_beside(struct output *output, struct fault *fault)
{
	if (!name_beside(output, fault))
		return false;
	guard();
	output->fd = mkstemp(beside_now);
	if (output->fd < 0) {
		fault_errno(fault, FAULT_USAGE, "%s", output->path);
		unguard();
		return false;
	}
	output->beside = beside_now;
	take_mode(output);
	return true;
}

static void names_free(struct output *output)
{
	free(output->target);
	*output = (struct output){ .fd = -1 };
}

bool output_open(struct output *output, const char *path, struct fault *fault)
{
	*output = (struct output){ .fd = STDOUT_FILENO, .path = path };
	if (path == NULL)
		return true;
	output->fd = -1;
	bool open = is_ordinary(path) ? open_beside(output, fault)
				      : open_directly(output, fault);
	if (!open)
		names_free(output);
	return open;
}

static bool write_fault(const struct output *output, struct fault *fault)
{
	return fault_errno(fault, FAULT_OURS, "%s",
	    output->path != NULL ? output->path : "standard output");
}

bool output_write(struct output *output, struct bytes b, struct fault *fault)
{
	while (b.len > 0) {
		ssize_t n = write(output->fd, b.ptr, b.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return write_fault(output, fault);
		b = bytes_skip(b, (size_t)n);
	}
	return true;
}

static void forget(struct output *output)
{
	if (output->beside != NULL)
		unguard();
	names_free(output);
}

bool output_close(struct output *output, struct fault *fault)
{
	bool done = true;

	if (output->path == NULL)
		return true;
	if (output->beside != NULL)
		done = fsync(output->fd) == 0;
	done = close(output->fd) == 0 && done;
	output->fd = -1;
	if (done && output->beside != NULL)
		done = rename(output->beside, output->target) == 0;
	if (!done) {
		write_fault(output, fault);
		output_abandon(output);
		return false;
	}
	forget(output);
	return true;
}

void output_abandon(struct output *output)
{
	if (output->path != NULL && output->fd >= 0)
		close(output->fd);
	if (output->beside != NULL)
		unlink(output->beside);
	forget(output);
}

bool output_all(const char *path, struct bytes text, struct fault *fault)
{
	struct output output;

	if (!output_open(&output, path, fault))
		return false;
	if (output_write(&output, text, fault))
		return output_close(&output, fault);
	output_abandon(&output);
	return false;
}
