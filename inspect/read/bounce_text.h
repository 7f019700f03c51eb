/*
 * bounce_text - bounces that are text for people: qmail, old Exim, Exchange
 *
 * A form is the words that open it and the line behind which the message is
 * returned.  qmail's is documented as QSBMF (cr.yp.to/proto/qsbmf.txt); the
 * others are as these programs write them.  The text must come with the marks
 * of common/mail/notice.h, in plain octets.
 */
#ifndef INSPECT_READ_BOUNCE_TEXT_H
#define INSPECT_READ_BOUNCE_TEXT_H

#include "inspect/model/model.h"

#define BOUNCE_VALUE_MOST 1000 /* octets that are shown of one value */

/* False, and nothing changed, when the body has none of the forms; else all of
 * `bounce` but the token, and `returned` is the message that came back. */
bool bounce_text_read(struct bounce *bounce, struct bytes *returned,
    struct arena *arena, const struct message *message);

#endif
