#include "send/dialogue.h"

#include <string.h>

const char *phase_name(enum phase phase)
{
	static const char *const names[] = {
		[PHASE_CONNECT] = "connecting",
		[PHASE_HANDSHAKE] = "the TLS handshake",
		[PHASE_GREETING] = "greeting",
		[PHASE_HELLO] = "EHLO",
		[PHASE_STARTTLS] = "STARTTLS",
		[PHASE_AUTH] = "AUTH",
		[PHASE_ENVELOPE] = "MAIL FROM, RCPT TO or DATA",
		[PHASE_MESSAGE] = "the message",
		[PHASE_END] = "the end of the message",
		[PHASE_DONE] = "the end of the message",
	};
	return names[phase];
}

void dialogue_begin(
    struct dialogue *d, const struct server *server, size_t message_size)
{
	d->want_tls = server->tls;
	d->want_auth = bytes_present(server->user);
	d->message_size = message_size;
	d->phase = PHASE_CONNECT;
	d->gate = GATE_CLOSED;
	d->opened = false;
	d->between = false;
	d->code = 0;
	d->reply_len = 0;
}

void dialogue_opened(struct dialogue *d)
{
	d->opened = true;
	d->tls = d->authenticated = d->offers_starttls = false;
	d->mechanisms[0] = '\0';
	d->size_limit = 0;
	d->between = false;
	d->phase =
	    d->want_tls == SERVER_IMPLICIT ? PHASE_HANDSHAKE : PHASE_GREETING;
}

/* What was offered before is forgotten (RFC 3207 4.2). */
void dialogue_tls(struct dialogue *d)
{
	d->tls = true;
	d->mechanisms[0] = '\0';
	d->size_limit = 0;
	d->phase =
	    d->want_tls == SERVER_IMPLICIT ? PHASE_GREETING : PHASE_HELLO;
}

static void store_mechanisms(struct dialogue *d, struct bytes list)
{
	list = bytes_first(list, sizeof(d->mechanisms) - 1);
	memcpy(d->mechanisms, list.ptr, list.len);
	d->mechanisms[list.len] = '\0';
}

/* One line of the reply to EHLO: "SIZE 10485760", "AUTH PLAIN LOGIN". */
static void note_offer(struct dialogue *d, struct bytes offer)
{
	struct bytes word, values;
	uint64_t size;

	bytes_cut(bytes_trim(offer), ' ', &word, &values);
	if (bytes_ieq(word, BYTES("STARTTLS")))
		d->offers_starttls = true;
	else if (bytes_ieq(word, BYTES("AUTH")) && bytes_present(values))
		store_mechanisms(d, values);
	else if (bytes_ieq(word, BYTES("SIZE")) &&
		 bytes_number(bytes_trim(values), UINT64_MAX, &size))
		d->size_limit = size;
}

static bool tls_missing(const struct dialogue *d)
{
	return d->want_tls == SERVER_STARTTLS && !d->tls;
}

/* A whole reply is here: where does the session stand now? */
static void step(struct dialogue *d)
{
	bool good = d->code / 100 == 2;

	switch (d->phase) {
	case PHASE_GREETING:
		if (good)
			d->phase = PHASE_HELLO;
		break;
	case PHASE_HELLO:
		if (good && tls_missing(d))
			d->phase = PHASE_STARTTLS;
		else if (good && d->want_auth)
			d->phase = PHASE_AUTH;
		break;
	case PHASE_STARTTLS:
		if (d->code == 220)
			d->phase = PHASE_HANDSHAKE;
		break;
	case PHASE_AUTH:
		d->authenticated =
		    d->code == 235 && (d->tls || d->want_tls == SERVER_PLAIN);
		break;
	case PHASE_ENVELOPE:
		if (d->code == 354)
			d->phase = PHASE_MESSAGE;
		break;
	case PHASE_MESSAGE:
	case PHASE_END:
		d->phase = PHASE_DONE;
		break;
	case PHASE_CONNECT:
	case PHASE_HANDSHAKE:
	case PHASE_DONE:
		break;
	}
}

static bool line_code(struct bytes line, int *code)
{
	uint64_t n;

	if (!bytes_number(bytes_first(line, 3), 599, &n) || n < 100 ||
	    (line.len > 3 && line.ptr[3] != ' ' && line.ptr[3] != '-'))
		return false;
	*code = (int)n;
	return true;
}

static void keep_line(struct dialogue *d, struct bytes line)
{
	size_t room = sizeof(d->reply) - d->reply_len;
	bool separate = d->reply_len > 0;

	if (room <= separate)
		return;
	if (separate)
		d->reply[d->reply_len++] = '\n';
	line = bytes_first(line, room - separate);
	memcpy(d->reply + d->reply_len, line.ptr, line.len);
	d->reply_len += line.len;
}

/*
 * Replies on a connection that is being closed for another message (221) come
 * through here as well: before our own is open, or after our reply.
 */
void dialogue_line(struct dialogue *d, struct bytes line)
{
	int code;

	while (line.len > 0 && (line.ptr[line.len - 1] == '\n' ||
				   line.ptr[line.len - 1] == '\r'))
		line.len--;
	if (d->phase == PHASE_CONNECT || d->phase == PHASE_DONE ||
	    !line_code(line, &code))
		return;
	if (d->phase == PHASE_HELLO && d->between)
		note_offer(d, bytes_skip(line, 4));
	if (!d->between)
		d->reply_len = 0;
	keep_line(d, line);
	d->between = line.len > 3 && line.ptr[3] == '-';
	if (d->between)
		return;
	d->code = code;
	step(d);
}

bool dialogue_gate(struct dialogue *d)
{
	if (d->opened && d->want_auth && !d->authenticated)
		d->gate = GATE_NO_AUTH;
	else if (d->size_limit > 0 && d->message_size > d->size_limit)
		d->gate = GATE_TOO_LARGE;
	else
		d->gate = GATE_OPEN;
	if (d->gate == GATE_OPEN)
		d->phase = PHASE_ENVELOPE;
	return d->gate == GATE_OPEN;
}

void dialogue_body_sent(struct dialogue *d)
{
	if (d->phase == PHASE_MESSAGE)
		d->phase = PHASE_END;
}

struct bytes dialogue_reply(const struct dialogue *d)
{
	return (struct bytes){ d->reply, d->reply_len };
}

bool dialogue_accepted(const struct dialogue *d)
{
	return d->phase == PHASE_DONE && d->code / 100 == 2;
}

/* EHLO refused is not the end: libcurl tries HELO. */
bool dialogue_refused(const struct dialogue *d)
{
	return !d->between && d->code >= 400 && d->phase != PHASE_HELLO &&
	       d->phase != PHASE_CONNECT;
}
