/*
 * mailbox - find our messages in mailboxes, several at a time
 *
 * A watch is one mailbox, of whatever kind.  Nothing here blocks: the caller
 * polls and steps.
 *
 *	watch = mailbox_watch_open(&access, ABSENT, deadline, fault);
 *	for (;;) {
 *		poll mailbox_watch_fd(watch) for reading until
 *		    mailbox_watch_due(watch)
 *		while (mailbox_watch_step(watch, &event))
 *			... READY: send, then mailbox_watch_look_for() ...
 *			... FOUND: event.octets is the message ...
 *			... BOUNCED: event.octets tell whose it is ...
 *	}
 *	mailbox_watch_close(watch);
 *
 * What arrived since READY is looked at; a message is ours when its own header
 * carries X-Mailplumb-Token with the token.  Delivery reports (RFC 3464) are
 * handed over while a token is looked for, maybe more than once, and whosever
 * they are.  Nothing in the mailbox is changed unless mailbox_watch_delete()
 * is called.
 */
#ifndef INSPECT_FETCH_MAILBOX_H
#define INSPECT_FETCH_MAILBOX_H

#include "common/base/crypto.h"
#include "common/base/fault.h"
#include "inspect/model/model.h"

enum imap_tls {
	IMAP_TLS_IMPLICIT, /* imaps://, port 993 */
	IMAP_TLS_STARTTLS, /* imap://, port 143: required, never plain */
	IMAP_TLS_NONE,	   /* only when the user says `tls: none` */
};

#define MAILBOX_FOLDERS_MOST 4

enum mailbox_kind {
	MAILBOX_IMAP,
	MAILBOX_MAILDIR, /* on this machine, as the two that follow */
	MAILBOX_MBOX,
	MAILBOX_FOLDER, /* a message a file */
};

/* Of a message that is found there. */
enum source_kind mailbox_source_kind(enum mailbox_kind kind);

/* Who said no to us. */
enum login_refusal {
	LOGIN_NOT_REFUSED,  /* nobody: it is about the connection */
	LOGIN_REFUSED,	    /* user or password, or what stands for them */
	LOGIN_CONSENT_OVER, /* OAuth: the user has to consent anew */
};

struct mailbox_refusal {
	enum login_refusal by;
	const char
	    *advice; /* what to do, in sentences; NULL: nothing is known */
};

#define MAILBOX_TOKEN_MOST 8192 /* octets */

/* Where OAuth tokens come from. */
struct mailbox_tokens {
	/*
	 * A token other than `stale`, which the server takes no more (empty:
	 * any that is valid), and a NUL.  May block, so it is called in a
	 * thread of its own.  FAULT_MAILBOX, FAULT_USAGE, FAULT_OURS.
	 */
	bool (*get)(void *context, const char *stale,
	    char token[MAILBOX_TOKEN_MOST + 1], struct mailbox_refusal *refusal,
	    struct fault *fault);
	void *context;
};

/* How to reach a mailbox.  Copied by mailbox_watch_open(). */
struct mailbox_access {
	enum mailbox_kind kind;
	struct bytes name; /* what the user calls it, for faults */
	/* Not over IMAP: where it lies; `junk` is a folder of the Maildir, or
	 * the path of another mbox or folder.  The next seven are about IMAP
	 * alone. */
	struct bytes path;
	struct bytes host; /* A-labels, or an IP address; also verified */
	unsigned port;	   /* 0: the scheme's own */
	enum imap_tls tls;
	struct bytes user;
	struct bytes password;	      /* may hold any octet but NUL, CR, LF */
	struct mailbox_tokens tokens; /* .get: in place of a password */
	struct bytes ca_file;	      /* absent: the system's authorities */
	struct bytes connect_to; /* "HOST:PORT" instead; absent: host, port */
	struct bytes junk;	 /* UTF-8 name; absent: as the server says */
	/* Further folders to look in, UTF-8; absent: no more. */
	struct bytes folders[MAILBOX_FOLDERS_MOST];
	int64_t patience; /* ms for one answer; 0: 30 s */
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

#define MARKS_MOST 300 /* octets */

enum mailbox_event_kind {
	MAILBOX_READY,	 /* first log-in: what arrives from now on is seen */
	MAILBOX_FOUND,	 /* one of the tokens looked for */
	MAILBOX_BOUNCED, /* a delivery report, perhaps of one of the tokens */
	MAILBOX_LOOKED,	 /* all was read once since the last look_for(): what
			    was not FOUND till now has not arrived */
	MAILBOX_DELETED, /* as mailbox_watch_delete() asked */
	MAILBOX_LOST,	 /* connection lost, will be made again; `fault` says
			 why, for progress only */
	MAILBOX_BACK,	 /* ... and was made again */
	MAILBOX_FAULT,	 /* the end; nothing follows but imap_watch_close() */
};

struct mailbox_event {
	enum mailbox_event_kind kind;
	/* READY: `folder` is the junk folder, absent when there is none, and
	 * `further` the others, ", " between; `marks` tell where messages
	 * begin that are new from now on, whatever marks it was opened with. */
	struct bytes folder; /* UTF-8, as the user sees it */
	struct bytes further;
	struct bytes marks; /* a line of printable ASCII, at most MARKS_MOST */
	/* FOUND, DELETED; views last until the next step. */
	char token[TOKEN_SIZE + 1];
	enum placement placement;
	/* FOUND, at Gmail; absent: none, or not known. */
	struct bytes category; /* of its inbox: "promotions" */
	struct bytes labels;   /* UTF-8, a line each */
	uint32_t uid;
	struct bytes octets;   /* FOUND: exactly as received; BOUNCED: the
				  first 256 KB */
	int64_t internal_date; /* FOUND: or TIME_UNKNOWN */
	int64_t found;	       /* FOUND: time of the day */
	bool expunged; /* DELETED: gone; else only flagged, since the server
			  has no UIDPLUS, or not even that: `fault` says why */
	/*
	 * FAULT: FAULT_MAILBOX, or FAULT_LOCATE when the deadline passed
	 * with the mailbox readable and a token not found.
	 */
	struct fault fault;
	struct mailbox_refusal refusal; /* FAULT: of the server, or of who gives
				   out tokens */
};

struct mailbox_watch;

/*
 * Start.  `marks` are those of an earlier watch of the same mailbox: what
 * arrived since then is looked at, too; absent: since READY.  Marks that
 * cannot be read are taken as absent ones.  `deadline` is a time of
 * clock_running().  NULL and a FAULT_USAGE when a value cannot be used,
 * FAULT_OURS when there is no starting.
 */
struct mailbox_watch *mailbox_watch_open(const struct mailbox_access *access,
    struct bytes marks, int64_t deadline, struct fault *fault);
void mailbox_watch_close(struct mailbox_watch *watch); /* NULL is fine */

int mailbox_watch_fd(const struct mailbox_watch *watch); /* -1: none now */
/* When to step though the fd is silent; a time of clock_running(). */
int64_t mailbox_watch_due(const struct mailbox_watch *watch);
/* The next event, false when there is none now. */
bool mailbox_watch_step(
    struct mailbox_watch *watch, struct mailbox_event *event);

/*
 * Report the message with this token.  Best called when the submission
 * server has accepted it: looking is quick in the first seconds after.  What
 * arrived since READY, or the marks, is seen whenever this is called.
 */
void mailbox_watch_look_for(struct mailbox_watch *watch, const char *token);
/* Give up looking for it; without tokens the watch only stays connected. */
void mailbox_watch_forget(struct mailbox_watch *watch, const char *token);
/*
 * Delete the message that was reported FOUND with this token, after its
 * token was read once more.  No other message is touched.  DELETED follows,
 * or FAULT.
 */
void mailbox_watch_delete(struct mailbox_watch *watch, const char *token);

#endif
