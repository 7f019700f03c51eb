/*
 * nearest - which word was meant
 */
#ifndef COMMON_BASE_NEAREST_H
#define COMMON_BASE_NEAREST_H

#include "common/base/bytes.h"

#define NEAREST_LONGEST 64

/*
 * The word among `known` that is so few letters away (put in, left out,
 * another, two swapped) that `word` is likely a typing error; absent if none.
 */
struct bytes nearest_word(
    struct bytes word, const struct bytes *known, size_t count);

#endif
