#include "inspect/fetch/imap/gmail.h"

#include "inspect/fetch/imap/folder_name.h"
#include "inspect/model/words.h"
#include <stdio.h>
#include <string.h>

#define INDEX_LATE 1000 /* ms until categories are asked for again */

/* The likeliest first: what mailplumb sends looks like an update. */
static const char *const categories[] = { "primary", "updates", "promotions",
	"forums", "social" };
#define CATEGORIES (sizeof(categories) / sizeof(categories[0]))

static bool has_label(struct bytes labels, const char *wanted)
{
	struct bytes label;

	while (bytes_line(&labels, &label))
		if (bytes_iis(label, wanted))
			return true;
	return false;
}

static void labels_show(struct text *shown, struct bytes labels)
{
	struct bytes label;

	while (bytes_line(&labels, &label)) {
		folder_name_decode(shown, label);
		text_char(shown, '\n');
	}
}

bool gmail_read(
    struct session *session, size_t which, uint32_t uid, struct gmail *gmail)
{
	const struct folder *folder = &session->folders[which];
	bool inbox = bytes_iis(bytes_of(folder->name), "INBOX");
	struct text raw = text_new(FILTER_LABELS);

	*gmail = (struct gmail){ .labels = text_new(2 * FILTER_LABELS) };
	enum answer answer = protocol_labels(session->protocol, uid, &raw);
	struct bytes labels = text_bytes(&raw);
	labels_show(&gmail->labels, labels);
	/* The label that is the open folder is not among them. */
	inbox = inbox || has_label(labels, "\\Inbox");
	gmail->inbox = inbox;
	gmail->copy = !inbox && (has_label(labels, "\\Sent") ||
				    has_label(labels, "\\Draft"));
	text_free(&raw);
	return answer != ANSWER_NONE ||
	       session_ok(session, answer, "to give labels");
}

static bool category_ask(
    struct session *session, uint32_t uid, struct gmail *gmail)
{
	char words[40];

	for (size_t i = 0; i < CATEGORIES; i++) {
		bool finds;
		snprintf(words, sizeof(words), "category:%s", categories[i]);
		enum answer answer =
		    protocol_gmail_finds(session->protocol, uid, words, &finds);
		if (answer == ANSWER_NONE)
			return session_ok(session, answer, "to search");
		if (!finds)
			continue;
		gmail->category = categories[i];
		break;
	}
	return true;
}

bool gmail_categorize(
    struct session *session, uint32_t uid, struct gmail *gmail)
{
	if (!gmail->inbox)
		return true;
	if (!category_ask(session, uid, gmail))
		return false;
	if (gmail->category != NULL)
		return true;
	tls_stream_wait(
	    session->tls, session->peer->fd, clock_running() + INDEX_LATE);
	return category_ask(session, uid, gmail);
}

void gmail_tell(struct session *session, const struct gmail *gmail)
{
	struct wire_frame frame = { .kind = WIRE_SORTED,
		.numbers = { gmail->inbox ? PLACEMENT_INBOX
					  : PLACEMENT_UNKNOWN },
		.texts = { bytes_of(gmail->category), ABSENT } };

	if (gmail->labels.len > 0)
		frame.texts[1] = text_bytes(&gmail->labels);
	peer_send(session->peer, &frame);
}

void gmail_free(struct gmail *gmail)
{
	text_free(&gmail->labels);
}

bool gmail_throw_away(
    struct session *session, size_t which, uint32_t uid, bool *moved)
{
	const char *name = session->folders[which].name;
	const char *how = session->can & CAN_MOVE ? "MOVE" : "COPY";
	struct text trash = text_new(2 * FILTER_NAME + 3);

	*moved = false;
	if (!(session->can & CAN_GMAIL) || session->trash[0] == '\0' ||
	    which == WIRE_JUNK || strcmp(name, session->trash) == 0)
		return true;
	protocol_quote(&trash, session->trash);
	text_char(&trash, '\0');
	enum answer answer = protocol_command(session->protocol, FOR_NOTHING,
	    "UID %s %u %s", how, (unsigned)uid, trash.ptr);
	text_free(&trash);
	*moved = answer == ANSWER_OK;
	return session_ok(
	    session, answer, "to move the test message to the trash");
}
