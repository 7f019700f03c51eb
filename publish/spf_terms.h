/*
 * spf_terms - an SPF record as a list of its terms, to be changed
 *
 * What spf_edit.c and spf_repair.c share.  The version is not among the terms.
 * A list holds at most SPF_TERMS_MOST; a record of more is nobody's to edit.
 */
#ifndef PUBLISH_SPF_TERMS_H
#define PUBLISH_SPF_TERMS_H

#include "common/base/arena.h"

#define SPF_TERMS_MOST 250

struct spf_terms {
	struct arena *arena;
	struct bytes items[SPF_TERMS_MOST];
	size_t count;
	bool full; /* one did not fit */
};

/* The words of `text`, which are separated by blanks. */
struct spf_terms *spf_terms_of(struct arena *arena, struct bytes text);

/* At `at`, or at the end when that is beyond it. */
void spf_terms_put(struct spf_terms *terms, size_t at, struct bytes term);
void spf_terms_take(struct spf_terms *terms, size_t at);

/* The first that reads so, whatever its case and a '+' in front; else the
 * count. */
size_t spf_terms_find(const struct spf_terms *terms, struct bytes term);
size_t spf_terms_all(const struct spf_terms *terms); /* the first all */
/* The first modifier, of this name unless that is NULL. */
size_t spf_terms_modifier(const struct spf_terms *terms, const char *name);

/* "v=spf1" and the terms; absent when that is no record. */
struct bytes spf_terms_record(const struct spf_terms *terms);

/* The qualifier in front of a term, taken off; '\0' when there is none. */
char spf_term_qualifier(struct bytes *term);
/* name=..., of this name unless it is NULL. */
bool spf_term_is_modifier(struct bytes term, const char *name);

#endif
