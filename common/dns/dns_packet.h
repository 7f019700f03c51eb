/*
 * dns_packet - questions and answers as they are on the wire
 *
 * An answer comes from a stranger.  It is looked at as a whole before any of
 * it is believed: what does not fit makes it DNS_MALFORMED, with a detail.
 * Names with octets that no domain name of ours has (blanks, dots within a
 * label, what cannot be printed) are such a mistake where they are data; in
 * SOA they are escaped as in master files.
 *
 * Sources: RFC 1035 4, RFC 2181 5 and 8, RFC 2308, RFC 6604, RFC 6891.
 */
#ifndef COMMON_DNS_DNS_PACKET_H
#define COMMON_DNS_DNS_PACKET_H

#include "common/dns/dns_chain.h"

#define DNS_QUESTION_SIZE 300  /* octets of the longest question */
#define DNS_PAYLOAD	  1232 /* of UDP that survives every path */

enum dns_packet_how {	   /* any of them */
	DNS_RECURSE = 1,   /* RD: a resolver is to look further */
	DNS_UNCHECKED = 2, /* CD: though DNSSEC does not validate */
	DNS_EDNS = 4,	   /* an OPT record, for answers of up to DNS_PAYLOAD */
};

/* The octets written, or 0 when `name` is none: an empty label, too long.
 * The root is the empty name.  `type`: of dns.h, or another. */
size_t dns_packet_write(unsigned char packet[DNS_QUESTION_SIZE], uint16_t id,
    unsigned type, struct bytes name, unsigned how);

/* What its first octets say; all false when it is no answer. */
struct dns_packet_head {
	bool answer, authoritative, truncated;
	unsigned rcode; /* its four bits of the header */
};
struct dns_packet_head dns_packet_head(struct bytes packet);

enum dns_packet_says {
	DNS_PACKET_ALL,	      /* the answer is complete */
	DNS_PACKET_GOES_ON,   /* only aliases: ask for the owner that is new */
	DNS_PACKET_NO_EDNS,   /* FORMERR without OPT: ask without, RFC 6891 7 */
	DNS_PACKET_TRUNCATED, /* ask over TCP */
};

/*
 * Read the answer to a question for the owner where the chain has come to,
 * and add what it tells as the word of `server`.  CNAMEs may stand in any
 * order.  All is copied but `server`.  Of the last two a failure is added, for
 * who cannot ask otherwise.
 */
enum dns_packet_says dns_packet_read(struct dns_chain *chain,
    struct arena *arena, struct bytes packet, struct bytes server);

#endif
