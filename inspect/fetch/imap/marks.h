/*
 * marks - where new messages begin, as text that outlives the session
 *
 * "V N V N [NAME V N]...": UIDVALIDITY and a UID of INBOX, then of the junk
 * folder (0 0: there is none), then of the further folders, each behind a sum
 * of its name, since there may be others the next time.
 */
#ifndef INSPECT_FETCH_IMAP_MARKS_H
#define INSPECT_FETCH_IMAP_MARKS_H

#include "inspect/fetch/imap/session.h"

enum mark_kind {
	MARK_SINCE, /* what this session looks at */
	MARK_NOW,   /* what arrives after it began */
};

/* Appended: of all folders of the session. */
void marks_write(
    struct text *out, const struct session *session, enum mark_kind kind);

/* What START_MARKS says of that folder; false when nothing. */
bool marks_find(const struct session *session, size_t which, uint32_t *validity,
    uint32_t *first);

#endif
