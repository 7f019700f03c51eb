#include "inspect/fetch/imap/session.h"

#include "inspect/fetch/imap/marks.h"

/* How far back to look where a folder's numbers are no longer the old ones. */
#define LOOK_BACK 500

static bool numbers_ask(struct session *session, const char *name,
    uint32_t *validity, uint32_t *next)
{
	struct text quoted = text_new(2 * FILTER_NAME + 3);
	bool full;

	protocol_quote(&quoted, name);
	text_char(&quoted, '\0');
	full = quoted.full;
	enum answer answer =
	    full ? ANSWER_NO
		 : protocol_command(session->protocol, FOR_STATUS,
		       "STATUS %s (UIDNEXT UIDVALIDITY)", quoted.ptr);
	text_free(&quoted);
	if (answer == ANSWER_NONE)
		return session_ok(session, answer, "to tell its numbers");
	*validity = *next = 0;
	if (answer == ANSWER_OK)
		protocol_status(session->protocol, validity, next);
	return true;
}

/* Servers that do not tell UIDNEXT: behind the last message. */
static bool next_ask(struct session *session, uint32_t *next)
{
	enum answer answer = protocol_command(
	    session->protocol, FOR_NEWEST, "UID FETCH * (UID)");

	if (answer == ANSWER_NONE)
		return session_ok(session, answer, "to count");
	*next = 0;
	/* In an empty folder some do not know what "*" is. */
	if (answer == ANSWER_OK)
		protocol_fetched(session->protocol, fetched_newest, next);
	*next += *next < UINT32_MAX;
	return true;
}

static bool numbers_complete(struct session *session,
    const struct folder *folder, uint32_t *validity, uint32_t *next)
{
	uint32_t other_validity = 0, other_next = 0;

	if ((*validity == 0 || *next == 0) &&
	    !numbers_ask(session, folder->name, &other_validity, &other_next))
		return false;
	if (*validity == 0)
		*validity = other_validity;
	if (*next == 0)
		*next = other_next;
	if (*validity == 0)
		return session_fault(session,
		    "the server tells no UIDVALIDITY of %s", folder->name);
	return *next != 0 || next_ask(session, next);
}

/* `gone`: NULL where the folder must be there. */
static bool folder_select(struct session *session, struct folder *folder,
    uint32_t *validity, bool *gone)
{
	enum answer answer =
	    protocol_select(session->protocol, folder->name, false);

	if (answer == ANSWER_NONE)
		return session_ok(session, answer, "to open a folder");
	if (answer != ANSWER_OK && gone != NULL) {
		*gone = true;
		return true;
	}
	if (answer != ANSWER_OK)
		return session_fault(session,
		    "the server does not open the folder %s: %s", folder->name,
		    protocol_said(session->protocol));
	protocol_numbers(session->protocol, validity, &folder->told);
	return numbers_complete(session, folder, validity, &folder->told);
}

static uint32_t back_from(uint32_t next)
{
	return next > LOOK_BACK ? next - LOOK_BACK : 1;
}

static bool folder_note(struct session *session, size_t which)
{
	struct folder *folder = &session->folders[which];
	bool first_time = session->texts[START_MARKS][0] == '\0';
	uint32_t validity, first;

	if (!folder->there)
		return true;
	if (!folder_select(session, folder, &folder->validity, NULL))
		return false;
	folder->now = folder->told;
	if (first_time)
		folder->first = folder->now;
	else if (marks_find(session, which, &validity, &first) &&
		 validity == folder->validity)
		folder->first = first;
	else
		folder->first = back_from(folder->now);
	folder->next = folder->first;
	return true;
}

bool folders_note(struct session *session)
{
	if (!folders_find(session))
		return false;
	/* INBOX last: it stays open. */
	for (size_t which = WIRE_FOLDERS; which-- > 0;)
		if (!folder_note(session, which))
			return false;
	return true;
}

/* `gone`: as for folder_select(). */
static bool folder_reopen(struct session *session, size_t which, bool *gone)
{
	struct folder *folder = &session->folders[which];
	uint32_t validity = 0;

	if (!folder_select(session, folder, &validity, gone))
		return false;
	if (validity == folder->validity || (gone != NULL && *gone))
		return true;
	/* Made anew: its old numbers mean nothing. */
	folder->validity = validity;
	folder->first = folder->next = back_from(folder->told);
	return true;
}

bool folder_open(struct session *session, size_t which)
{
	return folder_reopen(session, which, NULL);
}

bool look_back_at_inbox(struct session *session)
{
	const struct folder *inbox = &session->folders[WIRE_INBOX];

	return folder_open(session, WIRE_INBOX) &&
	       (inbox->told <= inbox->next || session->token_count == 0 ||
		   look_at(session, WIRE_INBOX));
}

/* Ask without opening it; `told` is false where the server does not say. */
static bool folder_ask(
    struct session *session, struct folder *folder, bool *told, bool *news)
{
	uint32_t validity, next;

	session->dialogue.again = session->looked > 0;
	bool asked = numbers_ask(session, folder->name, &validity, &next);
	session->dialogue.again = false;
	*told = next != 0 && validity != 0;
	*news = validity != folder->validity || next > folder->next;
	return asked;
}

bool look_elsewhere(struct session *session, size_t which)
{
	struct folder *folder = &session->folders[which];
	bool told = false, news = true, gone = false;

	if (!folder->there)
		return true;
	if (!folder->asks_in_vain && !folder_ask(session, folder, &told, &news))
		return false;
	if (told && !news)
		return true;
	if (!folder_reopen(session, which, &gone))
		return false;
	/* STATUS said nothing, yet there it is. */
	folder->asks_in_vain = !told;
	folder->there = !gone;
	return (gone || look_at(session, which)) && look_back_at_inbox(session);
}
