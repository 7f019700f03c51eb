/*
 * imap - mailboxes that are reached over IMAP: the inside of mailbox.h
 *
 * A watch's IMAP is spoken by a process of its own (mailplumb-imap), one for
 * each connection, so that what a hostile server can do ends there.  The watch
 * talks to it over a socket pair and trusts nothing it says.
 *
 * What arrived since READY in INBOX, the junk folder, the further folders that
 * were asked for and, at Gmail, the archive and the trash is looked at; a
 * message is ours when its own header carries X-Mailplumb-Token with the
 * token.  Lost connections are made again until the deadline.  Nothing in the
 * mailbox is changed unless imap_watch_delete() is called.
 */
#ifndef INSPECT_FETCH_IMAP_H
#define INSPECT_FETCH_IMAP_H

#include "inspect/fetch/mailbox.h"
#include "inspect/fetch/uid_set.h"

struct imap_watch;

/* As the functions of mailbox.h. */
struct imap_watch *imap_watch_open(const struct mailbox_access *access,
    struct bytes marks, int64_t deadline, struct fault *fault);
void imap_watch_close(struct imap_watch *watch); /* NULL is fine */
int imap_watch_fd(const struct imap_watch *watch);
int64_t imap_watch_due(const struct imap_watch *watch);
bool imap_watch_step(struct imap_watch *watch, struct mailbox_event *event);
void imap_watch_look_for(struct imap_watch *watch, const char *token);
void imap_watch_forget(struct imap_watch *watch, const char *token);
void imap_watch_delete(struct imap_watch *watch, const char *token);

/* ---- one message, for `inspect` ----------------------------------------- */

/*
 * imaps://USER@HOST[:PORT][/FOLDER[;UID=N]] (RFC 5092, parts percent-encoded)
 * into access (name, host, port, tls, user; the rest untouched), folder
 * (absent: INBOX) and uids (none: the newest), where it may have a set, which
 * the standard does not know.  Views point into the arena.  A password in it
 * is refused.  FAULT_USAGE.
 */
bool imap_url_read(struct arena *arena, struct bytes url,
    struct mailbox_access *access, struct bytes *folder, struct uid_set *uids,
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
