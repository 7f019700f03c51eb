/*
 * check_bounce - what a check says of a message that came back, is put off,
 * or does not come
 *
 * A server's answer is explained by the table of refusal_code.h, and follows
 * from the record of the sender that is the reason, where one is.
 */
#ifndef MAILPLUMB_CHECK_CHECK_BOUNCE_H
#define MAILPLUMB_CHECK_CHECK_BOUNCE_H

#include "mailplumb/check/check_probe.h"

/*
 * Mail that tells of this probe's message; its texts must last as long as the
 * probe.  True when that decides: the message came back.  A delay, a
 * complaint, and a failure for an address that is not the mailbox's (of a
 * copy, perhaps) are noted until the deadline.
 */
bool probe_hears(struct probe_run *probe, const struct bounce *bounce);

/* "put off, because the mailbox is full", for progress. */
struct bytes bounce_words(struct arena *arena, const struct bounce *bounce,
    const struct mailbox_settings *mailbox);

/* What became of it by the deadline, as far as others told meanwhile; it
 * decides. */
void probe_not_found(struct probe_run *probe);

#endif
