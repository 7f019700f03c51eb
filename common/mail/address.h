/*
 * address - mailbox addresses and lists of them (RFC 5322 3.4, RFC 5321 4.1.2)
 *
 * The obsolete forms of RFC 5322 4.4 (routes, dots in phrases, comments in
 * odd places) and raw UTF-8 (RFC 6532) are read as well, since received
 * headers contain them.
 */
#ifndef COMMON_MAIL_ADDRESS_H
#define COMMON_MAIL_ADDRESS_H

#include "common/base/arena.h"

struct address {
	struct bytes display; /* as written, unquoted; absent when none */
	struct bytes local;   /* unquoted */
	struct bytes domain;  /* as written; lower case is domain_read's job */
	struct address *next;
};

struct address_list {
	struct address *first; /* groups are flattened */
	size_t count;
	const char *mistake; /* NULL, or what was expected */
	size_t mistake_at;   /* offset into the text */
};

#define ADDRESSES_MOST 1000 /* of one field; more is a mistake */

void address_list_read(
    struct address_list *list, struct arena *arena, struct bytes text);

/* Exactly one address, as in "Example <hello@example.com>". */
bool address_read(
    struct arena *arena, struct bytes text, struct address *address);

#endif
