#include "inspect/fetch/imap/stream.h"

#include "common/base/crypto.h"
#include <libetpan/mailstream.h>
#include <stdlib.h>
#include <string.h>

#define LIBRARY_BUFFER ((size_t)16 * 1024)

/* Never 0: the library would ask again without end. */
ssize_t stream_read(struct stream *stream, void *octets, size_t n)
{
	while (n > 0) {
		struct bytes raw = { stream->raw + stream->raw_at,
			stream->raw_len - stream->raw_at };
		size_t taken;
		size_t got =
		    filter_move(&stream->filter, raw, &taken, octets, n);
		stream->raw_at += taken;
		if (got > 0)
			return (ssize_t)got;
		if (stream->filter.mistake != NULL)
			return -1;
		if (stream->waits != NULL && !stream->waits(stream->waits_data))
			return -1;
		ssize_t more = stream->source.read(
		    stream->source.data, stream->raw, sizeof(stream->raw));
		if (more <= 0)
			return -1;
		stream->raw_at = 0;
		stream->raw_len = (size_t)more;
	}
	return -1;
}

static ssize_t low_read(mailstream_low *low, void *octets, size_t n)
{
	return stream_read(low->data, octets, n);
}

static ssize_t low_write(mailstream_low *low, const void *octets, size_t n)
{
	struct stream *stream = low->data;

	if (!stream->source.write(stream->source.data, octets, n))
		return -1;
	return (ssize_t)n;
}

static int low_close(mailstream_low *low)
{
	(void)low;
	return 0;
}

static int low_fd(mailstream_low *low)
{
	(void)low;
	return -1;
}

static void low_free(mailstream_low *low)
{
	free(low);
}

static void low_cancel(mailstream_low *low)
{
	(void)low;
}

static mailstream_low_driver driver = {
	.mailstream_read = low_read,
	.mailstream_write = low_write,
	.mailstream_close = low_close,
	.mailstream_get_fd = low_fd,
	.mailstream_free = low_free,
	.mailstream_cancel = low_cancel,
};

struct _mailstream *stream_open(
    struct stream *stream, const struct source *source)
{
	mailstream_low *low = mailstream_low_new(stream, &driver);
	mailstream *library =
	    low != NULL ? mailstream_new(low, LIBRARY_BUFFER) : NULL;

	if (library == NULL)
		abort();
	memset(stream, 0, sizeof(*stream));
	stream->source = *source;
	filter_open(&stream->filter);
	return library;
}

void stream_close(struct stream *stream)
{
	filter_close(&stream->filter);
}

bool stream_quiet(
    const struct stream *stream, const struct _mailstream *library)
{
	return stream->raw_at == stream->raw_len &&
	       library->read_buffer_len == 0 && filter_idle(&stream->filter);
}

void stream_forget(struct _mailstream *library)
{
	wipe(library->write_buffer, library->buffer_max_size);
}
