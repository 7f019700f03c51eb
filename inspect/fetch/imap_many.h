/*
 * imap_many - many messages of one folder over one connection, for `inspect`
 *
 *	many = imap_many_open(&access, folder, &uids, within, fault);
 *	while ((step = imap_many_next(many, &raw, &origin, fault)) !=
 *	    SOURCE_END)
 *		... as with source_next() ...
 *	imap_many_close(many);
 *
 * One FETCH asks for all of them, and they are given away as they come:
 * whoever takes his time stops the server, and no more than one message is
 * held.  They come in the order of the server, which is that of their numbers.
 */
#ifndef INSPECT_FETCH_IMAP_MANY_H
#define INSPECT_FETCH_IMAP_MANY_H

#include "inspect/fetch/mailbox.h"
#include "inspect/fetch/source.h"
#include "inspect/fetch/uid_set.h"

struct imap_many;

/* `folder` absent: INBOX.  `within`: ms for each message.  NULL and a fault as
 * of mailbox_watch_open(). */
struct imap_many *imap_many_open(const struct mailbox_access *access,
    struct bytes folder, const struct uid_set *uids, int64_t within,
    struct fault *fault);

/*
 * The next message, or a fault in its place: FAULT_INPUT for one that is too
 * large, is gone, or that was named and is not there; FAULT_MAILBOX when the
 * mailbox cannot be read, which is the end.
 */
enum source_step imap_many_next(struct imap_many *many, struct bytes *raw,
    struct origin *origin, struct fault *fault);

void imap_many_close(struct imap_many *many); /* NULL is fine */

#endif
