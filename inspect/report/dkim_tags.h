/* dkim_tags - the tags of a DKIM-Signature in the order they are shown in */
#ifndef INSPECT_REPORT_DKIM_TAGS_H
#define INSPECT_REPORT_DKIM_TAGS_H

#include "inspect/model/model.h"

#define DKIM_TAGS 14

struct dkim_tag {
	const char *name; /* "d=" */
	struct bytes value;
};

/* Those that the signature has; how many. */
size_t dkim_tags(struct arena *arena, const struct dkim_signature *signature,
    struct dkim_tag tags[DKIM_TAGS]);

#endif
