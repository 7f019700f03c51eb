/*
 * suffix - registrable domains by the Public Suffix List; the user of libpsl
 *
 * The list is the newer of the one built into libpsl and that of the
 * publicsuffix package, or a file the user names.
 *
 * A handle remembers what it was asked, so it is for one thread.
 */
#ifndef COMMON_NET_SUFFIX_H
#define COMMON_NET_SUFFIX_H

#include "common/base/arena.h"
#include "common/base/fault.h"

struct suffix_list;

/* `file` NULL: the best list of the system.  A fault is FAULT_USAGE. */
struct suffix_list *suffix_list_open(const char *file, struct fault *fault);
/* A handle of the same list for another thread; `list` must outlast it. */
struct suffix_list *suffix_list_share(const struct suffix_list *list);
void suffix_list_close(struct suffix_list *list); /* NULL is fine */

/*
 * The registrable domain of `domain` (any case, no final dot): the public
 * suffix and one label more.  A domain that is itself a public suffix or an
 * address has none: absent.  The view points into `domain`.
 */
struct bytes suffix_registrable(
    const struct suffix_list *list, struct bytes domain);

/* The same host, or two of one registrable domain; absent is like nothing. */
bool suffix_same(
    const struct suffix_list *list, struct bytes a, struct bytes b);

#endif
