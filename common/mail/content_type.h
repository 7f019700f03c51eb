/*
 * content_type - the value of a Content-Type field (RFC 2045 5.1)
 *
 * Comments may stand between the tokens (RFC 5322 3.2.2).  A parameter's value
 * need not be a token, since senders forget the quotation marks around
 * boundaries; continued parameters (RFC 2231 3) are not joined.
 */
#ifndef COMMON_MAIL_CONTENT_TYPE_H
#define COMMON_MAIL_CONTENT_TYPE_H

#include "common/base/arena.h"

/* "multipart/report", in lower case; absent when it cannot be read. */
struct bytes content_type_read(struct arena *arena, struct bytes value);

/* The value of a parameter, unquoted; absent when there is none, or when what
 * stands before it cannot be read. */
struct bytes content_type_parameter(
    struct arena *arena, struct bytes value, const char *name);

/* The line parts MIME entities: "--" and the boundary, "--" behind the last
 * one, blanks (RFC 2046 5.1.1). */
bool content_type_is_delimiter(
    struct bytes line, struct bytes boundary, bool *last);

/* A delivery status notification says so: RFC 6522 3, RFC 3464 2. */
bool content_type_is_delivery_report(struct arena *arena, struct bytes value);
/* A complaint about a message: RFC 6522 3, RFC 5965 2. */
bool content_type_is_complaint(struct arena *arena, struct bytes value);

#endif
