#include "inspect/fetch/imap/session.h"

#include "inspect/fetch/imap/folder_name.h"
#include <string.h>

/* How far back to look where a folder's numbers are no longer the old ones. */
#define LOOK_BACK 500

/* What junk folders are called where servers do not mark them (RFC 6154). */
static const char *const usual_names[] = { "Junk", "Spam", "Junk E-mail",
	"Junk Email", "Bulk Mail", "Bulk", "[Gmail]/Spam", "Junk Mail" };
#define USUAL_NAMES (sizeof(usual_names) / sizeof(usual_names[0]))

struct search {
	const char *wanted; /* as the server would write it, or NULL */
	char marked[FILTER_NAME + 1];
	char named[FILTER_NAME + 1];
	size_t rank; /* of `named` among the usual names */
};

static bool name_keep(char *to, const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len > FILTER_NAME || strpbrk(name, "\r\n") != NULL)
		return false;
	memcpy(to, name, len + 1);
	return true;
}

static bool is_usual(const char *name, size_t rank)
{
	struct bytes own = bytes_of(name);

	if (bytes_istarts(own, BYTES("INBOX.")) ||
	    bytes_istarts(own, BYTES("INBOX/")))
		own = bytes_skip(own, 6);
	return bytes_ieq(own, bytes_of(usual_names[rank]));
}

static void consider(void *data, const char *name, bool junk, bool usable)
{
	struct search *search = data;

	if (name == NULL || !usable)
		return;
	if (search->wanted != NULL) {
		if (strcmp(name, search->wanted) == 0)
			name_keep(search->marked, name);
		return;
	}
	if (junk && search->marked[0] == '\0')
		name_keep(search->marked, name);
	for (size_t rank = 0; rank < search->rank; rank++)
		if (is_usual(name, rank) && name_keep(search->named, name))
			search->rank = rank;
}

static bool junk_find(struct session *session)
{
	unsigned both = CAN_SPECIAL_USE | CAN_LIST_EXTENDED;
	const char *given = session->texts[START_JUNK];
	struct folder *junk = &session->folders[WIRE_JUNK];
	struct search search = { .rank = USUAL_NAMES };
	char wanted[FILTER_NAME + 1] = "";
	struct text encoded = text_new(FILTER_NAME);

	folder_name_encode(&encoded, bytes_of(given));
	if (given[0] != '\0' && encoded.len > 0) {
		memcpy(wanted, encoded.ptr, encoded.len);
		wanted[encoded.len] = '\0';
		search.wanted = wanted;
	}
	text_free(&encoded);
	enum answer answer =
	    protocol_command(session->protocol, FOR_LIST, "LIST \"\" \"*\"%s",
		(session->can & both) == both ? " RETURN (SPECIAL-USE)" : "");
	if (!session_ok(session, answer, "to list the folders"))
		return false;
	protocol_listed(session->protocol, consider, &search);
	if (search.wanted != NULL && search.marked[0] == '\0')
		return session_fault(session,
		    "the mailbox has no folder %s, which is set as its junk "
		    "folder",
		    given);
	const char *name =
	    search.marked[0] != '\0' ? search.marked : search.named;
	junk->there = name_keep(junk->name, name) &&
		      !bytes_ieq(bytes_of(name), BYTES("INBOX"));
	return true;
}

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

static bool folder_select(struct session *session, struct folder *folder,
    uint32_t *validity, uint32_t *next)
{
	enum answer answer =
	    protocol_select(session->protocol, folder->name, false);

	if (answer == ANSWER_NONE)
		return session_ok(session, answer, "to open a folder");
	if (answer != ANSWER_OK)
		return session_fault(session,
		    "the server does not open the folder %s: %s", folder->name,
		    protocol_said(session->protocol));
	protocol_numbers(session->protocol, validity, next);
	if ((*validity == 0 || *next == 0) &&
	    !numbers_ask(session, folder->name, validity, next))
		return false;
	if (*validity == 0 || *next == 0)
		return session_fault(session,
		    "the server tells no UIDNEXT and UIDVALIDITY of %s",
		    folder->name);
	return true;
}

/* `known`: what an earlier connection noted; 0, 0 when it noted nothing. */
static bool folder_note(struct session *session, struct folder *folder,
    uint64_t known_validity, uint64_t known_next)
{
	bool first_time = session->numbers[START_INBOX_VALIDITY] == 0;
	uint32_t next;

	if (!folder_select(session, folder, &folder->validity, &next))
		return false;
	folder->new = next;
	if (first_time)
		folder->first = next;
	else if (known_validity == folder->validity)
		folder->first = (uint32_t)known_next;
	else
		folder->first = next > LOOK_BACK ? next - LOOK_BACK : 1;
	folder->next = folder->first;
	return true;
}

bool folders_note(struct session *session)
{
	struct folder *inbox = &session->folders[WIRE_INBOX];
	struct folder *junk = &session->folders[WIRE_JUNK];
	const uint64_t *numbers = session->numbers;

	inbox->there = name_keep(inbox->name, "INBOX");
	if (!junk_find(session))
		return false;
	if (junk->there &&
	    !folder_note(session, junk, numbers[START_JUNK_VALIDITY],
		numbers[START_JUNK_NEXT]))
		return false;
	return folder_note(session, inbox, numbers[START_INBOX_VALIDITY],
	    numbers[START_INBOX_NEXT]);
}

bool folder_open(struct session *session, enum wire_folder which)
{
	struct folder *folder = &session->folders[which];
	uint32_t validity, next;

	if (!folder_select(session, folder, &validity, &next))
		return false;
	if (validity == folder->validity)
		return true;
	/* Made anew: its old numbers mean nothing. */
	folder->validity = validity;
	folder->first = folder->next = next > LOOK_BACK ? next - LOOK_BACK : 1;
	return true;
}

bool look_at_junk(struct session *session)
{
	struct folder *junk = &session->folders[WIRE_JUNK];
	uint32_t validity, next;

	if (!junk->there)
		return true;
	session->dialogue.again = session->looked > 0;
	bool asked = numbers_ask(session, junk->name, &validity, &next);
	session->dialogue.again = false;
	if (!asked)
		return false;
	if (next == 0) { /* deleted; what is left is INBOX */
		junk->there = false;
		return true;
	}
	if (validity == junk->validity && next <= junk->next)
		return true;
	session->look_again = true; /* INBOX is opened anew */
	return folder_open(session, WIRE_JUNK) && look_at(session, WIRE_JUNK) &&
	       folder_open(session, WIRE_INBOX);
}

void folder_shown(const struct folder *folder, struct text *text)
{
	folder_name_decode(text, bytes_of(folder->name));
}
