#define _GNU_SOURCE /* F_OFD_SETLK, of POSIX since 2024 only */
#include "oauth/store.h"

#include "common/base/clock.h"
#include "common/base/command.h"
#include "common/base/crypto.h"
#include "common/base/file.h"
#include "common/base/text.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COMMAND_WITHIN 60000 /* ms: a password manager may ask somebody */
#define CONTENT_MOST   COMMAND_INPUT_MOST
#define LOCK_PAUSE     20 /* ms */

/* ---- the lock ----------------------------------------------------------- */

static struct bytes lock_path(
    struct arena *arena, const struct oauth_store *store)
{
	const char *folder = getenv("XDG_RUNTIME_DIR");
	unsigned char digest[SHA256_SIZE];

	if (bytes_present(store->file))
		return arena_printf(arena, "%.*s.lock", FMT(store->file));
	sha256(store->write_command, digest);
	return arena_printf(arena, "%s/mailplumb-%ld-%.16s.lock",
	    folder != NULL && folder[0] == '/' ? folder : "/tmp",
	    (long)getuid(),
	    hex_write(arena, (struct bytes){ (char *)digest, 8 }).ptr);
}

/* A stranger's file of that name would be a way to stop us. */
static bool is_our_own(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	       (st.st_uid == getuid() || st.st_uid == 0);
}

static bool lock_take(int fd, int64_t deadline)
{
	struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	while (fcntl(fd, F_OFD_SETLK, &all) != 0) {
		if ((errno != EAGAIN && errno != EACCES && errno != EINTR) ||
		    clock_running() >= deadline)
			return false;
		clock_sleep(LOCK_PAUSE);
	}
	return true;
}

bool oauth_store_lock(struct oauth_lock *lock, struct arena *arena,
    const struct oauth_store *store, int64_t deadline, struct fault *fault)
{
	struct bytes path = lock_path(arena, store);

	lock->fd =
	    open(path.ptr, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (lock->fd < 0)
		return errno == EROFS || errno == EACCES || errno == EPERM ||
		       fault_errno(fault, FAULT_USAGE, "%s", path.ptr);
	if (is_our_own(lock->fd) && lock_take(lock->fd, deadline))
		return true;
	fault_set(fault, FAULT_MAILBOX,
	    "%s: another process does not let go of it", path.ptr);
	oauth_store_unlock(lock);
	return false;
}

void oauth_store_unlock(struct oauth_lock *lock)
{
	if (lock->fd >= 0)
		close(lock->fd);
	lock->fd = -1;
}

/* ---- a file ------------------------------------------------------------- */

static bool nothing_kept(const struct oauth_client *client, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE,
	    "no consent is kept yet in %.*s: mailplumb login %.*s",
	    FMT(client->store.file), FMT(client->mailbox));
}

static bool content_read(
    int fd, const char *path, struct text *content, struct fault *fault)
{
	char octets[4096];
	ssize_t n;

	while ((n = read(fd, octets, sizeof(octets))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_errno(
			    fault, FAULT_USAGE, "token_file %s", path);
		text_add(content, (struct bytes){ octets, (size_t)n });
	}
	wipe(octets, sizeof(octets));
	return !content->full || fault_set(fault, FAULT_USAGE,
				     "token_file %s: is too long", path);
}

static bool is_private(int fd, const char *path, struct fault *fault)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return fault_set(
		    fault, FAULT_USAGE, "token_file %s: is no file", path);
	return (st.st_mode & 077) == 0 ||
	       fault_set(fault, FAULT_USAGE,
		   "token_file %s: others may read it (mode %04o): chmod 600",
		   path, (unsigned)(st.st_mode & 07777));
}

static bool file_read_all(const struct oauth_client *client,
    struct arena *arena, struct text *content, struct fault *fault)
{
	const char *path = arena_cstr(arena, client->store.file);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		return errno == ENOENT ? nothing_kept(client, fault)
				       : fault_errno(fault, FAULT_USAGE,
					     "token_file %s", path);
	bool done = is_private(fd, path, fault) &&
		    content_read(fd, path, content, fault);
	close(fd);
	return done;
}

/* The new name has to outlive a crash, too; a folder that may be written in
 * need not be ours to look into. */
static bool folder_sync(const char *path)
{
	return file_folder_sync(path) || errno == EACCES;
}

/* Under the lock, so what a crash left beside is nobody's. */
static bool file_write_all(const struct oauth_client *client,
    struct arena *arena, struct bytes content, struct fault *fault)
{
	const char *path = arena_cstr(arena, client->store.file);
	const char *beside = arena_printf(arena, "%s.new", path).ptr;

	unlink(beside);
	int fd = open(
	    beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return fault_errno(fault, FAULT_OURS, "token_file %s", beside);
	bool done = file_write_through(fd, content);
	done = close(fd) == 0 && done && rename(beside, path) == 0 &&
	       folder_sync(path);
	if (done)
		return true;
	fault_errno(fault, FAULT_OURS, "token_file %s", path);
	unlink(beside);
	return false;
}

/* ---- commands ----------------------------------------------------------- */

static bool command_read(const struct oauth_client *client, struct arena *arena,
    struct text *content, struct fault *fault)
{
	struct command command = { .line = client->store.read_command,
		.timeout = COMMAND_WITHIN,
		.out = content->ptr,
		.room = content->limit };

	bool done = command_run(&command, arena, fault);
	content->len = command.out_len;
	return done || fault_at(fault, "token_command");
}

static bool command_write(const struct oauth_client *client,
    struct arena *arena, struct bytes content, struct fault *fault)
{
	char ignored[1];
	struct command command = { .line = client->store.write_command,
		.input = content,
		.timeout = COMMAND_WITHIN,
		.out = ignored,
		.room = 0 };

	return command_run(&command, arena, fault) ||
	       fault_at(fault, "store_command");
}

/* ---- either ------------------------------------------------------------- */

bool oauth_store_read(const struct oauth_client *client, struct arena *arena,
    struct oauth_token *token, struct fault *fault)
{
	struct text content =
	    text_within(arena_alloc(arena, CONTENT_MOST), CONTENT_MOST);
	bool file = bytes_present(client->store.file);
	bool done =
	    (file ? file_read_all : command_read)(
		client, arena, &content, fault) &&
	    oauth_text_read(arena, client, text_bytes(&content), token, fault);

	wipe(content.ptr, content.size);
	return done;
}

bool oauth_store_write(const struct oauth_client *client, struct arena *arena,
    const struct oauth_token *token, struct fault *fault)
{
	struct bytes content = oauth_text_write(arena, client, token);
	bool done = (bytes_present(client->store.file)
			 ? file_write_all
			 : command_write)(client, arena, content, fault);

	wipe((char *)(uintptr_t)content.ptr, content.len);
	return done;
}

bool oauth_store_check(
    const struct oauth_client *client, struct arena *arena, struct fault *fault)
{
	struct bytes folder, name, file = client->store.file;

	if (!bytes_present(file))
		return true; /* who knows what a command can */
	if (!bytes_cut_last(file, '/', &folder, &name))
		folder = BYTES(".");
	const char *path = folder.len == 0 ? "/" : arena_cstr(arena, folder);
	return access(path, W_OK | X_OK) == 0 ||
	       fault_errno(fault, FAULT_USAGE, "token_file %.*s: its folder",
		   FMT(file));
}
