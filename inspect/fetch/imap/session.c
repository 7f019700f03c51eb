#include "inspect/fetch/imap/session.h"

#include "common/net/connect.h"
#include "inspect/fetch/imap.h"
#include "inspect/fetch/imap/marks.h"
#include "inspect/fetch/imap/sandbox.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define START_WITHIN   10000 /* ms the watch has to say WIRE_START */
#define GOODBYE_WITHIN 200   /* ms to send LOGOUT */

/*
 * How often to look.  Most messages come within seconds, so looking is quick
 * at first, yet leaves the server idle five sixths of the time.  After that it
 * is asked once a second, later once in 5 s; where it tells news itself (IDLE)
 * once a minute, since some do not tell all.  Idling ends every 15 s, so no
 * server finds it too long (RFC 2177: 29 minutes), to ask for another folder.
 */
#define QUICK_FOR    10000 /* ms after a token was given */
#define QUICK_PAUSE  10
#define QUICK_SHARE  5	/* pauses are this many round trips at least */
#define AROUND_PAUSE 50 /* other folders are asked for less often */
#define STEADY_FOR   60000
#define STEADY_PAUSE 1000
#define SLOW_PAUSE   5000 /* thereafter */
#define IDLE_FOR     15000
#define BESIDE_IDLE  60000
#define KEEP_ALIVE   60000 /* without a token */

/* ---- faults ------------------------------------------------------------- */

static bool stop(
    struct session *session, bool lost, const char *format, va_list args)
{
	char text[sizeof(session->fault.text)];

	vsnprintf(text, sizeof(text), format, args);
	session->lost = lost;
	return fault_set(&session->fault, FAULT_MAILBOX, "%s", text);
}

bool session_fault(struct session *session, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	stop(session, false, format, args);
	va_end(args);
	return false;
}

bool session_lost(struct session *session, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	stop(session, true, format, args);
	va_end(args);
	return false;
}

/* The connection is of no use; `doing` was tried. */
static bool broken(struct session *session, const char *doing)
{
	struct protocol *protocol = session->protocol;
	enum tls_end end = tls_stream_end(session->tls);

	if (protocol_broken(protocol) != NULL)
		return session_fault(
		    session, "the server %s", protocol_broken(protocol));
	if (end == TLS_FLOOD)
		return session_fault(
		    session, "%s", tls_stream_why(session->tls));
	if (protocol_bye(protocol))
		return session_lost(session, "the server ends the session: %s",
		    protocol_said(protocol));
	if (end != TLS_OPEN)
		return session_lost(session, "asked %s: %s", doing,
		    tls_stream_why(session->tls));
	return session_fault(
	    session, "the server's answer cannot be read, asked %s", doing);
}

bool session_ok(struct session *session, enum answer answer, const char *doing)
{
	if (answer == ANSWER_OK)
		return true;
	if (answer == ANSWER_NONE)
		return broken(session, doing);
	return session_fault(session, "the server refuses %s: %s", doing,
	    protocol_said(session->protocol));
}

static void fault_tell(struct session *session)
{
	struct wire_frame frame = { .kind = WIRE_FAULT,
		.numbers = { session->reason },
		.texts = { bytes_of(session->fault.text) } };

	if (session->lost)
		frame.kind = WIRE_LOST;
	peer_send(session->peer, &frame);
}

/* ---- the connection ----------------------------------------------------- */

static ssize_t source_read(void *data, void *octets, size_t n)
{
	return tls_stream_read(data, octets, n);
}

static bool source_write(void *data, const void *octets, size_t n)
{
	return tls_stream_write(data, octets, n);
}

static void source_limit(void *data, int64_t patience, uint64_t budget)
{
	tls_stream_limit(data, clock_running() + patience, budget);
}

static bool connection_open(struct session *session)
{
	const char *ca_file = session->texts[START_CA_FILE];
	const char *instead = session->texts[START_CONNECT_TO];
	struct endpoint endpoint = {
		.port = (unsigned)session->numbers[START_PORT]
	};

	if (session->numbers[START_TLS] != IMAP_TLS_NONE) {
		session->trust =
		    tls_trust_load(ca_file[0] != '\0' ? ca_file : NULL,
			FAULT_MAILBOX, &session->fault);
		if (session->trust == NULL)
			return false;
	}
	snprintf(endpoint.host, sizeof(endpoint.host), "%.*s",
	    (int)sizeof(endpoint.host) - 1, session->texts[START_HOST]);
	if (instead[0] != '\0' && !endpoint_read(bytes_of(instead), &endpoint))
		return session_fault(
		    session, "connect_to is no HOST:PORT: %s", instead);
	int fd = connect_tcp(&endpoint,
	    clock_running() + (int64_t)session->numbers[START_PATIENCE],
	    FAULT_MAILBOX, &session->fault);
	session->lost = fd < 0;
	if (fd < 0)
		return false;
	session->tls = tls_stream_open(fd);
	tls_stream_guard(session->tls, session->peer->fd);
	return true;
}

static void connection_close(struct session *session)
{
	if (session->protocol != NULL) {
		tls_stream_limit(
		    session->tls, clock_running() + GOODBYE_WITHIN, 0);
		tls_stream_guard(session->tls, -1);
		protocol_logout(session->protocol);
		protocol_close(session->protocol);
		dialogue_close(&session->dialogue);
	}
	tls_stream_close(session->tls);
	tls_trust_free(session->trust);
}

/* ---- orders ------------------------------------------------------------- */

static bool text_keep(struct session *session, size_t i, struct bytes text)
{
	if (text.len >= SESSION_TEXT ||
	    (text.len > 0 && memchr(text.ptr, '\0', text.len) != NULL))
		return false;
	if (text.len > 0)
		memcpy(session->texts[i], text.ptr, text.len);
	session->texts[i][text.len] = '\0';
	return true;
}

static bool start_receive(struct session *session)
{
	struct wire_frame frame;

	if (!peer_receive(
		session->peer, clock_running() + START_WITHIN, &frame) ||
	    frame.kind != WIRE_START)
		return false;
	memcpy(session->numbers, frame.numbers, sizeof(session->numbers));
	session->one_message = bytes_present(frame.texts[START_FOLDER]);
	session->many =
	    session->one_message && bytes_present(frame.texts[START_UIDS]);
	session->has_token = bytes_present(frame.texts[START_TOKEN]);
	for (size_t i = 0; i < WIRE_TEXTS; i++)
		if (!text_keep(session, i, frame.texts[i]))
			return false;
	peer_wipe(session->peer);
	return true;
}

static void look_for(struct session *session, struct bytes token)
{
	if (session->token_count == WIRE_TOKENS_MAX || token.len != TOKEN_SIZE)
		return;
	char *kept = session->tokens[session->token_count++];
	memcpy(kept, token.ptr, TOKEN_SIZE);
	kept[TOKEN_SIZE] = '\0';
	/* It may have come while nobody looked for it. */
	for (size_t i = 0; i < WIRE_FOLDERS; i++)
		session->folders[i].next = session->folders[i].first;
	session->look_again = true;
	session->orders++;
	session->hurry_from = clock_running();
}

static void forget(struct session *session, struct bytes token)
{
	for (size_t i = 0; i < session->token_count; i++)
		if (bytes_eq(bytes_of(session->tokens[i]), token)) {
			memmove(session->tokens[i],
			    session->tokens[--session->token_count],
			    TOKEN_SIZE + 1);
			return;
		}
}

static bool obey(struct session *session, const struct wire_frame *order)
{
	switch (order->kind) {
	case WIRE_LOOK:
		look_for(session, order->texts[0]);
		return true;
	case WIRE_FORGET:
		forget(session, order->texts[0]);
		return true;
	case WIRE_DELETE:
		if (order->numbers[0] < WIRE_FOLDERS &&
		    order->texts[0].len == TOKEN_SIZE)
			return look_delete(session, order);
		break;
	default:
		break;
	}
	session->peer->gone = true;
	return true;
}

/* ---- looking ------------------------------------------------------------ */

/* The names of the further folders, ", " between. */
static void further_shown(const struct session *session, struct text *shown)
{
	for (size_t i = WIRE_FURTHER; i < WIRE_FOLDERS; i++) {
		if (!session->folders[i].there)
			continue;
		if (shown->len > 0)
			text_add(shown, BYTES(", "));
		folder_shown(&session->folders[i], shown);
	}
}

static bool ready_tell(struct session *session)
{
	const struct folder *junk = &session->folders[WIRE_JUNK];
	struct wire_frame ready = { .kind = WIRE_READY };
	struct text texts[READY_TEXTS];

	for (size_t i = 0; i < READY_TEXTS; i++)
		texts[i] = text_new(4 * FILTER_NAME);
	folder_shown(junk, &texts[READY_JUNK]);
	further_shown(session, &texts[READY_FURTHER]);
	marks_write(&texts[READY_SINCE], session, MARK_SINCE);
	marks_write(&texts[READY_MARKS], session, MARK_NOW);
	for (size_t i = 0; i < READY_TEXTS; i++)
		if (texts[i].len > 0)
			ready.texts[i] = text_bytes(&texts[i]);
	if (!junk->there)
		ready.texts[READY_JUNK] = ABSENT;
	peer_send(session->peer, &ready);
	for (size_t i = 0; i < READY_TEXTS; i++)
		text_free(&texts[i]);
	return true;
}

/* What the watch has set, or what is usual. */
static int64_t phase(
    const struct session *session, enum wire_start_number of, int64_t usual)
{
	uint64_t set = session->numbers[of];

	return set != 0 && set < INT32_MAX ? (int64_t)set : usual;
}

static int64_t pause_now(const struct session *session)
{
	int64_t since = clock_running() - session->hurry_from;

	if (session->token_count == 0)
		return KEEP_ALIVE;
	if (since >= phase(session, START_STEADY_FOR, STEADY_FOR))
		return SLOW_PAUSE;
	if (since >= phase(session, START_QUICK_FOR, QUICK_FOR))
		return STEADY_PAUSE;
	int64_t share = QUICK_SHARE * session->round_trip;
	return share < QUICK_PAUSE    ? QUICK_PAUSE
	       : share > STEADY_PAUSE ? STEADY_PAUSE
				      : share;
}

static bool ask_for_news(struct session *session)
{
	int64_t before = clock_running();

	session->dialogue.again = session->looked > 0;
	enum answer answer =
	    protocol_command(session->protocol, FOR_NEWS, "NOOP");
	session->dialogue.again = false;

	session->round_trip = clock_running() - before;
	session->asked_news = before;
	return session_ok(session, answer, "to tell news");
}

/* The next folder besides INBOX; 0: there is none. */
static size_t turn_next(struct session *session)
{
	for (size_t i = 1; i < WIRE_FOLDERS; i++) {
		session->turn = session->turn % (WIRE_FOLDERS - 1) + 1;
		if (session->folders[session->turn].there)
			return session->turn;
	}
	return 0;
}

/* Folders that are not open: for a new token all, then one after the other,
 * so that many of them cost no more than one. */
static bool look_around(struct session *session)
{
	size_t which = turn_next(session);

	if (session->looked == session->orders)
		return which == 0 || look_elsewhere(session, which);
	for (size_t i = 1; i < WIRE_FOLDERS; i++)
		if (session->token_count > 0 && !look_elsewhere(session, i))
			return false;
	return true;
}

/* One look; `asked`: whether the server was asked for news. */
static bool look(struct session *session, bool asked)
{
	int64_t now = clock_running();

	if (session->token_count == 0)
		return true;
	/* Now and then do not rely on what it tells. */
	if (session->look_again ||
	    (asked && now - session->inbox_seen >= SLOW_PAUSE)) {
		session->look_again = false;
		session->inbox_seen = now;
		if (!look_at(session, WIRE_INBOX))
			return false;
	}
	if (clock_running() < session->around_due &&
	    session->looked == session->orders)
		return true;
	session->around_due = clock_running() + AROUND_PAUSE;
	return look_around(session);
}

/* That nothing was found means something only when one could look. */
static void looked_tell(struct session *session)
{
	struct wire_frame looked = { .kind = WIRE_LOOKED,
		.numbers = { session->orders } };

	if (session->looked < session->orders)
		peer_send(session->peer, &looked);
	session->looked = session->orders;
}

/* Wait as IDLE does (RFC 2177), if the server can. */
static bool idle(struct session *session)
{
	bool news;

	if (!protocol_idle(session->protocol, &news)) {
		session->can &= ~(unsigned)CAN_IDLE;
		session->look_again = true;
		return protocol_broken(session->protocol) == NULL &&
			       tls_stream_end(session->tls) == TLS_OPEN
			   ? true
			   : session_ok(session, ANSWER_NONE, "to idle");
	}
	session->look_again |= news;
	if (!news && protocol_quiet(session->protocol))
		tls_stream_wait(session->tls, session->peer->fd,
		    clock_running() + IDLE_FOR);
	return session_ok(
	    session, protocol_idle_end(session->protocol), "to end idling");
}

/*
 * Wait for what the watch wants, idling where that takes the place of asking;
 * `idled` when it did.
 */
static bool wait_for_orders(struct session *session, bool *idled)
{
	int64_t pause = pause_now(session);
	int64_t until = clock_running() + pause;
	bool at_once = session->look_again && session->token_count > 0;
	struct wire_frame order;

	*idled = false;
	if (!at_once && pause == SLOW_PAUSE && session->can & CAN_IDLE) {
		if (!idle(session))
			return false;
		*idled = (session->can & CAN_IDLE) != 0;
		at_once = true;
	}
	if (at_once)
		until = 0;
	while (peer_receive(session->peer, until, &order)) {
		if (!obey(session, &order))
			return false;
		until = 0;
	}
	return true;
}

static bool watch(struct session *session)
{
	for (;;) {
		bool idled;
		if (!wait_for_orders(session, &idled))
			return false;
		if (session->peer->gone)
			return true;
		bool ask = !idled ||
			   clock_running() - session->asked_news >= BESIDE_IDLE;
		if (ask && !ask_for_news(session))
			return false;
		if (protocol_news(session->protocol))
			session->look_again = true;
		if (!look(session, ask))
			return false;
		looked_tell(session);
	}
}

static void line_tell(void *data, bool sent, struct bytes line)
{
	struct session *session = data;
	struct wire_frame frame = {
		.kind = WIRE_LINE, .numbers = { sent }, .texts = { line }
	};

	peer_send(session->peer, &frame);
}

static bool serve(struct session *session)
{
	struct source source = { source_read, source_write, source_limit,
		session->tls };

	session->protocol =
	    protocol_open(&source, (int64_t)session->numbers[START_PATIENCE]);
	dialogue_open(&session->dialogue,
	    session->numbers[START_DIALOGUE] == 1 ? line_tell : NULL, session);
	protocol_tell(session->protocol, &session->dialogue);
	if (!login_run(session))
		return false;
	if (session->many)
		return look_many(session);
	if (session->one_message)
		return look_one(session);
	return folders_note(session) && ready_tell(session) && watch(session);
}

void session_run(struct session *session, struct peer *peer)
{
	session->peer = peer;
	if (!start_receive(session))
		return;
	if (!connection_open(session) || !sandbox_enter(&session->fault) ||
	    !serve(session))
		fault_tell(session);
	if (session->tls != NULL)
		connection_close(session);
}
