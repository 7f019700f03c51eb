/*
 * stream - libetpan's view of a connection: our octets, through our filter
 *
 * Only stream.c and protocol.c know libetpan.
 */
#ifndef INSPECT_FETCH_IMAP_STREAM_H
#define INSPECT_FETCH_IMAP_STREAM_H

#include "inspect/fetch/imap/filter.h"
#include <sys/types.h>

/* Where octets come from and go to: tls.h, or memory in a test. */
struct source {
	ssize_t (*read)(void *data, void *octets, size_t n); /* -1: the end */
	bool (*write)(void *data, const void *octets, size_t n);
	/* Both end `patience` ms from now, or after `budget` octets read. */
	void (*limit)(void *data, int64_t patience, uint64_t budget);
	void *data;
};

struct stream {
	struct source source;
	struct filter filter;
	char raw[16 * 1024]; /* received, not yet filtered */
	size_t raw_at, raw_len;
	/* Called before the server is waited for; false ends it.  NULL: no. */
	bool (*waits)(void *data);
	void *waits_data;
};

/* libetpan's mailstream, which its session frees; `stream` is the caller's. */
struct _mailstream *stream_open(
    struct stream *stream, const struct source *source);
void stream_close(struct stream *stream);

/* What the filter lets through, past the library: at least one octet, -1 at
 * the end. */
ssize_t stream_read(struct stream *stream, void *octets, size_t n);

/* Nothing was received that nobody has read yet. */
bool stream_quiet(
    const struct stream *stream, const struct _mailstream *library);
/* The library forgets what it sent: a secret. */
void stream_forget(struct _mailstream *library);

#endif
