#include "common/base/file.h"

#include "common/base/text.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PIECE 65536

static bool read_all(int fd, struct text *text)
{
	char piece[PIECE];
	ssize_t n;

	do {
		n = read(fd, piece, sizeof(piece));
		if (n > 0)
			text_add(text, (struct bytes){ piece, (size_t)n });
	} while ((n > 0 && !text->full) || (n < 0 && errno == EINTR));
	return n >= 0;
}

bool file_read(struct arena *arena, const char *path, size_t most,
    struct bytes *content, struct fault *fault)
{
	bool standard_input = strcmp(path, "-") == 0;
	struct text text = text_new(most);
	int fd =
	    standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fault_errno(fault, FAULT_INPUT, "%s", path);
	bool done = read_all(fd, &text);
	if (!done)
		fault_errno(fault, FAULT_INPUT, "%s", path);
	else if (text.full)
		done = fault_set(fault, FAULT_INPUT,
		    "%s: larger than %zu octets", path, most);
	else
		*content = arena_copy(arena, text_bytes(&text));
	if (!standard_input)
		close(fd);
	text_free(&text);
	return done;
}

/* ---- writing --------------------------------------------------------------
 */

bool file_write_through(int fd, struct bytes content)
{
	while (content.len > 0) {
		ssize_t n = write(fd, content.ptr, content.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		content = bytes_skip(content, (size_t)n);
	}
	return fsync(fd) == 0;
}

static struct bytes folder_of(struct bytes path)
{
	while (path.len > 0 && path.ptr[path.len - 1] != '/')
		path.len--;
	return path.len > 1    ? bytes_first(path, path.len - 1)
	       : path.len == 1 ? path
			       : BYTES(".");
}

bool file_folder_sync(const char *path)
{
	struct arena *arena = arena_open();
	const char *folder = arena_cstr(arena, folder_of(bytes_of(path)));
	int fd = open(folder, O_RDONLY | O_CLOEXEC);

	int error = errno;
	arena_close(arena);
	errno = error;
	if (fd < 0)
		return false;
	bool done = fsync(fd) == 0 || errno == EINVAL;
	error = errno;
	close(fd);
	errno = error;
	return done;
}
