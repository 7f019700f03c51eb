#include "common/base/secret.h"

#include "common/base/command.h"
#include "common/base/crypto.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* ---- commands ---------------------------------------------------------- */

static bool read_command(struct arena *arena, struct bytes text,
    int64_t timeout_ms, struct bytes *secret, struct fault *fault)
{
	struct taken taken = { .len = 0 };
	char said[SAID_SIZE];
	struct command command = { .line = text,
		.timeout = timeout_ms,
		.out = taken.octets,
		.room = sizeof(taken.octets) };

	command_name(text, said, sizeof(said));
	bool done = command_run(&command, arena, fault);
	taken.len = command.out_len;
	done = done && keep_first_line(arena, &taken, said, secret, fault);
	wipe(&taken, sizeof(taken));
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
