/*
 * dns_zone - master files (RFC 1035 5, RFC 2308 4)
 *
 * The origin is that of $ORIGIN; before one, the owner of the SOA record;
 * before that, what the file's name says as name servers' files are called:
 * example.com.zone, db.example.com.
 *
 * A record without a TTL has that of $TTL, else the one stated last, else the
 * SOA's minimum, else an hour.  Of types that dns.h does not know the name is
 * noted and nothing else.  One file holds it all: $INCLUDE is refused.
 */
#ifndef COMMON_DNS_DNS_ZONE_H
#define COMMON_DNS_DNS_ZONE_H

#include "common/base/fault.h"
#include "common/dns/dns_set.h"

#define DNS_ZONE_MOST (16 << 20) /* octets; larger zones are not of mail */

/* A fault is FAULT_INPUT and names file, line and what is wrong there. */
bool dns_zone_read(struct dns_set *set, struct bytes text, const char *file,
    struct fault *fault);

/*
 * The same for a set that lies over others: the records of a name and type
 * replace those of files before, and a name that has only types not known is
 * left out, since below it may have others.
 */
bool dns_zone_read_over(struct dns_set *set, struct bytes text,
    const char *file, struct fault *fault);

#endif
