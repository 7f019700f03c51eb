/*
 * result_word - the words receivers write for a result, one table
 *
 * Those of RFC 8601 2.7, and those outside it that have been seen.  The word
 * itself is kept verbatim in the claim.
 */
#ifndef INSPECT_READ_RESULT_WORD_H
#define INSPECT_READ_RESULT_WORD_H

#include "common/base/bytes.h"
#include "inspect/model/words.h"

/* Letter case does not matter; AUTH_OTHER for any other word, which never
 * counts as a pass or a fail. */
enum auth_result result_word_read(struct bytes word);

#endif
