/*
 * bounce - a delivery status notification as what became of our message
 *
 * RFC 6522 (multipart/report), RFC 3464 (message/delivery-status) and, for
 * addresses beyond ASCII, RFC 6533.  Only the report's own top level is read:
 * a report that somebody forwards or quotes is none.
 */
#ifndef INSPECT_READ_BOUNCE_H
#define INSPECT_READ_BOUNCE_H

#include "inspect/model/model.h"

/*
 * True when `raw` is a notification that a recipient failed for good, and the
 * message it returns has a token in its own header.  Delays and successes are
 * no bounces.  Views point into `raw` or the arena.
 */
bool bounce_read(struct bounce *bounce, struct arena *arena, struct bytes raw);

#endif
