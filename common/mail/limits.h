/*
 * limits - how much of anything is taken from a stranger, and why
 *
 * Passing one is a finding or a mistake in the text, never a crash.
 */
#ifndef COMMON_MAIL_LIMITS_H
#define COMMON_MAIL_LIMITS_H

#include "common/dns/dns_limits.h"

/* The largest receivers take 50 MB. */
#define LIMIT_MESSAGE ((size_t)50 * 1024 * 1024)
/* SES takes 40 MB, base64 included. */
#define LIMIT_SES_MESSAGE ((size_t)40 * 1024 * 1024)
/* Real headers stay below 100 KB; Exchange refuses 256 KB.  A larger one is
 * read, but no signature over it is checked. */
#define LIMIT_HEADER ((size_t)1024 * 1024)
/* Of one value read for its meaning; fields of lists with a thousand
 * addresses stay below it.  The octets behind are kept, not read. */
#define LIMIT_VALUE ((size_t)128 * 1024)
/* Long forwarding chains reach 200. */
#define LIMIT_FIELDS 1000
/* Twelve hops that each write four fields stay below 50. */
#define LIMIT_CLAIM_FIELDS 100
/* Results in one field; Fastmail writes 8. */
#define LIMIT_CLAIMS 100
/* ... and in all fields of a message: they are compared with one another. */
#define LIMIT_ALL_CLAIMS 500
/* Properties of one result; Fastmail writes 6. */
#define LIMIT_PROPERTIES 50
/* What a spam filter says in one field; rspamd writes 30 symbols, of which most
 * weigh nothing. */
#define LIMIT_REMARKS 30
/* SES writes two, lists and gateways add one each. */
#define LIMIT_SIGNATURES 20
/* RFC 5321 6.3 asks for at least 100 Received fields before a loop is seen. */
#define LIMIT_HOPS 200
/* RFC 7208 4.6.4: terms that need the DNS, lookups that find nothing, hosts
 * of one MX and names of one address. */
#define LIMIT_SPF_LOOKUPS      10
#define LIMIT_SPF_VOID_LOOKUPS 2
#define LIMIT_SPF_HOSTS	       10
/* Terms tried that are kept for the report; a record of 64 KB has 9,000, and
 * ten of them may be included. */
#define LIMIT_SPF_STEPS 1000
/* Instances of ARC, RFC 8617 4.2.1. */
#define LIMIT_ARC_INSTANCES 50
/* Of the names in one h=; SES lists 12. */
#define LIMIT_SIGNED_NAMES 1000

#endif
