#include "inspect/fetch/imap/session.h"

#include "inspect/fetch/imap/folder_name.h"
#include "inspect/fetch/imap/gmail.h"
#include "inspect/fetch/whose.h"
#include <string.h>

#define MATCHES_MAX 64 /* messages of ours found by one look */
#define REPORTS_MAX 64 /* delivery reports seen by one look */

/* ---- tokens ------------------------------------------------------------- */

struct match {
	uint32_t uid;
	char token[TOKEN_SIZE + 1];
};

struct matches {
	struct session *session;
	struct folder *folder;
	struct match all[MATCHES_MAX];
	size_t count;
	uint32_t reports[REPORTS_MAX];
	size_t report_count;
};

static void match_one(void *data, const struct fetched *fetched)
{
	struct matches *matches = data;
	struct session *session = matches->session;
	struct folder *folder = matches->folder;
	bool ours = false;

	/* "n:*" gives the last message, however old. */
	if (fetched->uid < folder->next || fetched->bodies != 1)
		return;
	for (size_t i = 0; i < session->token_count; i++) {
		if (!header_has_token(
			fetched->body, bytes_of(session->tokens[i])))
			continue;
		if (matches->count == MATCHES_MAX)
			return;
		struct match *match = &matches->all[matches->count++];
		match->uid = fetched->uid;
		memcpy(match->token, session->tokens[i], TOKEN_SIZE + 1);
		ours = true;
	}
	if (!ours && matches->report_count < REPORTS_MAX &&
	    header_tells_report(fetched->body))
		matches->reports[matches->report_count++] = fetched->uid;
}

static void mark_seen(void *data, const struct fetched *fetched)
{
	uint32_t *next = data;

	if (fetched->bodies == 1 && fetched->uid >= *next &&
	    fetched->uid < UINT32_MAX)
		*next = fetched->uid + 1;
}

static void token_forget(struct session *session, const char *token)
{
	for (size_t i = 0; i < session->token_count; i++)
		if (bytes_ieq(bytes_of(session->tokens[i]), bytes_of(token))) {
			memmove(session->tokens[i],
			    session->tokens[--session->token_count],
			    TOKEN_SIZE + 1);
			return;
		}
}

/* ---- one message -------------------------------------------------------- */

struct transfer {
	struct session *session;
	struct wire_frame found; /* sent when the first octet is there */
	bool begun;
	struct gmail *gmail; /* NULL: the server is another */
	char chunk[WIRE_CHUNK];
	size_t len;
	uint64_t total;
};

static void transfer_flush(struct transfer *transfer)
{
	struct wire_frame frame = { .kind = WIRE_CHUNK_OF,
		.texts = { { transfer->chunk, transfer->len } } };

	if (!transfer->begun)
		peer_send(transfer->session->peer, &transfer->found);
	transfer->begun = true;
	if (transfer->len > 0)
		peer_send(transfer->session->peer, &frame);
	transfer->len = 0;
}

static bool transfer_add(void *data, struct bytes octets)
{
	struct transfer *transfer = data;

	transfer->total += octets.len;
	while (octets.len > 0) {
		size_t room = sizeof(transfer->chunk) - transfer->len;
		struct bytes part = bytes_first(octets, room);
		memcpy(transfer->chunk + transfer->len, part.ptr, part.len);
		transfer->len += part.len;
		octets = bytes_skip(octets, part.len);
		if (transfer->len == sizeof(transfer->chunk))
			transfer_flush(transfer);
	}
	return !transfer->session->peer->gone;
}

static void fetched_sum(void *data, const struct fetched *fetched)
{
	struct fetched *sum = data;

	if (fetched->bodies == 0)
		return;
	sum->uid = fetched->uid;
	sum->received = fetched->received;
	sum->bodies += fetched->bodies;
}

/* `*gone`: there is no such message any more. */
static bool message_send(struct session *session, struct transfer *transfer,
    uint32_t uid, bool *gone)
{
	struct fetched sum = { .received = TIME_UNKNOWN };
	enum purpose purpose =
	    transfer->found.kind == WIRE_REPORT ? FOR_REPORT : FOR_MESSAGE;
	enum answer answer = protocol_message(
	    session->protocol, purpose, uid, transfer_add, transfer);

	if (answer == ANSWER_NONE || answer == ANSWER_BAD)
		return session_ok(session, answer, "to give the message");
	protocol_fetched(session->protocol, fetched_sum, &sum);
	*gone = transfer->total == 0; /* or NIL, which no message is */
	if (*gone)
		return true;
	if (sum.bodies != 1 || sum.uid != uid)
		return session_fault(session,
		    "the server gave another message than was asked for");
	transfer_flush(transfer);
	if (transfer->gmail != NULL) {
		if (!gmail_categorize(session, uid, transfer->gmail))
			return false;
		gmail_tell(session, transfer->gmail);
	}
	struct wire_frame done = { .kind = WIRE_DONE,
		.numbers = { transfer->total, (uint64_t)sum.received } };
	peer_send(session->peer, &done);
	return true;
}

/* As match_send(); `gmail`: NULL, or what is known of it there. */
static bool match_send_from(struct session *session, size_t which,
    const struct match *match, struct gmail *gmail, bool *gone)
{
	static struct transfer transfer;
	struct folder *folder = &session->folders[which];
	struct text shown = text_new(4 * FILTER_NAME);

	/* Gmail's archive shows what is in the inbox, too. */
	if (gmail != NULL && gmail->inbox)
		text_add(&shown, BYTES("INBOX"));
	else
		folder_shown(folder, &shown);
	memset(&transfer, 0, sizeof(transfer));
	transfer.session = session;
	transfer.gmail = gmail;
	transfer.found = (struct wire_frame){ .kind = WIRE_FOUND,
		.numbers = { which, folder->validity, match->uid },
		.texts = { bytes_of(match->token), text_bytes(&shown) } };
	bool sent = message_send(session, &transfer, match->uid, gone);
	text_free(&shown);
	if (sent && !*gone)
		token_forget(session, match->token);
	return sent;
}

/* `*gone`: it was deleted meanwhile; nothing was sent. */
static bool match_send(struct session *session, size_t which,
    const struct match *match, bool *gone)
{
	struct gmail gmail;

	if (!(session->can & CAN_GMAIL))
		return match_send_from(session, which, match, NULL, gone);
	bool sent = gmail_read(session, which, match->uid, &gmail);
	if (sent && gmail.copy && !session->one_message)
		*gone = true;
	else if (sent)
		sent = match_send_from(session, which, match, &gmail, gone);
	gmail_free(&gmail);
	return sent;
}

/* Whose it is, the watch reads. */
static bool report_send(struct session *session, uint32_t uid)
{
	static struct transfer transfer;
	bool gone = false;

	memset(&transfer, 0, sizeof(transfer));
	transfer.session = session;
	transfer.found = (struct wire_frame){ .kind = WIRE_REPORT };
	return message_send(session, &transfer, uid, &gone);
}

/*
 * "n:*" would give the last message, too, however old: the end is the largest
 * UID there can be.  Servers that have no such number get the star.
 */
static enum answer headers_ask(struct session *session, uint32_t first)
{
	enum answer answer = protocol_command(session->protocol, FOR_TOKENS,
	    "UID FETCH %u:%s (UID BODY.PEEK[" FILTER_SECTION "])",
	    (unsigned)first, session->by_star ? "*" : "4294967295");

	if (answer != ANSWER_BAD || session->by_star)
		return answer;
	session->by_star = true;
	return headers_ask(session, first);
}

bool look_at(struct session *session, size_t which)
{
	static struct matches matches;
	struct folder *folder = &session->folders[which];
	enum answer answer = headers_ask(session, folder->next);

	/* NO: some of the messages went while they were read. */
	if (answer == ANSWER_NONE || answer == ANSWER_BAD)
		return session_ok(session, answer, "to give headers");
	matches = (struct matches){ .session = session, .folder = folder };
	protocol_fetched(session->protocol, match_one, &matches);
	protocol_fetched(session->protocol, mark_seen, &folder->next);
	for (size_t i = 0; i < matches.count; i++) {
		bool gone = false;
		if (!match_send(session, which, &matches.all[i], &gone))
			return false;
	}
	for (size_t i = 0; i < matches.report_count && session->token_count > 0;
	     i++)
		if (!report_send(session, matches.reports[i]))
			return false;
	return true;
}

/* ---- one message by its number ------------------------------------------ */

static bool no_such_message(struct session *session)
{
	session_fault(session, "there is no such message in %s",
	    session->texts[START_FOLDER]);
	session->reason = WIRE_NO_MESSAGE;
	return false;
}

bool folder_named(struct session *session, struct folder *folder)
{
	const char *name = session->texts[START_FOLDER];
	struct text encoded = text_new(FILTER_NAME + 1);

	folder_name_encode(
	    &encoded, name[0] != '\0' ? bytes_of(name) : BYTES("INBOX"));
	if (encoded.len > FILTER_NAME) {
		text_free(&encoded);
		return session_fault(session, "the folder's name is too long");
	}
	memcpy(folder->name, encoded.ptr, encoded.len);
	folder->name[encoded.len] = '\0';
	text_free(&encoded);
	return true;
}

bool look_one(struct session *session)
{
	struct folder *folder = &session->folders[WIRE_INBOX];
	struct match match = { (uint32_t)session->numbers[START_UID], "" };
	enum answer answer;
	bool gone = false;

	if (!folder_named(session, folder) || !folder_open(session, WIRE_INBOX))
		return false;
	if (match.uid == 0) {
		answer = protocol_command(
		    session->protocol, FOR_NEWEST, "UID FETCH * (UID)");
		if (answer == ANSWER_NONE)
			return session_ok(session, answer, "to count");
		protocol_fetched(session->protocol, fetched_newest, &match.uid);
	}
	if (match.uid == 0)
		return no_such_message(session);
	return match_send(session, WIRE_INBOX, &match, &gone) &&
	       (!gone || no_such_message(session));
}

/* ---- deletion ----------------------------------------------------------- */

static bool delete_open(
    struct session *session, struct folder *folder, uint64_t validity_then)
{
	uint32_t validity, next;
	enum answer answer =
	    protocol_select(session->protocol, folder->name, true);

	if (answer == ANSWER_NONE)
		return session_ok(session, answer, "to open a folder");
	protocol_numbers(session->protocol, &validity, &next);
	if (answer == ANSWER_OK && validity == validity_then)
		return true;
	return session_fault(session,
	    "the test message is not deleted: the folder is no longer the "
	    "one it lay in");
}

struct check {
	const char *token;
	uint32_t uid;
	bool there, ours;
};

static void check_one(void *data, const struct fetched *fetched)
{
	struct check *check = data;

	if (fetched->uid != check->uid || fetched->bodies != 1)
		return;
	check->there = true;
	check->ours = header_has_token(fetched->body, bytes_of(check->token));
}

static bool flag_and_expunge(
    struct session *session, size_t which, uint32_t uid, bool *expunged)
{
	bool moved;

	if (!gmail_throw_away(session, which, uid, &moved))
		return false;
	if (moved && session->can & CAN_MOVE)
		return true;
	enum answer answer = protocol_command(session->protocol, FOR_NOTHING,
	    "UID STORE %u +FLAGS.SILENT (\\Deleted)", (unsigned)uid);

	if (!session_ok(session, answer, "to delete the test message"))
		return false;
	*expunged = (session->can & CAN_UIDPLUS) != 0;
	if (!*expunged)
		return true;
	answer = protocol_command(
	    session->protocol, FOR_NOTHING, "UID EXPUNGE %u", (unsigned)uid);
	return session_ok(session, answer, "to expunge the test message");
}

bool look_delete(struct session *session, const struct wire_frame *order)
{
	char token[TOKEN_SIZE + 1] = "";
	struct check check = { token, (uint32_t)order->numbers[2], 0, 0 };
	struct wire_frame done = { .kind = WIRE_DELETED,
		.numbers = { 1 },
		.texts = { { token, TOKEN_SIZE } } };
	bool expunged = true;

	memcpy(token, order->texts[0].ptr, TOKEN_SIZE);
	if (!delete_open(session, &session->folders[order->numbers[0]],
		order->numbers[1]))
		return false;
	enum answer answer = protocol_command(session->protocol, FOR_TOKENS,
	    "UID FETCH %u (UID BODY.PEEK[" FILTER_SECTION "])",
	    (unsigned)check.uid);
	if (!session_ok(session, answer, "to give headers"))
		return false;
	protocol_fetched(session->protocol, check_one, &check);
	if (check.there && !check.ours)
		return session_fault(session,
		    "nothing is deleted: the message there is not ours");
	if (check.there &&
	    !flag_and_expunge(session, order->numbers[0], check.uid, &expunged))
		return false;
	done.numbers[0] = expunged;
	peer_send(session->peer, &done);
	return look_back_at_inbox(session);
}
