/*
 * field - header fields as they are sent (RFC 5322 2.2.3, RFC 2047, RFC 2231)
 *
 *	struct field_writer f = field_open(&out, "From");
 *	field_phrase(&f, BYTES("Example"));
 *	field_word(&f, BYTES("<hello@example.com>"));
 *	field_close(&f);
 *
 * A line is ended before it passes 78 columns (76 with an encoded word), if
 * there is a blank to end it at.  What is given is UTF-8 without control
 * characters (HTAB aside): field_check() sees to that.
 */
#ifndef SEND_FIELD_H
#define SEND_FIELD_H

#include "common/base/fault.h"
#include "common/base/text.h"

#define FIELD_LINE_MOST 998 /* RFC 5322 2.1.1, without CRLF */

struct field_writer {
	struct text *out;
	size_t column;
	size_t most; /* columns of this line */
};

/*
 * `value` may stand in a header: valid UTF-8, no CR, LF, NUL or other control
 * character but HTAB.  A fault of kind `kind` begins with `what`.
 */
bool field_check(const char *what, struct bytes value, enum fault_kind kind,
    struct fault *fault);

struct field_writer field_open(struct text *out, struct bytes name);
void field_close(struct field_writer *f);

/* A blank, or folding, and the word as it is. */
void field_word(struct field_writer *f, struct bytes word);

/*
 * Unstructured text (RFC 5322 3.2.5): the words from the first to the last
 * one that cannot stand as it is become encoded words, the rest stays.
 */
void field_text(struct field_writer *f, struct bytes text);

/* A display name: atoms, a quoted string or encoded words. */
void field_phrase(struct field_writer *f, struct bytes phrase);

/*
 * Text that is not changed but folded at its own blanks; a line may take 998
 * columns where there are none.  False when that does not do.
 */
bool field_verbatim(struct field_writer *f, struct bytes ascii);

/* `; name="value"`, or the extended forms of RFC 2231 where value is not
 * plain ASCII or too long for a line. */
void field_parameter(
    struct field_writer *f, const char *name, struct bytes value);

#endif
