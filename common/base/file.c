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
