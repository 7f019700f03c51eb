/*
 * encoded_word - the text behind the encoded words of a header (RFC 2047)
 *
 * For reading alone: what comes out may hold any character, so it is never
 * parsed again and passes text_shown() before it reaches a terminal.
 */
#ifndef COMMON_MAIL_ENCODED_WORD_H
#define COMMON_MAIL_ENCODED_WORD_H

#include "common/base/arena.h"

/*
 * `value`, unfolded, as UTF-8.  UTF-8, US-ASCII and ISO-8859-1 are decoded;
 * a word in another charset, or one that breaks the grammar, stays as it is
 * written.  Blanks between two words that were decoded vanish (RFC 2047 6.2).
 */
struct bytes encoded_words_read(struct arena *arena, struct bytes value);

#endif
