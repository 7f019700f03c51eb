/*
 * taglist - the tag=value lists of RFC 6376 3.2
 *
 * DKIM signatures, DKIM keys and DMARC records share this grammar.  Each of
 * them is a table of tags; taglist_read() walks a text by such a table.
 */
#ifndef COMMON_MAIL_TAGLIST_H
#define COMMON_MAIL_TAGLIST_H

#include "common/base/bytes.h"

struct tag {
	const char *name;
	const char *required; /* NULL, or the mistake when it is missing */
	/* Store the trimmed value.  NULL when fine, else what was expected. */
	const char *(*store)(void *target, struct bytes value);
};

/*
 * Fill `target` by `tags`, at most 32 rows and a NULL name.  Tags without a
 * row are ignored; no tag may come twice, none may have a value with octets
 * that are not printable (tval), one ';' may end the list.  Returns NULL, or
 * the first mistake; what stood before it is stored.
 */
const char *taglist_read(
    struct bytes text, const struct tag *tags, void *target);

#endif
