/*
 * encode - bodies as lines that any server passes unchanged (RFC 2045 6)
 *
 * A text is UTF-8 with CRLF at every line end (encode_lines makes it so).
 * What is written consists of such lines too, of 76 columns at most.
 */
#ifndef SEND_ENCODE_H
#define SEND_ENCODE_H

#include "common/base/arena.h"
#include "common/base/text.h"

enum encoding {
	ENCODING_7BIT,
	ENCODING_QUOTED_PRINTABLE,
	ENCODING_BASE64,
};

const char *encoding_word(enum encoding encoding);

/*
 * CRLF for each CRLF, LF or CR, and one at the end of a text that does not end
 * in one; `changed` (or NULL) counts the line ends that were others.
 */
struct bytes encode_lines(
    struct arena *arena, struct bytes text, size_t *changed);

/*
 * 7bit when nothing on the way has a reason to touch the text: ASCII lines of
 * at most 76 columns that do not end in blanks, begin with "From " or look
 * like a boundary of ours ("--=").  Else what is shorter of the other two.
 */
enum encoding encoding_choose(struct bytes text);
void encode(struct text *out, struct bytes text, enum encoding encoding);

void encode_base64(struct text *out, struct bytes data);

#endif
