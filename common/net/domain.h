/*
 * domain - domain names as mail uses them
 *
 * A domain is kept in lower case, as A-labels, without the final dot.
 * Underscores are letters here: `_dmarc.example.com` is a name like another.
 * libidn2 is used for labels that are not ASCII, label by label
 * (RFC 5891; mapped as RFC 5895 and UTS 46 non-transitional do).
 */
#ifndef COMMON_NET_DOMAIN_H
#define COMMON_NET_DOMAIN_H

#include "common/base/arena.h"

#define DOMAIN_MAX 253 /* octets without the final dot, RFC 1035 3.1 */
#define LABEL_MAX  63

/*
 * The domain of `text` in the form above; absent when it is not one: empty
 * labels, more than 63 or 253 octets, octets other than letters, digits,
 * hyphen and underscore after conversion, U-labels that IDNA refuses.
 */
struct bytes domain_read(struct arena *arena, struct bytes text);

/* As above, and usable in mail: at least two labels, no underscore. */
bool domain_is_host(struct bytes domain);

struct bytes domain_parent(struct bytes domain); /* absent for one label */
size_t domain_labels(struct bytes domain);
/* `domain` is `ancestor` or below it; case does not matter. */
bool domain_under(struct bytes domain, struct bytes ancestor);

#endif
