/*
 * remark_words - what filters' codes mean, one table for each kind of field
 */
#ifndef INSPECT_READ_REMARK_WORDS_H
#define INSPECT_READ_REMARK_WORDS_H

#include "common/base/bytes.h"

/* A key with one of its values.  Letter case does not matter. */
struct remark_word {
	const char *key;
	const char *value;   /* NULL: any; "9." is all that begin so */
	const char *meaning; /* NULL: shown, nothing is known of it */
	bool against;	     /* it speaks for junk */
};

/* Each ends with a row without key. */
extern const struct remark_word microsoft_words[]; /* KEY:VALUE; */
extern const struct remark_word rspamd_words[];	   /* symbols */
extern const struct remark_word verdict_words[];   /* by the field's name */
extern const struct remark_word result_codes[];	   /* in results */

/* The first row of this key whose value fits; NULL: none. */
const struct remark_word *remark_word_find(
    const struct remark_word *table, struct bytes key, struct bytes value);

#endif
