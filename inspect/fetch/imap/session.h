/*
 * session - one connection to one mailbox, from log-in to good-bye
 *
 *	session.c	the order of things, and how often to look
 *	login.c		TLS, greeting, log-in
 *	folder_find.c	INBOX, the junk folder and further ones
 *	folders.c	where to look from, and whether there is something new
 *	look.c		new messages: whose token is looked for; deletion
 *	gmail.c		what Gmail knows of them
 *
 * Steps return false when the session cannot go on; then `fault` says why and
 * `lost` whether another connection may do better.
 */
#ifndef INSPECT_FETCH_IMAP_SESSION_H
#define INSPECT_FETCH_IMAP_SESSION_H

#include "common/base/crypto.h"
#include "common/base/fault.h"
#include "common/net/tls.h"
#include "inspect/fetch/imap/dialogue.h"
#include "inspect/fetch/imap/peer.h"
#include "inspect/fetch/imap/protocol.h"

#define SESSION_TEXT (WIRE_TEXT_MAX + 1) /* of WIRE_START, and a NUL */

struct folder {
	bool there;
	char name[FILTER_NAME + 1]; /* as the server writes it */
	uint32_t validity;
	uint32_t first;	   /* UIDs from here on are looked at */
	uint32_t next;	   /* ... and those before this have been */
	uint32_t now;	   /* UIDNEXT when the session began */
	uint32_t told;	   /* UIDNEXT when it was opened last */
	bool asks_in_vain; /* STATUS tells nothing: it must be opened */
};

struct session {
	struct peer *peer;
	/* what the watch wants */
	uint64_t numbers[WIRE_NUMBERS];
	char texts[WIRE_TEXTS][SESSION_TEXT];
	bool one_message; /* START_FOLDER was given */
	bool many;	  /* ... and START_UIDS */
	bool has_token;	  /* START_TOKEN was */

	struct tls_trust *trust;
	struct tls_stream *tls;
	struct protocol *protocol;
	struct dialogue dialogue;
	unsigned can; /* enum capability */
	struct folder folders[WIRE_FOLDERS];
	char trash[FILTER_NAME + 1]; /* the folder's name; "" */

	char tokens[WIRE_TOKENS_MAX][TOKEN_SIZE + 1];
	size_t token_count;
	uint64_t orders;    /* to look for a token, so far */
	uint64_t looked;    /* ... and a look went well after so many */
	bool look_again;    /* at INBOX, whatever the server tells */
	size_t turn;	    /* the other folder that was asked for last */
	int64_t around_due; /* not to ask for the next one sooner */
	int64_t asked_news; /* when NOOP was sent */
	int64_t inbox_seen; /* when INBOX was looked at */
	bool by_star;	    /* the server wants "n:*" */
	int64_t hurry_from; /* when the last token was given */
	int64_t round_trip; /* ms that the last NOOP took */

	bool repeats; /* what refuses the log-in holds the password */
	bool lost;
	enum wire_fault reason;
	struct fault fault;
};

/*
 * All of it: waits for WIRE_START, ends when the watch hangs up or with
 * WIRE_LOST or WIRE_FAULT said.
 */
void session_run(struct session *session, struct peer *peer);

/* The session cannot go on; both return false. */
bool session_fault(struct session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bool session_lost(struct session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/*
 * The answer is OK; else the session cannot go on, and `doing` is what was
 * tried: "to list the folders".
 */
bool session_ok(struct session *session, enum answer answer, const char *doing);

bool login_run(struct session *session);

/* LIST: which folders to look in, and what they are called. */
bool folders_find(struct session *session);
/* Find them and note where their new messages begin; INBOX is open. */
bool folders_note(struct session *session);
/* EXAMINE, and its UIDVALIDITY is still the one noted. */
bool folder_open(struct session *session, size_t which);
/* The name as people see it, into `text`. */
void folder_shown(const struct folder *folder, struct text *text);

/* Look at what is new in the folder that is open. */
bool look_at(struct session *session, size_t which);
/* If another folder has something new look at it, come back to INBOX. */
bool look_elsewhere(struct session *session, size_t which);
/* INBOX is opened again: look at it if it has something new. */
bool look_back_at_inbox(struct session *session);
bool look_delete(struct session *session, const struct wire_frame *order);
/* START_UID of START_FOLDER. */
bool look_one(struct session *session);
/* All messages of START_UIDS. */
bool look_many(struct session *session);
/* The folder of START_FOLDER, as the server writes it. */
bool folder_named(struct session *session, struct folder *folder);

#endif
