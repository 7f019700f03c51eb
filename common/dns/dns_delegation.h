/*
 * dns_delegation - whom a server names as the servers of a zone
 *
 * A parent answers with NS records in the authority section and the addresses
 * of those hosts that it knows (glue) in the additional one; an authority of
 * the zone itself answers with the records.  A host whose name has octets that
 * no name of ours has is left out.
 *
 * Sources: RFC 1034 4.2.1 and 4.3.2, RFC 4035 3.1.4 (DS is the parent's).
 */
#ifndef COMMON_DNS_DNS_DELEGATION_H
#define COMMON_DNS_DNS_DELEGATION_H

#include "common/dns/dns_packet.h"

#define DNS_DELEGATION_HOSTS 16 /* the root and the largest zones have 13 */
#define DNS_DELEGATION_GLUE  4	/* addresses of one host */
#define DNS_TYPE_DS	     43 /* asked for, its data never read */

struct dns_delegation_host {
	struct bytes name;
	struct ip glue[DNS_DELEGATION_GLUE];
	size_t glue_count;
};

struct dns_delegation {
	struct dns_packet_head head;
	size_t answers;	    /* records of the type asked for */
	struct bytes owner; /* of the NS records; absent: there are none */
	struct dns_delegation_host hosts[DNS_DELEGATION_HOSTS];
	size_t host_count;
	const char *mistake; /* NULL, or what is wrong with the packet */
};

/* The answer to a question about `name`; NS records of other names than it or
 * those above it are passed over.  All is copied. */
void dns_delegation_read(struct dns_delegation *delegation, struct arena *arena,
    struct bytes packet, unsigned type, struct bytes name);

#endif
