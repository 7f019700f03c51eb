/*
 * dns_name - the form in which names are kept and compared
 *
 * Lower case, without the final dot.  Any octet may stand in a label: SPF
 * makes names of what senders write (RFC 7208 7), so this is wider than
 * common/net/domain.h.  The root is the empty name; nobody asks for it.
 */
#ifndef COMMON_DNS_DNS_NAME_H
#define COMMON_DNS_DNS_NAME_H

#include "common/net/domain.h"

struct dns_name {
	char text[DOMAIN_MAX + 1];
	size_t len;
};

/* False for empty labels, labels over 63 and names over 253 octets. */
bool dns_name_read(struct dns_name *name, struct bytes text);

static inline struct bytes dns_name_bytes(const struct dns_name *name)
{
	return (struct bytes){ name->text, name->len };
}

#endif
