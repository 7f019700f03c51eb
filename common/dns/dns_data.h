/*
 * dns_data - the parts of a record from their text (RFC 1035 5.1)
 *
 * Items are read from left to right; the first mistake stays, as in scan.h.
 * It is a phrase behind what is wrong: "'ten' is no preference ...".
 */
#ifndef COMMON_DNS_DNS_DATA_H
#define COMMON_DNS_DNS_DATA_H

#include "common/dns/dns.h"
#include "common/dns/dns_master.h"

struct dns_data {
	struct arena *arena;
	struct bytes origin;	      /* of relative names; absent: none */
	unsigned radix;		      /* of \DDD: 10; Route 53 writes 8 */
	const struct dns_item *items; /* those left */
	size_t count;
	const char *mistake;
	struct dns_item wrong;
};

/* The next item; `lacks` is the mistake about the one before without it. */
struct dns_item dns_data_item(struct dns_data *data, const char *lacks);
void dns_data_mistaken(
    struct dns_data *data, const char *mistake, struct dns_item wrong);
bool dns_data_done(struct dns_data *data); /* no mistake, nothing left */

/*
 * A name as common/dns/dns_name.h keeps it; the root is empty.  A dot within
 * a label, as in the mailbox of an SOA record, keeps its backslash.
 */
struct bytes dns_data_name(struct dns_data *data, struct dns_item item);
/* Seconds: 3600, 1h30m (s m h d w); at most 2^31-1 (RFC 2181 8). */
uint32_t dns_data_ttl(struct dns_data *data, struct dns_item item);

/* A type of dns.h, or 0 for another that exists (CAA, TYPE65280). */
enum dns_type dns_data_type(struct dns_data *data, struct dns_item item);
/* All items left are the data of a record of that type. */
void dns_data_record(
    struct dns_data *data, enum dns_type type, struct dns_record *record);

#endif
