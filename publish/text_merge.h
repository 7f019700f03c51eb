/*
 * text_merge - two changes of one SPF or DMARC record, both kept
 *
 * Each was made as if it were the only one.  What the later takes away or adds
 * is done to what the earlier made; where both say another value of one tag, or
 * of all and redirect=, the earlier counts.
 *
 * Sources: RFC 7208 4.6.1, RFC 9989 4.7.
 */
#ifndef PUBLISH_TEXT_MERGE_H
#define PUBLISH_TEXT_MERGE_H

#include "common/base/arena.h"

/* Absent when the three are not records of one kind, which each begins with
 * its version. */
struct bytes text_merged(struct arena *arena, struct bytes old,
    struct bytes earlier, struct bytes later);

#endif
