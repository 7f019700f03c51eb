/*
 * align - whether two domains align (RFC 7489 3.1)
 *
 * The organisational domain is the registrable one by the Public Suffix List
 * (RFC 7489 3.2); of a public suffix or a name without one it is the domain
 * itself.
 */
#ifndef INSPECT_VERIFY_ALIGN_H
#define INSPECT_VERIFY_ALIGN_H

#include "inspect/model/model.h"

struct bytes organization_of(
    const struct suffix_list *suffixes, struct bytes domain);

/* Absent domains align with nothing. */
enum alignment alignment_of(const struct suffix_list *suffixes,
    struct bytes author, struct bytes domain);

#endif
