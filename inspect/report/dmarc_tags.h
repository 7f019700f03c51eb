/*
 * dmarc_tags - a DMARC record tag by tag, in plain words
 *
 * Every tag of RFC 9989 4.7 and those of RFC 7489 that it removed.
 */
#ifndef INSPECT_REPORT_DMARC_TAGS_H
#define INSPECT_REPORT_DMARC_TAGS_H

#include "common/base/bytes.h"

struct dmarc_tag {
	struct bytes name, value; /* as published, blanks removed */
	const char *meaning;
};

/* The next tag of `rest`, or false at the end; empty ones are passed over. */
bool dmarc_tag_next(struct bytes *rest, struct dmarc_tag *tag);

#endif
