/*
 * imap_watch - the inside of a watch, for imap.c and imap_news.c
 *
 *	imap.c		opening, stepping, what the caller wants
 *	imap_news.c	what the IMAP process says, and how a watch ends
 */
#ifndef INSPECT_FETCH_IMAP_WATCH_H
#define INSPECT_FETCH_IMAP_WATCH_H

#include "common/base/text.h"
#include "inspect/fetch/imap.h"
#include "inspect/fetch/imap_process.h"
#include "inspect/fetch/imap_wire.h"
#include "inspect/fetch/renewal.h"

#define FOLDER_TEXT_MAX 1000
#define MARKS_NAME	"imap"
#define CATEGORY_MAX	20
#define LABELS_MAX	8000

enum watch_state {
	WATCH_RENEWING, /* a token is being got for the next one */
	WATCH_STARTING, /* a process was started, it is not READY */
	WATCH_READY,
	WATCH_WAITING, /* to start the next one */
	WATCH_ENDED,
};

/* What has been asked about a token. */
enum wish { WISH_FIND, WISH_NOTHING, WISH_DELETE };

struct wanted {
	char token[TOKEN_SIZE + 1];
	enum wish wish;
	uint64_t folder, validity, uid; /* where it was found; uid 0: not */
};

struct imap_watch {
	struct arena *arena; /* of `access`; the password is kept apart */
	struct mailbox_access access;
	char *password;
	struct renewal *renewal; /* NULL: no tokens are needed */
	struct bytes further;	 /* folders, a line each */
	struct bytes folder;	 /* present: messages of it are wanted */
	uint32_t uid;		 /* ... this one */
	struct bytes uids;	 /* ... or, when present, this set */
	int64_t deadline;

	struct imap_process process;
	enum watch_state state;
	bool was_ready;
	bool looked;	 /* this connection has, for all tokens of then */
	uint64_t orders; /* to look, on this connection */
	int64_t due;	 /* STARTING: at most until; WAITING: until */
	int64_t pause;	 /* the last one */
	int64_t ready_at;
	struct fault loss; /* the last one */

	char since[MARKS_MOST]; /* as READY gave them, or our opener; "" */
	char marks[MARKS_MOST];
	struct wanted wanted[WIRE_TOKENS_MAX];
	size_t wanted_count;

	char in[WIRE_FRAME_MAX];
	size_t in_len, in_used;

	/* the message that is coming in */
	bool receiving;
	struct wire_frame found; /* its numbers */
	struct wanted *found_of; /* NULL: the one message */
	char found_folder[FOLDER_TEXT_MAX * 4 + 1];
	int64_t found_at;		/* its last octets came */
	enum placement found_placement; /* UNKNOWN: as the folder says */
	char found_category[CATEGORY_MAX + 1];
	struct text found_labels; /* a line each */
	struct text octets;
};

#define UIDS_TEXT_MAX ((size_t)4096) /* octets of a set */

/* For messages by their numbers, in place of tokens. */
struct watch_one {
	struct bytes folder;
	uint32_t uid;
	struct bytes uids;
};
struct imap_watch *imap_watch_open_one(const struct mailbox_access *access,
    const struct watch_one *one, int64_t deadline, struct fault *fault);

/* Tell the process what is wanted of a token, if it can hear. */
void watch_tell(struct imap_watch *watch, const struct wanted *wanted);
struct wanted *watch_wanted(struct imap_watch *watch, struct bytes token);

/* Keep marks without their name; none where they cannot be any. */
void watch_note(char noted[MARKS_MOST], struct bytes marks);

/* What the process said; true when it makes an event. */
bool watch_hear(struct imap_watch *watch, const struct wire_frame *frame,
    struct mailbox_event *event);

/* Each makes an event and returns true. */
bool watch_end(
    struct imap_watch *watch, struct mailbox_event *event, struct fault *fault);
bool watch_lost(
    struct imap_watch *watch, struct mailbox_event *event, struct fault *fault);
bool watch_too_late(struct imap_watch *watch, struct mailbox_event *event);
/* The fault of an event; where no finding says what to do, it does. */
void watch_advise(const struct mailbox_event *event, struct fault *fault);
/* The process said what it may not say. */
bool watch_betrayed(struct imap_watch *watch, struct mailbox_event *event);

#endif
