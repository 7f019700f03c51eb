/*
 * dns_wire - a cursor over a packet of the DNS (RFC 1035 4.1)
 *
 * It stays within the packet whatever that says, keeps the first mistake and
 * then gives zeros.
 */
#ifndef COMMON_DNS_DNS_WIRE_H
#define COMMON_DNS_DNS_WIRE_H

#include "common/net/domain.h"

struct dns_wire {
	struct bytes packet; /* all of it: names point back */
	size_t at, end;
	const char *mistake;
};

/* A name as text: lower case, no final dot, the root is empty. */
struct dns_wire_name {
	char text[4 * 255];
	size_t len;
	bool odd; /* octets were escaped as RFC 1035 5.1 does */
};

struct dns_wire_record {
	size_t owner; /* offset of its name */
	unsigned type, class;
	uint32_t ttl;
	struct dns_wire data; /* a cursor over RDATA alone */
};

void dns_wire_wrong(struct dns_wire *wire, const char *mistake);
unsigned dns_wire_8(struct dns_wire *wire);
unsigned dns_wire_16(struct dns_wire *wire);
uint32_t dns_wire_32(struct dns_wire *wire);
struct bytes dns_wire_take(struct dns_wire *wire, size_t n);
struct bytes dns_wire_name(struct dns_wire *wire, struct dns_wire_name *name);
void dns_wire_skip_name(struct dns_wire *wire);
/* The name at `offset` is `name`; case does not matter. */
bool dns_wire_name_is(
    const struct dns_wire *wire, size_t offset, struct bytes name);
/* The same, or that is below it. */
bool dns_wire_name_above(
    const struct dns_wire *wire, size_t offset, struct bytes name);
void dns_wire_record(struct dns_wire *wire, struct dns_wire_record *record);

#endif
