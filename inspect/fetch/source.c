#include "inspect/fetch/source.h"

#include "common/base/text.h"
#include "common/mail/limits.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK	  ((size_t)256 * 1024)
#define KEPT_MOST ((size_t)4 * 1024 * 1024)

struct source {
	const char *path;
	struct bytes folder; /* of a Maildir */
	int fd;
	enum source_kind kind;
	char *buffer; /* what is read and not yet given away: [at, end) */
	size_t size, at, end;
	size_t looked; /* [at, looked) holds no start of a next message */
	bool ended;    /* nothing more to read */
	bool started;  /* the kind is known */
	bool failed;   /* nothing more can be had */
	size_t number; /* of messages begun */
	struct text unescaped;
};

/* ---- opening --------------------------------------------------------------
 */

static bool is_stdin(const char *path)
{
	return strcmp(path, "-") == 0;
}

static const char *shown_name(const struct source *source)
{
	return source->kind == SOURCE_STDIN ? "standard input" : source->path;
}

static bool openable(int fd, const char *path, struct fault *fault)
{
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0)
		return fault_errno(fault, FAULT_INPUT, "%s", path);
	if (S_ISDIR(st.st_mode))
		return fault_set(fault, FAULT_INPUT,
		    "%s: is a folder; name a message or an mbox file", path);
	return true;
}

static enum source_kind kind_of(const struct spot *spot)
{
	if (spot->maildir)
		return SOURCE_MAILDIR;
	return is_stdin(spot->path) ? SOURCE_STDIN : SOURCE_FILE;
}

static void file_close(struct source *source)
{
	if (source->fd > STDIN_FILENO)
		close(source->fd);
	source->fd = -1;
}

/* What one message needed stays for the next, unless it was large. */
static void forget(struct source *source)
{
	file_close(source);
	if (source->size > KEPT_MOST) {
		free(source->buffer);
		source->buffer = NULL;
		source->size = 0;
	}
	if (source->unescaped.size > KEPT_MOST)
		text_free(&source->unescaped);
}

struct source *source_new(void)
{
	struct source *source = calloc(1, sizeof(*source));

	if (source == NULL)
		abort();
	source->fd = -1;
	source->failed = true;
	source->unescaped = text_new(LIMIT_MESSAGE);
	return source;
}

bool source_begin(
    struct source *source, const struct spot *spot, struct fault *fault)
{
	bool standard = is_stdin(spot->path);

	forget(source);
	*source = (struct source){
		.path = spot->path,
		.folder = spot->folder,
		.fd = standard ? STDIN_FILENO
			       : open(spot->path, O_RDONLY | O_CLOEXEC),
		.kind = kind_of(spot),
		.buffer = source->buffer,
		.size = source->size,
		.unescaped = source->unescaped,
	};
	source->failed = !openable(
	    source->fd, standard ? "standard input" : spot->path, fault);
	return !source->failed;
}

struct source *source_open(const char *path, struct fault *fault)
{
	struct spot spot = { .path = path };
	struct source *source = source_new();

	if (source_begin(source, &spot, fault))
		return source;
	source_close(source);
	return NULL;
}

struct source *source_of_mbox(int fd, const char *path, off_t offset)
{
	struct source *source = source_new();

	source->path = path;
	source->fd = fd;
	source->kind = SOURCE_MBOX;
	source->started = true;
	source->failed = lseek(fd, offset, SEEK_SET) < 0;
	return source;
}

off_t source_offset(const struct source *source, bool *last)
{
	off_t read = lseek(source->fd, 0, SEEK_CUR);

	*last = source->ended && source->at == source->end;
	return read < 0 ? -1 : read - (off_t)(source->end - source->at);
}

void source_close(struct source *source)
{
	if (source == NULL)
		return;
	file_close(source);
	free(source->buffer);
	text_free(&source->unescaped);
	free(source);
}

/* ---- the window -----------------------------------------------------------
 */

/* Make room for CHUNK more: move what is left to the front, then grow. */
static bool window_room(struct source *source, struct fault *fault)
{
	size_t left = source->end - source->at;

	if (source->size - source->end >= CHUNK)
		return true;
	if (source->at > 0) {
		memmove(source->buffer, source->buffer + source->at, left);
		source->looked -= source->at;
		source->at = 0;
		source->end = left;
	}
	if (source->size - source->end >= CHUNK)
		return true;
	size_t size =
	    source->size * 2 > 2 * CHUNK ? source->size * 2 : 2 * CHUNK;
	char *buffer = realloc(source->buffer, size);
	if (buffer == NULL)
		return fault_errno(fault, FAULT_OURS, "%s", shown_name(source));
	source->buffer = buffer;
	source->size = size;
	return true;
}

static bool window_read(struct source *source, struct fault *fault)
{
	ssize_t n;

	if (!window_room(source, fault))
		return false;
	do
		n = read(source->fd, source->buffer + source->end,
		    source->size - source->end);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fault_errno(
		    fault, FAULT_INPUT, "%s", shown_name(source));
	source->ended = n == 0;
	source->end += (size_t)n;
	return true;
}

/* Read more, or note that the file has ended. */
static bool window_fill(struct source *source, struct fault *fault)
{
	source->failed = !window_read(source, fault);
	return !source->failed;
}

static struct bytes window(const struct source *source)
{
	return (struct bytes){
		source->buffer != NULL ? source->buffer + source->at : "",
		source->end - source->at
	};
}

/* ---- the marks of an mbox --------------------------------------------------
 */

/* `From : x` is a field, as RFC 5322 4.5 writes it. */
static bool is_from_line(struct bytes b)
{
	if (!bytes_starts(b, BYTES("From ")))
		return false;
	while (b.len > 5 && (b.ptr[5] == ' ' || b.ptr[5] == '\t'))
		b = bytes_skip(b, 1);
	return b.len <= 5 || b.ptr[5] != ':';
}

/* hh:mm, as every date in a "From " line has. */
static bool has_time(struct bytes line)
{
	for (size_t i = 2; i + 2 < line.len; i++)
		if (line.ptr[i] == ':' && is_digit(line.ptr[i - 1]) &&
		    is_digit(line.ptr[i - 2]) && is_digit(line.ptr[i + 1]) &&
		    is_digit(line.ptr[i + 2]))
			return true;
	return false;
}

static bool is_field_line(struct bytes line)
{
	size_t n = 0;

	while (n < line.len && line.ptr[n] > ' ' && line.ptr[n] < 0x7f &&
	       line.ptr[n] != ':')
		n++;
	return n > 0 && n < line.len && line.ptr[n] == ':';
}

/*
 * Not every program escapes body lines, nor leaves an empty line before the
 * next message.  So a "From " line parts two messages when two of three signs
 * agree: an empty line above, a time of day in it, a header field below.
 */
static bool parts_messages(bool after_empty, struct bytes at)
{
	struct bytes line = ABSENT, below = ABSENT;

	bytes_line(&at, &line);
	bytes_line(&at, &below);
	return after_empty + has_time(line) + is_field_line(below) >= 2;
}

static bool ends_in_empty_line(struct bytes b)
{
	return bytes_iends(b, BYTES("\n\n")) ||
	       bytes_iends(b, BYTES("\n\r\n")) || bytes_eq(b, BYTES("\n")) ||
	       bytes_eq(b, BYTES("\r\n"));
}

/* Enough of what follows a "From " to judge its line and the next. */
#define LOOK_AHEAD ((size_t)4096)

/*
 * The length of the message at the start of the window, up to the next "From "
 * line; false when that lies beyond what was read.
 */
static bool message_length(struct source *source, size_t *length)
{
	struct bytes all = window(source);
	size_t from = source->looked - source->at;

	for (;;) {
		struct bytes rest = bytes_skip(all, from);
		const char *hit = bytes_find(rest, BYTES("\nFrom "));
		if (hit == NULL)
			break;
		size_t at = (size_t)(hit - all.ptr) + 1;
		if (!source->ended && all.len - at < LOOK_AHEAD)
			return false;
		if (parts_messages(ends_in_empty_line(bytes_first(all, at)),
			bytes_skip(all, at))) {
			*length = at;
			return true;
		}
		from = at;
		source->looked = source->at + at;
	}
	if (all.len > LOOK_AHEAD)
		source->looked = source->at + all.len - LOOK_AHEAD;
	*length = all.len;
	return source->ended;
}

/* ---- messages -------------------------------------------------------------
 */

/* The line under which an mbox keeps a message; `escaped` as ">From ". */
static void skip_line(struct source *source)
{
	struct bytes rest = window(source), line;

	bytes_line(&rest, &line);
	source->at = source->end - rest.len;
	source->looked = source->at;
}

static bool start(struct source *source, struct fault *fault)
{
	while (!source->ended && source->end < LOOK_AHEAD)
		if (!window_fill(source, fault))
			return false;
	struct bytes head = window(source);
	source->failed = head.len == 0;
	if (source->failed)
		return fault_set(
		    fault, FAULT_INPUT, "%s: is empty", shown_name(source));
	if (is_from_line(head) && source->kind != SOURCE_MAILDIR)
		source->kind = SOURCE_MBOX;
	else if (bytes_starts(head, BYTES(">From ")))
		skip_line(source); /* of an mbox, escaped on the way */
	source->started = true;
	return true;
}

/* mboxrd: ">From " and ">>From " ... lose one '>'. */
static bool is_escaped(struct bytes line)
{
	size_t n = 0;

	while (n < line.len && line.ptr[n] == '>')
		n++;
	return n > 0 && is_from_line(bytes_skip(line, n));
}

static struct bytes unescape(struct source *source, struct bytes raw)
{
	struct bytes rest = raw;

	if (bytes_find(raw, BYTES("\n>")) == NULL ||
	    bytes_find(raw, BYTES(">From ")) == NULL)
		return raw;
	text_clear(&source->unescaped);
	while (rest.len > 0) {
		const char *end = memchr(rest.ptr, '\n', rest.len);
		size_t len =
		    end != NULL ? (size_t)(end - rest.ptr) + 1 : rest.len;
		struct bytes line = bytes_first(rest, len);
		text_add(&source->unescaped,
		    is_escaped(line) ? bytes_skip(line, 1) : line);
		rest = bytes_skip(rest, len);
	}
	return text_bytes(&source->unescaped);
}

/*
 * The empty line before the next "From " line belongs to the mbox, unless it
 * is the one that ends the header.
 */
static struct bytes without_empty_line(struct bytes raw)
{
	static const struct bytes ends[] = { { "\n\r\n", 3 }, { "\n\n", 2 } };

	for (size_t i = 0; i < 2; i++) {
		const char *first = bytes_find(raw, ends[i]);
		size_t kept = raw.len - (ends[i].len - 1);
		if (bytes_iends(raw, ends[i]) && first + 1 < raw.ptr + kept)
			return bytes_first(raw, kept);
	}
	return raw;
}

/* Step over a message that is too large, without keeping it. */
static bool skip_rest(struct source *source, struct fault *fault)
{
	size_t length;

	for (;;) {
		if (source->kind == SOURCE_MBOX &&
		    message_length(source, &length)) {
			source->at += length;
			return true;
		}
		if (source->kind != SOURCE_MBOX)
			source->looked = source->end;
		if (source->ended) {
			source->at = source->end;
			return true;
		}
		source->at = source->looked;
		if (!window_fill(source, fault))
			return false;
	}
}

static bool too_large(struct source *source, struct fault *fault)
{
	/* One message of a file or pipe ends there: no need to read on. */
	if (source->kind != SOURCE_MBOX)
		source->failed = true;
	else if (!skip_rest(source, fault))
		return false;
	return fault_set(fault, FAULT_INPUT,
	    "%s: a message is larger than %zu MB", shown_name(source),
	    LIMIT_MESSAGE / (1024 * 1024));
}

/* One whole message at the start of the window. */
static bool gather(struct source *source, size_t *length, struct fault *fault)
{
	source->looked = source->at;
	for (;;) {
		size_t held = source->end - source->at;
		if (source->kind == SOURCE_MBOX) {
			if (message_length(source, length) &&
			    *length <= LIMIT_MESSAGE)
				return true;
		} else if (source->ended && held <= LIMIT_MESSAGE) {
			*length = held;
			return true;
		}
		if (held > LIMIT_MESSAGE)
			return too_large(source, fault);
		if (!window_fill(source, fault))
			return false;
	}
}

/* False at the end of the file, or with a fault. */
static bool next_begins(struct source *source, struct fault *fault)
{
	if (!source->started && !start(source, fault))
		return false;
	while (!source->ended && source->at == source->end)
		if (!window_fill(source, fault))
			return false;
	if (source->at == source->end)
		return false;
	if (source->kind == SOURCE_MBOX)
		skip_line(source);
	source->number++;
	return true;
}

enum source_step source_next(struct source *source, struct bytes *raw,
    struct origin *origin, struct fault *fault)
{
	size_t length = 0;

	if (source->failed)
		return SOURCE_END;
	fault->kind = FAULT_NONE;
	if (!next_begins(source, fault))
		return fault->kind != FAULT_NONE ? SOURCE_FAULT : SOURCE_END;
	if (!gather(source, &length, fault))
		return SOURCE_FAULT;
	*raw = bytes_first(window(source), length);
	source->at += length;
	if (source->kind == SOURCE_MBOX)
		*raw = unescape(source, without_empty_line(*raw));
	*origin = (struct origin){
		.kind = source->kind,
		.name = bytes_of(shown_name(source)),
		.folder = source->folder,
		.number = source->kind == SOURCE_MBOX ? source->number : 0,
	};
	return SOURCE_MESSAGE;
}
