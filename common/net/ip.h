/* ip - IPv4 and IPv6 addresses (RFC 4291 2.2, written by RFC 5952) */
#ifndef COMMON_NET_IP_H
#define COMMON_NET_IP_H

#include "common/base/arena.h"

struct ip {
	int family;		  /* 4 or 6; 0 is no address */
	unsigned char octets[16]; /* 4 of them, or 16; network order */
};

#define IP_TEXT_SIZE 46

/*
 * Dotted quad or IPv6, also with the "IPv6:" of RFC 5321 4.1.3 and in square
 * brackets.  An IPv4-mapped IPv6 address becomes IPv4.  No zone ids.
 */
bool ip_read(struct bytes text, struct ip *ip);
/* Nothing but an address of this family: no brackets, no tag, no mapping. */
bool ip_read_family(struct bytes text, int family, struct ip *ip);
char *ip_write(const struct ip *ip, char text[IP_TEXT_SIZE]);
/* The address in `text`, as ip_write() writes it; absent when it is none. */
struct bytes ip_canonical(struct arena *arena, struct bytes text);
/* Its name in in-addr.arpa or ip6.arpa (RFC 1035 3.5, RFC 3596 2.5). */
#define IP_REVERSE_SIZE 80
struct bytes ip_reverse(const struct ip *ip, char name[IP_REVERSE_SIZE]);
bool ip_eq(const struct ip *a, const struct ip *b);
/* Of the same family, and the first `bits` are the same. */
bool ip_within(const struct ip *ip, const struct ip *net, unsigned bits);
/* Loopback, private, link-local, multicast ...: cannot be a client that
 * crossed the internet (RFC 6890). */
bool ip_is_local(const struct ip *ip);

#endif
