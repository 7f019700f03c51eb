#include "inspect/fetch/imap/filter.h"

#include "inspect/fetch/imap/dialogue.h"
#include "inspect/fetch/imap/responses.h"
#include <string.h>

void filter_open(struct filter *filter)
{
	memset(filter, 0, sizeof(*filter));
	filter->out = text_new(2 * FILTER_RESPONSE);
}

void filter_close(struct filter *filter)
{
	text_free(&filter->out);
}

void filter_expect(struct filter *filter, const struct filter_limits *limits)
{
	filter->limits = *limits;
	filter->answered = filter->more = false;
}

void filter_renew(struct filter *filter, const struct filter_limits *limits)
{
	filter->limits = *limits;
}

bool filter_idle(const struct filter *filter)
{
	return !filter->more && filter->state == FILTER_START &&
	       filter->line_len == 0 && filter->literal == 0 &&
	       filter->out_at == filter->out.len;
}

static void mistake(struct filter *filter, const char *what)
{
	if (filter->mistake == NULL)
		filter->mistake = what;
}

/*
 * The octets of the literal that the line announces, or -1.  In a line of
 * text, "{5}" at the end is text; responses.c knows.
 */
static int64_t literal_announced(struct bytes *line)
{
	struct bytes before, digits;
	uint64_t size;

	if (line->len < 3 || line->ptr[line->len - 1] != '}' ||
	    !bytes_cut_last(
		bytes_first(*line, line->len - 1), '{', &before, &digits) ||
	    !bytes_number(digits, INT64_MAX, &size))
		return -1;
	*line = before;
	return (int64_t)size;
}

static const char *literal_wrong(struct filter *filter, int64_t literal)
{
	if (literal < 0)
		return NULL;
	if ((uint64_t)literal > filter->limits.literal)
		return "announces a literal that is too large";
	if (filter->limits.literals == 0)
		return "sends more literals than anybody asked for";
	filter->limits.literals--;
	return NULL;
}

static void line_end(struct filter *filter)
{
	struct bytes line = { filter->line, filter->line_len };
	struct response_piece piece = { .literal = -1 };

	filter->line_len = 0;
	if (filter->limits.lines == 0) {
		mistake(filter, "sends more lines than anybody asked for");
		return;
	}
	filter->limits.lines--;
	piece.line = line;
	if (filter->state != FILTER_START || !response_is_text(line))
		piece.literal = literal_announced(&piece.line);
	if (filter->dialogue != NULL)
		dialogue_heard(filter->dialogue, piece.line, piece.literal);
	const char *wrong = literal_wrong(filter, piece.literal);
	if (wrong == NULL)
		wrong = response_read(filter, &piece);
	if (wrong != NULL) {
		mistake(filter, wrong);
		return;
	}
	if (piece.literal >= 0) {
		filter->literal = (size_t)piece.literal;
		return;
	}
	filter->state = FILTER_START;
	filter->response_len = 0;
	filter->begun = false;
	filter->items = 0;
}

static void octet(struct filter *filter, char c)
{
	filter->more = filter->answered;
	if (c == '\n') {
		if (filter->line_len == 0 ||
		    filter->line[filter->line_len - 1] != '\r') {
			mistake(filter, "ends a line without CR LF");
			return;
		}
		filter->line_len--;
		line_end(filter);
		return;
	}
	if (filter->line_len > 0 && filter->line[filter->line_len - 1] == '\r')
		mistake(filter, "sends a CR inside a line");
	else if (is_control(c) && c != '\r' && c != '\t')
		mistake(filter, "sends control characters");
	else if (filter->line_len == FILTER_LINE ||
		 filter->response_len == FILTER_RESPONSE)
		mistake(filter, "sends a line that is too long");
	else {
		filter->line[filter->line_len++] = c;
		filter->response_len++;
	}
}

static size_t drain(struct filter *filter, char *out, size_t size)
{
	struct bytes ready = bytes_first(
	    bytes_skip(text_bytes(&filter->out), filter->out_at), size);

	if (ready.len > 0)
		memcpy(out, ready.ptr, ready.len);
	filter->out_at += ready.len;
	if (filter->out_at == filter->out.len) {
		text_clear(&filter->out);
		filter->out_at = 0;
	}
	return ready.len;
}

/* Octets of a literal go through as they are, or not at all. */
static size_t literal_move(struct filter *filter, struct bytes in,
    size_t *taken, char *out, size_t size)
{
	size_t n = in.len < filter->literal ? in.len : filter->literal;

	if (filter->literal_passes && n > size)
		n = size;
	filter->literal -= n;
	*taken += n;
	if (!filter->literal_passes)
		return 0;
	memcpy(out, in.ptr, n);
	return n;
}

size_t filter_move(struct filter *filter, struct bytes in, size_t *taken,
    char *out, size_t size)
{
	size_t written = 0;

	*taken = 0;
	for (;;) {
		written += drain(filter, out + written, size - written);
		struct bytes rest = bytes_skip(in, *taken);
		/* What was vetted before a mistake has been passed. */
		if (filter->out.len > 0 || rest.len == 0 ||
		    filter->mistake != NULL)
			return written;
		if (filter->literal == 0) {
			octet(filter, rest.ptr[0]);
			++*taken;
			continue;
		}
		if (filter->literal_passes && written == size)
			return written;
		written += literal_move(
		    filter, rest, taken, out + written, size - written);
	}
}
