/*
 * store_watch - mailboxes that are files of this machine: the inside of
 * mailbox.h for a Maildir, an mbox and a plain folder
 *
 *	Maildir		new and cur of it and of the folders in it, Maildir++
 *			(.Junk) or not; tmp is never read
 *	mbox		one file for the inbox, one for junk; read while no
 *			writer holds a lock on it (fcntl, FILE.lock)
 *	folder		one message a file, as deliveries by LMTP or a pipe
 *			leave them; names that begin with a dot are not read
 *
 * There is nothing to wait for but time: the files are looked at every few
 * milliseconds at first, then more rarely.  Symbolic links below the paths
 * that are given, pipes and devices are stepped over.  A message counts when
 * it is there as a whole: a file of a plain folder, and the last message of an
 * mbox, when nothing was written for SETTLED ms.
 *
 * Deleting takes the file of a Maildir or folder away.  No message is taken
 * out of an mbox: DELETED says that it was not.
 */
#ifndef INSPECT_FETCH_STORE_WATCH_H
#define INSPECT_FETCH_STORE_WATCH_H

#include "inspect/fetch/mailbox.h"

#define SETTLED 200 /* ms */

struct store_watch;

/* As the functions of mailbox.h; there is no fd. */
struct store_watch *store_watch_open(const struct mailbox_access *access,
    struct bytes marks, int64_t deadline, struct fault *fault);
void store_watch_close(struct store_watch *watch); /* NULL is fine */
int64_t store_watch_due(const struct store_watch *watch);
bool store_watch_step(struct store_watch *watch, struct mailbox_event *event);
void store_watch_look_for(struct store_watch *watch, const char *token);
void store_watch_forget(struct store_watch *watch, const char *token);
void store_watch_delete(struct store_watch *watch, const char *token);

/*
 * The message that came last, for `inspect`: into the arena, `origin` filled.
 * `folder`: of a Maildir, absent: its inbox; others have none (FAULT_USAGE).
 * FAULT_INPUT when there is no message, FAULT_MAILBOX when it cannot be read.
 */
bool store_newest(struct arena *arena, const struct mailbox_access *access,
    struct bytes folder, struct origin *origin, struct bytes *octets,
    struct fault *fault);

#endif
