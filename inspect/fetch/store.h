/*
 * store - the inside of a watch over files, for store_*.c
 *
 *	store_watch.c	the order of things: tokens, pauses, the end
 *	store_files.c	a Maildir and a plain folder
 *	store_places.c	the folders of a Maildir; opening what lies in them
 *	store_mbox.c	an mbox
 *	store_seen.c	which files have been looked at
 */
#ifndef INSPECT_FETCH_STORE_H
#define INSPECT_FETCH_STORE_H

#include "common/base/text.h"
#include "inspect/fetch/store_watch.h"
#include <dirent.h>
#include <sys/stat.h>

#define PLACES_MOST 256 /* folders of a Maildir that are looked at */
#define ROOMS_MOST  2	/* new and cur */
#define NAME_SIZE   256 /* of a file */
#define TOKENS_MOST 256 /* looked for at a time */
#define REPORT_MOST ((size_t)256 * 1024) /* octets of a delivery report */
#define HEADER_MOST ((size_t)256 * 1024) /* ... until the token is there */

enum place_of { PLACE_INBOX, PLACE_JUNK, PLACES_FIXED };

/* A folder of messages, or an mbox. */
struct place {
	bool there;
	struct bytes path;    /* as the user gave it */
	char name[NAME_SIZE]; /* of a folder in it; "": itself */
	struct bytes folder;  /* as it is called in a report */
	enum placement placement;
	/* Folders: a room that was read, and has been quiet since, is not
	 * read again. */
	struct timespec read[ROOMS_MOST];
	bool quiet[ROOMS_MOST];
	/* An mbox: where its new messages begin, and those not seen yet.  The
	 * digests are of what stands before, and tell when it was rewritten. */
	uint64_t first, first_tail, next, next_tail;
	struct timespec changed;
	bool settled;
};

enum wish { WISH_FIND, WISH_NOTHING, WISH_DELETE };

struct wanted {
	char token[TOKEN_SIZE + 1];
	enum wish wish;
	struct place *place; /* where it was found; NULL: it was not */
	char name[NAME_SIZE];
};

struct seen { /* files by what changes when they do */
	uint64_t *keys;
	size_t count, size;
};

struct store_watch {
	struct arena *arena;
	struct mailbox_access access;
	int64_t deadline;
	bool ready, ended;
	int64_t hurry_from, due;

	struct place places[PLACES_MOST];
	size_t place_count;
	struct timespec listed; /* the folders of a Maildir */
	bool list_quiet;

	int64_t mark; /* ms; files older than this are not looked at */
	struct seen seen;
	char marks[MARKS_MOST];

	struct wanted wanted[TOKENS_MOST];
	size_t wanted_count;
	struct text octets;   /* of the message at hand */
	struct fault trouble; /* of the last look; kind NONE: it went well */
	bool unread;	/* ... and left something out that must be read again */
	bool look_told; /* LOOKED, for all tokens of now */
};

/* What the header at the start of the octets says. */
enum whose { WHOSE_NOBODYS, WHOSE_OURS, WHOSE_REPORT };
enum whose store_whose(
    struct store_watch *watch, struct bytes octets, struct wanted **wanted);
/* The octets at hand are such a message: FOUND or BOUNCED. */
void store_event(struct store_watch *watch, enum whose whose,
    struct wanted *wanted, const struct place *place, const struct stat *st,
    struct mailbox_event *event);
/* Note what stands in the way of looking; the first of a look counts. */
void store_trouble(
    struct store_watch *watch, const char *path, const char *name);

/* The header at the start of a message; `*whole`: its end is there. */
struct bytes store_header(struct bytes octets, bool *whole);
int64_t store_time(struct timespec time); /* ms */
/* Nothing was written since for so long that no more will come. */
bool store_is_settled(struct timespec written, int64_t ms);

/* ---- folders ------------------------------------------------------------- */

bool files_begin(
    struct store_watch *watch, struct bytes marks, struct fault *fault);
bool files_look(struct store_watch *watch, struct mailbox_event *event);
/* False: it could not be; then the event's fault says why. */
bool files_delete(struct store_watch *watch, const struct wanted *wanted,
    struct mailbox_event *event);
/* All is looked at again, for another token. */
void files_again(struct store_watch *watch);

/* Find the folders that are there now. */
bool places_list(struct store_watch *watch, struct fault *fault);
const char *const *rooms_of(const struct store_watch *watch); /* NULL ends */
/* NULL: errno says why. */
DIR *room_open(const struct store_watch *watch, const struct place *place,
    const char *room);
/* A regular file of a room; -1: it is none, or is not there: errno. */
int room_file(DIR *room, const char *name, struct stat *st);
/* An open file if it is an ordinary one; else it is closed, -1 and EINVAL.  -1
 * stays -1. */
int regular_only(int fd, struct stat *st);

bool seen_has(const struct seen *seen, const struct stat *st);
void seen_add(struct seen *seen, const struct stat *st);
void seen_clear(struct seen *seen);
void seen_free(struct seen *seen);

/* ---- an mbox --------------------------------------------------------------
 */

bool mbox_begin(
    struct store_watch *watch, struct bytes marks, struct fault *fault);
bool mbox_look(struct store_watch *watch, struct mailbox_event *event);
void mbox_again(struct store_watch *watch);

#endif
