#define _XOPEN_SOURCE 700 /* realpath() */
#include "mailplumb/check/check_state_file.h"

#include "common/base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_PAUSE 20 /* ms */

/* ---- the lock ------------------------------------------------------------ */

static bool lock_try(int fd, bool *busy)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	bool done = fcntl(fd, F_SETLK, &lock) == 0;

	*busy = !done && (errno == EACCES || errno == EAGAIN);
	return done;
}

static bool lock_held(
    const struct state_file *file, int fd, struct fault *fault)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK &&
	    lock.l_pid > 0)
		return fault_set(fault, FAULT_UNDECIDED,
		    "%s: another run has it (process %ld)", file->path,
		    (long)lock.l_pid);
	return fault_set(
	    fault, FAULT_UNDECIDED, "%s: another run has it", file->path);
}

static bool lock_take(
    const struct state_file *file, int64_t patience, struct fault *fault)
{
	int64_t until = clock_running() + patience;
	bool busy;

	while (!lock_try(file->lock, &busy)) {
		if (!busy)
			return fault_errno(
			    fault, FAULT_OURS, "%s: its lock", file->path);
		if (clock_running() >= until)
			return lock_held(file, file->lock, fault);
		clock_sleep(LOCK_PAUSE);
	}
	return true;
}

bool state_file_open(struct state_file *file, struct arena *arena,
    const char *path, int64_t patience, struct fault *fault)
{
	char *target = realpath(path, NULL);

	*file = (struct state_file){ .path = path, .lock = -1 };
	if (target != NULL)
		file->path = arena_cstr(arena, bytes_of(target));
	free(target);
	file->beside = arena_printf(arena, "%s.new", file->path).ptr;
	const char *lock = arena_printf(arena, "%s.lock", file->path).ptr;
	file->lock =
	    open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file->lock < 0) {
		fault_errno(fault, FAULT_USAGE, "%s", lock);
		return fault_at(
		    fault, "the state of --async (--state says where)");
	}
	if (lock_take(file, patience, fault))
		return true;
	state_file_close(file);
	return false;
}

void state_file_close(struct state_file *file)
{
	if (file->lock >= 0)
		close(file->lock);
	file->lock = -1;
}

/* ---- reading and writing ------------------------------------------------- */

bool state_file_read(const struct state_file *file, struct state *state,
    struct arena *arena, struct fault *fault)
{
	struct bytes text;
	struct stat st;

	*state = state_new(arena);
	if (lstat(file->path, &st) != 0 && errno == ENOENT)
		return true;
	if (!file_read(arena, file->path, STATE_MOST, &text, fault))
		return false;
	if (state_read(state, arena, text, fault))
		return true;
	fault_at(fault, "%s is no state of this version", file->path);
	size_t len = strlen(fault->text);
	snprintf(fault->text + len, sizeof(fault->text) - len,
	    "; it is left as it is: move it away to begin anew, then the "
	    "messages in it are not judged");
	return false;
}

static bool write_beside(const struct state_file *file, struct bytes text)
{
	int fd = open(file->beside,
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return false;
	bool done = file_write_through(fd, text);
	int error = errno;
	close(fd);
	errno = error;
	return done;
}

bool state_file_write(const struct state_file *file, const struct state *state,
    struct fault *fault)
{
	struct text text = text_new(STATE_MOST);

	state_write(state, &text);
	bool done = !text.full;
	if (!done)
		fault_set(fault, FAULT_OURS, "%s: larger than %zu octets",
		    file->path, STATE_MOST);
	else if (!write_beside(file, text_bytes(&text)) ||
		 rename(file->beside, file->path) != 0 ||
		 !file_folder_sync(file->path))
		done = fault_errno(fault, FAULT_OURS, "%s", file->path);
	text_free(&text);
	return done;
}
