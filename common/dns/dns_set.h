/*
 * dns_set - records in memory
 *
 * Zone files, overlays and replays fill one; then it is only read, by any
 * number of threads.  Names are as common/dns/dns_name.h has them.
 */
#ifndef COMMON_DNS_DNS_SET_H
#define COMMON_DNS_DNS_SET_H

#include "common/base/fault.h"
#include "common/dns/dns_row.h"

struct dns_set;

struct dns_set *dns_set_open(void);
void dns_set_close(struct dns_set *set); /* NULL is fine */

/* `*.example.com` is a name like another: a replay lists what was asked. */
void dns_set_literal(struct dns_set *set);

/*
 * One record more at `name`, copied.  `data` is as dns.h says; of TXT and SPF
 * its strings.  Equal records are kept once, the lowest TTL counts for all
 * (RFC 2181 5).  A status that stood there is gone.  FAULT_INPUT when there
 * are too many records.
 */
bool dns_set_add(struct dns_set *set, struct bytes name, enum dns_type type,
    uint32_t ttl, const struct dns_record *data, struct fault *fault);

/* The records of this type are gone and its answer is `status`; type 0: the
 * answer for every type that is not listed.  A name whose only entries are
 * no-name does not exist. */
void dns_set_status(struct dns_set *set, struct bytes name, enum dns_type type,
    enum dns_status status, uint32_t ttl);
/* Who gave the row and what more it said; copied. */
void dns_set_source(struct dns_set *set, struct bytes name, enum dns_type type,
    struct bytes server, struct bytes detail);

enum dns_known {
	DNS_UNKNOWN,	   /* nothing; the row says no-name */
	DNS_KNOWN_NAME,	   /* the name exists; the row says no-data */
	DNS_KNOWN_BY_STAR, /* by a wildcard, RFC 4592 */
	DNS_KNOWN,
};

/* What stands at `name`, its CNAME where nothing of `type` does.  Negative
 * TTLs are of the next SOA above (RFC 2308 5), 0 without one. */
enum dns_known dns_set_find(const struct dns_set *set, enum dns_type type,
    struct bytes name, struct dns_row *row);

/*
 * The same with CNAMEs followed inside the set and kept in `aliases`.  Circles
 * and LIMIT_DNS_ALIASES CNAMEs in a row are DNS_MALFORMED with a detail.
 * False, and an answer of no-name, when the set says nothing about the name.
 */
bool dns_set_answer(const struct dns_set *set, struct arena *arena,
    enum dns_type type, struct bytes name, struct dns_answer *answer);

#endif
