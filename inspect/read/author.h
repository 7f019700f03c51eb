/*
 * author - who wrote the message: the domain DMARC is about
 *
 * RFC 5322 3.6.2.  No author domain can be told without a From field, with
 * several, or when its addresses are of several domains (RFC 9989 4.2).
 */
#ifndef INSPECT_READ_AUTHOR_H
#define INSPECT_READ_AUTHOR_H

#include "inspect/model/model.h"

void author_read(
    struct author *author, struct arena *arena, const struct message *message);

#endif
