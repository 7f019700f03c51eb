/*
 * key_text - the text of a DKIM key record: where it is wrong, and mended
 *
 * What is mended is what people do to a record when they enter it (PEM lines,
 * blanks, quotes, backslashes, the order of tags), never the key itself: a
 * text is given back only when a key that can be used stands in it.
 *
 * Source: RFC 6376 3.6.1, RFC 8301 3.2, RFC 8463.
 */
#ifndef INSPECT_JUDGE_KEY_TEXT_H
#define INSPECT_JUDGE_KEY_TEXT_H

#include "common/base/public_key.h"
#include "inspect/model/model.h"

/* What keeps the record from being read, a view into `text`; empty: something
 * is missing there. */
struct bytes key_text_flaw(struct bytes text);

/* The value of a tag; absent when there is no such tag. */
struct bytes key_text_tag(struct bytes text, char tag);

/* A key of this kind, of no fewer than 1024 bits, can be read from it. */
bool key_text_usable(
    struct arena *arena, struct bytes text, enum public_key_kind kind);

/* What can be used of it, as a record of its own; absent: nothing. */
struct bytes key_text_mended(
    struct arena *arena, struct bytes text, enum public_key_kind kind);

/* The same record with another value of a tag, or without it when `value` is
 * absent; all else as it stands.  Absent when it has no such tag. */
struct bytes key_text_with(
    struct arena *arena, struct bytes text, char tag, struct bytes value);

/* A list such as "y:s" without one of its items; absent when none is left. */
struct bytes key_list_without(
    struct arena *arena, struct bytes list, struct bytes item);

/* A private key was published. */
bool key_text_private(struct arena *arena, struct bytes text);

/* Whether this key made the signature that `verdict` is about. */
enum key_proof { KEY_UNPROVEN, KEY_SIGNED, KEY_DID_NOT_SIGN };
enum key_proof key_text_proof(
    struct arena *arena, struct bytes text, const struct dkim_verdict *verdict);

#endif
