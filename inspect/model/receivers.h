/*
 * receivers - whose Authentication-Results to believe, and their habits
 *
 * All that is peculiar to one receiver is its row in receivers.c.
 */
#ifndef INSPECT_MODEL_RECEIVERS_H
#define INSPECT_MODEL_RECEIVERS_H

#include "common/base/bytes.h"

enum habit {
	HABIT_NO_ID = 1 << 0,	      /* begins with a result, no authserv-id */
	HABIT_ONE_SIGNATURE = 1 << 1, /* reports one DKIM signature only */
	HABIT_ONE_FIELD = 1 << 2,     /* all results in one field */
	HABIT_SCATTERED = 1 << 3,     /* a field among the author's */
	HABIT_DKIM_ONLY = 1 << 4,     /* never reports SPF or DMARC */
	HABIT_HELO_ALONE = 1 << 5,    /* of a client, its Received tell HELO and
					 address, no name it found */
};

struct receiver {
	const char *name;	    /* for --receiver and reports */
	const char *title;	    /* "Gmail" */
	const char *const *domains; /* of its mailboxes */
	const char *const *borders; /* ends of `by` in its Received fields */
	const char *const *ids;	    /* ends of its authserv-ids */
	unsigned habits;
};

/* NULL when no row fits.  A name may also be a domain of its mailboxes, or
 * the first label of one: "outlook.com", "hotmail". */
const struct receiver *receiver_named(struct bytes name);
const struct receiver *receiver_of_mailbox(struct bytes domain);
const struct receiver *receiver_of_border(struct bytes by);

/* `by` of a Received field, or an authserv-id, is this receiver's. */
bool receiver_has_border(const struct receiver *receiver, struct bytes by);
bool receiver_has_id(const struct receiver *receiver, struct bytes id);

const struct receiver *receivers_all(void); /* a row without name at the end */

#endif
