/*
 * text - octets that grow, up to a limit given at birth
 *
 *	struct text out = text_new(64 * 1024);
 *	text_printf(&out, "%s: ", label);
 *	text_shown(&out, subject);
 *	... text_bytes(&out) ...
 *	text_free(&out);
 *
 * What would pass the limit is dropped and `full` is set; what was added
 * before stays.  Without memory the program ends, as in arena.h.
 */
#ifndef COMMON_BASE_TEXT_H
#define COMMON_BASE_TEXT_H

#include "common/base/bytes.h"

struct text {
	char *ptr;
	size_t len, size, limit;
	bool full;
};

struct text text_new(size_t limit);
/* In memory of somebody else's, which holds `size` octets and is not freed. */
struct text text_within(char *memory, size_t size);
void text_free(struct text *text);
void text_clear(struct text *text);		  /* empty again, memory kept */
struct bytes text_bytes(const struct text *text); /* until the next change */

void text_add(struct text *text, struct bytes b);
void text_char(struct text *text, char c);
void text_repeat(struct text *text, char c, size_t n);
void text_printf(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Add octets of a stranger so that no terminal can be harmed: valid UTF-8
 * stays; control characters (C0, DEL, C1), bidirectional and other invisible
 * format characters, and octets that are not UTF-8 become visible (\x1b,
 * \u202e).  Folding (CRLF and blanks) becomes one blank.
 */
void text_shown(struct text *text, struct bytes b);

/* Columns that valid UTF-8 takes in a terminal, wide characters counted 2. */
size_t text_columns(struct bytes utf8);

/*
 * The length of the well-formed UTF-8 sequence at the start of `b` (RFC 3629:
 * no surrogates, nothing overlong, at most U+10FFFF) and its code point, or 0.
 */
size_t utf8_next(struct bytes b, uint32_t *code);

/* Characters that show nothing or change how others are shown: controls (C0,
 * DEL, C1), bidirectional marks and other format characters. */
bool utf8_is_invisible(uint32_t code);
bool utf8_valid(struct bytes b); /* nothing but such sequences */
bool is_ascii(struct bytes b);	 /* nothing above 127 */

#endif
