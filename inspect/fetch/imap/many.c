#include "inspect/fetch/imap/protocol_many.h"
#include "inspect/fetch/imap/session.h"

#include "common/mail/limits.h"
#include <string.h>

/* Frames are gathered, and go when the server has to be waited for. */
#define HELD (4 * WIRE_FRAME_MAX)

struct outbox {
	struct peer *peer;
	char frames[HELD];
	size_t len;
	char chunk[WIRE_CHUNK]; /* of the message that comes */
	size_t chunk_len;
	uint64_t total; /* of it; more than LIMIT_MESSAGE: too large */
};

static bool flush(struct outbox *outbox)
{
	peer_send_octets(
	    outbox->peer, (struct bytes){ outbox->frames, outbox->len });
	outbox->len = 0;
	return !outbox->peer->gone;
}

static bool put(struct outbox *outbox, const struct wire_frame *frame)
{
	if (HELD - outbox->len < WIRE_FRAME_MAX && !flush(outbox))
		return false;
	outbox->len += wire_write(frame, outbox->frames + outbox->len);
	return true;
}

static bool chunk_put(struct outbox *outbox)
{
	struct wire_frame frame = { .kind = WIRE_CHUNK_OF,
		.texts = { { outbox->chunk, outbox->chunk_len } } };

	outbox->chunk_len = 0;
	return put(outbox, &frame);
}

static bool on_octets(void *data, struct bytes octets)
{
	struct outbox *outbox = data;

	outbox->total += octets.len;
	while (octets.len > 0 && outbox->total <= LIMIT_MESSAGE) {
		struct bytes part = bytes_first(
		    octets, sizeof(outbox->chunk) - outbox->chunk_len);
		memcpy(outbox->chunk + outbox->chunk_len, part.ptr, part.len);
		outbox->chunk_len += part.len;
		octets = bytes_skip(octets, part.len);
		if (outbox->chunk_len == sizeof(outbox->chunk) &&
		    !chunk_put(outbox))
			return false;
	}
	return true;
}

static bool on_message(void *data, uint32_t uid, bool there)
{
	struct outbox *outbox = data;
	uint64_t total = outbox->total;
	struct wire_frame frame = { .kind = WIRE_TAKEN,
		.numbers = { uid, total,
		    !there		    ? WIRE_GONE
		    : total > LIMIT_MESSAGE ? WIRE_TOO_LARGE
					    : WIRE_WHOLE } };

	outbox->total = 0;
	if (uid == 0) /* whose it is cannot be told */
		return false;
	if (outbox->chunk_len > 0 && !chunk_put(outbox))
		return false;
	return put(outbox, &frame);
}

static bool on_wait(void *data)
{
	return flush(data);
}

bool look_many(struct session *session)
{
	static struct outbox outbox;
	struct folder *folder = &session->folders[WIRE_INBOX];
	const struct many_sink sink = { on_octets, on_message, on_wait,
		&outbox };
	struct wire_frame all = { .kind = WIRE_ALL };

	memset(&outbox, 0, sizeof(outbox));
	outbox.peer = session->peer;
	if (!folder_named(session, folder) || !folder_open(session, WIRE_INBOX))
		return false;
	enum answer answer =
	    protocol_many(session->protocol, session->texts[START_UIDS], &sink);
	if (answer == ANSWER_NONE || answer == ANSWER_BAD) {
		flush(&outbox);
		return session_ok(session, answer, "to give the messages");
	}
	/* NO: some of them went while they were read. */
	struct text why = text_new(2000);
	if (answer == ANSWER_NO) {
		text_printf(&why, "the server has not given all messages: %s",
		    protocol_said(session->protocol));
		all.texts[0] = text_bytes(&why);
	}
	put(&outbox, &all);
	flush(&outbox);
	text_free(&why);
	return true;
}
