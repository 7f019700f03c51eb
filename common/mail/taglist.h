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
	bool required;
	/* Store the trimmed value.  NULL when fine, else what was expected. */
	const char *(*store)(void *target, struct bytes value);
};

/*
 * Fill `target` by `tags`, at most 32 rows and a NULL name.  Unknown tags are
 * ignored (RFC 6376 3.2).  Returns NULL, or the first mistake.
 */
const char *taglist_read(
    struct bytes text, const struct tag *tags, void *target);

#endif
