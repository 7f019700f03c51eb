/*
 * dns_master - the entries of a master file (RFC 1035 5.1)
 *
 *	struct dns_master m = dns_master_of(text);
 *	while (dns_master_next(&m, &entry))
 *		... entry.items ...
 *	if (m.mistake != NULL)
 *		... m.wrong is what m.mistake speaks of ...
 *
 * Comments, blanks, parentheses and line ends are gone; what the items mean
 * is a matter of dns_zone and dns_data.  Views point into the text.
 */
#ifndef COMMON_DNS_DNS_MASTER_H
#define COMMON_DNS_DNS_MASTER_H

#include "common/base/bytes.h"

struct dns_item {
	struct bytes text; /* without its quotation marks; escapes as written */
	bool quoted;
	size_t line;
};

/* A TXT record of 65,535 octets has 257 strings when they are full. */
#define DNS_ITEMS_MOST 512

struct dns_entry {
	struct dns_item items[DNS_ITEMS_MOST];
	size_t count;	 /* at least 1 */
	bool same_owner; /* the line began with a blank */
};

struct dns_master {
	struct bytes rest;
	size_t line;
	bool inside;	       /* between parentheses ... */
	struct dns_item paren; /* ... that open here */
	const char *mistake;   /* NULL, or what is wrong: "is never closed" */
	struct dns_item wrong;
};

struct dns_master dns_master_of(struct bytes text);
/* False at the end and at a mistake. */
bool dns_master_next(struct dns_master *master, struct dns_entry *entry);

#endif
