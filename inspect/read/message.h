/*
 * message - a raw message as header fields and a body (RFC 5322 2.1, 2.2)
 *
 * Nothing is copied: fields are views into `raw`.  Lines end in CRLF or LF.
 * An mbox "From " line at the top is stepped over.  Whatever the octets are,
 * every one of them belongs to the header or the body: a line that is no
 * field is stepped over and noted as the mistake.  Fields after the first
 * LIMIT_FIELDS are left out; From alone is counted there, so that no second
 * author can hide.  A header over LIMIT_HEADER is noted and read.
 */
#ifndef INSPECT_READ_MESSAGE_H
#define INSPECT_READ_MESSAGE_H

#include "inspect/model/model.h"

void message_read(
    struct message *message, struct bytes raw, struct arena *arena);

/* `value` on one line, blanks at both ends gone (RFC 5322 2.2.3). */
struct bytes value_unfold(struct arena *arena, struct bytes value);

/* "<a@example.com>" as "a@example.com" (RFC 5321 4.1.2), "<>" as empty; other
 * text as it is.  Blanks at both ends go. */
struct bytes value_without_angles(struct bytes value);

#endif
