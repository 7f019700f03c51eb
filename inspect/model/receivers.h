/*
 * receivers - whose Authentication-Results to believe, and their habits
 *
 * All that is peculiar to one receiver is its row: in receivers.c, or one of
 * the user's own (`receivers` in mailplumb.yaml), which are tried first and
 * take the place of a row of the same name.
 *
 * Software that anybody runs has a row without domains, borders and ids: then
 * the host that took the message is the receiver.
 */
#ifndef INSPECT_MODEL_RECEIVERS_H
#define INSPECT_MODEL_RECEIVERS_H

#include "common/base/names.h"

enum habit {
	HABIT_NO_ID = 1 << 0,	      /* begins with a result, no authserv-id */
	HABIT_ONE_SIGNATURE = 1 << 1, /* reports one DKIM signature only */
	HABIT_ONE_FIELD = 1 << 2,     /* all results in one field */
	HABIT_SCATTERED = 1 << 3,     /* a field among the author's */
	HABIT_DKIM_ONLY = 1 << 4,     /* never reports SPF or DMARC */
	HABIT_HELO_ALONE = 1 << 5,    /* of a client, its Received tell HELO and
					 address, no name it found */
	HABIT_REMARKS_LAST = 1 << 6,  /* what its spam filter says stands behind
					 the author's fields; it renames what
					 others wrote there */
	HABIT_TLS_UNTOLD = 1 << 7,    /* its Received says SMTP, TLS or not */
	HABIT_NAMES_UNTOLD = 1 << 8,  /* ... and "unknown" of every client */
};

/* The habits by the words of mailplumb.yaml(5). */
extern const struct name receiver_habits[];

/* What tells software apart that leaves no name: all that are given stand
 * there. */
struct software_signs {
	const char *received;	   /* in its Received field, behind `by` */
	const char *dkim_comment;  /* in the comment on a dkim result */
	const char *dmarc_comment; /* begins the one on the dmarc result */
};

/*
 * Lists end with NULL.  A border or id is a domain: it and all below it.  With
 * a '*', which stands for octets other than '.', it is the whole name.
 */
struct receiver {
	const char *name;	    /* for --receiver and reports */
	const char *title;	    /* "Gmail" */
	const char *const *domains; /* of its mailboxes */
	const char *const *borders; /* `by` in its Received fields */
	const char *const *ids;	    /* its authserv-ids */
	unsigned habits;
	struct software_signs signs;
};

/*
 * `own` is the user's rows, a row without name at the end; NULL: none.  NULL
 * when no row fits.  A name may also be a domain of its mailboxes, or the first
 * label of one: "outlook.com", "hotmail".
 */
const struct receiver *receiver_named(
    const struct receiver *own, struct bytes name);
const struct receiver *receiver_of_mailbox(
    const struct receiver *own, struct bytes domain);
const struct receiver *receiver_of_border(
    const struct receiver *own, struct bytes by);

/* --receiver and `receiver:` say that nobody is named. */
bool receiver_is_auto(struct bytes name);

/* `by` of a Received field, or an authserv-id, is this receiver's. */
bool receiver_has_border(const struct receiver *receiver, struct bytes by);
bool receiver_has_id(const struct receiver *receiver, struct bytes id);

/* It has neither borders nor ids: the host is the receiver. */
bool receiver_is_any_host(const struct receiver *receiver);

const struct receiver *receivers_all(void); /* a row without name at the end */

#endif
