/*
 * spf_edit - an SPF record, changed in one way and otherwise kept
 *
 * Somebody else's terms, their order and unknown modifiers stay as they are;
 * between terms there is one blank.  `text` is a record, without a mistake
 * unless it is to be repaired.  What comes back is one that
 * common/mail/spf_record.h reads without a mistake, in the arena; absent when
 * the change does not lead to such a record.
 *
 * Source: RFC 7208 4.5, 4.6, 5.1, 6.
 */
#ifndef PUBLISH_SPF_EDIT_H
#define PUBLISH_SPF_EDIT_H

#include "common/base/arena.h"

/* With this term in front of all; the same when it stands there already. */
struct bytes spf_edit_add(
    struct arena *arena, struct bytes text, struct bytes term);

/* Without each term that reads so; with another one in its place.  Absent
 * when there is none. */
struct bytes spf_edit_remove(
    struct arena *arena, struct bytes text, struct bytes term);
struct bytes spf_edit_replace(struct arena *arena, struct bytes text,
    struct bytes term, struct bytes with);

/* With all under this qualifier, which is put in where there is neither all
 * nor redirect=.  Absent when redirect= decides. */
struct bytes spf_edit_all(
    struct arena *arena, struct bytes text, char qualifier);

/* Without what is never used: mechanisms behind all, redirect= beside it. */
struct bytes spf_edit_drop_unused(struct arena *arena, struct bytes text);
/* ... or with all behind the mechanisms, so that they are used. */
struct bytes spf_edit_all_last(struct arena *arena, struct bytes text);

/*
 * One record of several: the terms of each that count, each once, and one all:
 * the softest of theirs, but never +all; ~all when nobody has one.  A
 * redirect= that cannot stay becomes an include.  What can be repaired is.
 */
struct bytes spf_edit_merge(
    struct arena *arena, const struct bytes *texts, size_t count);

/*
 * What was meant (spf_repair.c): quotation marks, other text in front and
 * typographic dashes removed, blanks and separators put right, names of terms
 * that are misspelt or not the standard's, ip4: and ip6: by the address behind
 * them.  Absent when a term is left that cannot be guessed.
 */
struct bytes spf_edit_repair(struct arena *arena, struct bytes text);

/* The text reads as a mechanism, but its '=' makes it a modifier that nobody
 * knows and everybody skips: "include=example.com". */
bool spf_term_is_skipped(struct bytes term);

#endif
