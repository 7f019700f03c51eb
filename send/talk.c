#include "send/talk.h"

#include <stdio.h>
#include <string.h>

/* ---- what goes out ------------------------------------------------------ */

static void put(struct talk *talk, struct bytes b)
{
	memcpy(talk->out + talk->out_len, b.ptr, b.len);
	talk->out_len += b.len;
}

static size_t room(const struct talk *talk)
{
	return sizeof(talk->out) - talk->out_len;
}

/* A command whose parts fit, as submission_check() has made sure. */
static void say(struct talk *talk, const char *verb, struct bytes address,
    const char *parameters)
{
	char line[1200];
	int len = snprintf(
	    line, sizeof(line), "%s%.*s%s\r\n", verb, FMT(address), parameters);

	if (len < 0 || (size_t)len >= sizeof(line) || room(talk) < (size_t)len)
		return;
	put(talk, (struct bytes){ line, (size_t)len });
	if (talk->show != NULL)
		talk->show(talk->context, WIRE_SENT,
		    (struct bytes){ line, (size_t)len });
}

static bool has_eight_bit(struct bytes raw)
{
	unsigned char all = 0;

	for (size_t i = 0; i < raw.len; i++)
		all |= (unsigned char)raw.ptr[i];
	return all > 127;
}

static void say_mail(struct talk *talk)
{
	const struct offers *offers = &talk->dialogue->offers;
	struct bytes raw = talk->submission->raw;
	char size[32] = "", parameters[64];

	if (offers->size)
		snprintf(size, sizeof(size), " SIZE=%zu", raw.len);
	snprintf(parameters, sizeof(parameters), ">%s%s%s",
	    offers->eight_bit && has_eight_bit(raw) ? " BODY=8BITMIME" : "",
	    talk->submission->smtputf8 ? " SMTPUTF8" : "", size);
	say(talk, "MAIL FROM:<", talk->submission->from, parameters);
}

/* The next command; false when all are said. */
static bool say_next(struct talk *talk)
{
	const struct submission *submission = talk->submission;

	if (talk->said == PHASE_CONNECT) {
		say_mail(talk);
		talk->said = PHASE_MAIL;
	} else if (talk->recipients_said < submission->to_count) {
		say(talk, "RCPT TO:<", submission->to[talk->recipients_said++],
		    ">");
		talk->said = PHASE_RECIPIENTS;
	} else if (talk->said == PHASE_RECIPIENTS) {
		say(talk, "DATA", BYTES(""), "");
		talk->said = PHASE_DATA;
	} else {
		return false;
	}
	return true;
}

/* RFC 5321 4.5.2: a line that begins with a dot gets one more. */
static void put_line_part(struct talk *talk)
{
	struct bytes part = bytes_first(talk->rest, room(talk) - 1);
	const char *dot;

	if (talk->line_starts && part.ptr[0] == '.')
		put(talk, BYTES("."));
	dot = bytes_find(part, BYTES("\n."));
	if (dot != NULL)
		part = bytes_between(part.ptr, dot + 1);
	put(talk, part);
	talk->rest = bytes_skip(talk->rest, part.len);
	talk->line_starts = part.ptr[part.len - 1] == '\n';
}

#define END_MOST 5 /* octets of CR LF . CR LF */

static void put_message(struct talk *talk)
{
	while (talk->rest.len > 0 && room(talk) > END_MOST)
		put_line_part(talk);
	if (talk->rest.len > 0 || room(talk) < END_MOST)
		return;
	if (!talk->line_starts)
		put(talk, BYTES("\r\n"));
	put(talk, BYTES(".\r\n"));
	talk->ended = true;
}

static void fill(struct talk *talk)
{
	talk->out_len = talk->out_sent = 0;
	if (talk->dialogue->phase == PHASE_MESSAGE && !talk->ended)
		put_message(talk);
}

/* The dot may be at the server once the octets up to its CR are given away. */
static void note_sent(struct talk *talk)
{
	if (talk->ended && talk->out_sent + 2 >= talk->out_len)
		dialogue_dot_sent(talk->dialogue);
}

/* CURLE_AGAIN: it would block. */
static CURLcode write_out(struct talk *talk)
{
	CURLcode result = CURLE_OK;
	size_t n;

	while (result == CURLE_OK) {
		if (talk->out_sent == talk->out_len)
			fill(talk);
		if (talk->out_sent == talk->out_len)
			return CURLE_OK;
		result = talk->curl->easy_send(talk->easy,
		    talk->out + talk->out_sent, talk->out_len - talk->out_sent,
		    &n);
		if (result == CURLE_OK) {
			talk->out_sent += n;
			note_sent(talk);
		}
	}
	return result;
}

/* ---- what comes in ------------------------------------------------------ */

static bool over(const struct talk *talk)
{
	const struct dialogue *d = talk->dialogue;

	return d->phase == PHASE_DONE || d->odd || dialogue_refused(d);
}

static void take_line(struct talk *talk, char *line, size_t len)
{
	struct dialogue *d = talk->dialogue;

	talk->conceal(talk->context, line, len);
	if (talk->show != NULL)
		talk->show(
		    talk->context, WIRE_RECEIVED, (struct bytes){ line, len });
	if (dialogue_line(d, (struct bytes){ line, len }) && !over(talk) &&
	    !d->offers.pipelining)
		say_next(talk);
}

static void take_lines(struct talk *talk)
{
	char *at = talk->in, *end = talk->in + talk->in_len, *lf;

	while (!over(talk) && (lf = memchr(at, '\n', (size_t)(end - at)))) {
		take_line(talk, at, (size_t)(lf + 1 - at));
		at = lf + 1;
	}
	talk->in_len = (size_t)(end - at);
	memmove(talk->in, at, talk->in_len);
}

static CURLcode read_in(struct talk *talk)
{
	CURLcode result;
	size_t n;

	if (talk->in_len == sizeof(talk->in) || talk->in_total > TALK_IN_MOST)
		return CURLE_WEIRD_SERVER_REPLY;
	result = talk->curl->easy_recv(talk->easy, talk->in + talk->in_len,
	    sizeof(talk->in) - talk->in_len, &n);
	if (result != CURLE_OK)
		return result;
	if (n == 0)
		return CURLE_RECV_ERROR;
	talk->in_len += n;
	talk->in_total += n;
	take_lines(talk);
	return CURLE_OK;
}

/* ---- a transaction ------------------------------------------------------ */

void talk_begin(struct talk *talk, const struct submission *submission)
{
	talk->submission = submission;
	talk->rest = submission->raw;
	talk->line_starts = true;
	talk->ended = false;
	talk->recipients_said = 0;
	talk->said = PHASE_CONNECT;
	talk->out_len = talk->out_sent = 0;
	talk->in_len = talk->in_total = 0;
	while (say_next(talk) && talk->dialogue->offers.pipelining)
		continue;
}

enum talk_state talk_go_on(struct talk *talk, CURLcode *result)
{
	CURLcode written, read;

	for (;;) {
		written = write_out(talk);
		read = read_in(talk);
		*result = CURLE_OK;
		if (over(talk))
			return TALK_OVER;
		/* What the server said last, it may have said before the
		 * connection broke, so a failed write comes second. */
		if (read != CURLE_OK && read != CURLE_AGAIN) {
			*result = read;
			return TALK_OVER;
		}
		if (written != CURLE_OK && written != CURLE_AGAIN) {
			*result = written;
			return TALK_OVER;
		}
		if (read == CURLE_AGAIN)
			return written == CURLE_AGAIN ? TALK_WRITE : TALK_READ;
	}
}

void talk_quit(struct talk *talk)
{
	size_t n;

	talk->out_len = talk->out_sent = 0;
	say(talk, "QUIT", BYTES(""), "");
	talk->curl->easy_send(talk->easy, talk->out, talk->out_len, &n);
}
