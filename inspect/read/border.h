/*
 * border - who received the message, and where his part of the header begins
 *
 * The border is the lowest Received field that the receiver's organisation
 * wrote: all above it is his, all below was there when the message came.
 * Hops within that organisation (LMTP, addresses that cannot cross the
 * internet, its own host names) are stepped over from the top; the first hop
 * with a client from elsewhere is the border.
 */
#ifndef INSPECT_READ_BORDER_H
#define INSPECT_READ_BORDER_H

#include "inspect/model/model.h"

/* The receiver the user named, else the row of the border; NULL: none. */
const struct receiver *receiver_find(
    const struct hop *hops, const struct premises *premises);

/* NULL: the message has no Received field. */
const struct hop *border_find(const struct hop *hops,
    const struct receiver *receiver, const struct suffix_list *suffixes);

/* The receiver's topmost host with a public name; absent: none is known. */
struct bytes border_host(
    const struct hop *hops, const struct suffix_list *suffixes);

/*
 * The position of the first field below the border that the author, or a
 * server before the receiver, wrote: from there on anybody can have written
 * anything.  Without a border the search begins at the top.
 */
size_t border_author_at(
    const struct hop *border, const struct message *message);

#endif
