/*
 * change_merge - several fixes as one publication
 *
 * Fixes are found one by one, and two may be about the same name and type.
 * Merged, each name and type stands once: what one of them takes away is
 * gone, what one adds is there, the rest stays.  Where two replace the same SPF
 * or DMARC record, both changes are made (text_merge.h).  Where two replace
 * another record, or both add one of a kind that may stand only once (a CNAME,
 * or two TXT of the same version, "v=spf1"), the earlier counts, which is about
 * the graver finding.
 */
#ifndef PUBLISH_CHANGE_MERGE_H
#define PUBLISH_CHANGE_MERGE_H

#include "publish/change.h"

/* A list of its own, in the order in which names first come up; records are
 * copied, their data not. */
struct change *changes_merged(struct arena *arena, const struct change *list);

/* The same list, with all it points to, in another arena. */
struct change *changes_copied(struct arena *arena, const struct change *list);

#endif
