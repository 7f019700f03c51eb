/*
 * names - words and the codes they stand for
 *
 * A table ends with a NULL word, whose code is the answer for any other word.
 */
#ifndef COMMON_BASE_NAMES_H
#define COMMON_BASE_NAMES_H

#include "common/base/bytes.h"

struct name {
	const char *word;
	int code;
};

/* Letter case does not matter. */
int name_code(const struct name *table, struct bytes word);
const char *name_word(const struct name *table, int code); /* or NULL */

/* `words` ends with NULL; letter case does not matter. */
bool word_listed(const char *const *words, struct bytes word);

#endif
