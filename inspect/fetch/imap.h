/*
 * imap - find our messages in a mailbox, several mailboxes at a time
 *
 * A watch is one mailbox.  Its IMAP is spoken by a process of its own
 * (mailplumb-imap), one for each connection, so that what a hostile server
 * can do ends there.  The watch talks to it over a socket pair and trusts
 * nothing it says.  Nothing here blocks: the caller polls and steps.
 *
 *	watch = imap_watch_open(&access, deadline, fault);
 *	for (;;) {
 *		poll imap_watch_fd(watch) for reading until
 *		    imap_watch_due(watch)
 *		while (imap_watch_step(watch, &event))
 *			... READY: send, then imap_watch_look_for() ...
 *			... FOUND: event.octets is the message ...
 *			... BOUNCED: event.octets tell whose it is ...
 *	}
 *	imap_watch_close(watch);
 *
 * What arrived in INBOX or the junk folder since READY is looked at; a
 * message is ours when its own header carries X-Mailplumb-Token with the
 * token.  Delivery reports (RFC 3464) are handed over while a token is looked
 * for, maybe more than once, and whosever they are.  Lost connections are made
 * again until the deadline.  Nothing in the mailbox is changed unless
 * imap_watch_delete() is called.
 */
#ifndef INSPECT_FETCH_IMAP_H
#define INSPECT_FETCH_IMAP_H

#include "common/base/crypto.h"
#include "common/base/fault.h"
#include "inspect/model/model.h"

enum imap_tls {
	IMAP_TLS_IMPLICIT, /* imaps://, port 993 */
	IMAP_TLS_STARTTLS, /* imap://, port 143: required, never plain */
	IMAP_TLS_NONE,	   /* only when the user says `tls: none` */
};

/* How to reach a mailbox.  Copied by imap_watch_open(). */
struct mailbox_access {
	struct bytes name; /* what the user calls it, for faults */
	struct bytes host; /* A-labels, or an IP address; also verified */
	unsigned port;	   /* 0: the scheme's own */
	enum imap_tls tls;
	struct bytes user;
	struct bytes password;	 /* may hold any octet but NUL, CR, LF */
	struct bytes ca_file;	 /* absent: the system's authorities */
	struct bytes connect_to; /* "HOST:PORT" instead; absent: host, port */
	struct bytes junk;	 /* UTF-8 name; absent: as the server says */
	int64_t patience;	 /* ms for one answer; 0: 30 s */
	/* How long after a token is given looking is quick, and when the
	 * server's own telling (IDLE) replaces it; ms, 0: 10 s and 60 s. */
	int64_t quick_for, steady_for;
	/* Called for each line of the dialogue, secrets blanked, literals as
	 * "{5 octets}"; what is in it is a stranger's.  NULL: none is told. */
	void (*dialogue)(void *context, bool sent, struct bytes line);
	void *context;	     /* of dialogue */
	const char *program; /* mailplumb-imap; NULL: beside our own
				executable, else in the libexec folder */
};

enum imap_event_kind {
	IMAP_READY,   /* first log-in: what arrives from now on is seen */
	IMAP_FOUND,   /* one of the tokens looked for */
	IMAP_BOUNCED, /* a delivery report, perhaps of one of the tokens */
	IMAP_DELETED, /* as imap_watch_delete() asked */
	IMAP_LOST,    /* connection lost, will be made again; `fault` says
			 why, for progress only */
	IMAP_BACK,    /* ... and was made again */
	IMAP_FAULT,   /* the end; nothing follows but imap_watch_close() */
};

struct imap_event {
	enum imap_event_kind kind;
	/* READY: `folder` is the junk folder, absent when there is none. */
	struct bytes folder; /* UTF-8, as the user sees it */
	/* FOUND, DELETED; views last until the next step. */
	char token[TOKEN_SIZE + 1];
	enum placement placement;
	uint32_t uid;
	struct bytes octets;   /* FOUND: exactly as received; BOUNCED: the
				  first 256 KB */
	int64_t internal_date; /* FOUND: or TIME_UNKNOWN */
	int64_t found;	       /* FOUND: time of the day */
	bool expunged; /* DELETED: gone; else only flagged, since the server
			  has no UIDPLUS */
	/*
	 * FAULT: FAULT_MAILBOX, or FAULT_LOCATE when the deadline passed
	 * with the mailbox readable and a token not found.
	 */
	struct fault fault;
	bool login_refused; /* FAULT: the server said no to user or password,
			       not to the connection */
};

struct imap_watch;

/*
 * Start to connect.  `deadline` is a time of clock_running().  NULL and a
 * FAULT_USAGE when a value cannot be sent (CR, LF, NUL, too long), FAULT_OURS
 * when the process cannot be started.
 */
struct imap_watch *imap_watch_open(
    const struct mailbox_access *access, int64_t deadline, struct fault *fault);
void imap_watch_close(struct imap_watch *watch); /* NULL is fine */

int imap_watch_fd(const struct imap_watch *watch); /* -1: none just now */
/* When to step though the fd is silent; a time of clock_running(). */
int64_t imap_watch_due(const struct imap_watch *watch);
/* The next event, false when there is none now. */
bool imap_watch_step(struct imap_watch *watch, struct imap_event *event);

/*
 * Report the message with this token.  Best called when the submission
 * server has accepted it: looking is quick in the first seconds after.  What
 * arrived since READY is seen whenever this is called.
 */
void imap_watch_look_for(struct imap_watch *watch, const char *token);
/* Give up looking for it; without tokens the watch only stays connected. */
void imap_watch_forget(struct imap_watch *watch, const char *token);
/*
 * Delete the message that was reported FOUND with this token, after its
 * token was read once more.  No other message is touched.  DELETED follows,
 * or FAULT.
 */
void imap_watch_delete(struct imap_watch *watch, const char *token);

/* ---- one message, for `inspect` ----------------------------------------- */

/*
 * imaps://USER@HOST[:PORT][/FOLDER[;UID=N]] (RFC 5092, parts percent-encoded)
 * into access (name, host, port, tls, user; the rest untouched), folder
 * (absent: INBOX) and uid (0: the newest).  Views point into the arena.  A
 * password in it is refused.  FAULT_USAGE.
 */
bool imap_url_read(struct arena *arena, struct bytes url,
    struct mailbox_access *access, struct bytes *folder, uint32_t *uid,
    struct fault *fault);

/* True for text that begins with imap: or imaps: in any case. */
bool imap_url_is(struct bytes text);

/*
 * The octets of one message, into the arena; `origin` is filled.  Blocks
 * until `deadline` (clock_running()) at most.  FAULT_MAILBOX, or FAULT_INPUT
 * when there is no such message.
 */
bool imap_fetch_one(struct arena *arena, const struct mailbox_access *access,
    struct bytes folder, uint32_t uid, int64_t deadline, struct origin *origin,
    struct bytes *octets, struct fault *fault);

#endif
