#include "mailplumb/send/save.h"

#include "common/base/clock.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_folder(const char *path)
{
	struct stat is;

	return stat(path, &is) == 0 && S_ISDIR(is.st_mode);
}

static const char *inside(
    struct arena *arena, const char *folder, const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name).ptr;
}

static bool is_maildir(struct arena *arena, const char *path)
{
	return is_folder(inside(arena, path, "tmp")) &&
	       is_folder(inside(arena, path, "new")) &&
	       is_folder(inside(arena, path, "cur"));
}

bool save_many(const char *path)
{
	return is_folder(path);
}

bool save_check(struct arena *arena, const char *path, struct fault *fault)
{
	struct bytes folder, name;
	const char *where = path;

	if (!is_folder(path))
		where = !bytes_cut_last(bytes_of(path), '/', &folder, &name)
			    ? "."
			: folder.len == 0 ? "/"
					  : arena_cstr(arena, folder);
	return access(where, W_OK) == 0 ||
	       fault_errno(fault, FAULT_USAGE, "--save %s", path);
}

static bool write_all(int fd, struct bytes raw)
{
	while (raw.len > 0) {
		ssize_t n = write(fd, raw.ptr, raw.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		raw = bytes_skip(raw, (size_t)n);
	}
	return true;
}

static bool write_beside(const char *beside, const char *path, struct bytes raw)
{
	int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int saved;

	if (fd < 0)
		return false;
	bool written = write_all(fd, raw);
	saved = errno;
	if (close(fd) != 0 && written) {
		written = false;
		saved = errno;
	}
	if (written && rename(beside, path) == 0)
		return true;
	errno = written ? errno : saved;
	saved = errno;
	unlink(beside);
	errno = saved;
	return false;
}

static bool write_undisturbed(
    const char *beside, const char *path, struct bytes raw)
{
	sigset_t all, before;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	bool done = write_beside(beside, path, raw);
	int saved = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	errno = saved;
	return done;
}

bool save_message(struct arena *arena, const char *path, struct bytes token,
    struct bytes raw, struct bytes *file, struct fault *fault)
{
	struct bytes beside;

	if (is_folder(path) && is_maildir(arena, path)) {
		struct bytes name = arena_printf(arena, "%lld.%.*s.mailplumb",
		    (long long)(clock_now() / 1000), FMT(token));
		beside = bytes_of(
		    inside(arena, inside(arena, path, "tmp"), name.ptr));
		*file = bytes_of(
		    inside(arena, inside(arena, path, "new"), name.ptr));
	} else {
		*file = is_folder(path) ? arena_printf(arena, "%s/%.*s.eml",
					      path, FMT(token))
					: bytes_of(path);
		beside =
		    arena_printf(arena, "%.*s.%.*s", FMT(*file), FMT(token));
	}
	if (write_undisturbed(beside.ptr, file->ptr, raw))
		return true;
	return fault_errno(fault, FAULT_OURS, "%s", file->ptr);
}
