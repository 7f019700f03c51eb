/*
 * mark - a stranger's text with the octets in question marked, for evidence
 *
 *	shown_by(j, "where", marked(j->arena, record, place));
 *
 * gives
 *
 *	octet 21: ...IM1; k=rsa; p=-->-----BEGIN<--MIIBIjANBgkqhkiG...
 *
 * Octets are counted from 1.  Of a long text what stands around the place is
 * given; what is left out shows as "...".  The text is as it came: the report
 * makes it safe to show.
 */
#ifndef INSPECT_JUDGE_MARK_H
#define INSPECT_JUDGE_MARK_H

#include "common/base/arena.h"

#define MARK_AROUND                                              \
	24 /* octets on either side, and of the place itself the \
	      first twice as many */

/* `place` is a view into `text`; empty: something is missing before it.  Absent
 * when either is absent, or `place` is not inside `text`. */
struct bytes marked(struct arena *arena, struct bytes text, struct bytes place);

/* The same for `len` octets from `at` on. */
struct bytes marked_at(
    struct arena *arena, struct bytes text, size_t at, size_t len);

#endif
