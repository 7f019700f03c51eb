#include "send/dialogue.h"

#include <string.h>

const char *phase_name(enum phase phase)
{
	static const char *const names[] = {
		[PHASE_CONNECT] = "connecting",
		[PHASE_HANDSHAKE] = "the TLS handshake",
		[PHASE_GREETING] = "the greeting",
		[PHASE_HELLO] = "EHLO",
		[PHASE_STARTTLS] = "STARTTLS",
		[PHASE_AUTH] = "AUTH",
		[PHASE_MAIL] = "MAIL FROM",
		[PHASE_RECIPIENTS] = "RCPT TO",
		[PHASE_DATA] = "DATA",
		[PHASE_MESSAGE] = "the message",
		[PHASE_END] = "the end of the message",
		[PHASE_DONE] = "the end of the message",
	};
	return names[phase];
}

void dialogue_begin(struct dialogue *d, const struct server *server,
    const struct submission *submission)
{
	d->want_tls = server->tls;
	d->want_auth = bytes_present(server->user);
	d->want_smtputf8 = submission->smtputf8;
	d->message_size = submission->raw.len;
	d->recipients = submission->to_count;
	d->phase = PHASE_CONNECT;
	d->gate = GATE_CLOSED;
	d->opened = false;
	d->odd = false;
	d->between = false;
	d->code = 0;
	d->reply_len = 0;
}

void dialogue_opened(struct dialogue *d)
{
	d->opened = true;
	d->tls = d->authenticated = false;
	d->offers = (struct offers){ .size_limit = 0 };
	d->phase =
	    d->want_tls == SERVER_IMPLICIT ? PHASE_HANDSHAKE : PHASE_GREETING;
}

/* What was offered before is forgotten (RFC 3207 4.2). */
void dialogue_tls(struct dialogue *d)
{
	d->tls = true;
	d->offers = (struct offers){ .size_limit = 0 };
	d->phase =
	    d->want_tls == SERVER_IMPLICIT ? PHASE_GREETING : PHASE_HELLO;
}

static void offer_starttls(struct offers *offers, struct bytes values)
{
	(void)values;
	offers->starttls = true;
}

static void offer_pipelining(struct offers *offers, struct bytes values)
{
	(void)values;
	offers->pipelining = true;
}

static void offer_8bitmime(struct offers *offers, struct bytes values)
{
	(void)values;
	offers->eight_bit = true;
}

static void offer_smtputf8(struct offers *offers, struct bytes values)
{
	(void)values;
	offers->smtputf8 = true;
}

static void offer_size(struct offers *offers, struct bytes values)
{
	offers->size = true;
	if (!bytes_number(bytes_trim(values), UINT64_MAX, &offers->size_limit))
		offers->size_limit = 0;
}

static void offer_auth(struct offers *offers, struct bytes values)
{
	values = bytes_first(bytes_trim(values), sizeof(offers->auth) - 1);
	if (values.len > 0)
		memcpy(offers->auth, values.ptr, values.len);
	offers->auth[values.len] = '\0';
}

/* One line of the reply to EHLO: "SIZE 10485760", "AUTH PLAIN LOGIN". */
static void note_offer(struct offers *offers, struct bytes line)
{
	static const struct {
		const char *word;
		void (*store)(struct offers *offers, struct bytes values);
	} words[] = {
		{ "STARTTLS", offer_starttls },
		{ "PIPELINING", offer_pipelining },
		{ "8BITMIME", offer_8bitmime },
		{ "SMTPUTF8", offer_smtputf8 },
		{ "SIZE", offer_size },
		{ "AUTH", offer_auth },
	};
	struct bytes word, values;

	bytes_cut(bytes_trim(line), ' ', &word, &values);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (bytes_ieq(word, bytes_of(words[i].word)))
			words[i].store(offers, values);
}

static bool tls_missing(const struct dialogue *d)
{
	return d->want_tls == SERVER_STARTTLS && !d->tls;
}

static void step_hello(struct dialogue *d)
{
	if (d->code / 100 != 2) /* libcurl may try HELO */
		d->offers = (struct offers){ .size_limit = 0 };
	else if (tls_missing(d))
		d->phase = PHASE_STARTTLS;
	else if (d->want_auth)
		d->phase = PHASE_AUTH;
}

/* Replies to MAIL FROM and RCPT TO are 2xx, the one to DATA is 354. */
static void step_envelope(struct dialogue *d)
{
	bool good = d->code / 100 == 2;

	if (d->code >= 400)
		return;
	if (d->phase == PHASE_DATA)
		good = d->code == 354;
	d->odd = !good;
	if (!good)
		return;
	if (d->phase == PHASE_DATA)
		d->phase = PHASE_MESSAGE;
	else if (d->phase == PHASE_MAIL)
		d->phase = PHASE_RECIPIENTS;
	else if (--d->recipients == 0)
		d->phase = PHASE_DATA;
}

/* Before its end a message can be refused, but not accepted. */
static void step_message(struct dialogue *d, bool makes_sense)
{
	d->odd = !makes_sense;
	if (makes_sense)
		d->phase = PHASE_DONE;
}

/* A whole reply is here: where does the session stand now? */
static void step(struct dialogue *d)
{
	switch (d->phase) {
	case PHASE_GREETING:
		if (d->code / 100 == 2)
			d->phase = PHASE_HELLO;
		break;
	case PHASE_HELLO:
		step_hello(d);
		break;
	case PHASE_STARTTLS:
		if (d->code == 220)
			d->phase = PHASE_HANDSHAKE;
		break;
	case PHASE_AUTH:
		d->authenticated = d->code == 235;
		break;
	case PHASE_MAIL:
	case PHASE_RECIPIENTS:
	case PHASE_DATA:
		step_envelope(d);
		break;
	case PHASE_MESSAGE:
		step_message(d, d->code >= 400);
		break;
	case PHASE_END:
		step_message(d, d->code >= 400 || d->code / 100 == 2);
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
	size_t separator = d->reply_len > 0;

	if (room <= separator)
		return;
	if (separator > 0)
		d->reply[d->reply_len++] = '\n';
	line = bytes_first(line, room - separator);
	memcpy(d->reply + d->reply_len, line.ptr, line.len);
	d->reply_len += line.len;
}

bool dialogue_line(struct dialogue *d, struct bytes line)
{
	int code;

	while (line.len > 0 && (line.ptr[line.len - 1] == '\n' ||
				   line.ptr[line.len - 1] == '\r'))
		line.len--;
	if (d->phase == PHASE_CONNECT || d->phase == PHASE_DONE)
		return false;
	if (!line_code(line, &code)) {
		d->odd = true;
		return false;
	}
	if (d->phase == PHASE_HELLO && d->between)
		note_offer(&d->offers, bytes_skip(line, 4));
	if (!d->between)
		d->reply_len = 0;
	keep_line(d, line);
	d->between = line.len > 3 && line.ptr[3] == '-';
	if (d->between)
		return false;
	d->code = code;
	step(d);
	return true;
}

bool dialogue_gate(struct dialogue *d)
{
	uint64_t limit = d->offers.size_limit;

	if (d->want_auth && !d->authenticated)
		d->gate = GATE_NO_AUTH;
	else if (limit > 0 && d->message_size > limit)
		d->gate = GATE_TOO_LARGE;
	else if (d->want_smtputf8 && !d->offers.smtputf8)
		d->gate = GATE_NO_SMTPUTF8;
	else
		d->gate = GATE_OPEN;
	if (d->gate == GATE_OPEN)
		d->phase = PHASE_MAIL;
	d->code = 0;
	d->odd = false;
	return d->gate == GATE_OPEN;
}

void dialogue_dot_sent(struct dialogue *d)
{
	if (d->phase == PHASE_MESSAGE)
		d->phase = PHASE_END;
}

struct bytes dialogue_reply(const struct dialogue *d)
{
	return (struct bytes){ d->reply, d->reply_len };
}

bool dialogue_refused(const struct dialogue *d)
{
	return d->code >= 400 && d->phase != PHASE_END;
}

bool dialogue_hopeless(const struct dialogue *d)
{
	struct bytes auth = bytes_of(d->offers.auth);

	if (d->between)
		return false;
	if (d->phase == PHASE_STARTTLS && !d->offers.starttls)
		return true;
	if (d->phase == PHASE_AUTH && d->code / 100 == 2 && auth.len > 0 &&
	    !d->authenticated)
		return bytes_ifind(auth, BYTES("PLAIN")) == NULL &&
		       bytes_ifind(auth, BYTES("LOGIN")) == NULL;
	return d->phase != PHASE_HELLO && dialogue_refused(d);
}

bool dialogue_accepted(const struct dialogue *d)
{
	return d->phase == PHASE_DONE && d->code / 100 == 2;
}
