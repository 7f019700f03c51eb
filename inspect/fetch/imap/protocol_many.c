#include "inspect/fetch/imap/protocol_many.h"

#include "common/base/scan.h"
#include "common/mail/limits.h"
#include "inspect/fetch/imap/library.h"
#include <stdlib.h>
#include <string.h>

#define MESSAGE_MOST (LIMIT_MESSAGE + 1)
#define BUDGET	     (MESSAGE_MOST + 256 * (size_t)1024) /* of a message */
#define COMMAND_SIZE (FILTER_LINE / 2)

struct many {
	struct protocol *protocol;
	const struct many_sink *sink;
	char in[64 * 1024]; /* filtered, not yet read */
	size_t at, len;
	size_t budget; /* left for the message that comes */
	/* the response that is being read */
	bool inside; /* behind a literal of it */
	uint32_t uid;
	unsigned bodies;
	bool there;
};

static const struct filter_limits *limits(void)
{
	return protocol_limits(FOR_MANY);
}

/* Time is counted from one wait to the next: the watch may take its own. */
static bool on_wait(void *data)
{
	struct many *many = data;
	struct stream *stream = &many->protocol->stream;
	size_t read = stream->raw_len;

	many->budget -= read < many->budget ? read : many->budget;
	stream->source.limit(
	    stream->source.data, many->protocol->patience, many->budget);
	return many->sink->waits(many->sink->data);
}

/* More octets behind those there are; false at the end. */
static bool fill(struct many *many)
{
	if (many->at > 0) {
		memmove(many->in, many->in + many->at, many->len - many->at);
		many->len -= many->at;
		many->at = 0;
	}
	ssize_t got = stream_read(&many->protocol->stream, many->in + many->len,
	    sizeof(many->in) - many->len);
	if (got > 0)
		many->len += (size_t)got;
	return got > 0;
}

static struct bytes ready(const struct many *many)
{
	return (struct bytes){ many->in + many->at, many->len - many->at };
}

static bool line_take(struct many *many, struct bytes *line)
{
	const char *end;

	while ((end = bytes_find(ready(many), BYTES("\r\n"))) == NULL)
		if (many->len - many->at == sizeof(many->in) || !fill(many))
			return false;
	*line = bytes_between(many->in + many->at, end);
	many->at += line->len + 2;
	return true;
}

static bool literal_take(struct many *many, uint64_t size)
{
	while (size > 0) {
		if (many->at == many->len && !fill(many))
			return false;
		struct bytes part = bytes_first(ready(many), (size_t)size);
		many->at += part.len;
		size -= part.len;
		if (!many->sink->octets(many->sink->data, part))
			return false;
	}
	return true;
}

/* ---- a FETCH, as the filter writes it --------------------------------------
 */

static bool word_take(struct scan *s, struct bytes word)
{
	struct bytes rest = bytes_between(s->at, s->end);

	if (!bytes_starts(rest, word))
		return false;
	s->at += word.len;
	return true;
}

static bool number_take(struct scan *s, uint64_t *number)
{
	return bytes_number(scan_while(s, is_digit), UINT32_MAX, number);
}

/* "{5}" ends the line, and its octets follow; `*literal`: that is so. */
static bool body_take(struct many *many, struct scan *s, bool *literal)
{
	uint64_t size;

	if (many->bodies++ > 0)
		return false;
	many->there = !word_take(s, BYTES("NIL"));
	if (!many->there)
		return true;
	*literal = true;
	return word_take(s, BYTES("{")) && number_take(s, &size) &&
	       word_take(s, BYTES("}")) && scan_end(s) &&
	       literal_take(many, size);
}

static bool items_take(struct many *many, struct scan *s, bool *literal)
{
	uint64_t uid;

	while (!word_take(s, BYTES(")"))) {
		word_take(s, BYTES(" "));
		if (word_take(s, BYTES("BODY[] "))) {
			if (!body_take(many, s, literal))
				return false;
			if (*literal)
				return true;
		} else if (word_take(s, BYTES("UID ")) && number_take(s, &uid))
			many->uid = (uint32_t)uid;
		else
			return false;
	}
	return true;
}

static bool message_end(struct many *many)
{
	many->inside = false;
	if (many->bodies == 0) /* flags, as others change them */
		return true;
	many->budget = BUDGET;
	filter_renew(&many->protocol->stream.filter, limits());
	return many->sink->message(many->sink->data, many->uid, many->there);
}

static bool fetch_take(struct many *many, struct bytes line)
{
	struct scan s = scan_of(line);
	bool literal = false;
	uint64_t number;

	if (!many->inside) {
		many->uid = 0;
		many->bodies = 0;
		if (!word_take(&s, BYTES("* ")) || !number_take(&s, &number) ||
		    !word_take(&s, BYTES(" FETCH (")))
			return bytes_starts(line, BYTES("* "));
	}
	if (!items_take(many, &s, &literal))
		return false;
	many->inside = literal;
	return literal || message_end(many);
}

/* ---- the command ------------------------------------------------------------
 */

/* Whether the line is the tagged response, and what it says. */
static bool tagged_take(
    const struct many *many, struct bytes line, enum answer *answer)
{
	struct bytes tag, word;
	uint64_t number;

	if (many->inside || bytes_starts(line, BYTES("* ")))
		return false;
	bytes_cut(line, ' ', &tag, &line);
	bytes_cut(line, ' ', &word, &line);
	if (!bytes_number(tag, INT32_MAX, &number) ||
	    (int)number != many->protocol->imap->imap_tag)
		*answer = ANSWER_NONE;
	else if (bytes_eq(word, BYTES("OK")))
		*answer = ANSWER_OK;
	else
		*answer = bytes_eq(word, BYTES("NO")) ? ANSWER_NO : ANSWER_BAD;
	return true;
}

static enum answer answer_take(struct many *many)
{
	enum answer answer = ANSWER_NONE;
	struct bytes line;

	for (;;) {
		if (!line_take(many, &line))
			return ANSWER_NONE;
		if (tagged_take(many, line, &answer))
			return answer;
		if (!fetch_take(many, line))
			return ANSWER_NONE;
	}
}

enum answer protocol_many(
    struct protocol *protocol, const char *uids, const struct many_sink *sink)
{
	struct stream *stream = &protocol->stream;
	struct many *many = calloc(1, sizeof(*many));
	enum answer answer = ANSWER_NONE;

	if (many == NULL)
		abort();
	many->protocol = protocol;
	many->sink = sink;
	many->budget = BUDGET;
	/* Octets that the library holds would be an answer before this. */
	if (protocol_quiet(protocol) &&
	    protocol_ask(protocol, FOR_MANY,
		"UID FETCH %s (UID BODY.PEEK[]<0.%zu>)", uids, MESSAGE_MOST)) {
		stream->waits = on_wait;
		stream->waits_data = many;
		answer = answer_take(many);
		stream->waits = NULL;
	}
	protocol->failed |= answer == ANSWER_NONE;
	free(many);
	return answer;
}
