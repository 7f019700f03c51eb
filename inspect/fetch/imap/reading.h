/*
 * reading - what the readers of responses share: words, strings, literals
 */
#ifndef INSPECT_FETCH_IMAP_READING_H
#define INSPECT_FETCH_IMAP_READING_H

#include "common/base/scan.h"
#include "inspect/fetch/imap/filter.h"

/* A piece while it is read. */
struct reading {
	struct filter *filter;
	struct scan s;
	int64_t literal;
	bool literal_used; /* the grammar has a string where it stands */
};

bool reading_is_word(char c); /* of a keyword or item's name */
bool reading_is_atom(char c); /* also 8-bit, as some servers name folders */

bool reading_space(struct reading *r); /* takes one, if it is next */
/* `c` must be next. */
void reading_expect(struct reading *r, char c);
/* `least` to 2^32 - 1. */
bool reading_number(struct reading *r, uint64_t least, uint64_t *number);
/* Behind '"': what stands until the next one, escapes still in it. */
struct bytes reading_quoted(struct reading *r);
/* Any value, of no interest. */
void reading_skip(struct reading *r);
/* The piece ends here and its literal is the value. */
bool reading_literal(struct reading *r);
/* A string is passed on as a literal, which can hold any octet. */
void reading_write(struct text *out, struct bytes escaped);

/* "* NUMBER EXISTS", "* NUMBER FETCH (...)"; behind the word. */
void reading_exists(struct reading *r, unsigned number);
void reading_fetch(struct reading *r, unsigned number);
/* A FETCH behind a literal: a body, or one of its labels. */
void reading_fetch_rest(struct reading *r);
void reading_fetch_labels(struct reading *r);
/* Labels of Gmail's up to ')', or one that is a literal; behind '(' or a
 * blank.  They count when all of the FETCH was read. */
void reading_labels(struct reading *r);
void reading_labels_end(struct reading *r);
/* "* SEARCH NUMBER..."; behind the word. */
void reading_search(struct reading *r);

#endif
