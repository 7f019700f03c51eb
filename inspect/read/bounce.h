/*
 * bounce - mail that tells what became of our message
 *
 * RFC 6522 (multipart/report), RFC 3464 (message/delivery-status), RFC 6533
 * for addresses beyond ASCII, and RFC 5965 (complaints).  Servers that write
 * text for people alone are read by the forms of bounce_text.h.  Only a
 * report's own top level is read: one that somebody forwards or quotes is
 * none, and a message is ours when its own header carries the token.
 */
#ifndef INSPECT_READ_BOUNCE_H
#define INSPECT_READ_BOUNCE_H

#include "inspect/model/model.h"

/*
 * What `raw` tells of a message with a token.  Of several recipients the one
 * that fared worst tells: failed, then delayed.  Views point into `raw` or the
 * arena.
 */
enum bounce_kind bounce_notice(
    struct bounce *bounce, struct arena *arena, struct bytes raw);

/* True when that is BOUNCE_FAILED: delays and complaints are no bounces. */
bool bounce_read(struct bounce *bounce, struct arena *arena, struct bytes raw);

#endif
