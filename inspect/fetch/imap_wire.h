/*
 * imap_wire - what a watch and its IMAP process say to each other
 *
 * Frames over a socket pair: kind, length, then numbers and texts as the
 * kind's row in imap_wire.c has them.  Everything is bounded and neither
 * side believes the other: a frame that does not fit its row, or that the
 * other side may not send, ends the conversation.
 */
#ifndef INSPECT_FETCH_IMAP_WIRE_H
#define INSPECT_FETCH_IMAP_WIRE_H

#include "common/base/bytes.h"

#define WIRE_NUMBERS	7
#define WIRE_TEXTS	11
#define WIRE_CHUNK	((size_t)32 * 1024) /* octets of a message at a time */
#define WIRE_FRAME_MAX	((size_t)48 * 1024)
#define WIRE_TEXT_MAX	8192 /* octets of one of WIRE_START: a token */
#define WIRE_TOKENS_MAX 256  /* looked for at a time */
/* Octets of a delivery report that are read; the text for people, the status
 * and the header of what is returned stand before that. */
#define WIRE_REPORT_MAX ((size_t)256 * 1024)

enum wire_kind {
	/* from the watch */
	WIRE_START = 1, /* enum wire_start_number, enum wire_start_text */
	WIRE_LOOK,	/* token */
	WIRE_FORGET,	/* token */
	WIRE_DELETE,	/* folder, UIDVALIDITY, UID; token */
	/* from the IMAP process */
	WIRE_READY,    /* enum wire_ready_text */
	WIRE_FOUND,    /* folder, UIDVALIDITY, UID; token, folder's name */
	WIRE_CHUNK_OF, /* octets */
	WIRE_DONE,     /* octets in all, internal date in ms */
	WIRE_DELETED,  /* 1 when expunged; token */
	WIRE_LOST,     /* why; another connection may do better */
	WIRE_FAULT,    /* enum wire_fault; why */
	WIRE_LOOKED,   /* orders to LOOK: all folders were read since them */
	WIRE_LINE,     /* 1 when sent, 0 when received; of the dialogue */
	WIRE_REPORT,   /* nothing: CHUNK_OF and DONE of a delivery report */
	WIRE_TAKEN,    /* of START_UIDS: UID, octets in all, enum wire_taken;
			  CHUNK_OF came before */
	WIRE_ALL,      /* nothing more comes; why, unless all is well */
	WIRE_SORTED,   /* enum placement; category, labels; of what is FOUND */
};

enum wire_start_number {
	START_TLS, /* enum imap_tls */
	START_PORT,
	START_PATIENCE,	 /* ms for one answer */
	START_UID,	 /* of the one message, 0: newest; see START_FOLDER */
	START_DIALOGUE,	 /* 1: WIRE_LINE is wanted */
	START_QUICK_FOR, /* ms, see struct mailbox_access; 0: usual */
	START_STEADY_FOR,
};
enum wire_start_text {
	START_HOST,
	START_USER,
	START_PASSWORD,
	START_CA_FILE,
	START_CONNECT_TO,
	START_JUNK,
	START_FOLDER,  /* present: fetch one message of it, then end */
	START_MARKS,   /* where to look from, as READY said; empty: from now */
	START_TOKEN,   /* present: OAuth's, in place of the password */
	START_UIDS,    /* present: these messages of START_FOLDER, then end */
	START_FOLDERS, /* further ones to look in, a line each */
};
enum wire_ready_text {
	READY_JUNK,    /* the junk folder's name; absent: there is none */
	READY_FURTHER, /* names of the further ones, ", " between; absent */
	READY_SINCE,   /* marks: what arrived since them is looked at */
	READY_MARKS,   /* marks: what arrives from now on */
	READY_TEXTS,
};
enum wire_fault { WIRE_ANY_FAULT, WIRE_NO_MESSAGE, WIRE_LOGIN_REFUSED };
enum wire_taken { WIRE_WHOLE, WIRE_TOO_LARGE, WIRE_GONE };
/* A folder's place; from WIRE_FURTHER on those that are neither. */
enum wire_folder { WIRE_INBOX, WIRE_JUNK, WIRE_FURTHER, WIRE_FOLDERS = 8 };

struct wire_frame {
	enum wire_kind kind;
	uint64_t numbers[WIRE_NUMBERS];
	struct bytes texts[WIRE_TEXTS]; /* absent is kept apart from empty */
};

enum wire_side { WIRE_OF_WATCH, WIRE_OF_PROCESS };

/* The frame as octets; 0 when a text is too long for its kind, or all are. */
size_t wire_write(const struct wire_frame *frame, char out[WIRE_FRAME_MAX]);

enum wire_result { WIRE_MORE, WIRE_GOT, WIRE_BAD };
/*
 * The first frame in `in`, which `sender` wrote; `used` is its size.  Texts
 * are views into `in`.  WIRE_MORE: not all of it is there.
 */
enum wire_result wire_read(struct bytes in, enum wire_side sender,
    struct wire_frame *frame, size_t *used);

#endif
