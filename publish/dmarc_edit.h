/*
 * dmarc_edit - a DMARC record, changed in one tag and otherwise kept
 *
 * The order of tags, blanks and tags that nobody knows stay as they are
 * written.  `text` begins with v=DMARC1 unless it is to be repaired.  Names of
 * tags are compared in any case; of a tag that is there twice the first
 * counts.  What comes back lives in the arena, or is a view into `text`.
 *
 * Source: RFC 9989 4.7, 4.8; RFC 7489 6.3, 6.4.
 */
#ifndef PUBLISH_DMARC_EDIT_H
#define PUBLISH_DMARC_EDIT_H

#include "common/base/arena.h"

/* The value of a tag; absent when there is no such tag. */
struct bytes dmarc_edit_value(struct bytes text, const char *tag);

/* With this value.  A tag that is not there comes to the end; p= right behind
 * the version, where RFC 7489 wants it. */
struct bytes dmarc_edit_set(struct arena *arena, struct bytes text,
    const char *tag, struct bytes value);
/* Without each tag of this name; the same when there is none. */
struct bytes dmarc_edit_remove(
    struct arena *arena, struct bytes text, const char *tag);
/* Its first tag of this name, under another one. */
struct bytes dmarc_edit_rename(struct arena *arena, struct bytes text,
    struct bytes tag, const char *other);

/*
 * With mailto: in front of each address of rua= or ruf= that lacks it, and
 * without size limits ("!10m").  Absent when a URI is left that is none, or is
 * no mailto:.
 */
struct bytes dmarc_edit_addresses(
    struct arena *arena, struct bytes text, const char *tag);

/*
 * What was meant: v=DMARC1 first and in capitals, ';' between tags where other
 * marks stand, quotation marks and empty tags removed, of a tag that is there
 * twice the first.  What stands between two ';' and is no tag goes.  Absent
 * when there is neither a version nor a policy.
 */
struct bytes dmarc_edit_repair(struct arena *arena, struct bytes text);

#endif
