/* dmarc_uri - where reports go: the lists of rua= and ruf= (RFC 9989 4.8) */
#ifndef COMMON_MAIL_DMARC_URI_H
#define COMMON_MAIL_DMARC_URI_H

#include "common/base/bytes.h"

/*
 * Take the next URI off the value of rua= or ruf=, without its "!10m"
 * (RFC 7489 6.2).  `*mistake` is NULL, or what is wrong with it.  False at
 * the end.
 */
bool dmarc_uri_next(
    struct bytes *rest, struct bytes *uri, const char **mistake);

/* The domain that a report to this URI goes to, as written: of mailto: what
 * follows the last '@', else the host.  Absent when it names none. */
struct bytes dmarc_uri_domain(struct bytes uri);

#endif
