/*
 * dns_data_wire - what records hold, from their RDATA (RFC 1035 3.3, 3.4)
 */
#ifndef COMMON_DNS_DNS_DATA_WIRE_H
#define COMMON_DNS_DNS_DATA_WIRE_H

#include "common/dns/dns.h"
#include "common/dns/dns_wire.h"

/* NULL, or what is wrong with it. */
const char *dns_data_of_wire(struct dns_record *record, struct arena *arena,
    enum dns_type type, struct dns_wire data);

/* Link `count` records in their order, equal ones once (RFC 2181 5). */
const struct dns_record *dns_data_set(struct arena *arena,
    struct dns_record *records, size_t count, size_t *left);

#endif
