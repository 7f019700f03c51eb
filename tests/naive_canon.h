/*
 * naive_canon - canonical forms octet by octet, as RFC 6376 3.4 tells them
 *
 * What inspect/verify/canon.h is compared with, and what tests/signer.h signs.
 */
#ifndef TESTS_NAIVE_CANON_H
#define TESTS_NAIVE_CANON_H

#include "common/base/text.h"
#include "inspect/verify/canon.h"

/* CRLF for every LF. */
static inline void naive_lines(struct bytes in, struct text *out)
{
	for (size_t i = 0; i < in.len; i++) {
		if (in.ptr[i] == '\n' && (i == 0 || in.ptr[i - 1] != '\r'))
			text_char(out, '\r');
		text_char(out, in.ptr[i]);
	}
}

/* The last octets are CRLF: take them off. */
static inline bool naive_chop(struct text *out)
{
	if (out->len < 2 || out->ptr[out->len - 1] != '\n' ||
	    out->ptr[out->len - 2] != '\r')
		return false;
	out->len -= 2;
	return true;
}

static inline bool naive_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Runs of blanks become one, those at line ends none. */
static inline void naive_squeeze(struct bytes in, struct text *out)
{
	for (size_t i = 0; i < in.len; i++) {
		size_t next = i;
		while (next < in.len && naive_blank(in.ptr[next]))
			next++;
		bool ends = next == in.len ||
			    (next + 1 < in.len && in.ptr[next] == '\r' &&
				in.ptr[next + 1] == '\n');
		if (!naive_blank(in.ptr[i]))
			text_char(out, in.ptr[i]);
		else if (!ends)
			text_char(out, ' ');
		if (next > i)
			i = next - 1;
	}
}

static inline void naive_body(
    enum canon_kind kind, struct bytes body, struct text *out)
{
	struct text lines = text_new(1 << 27);

	naive_lines(body, &lines);
	if (kind == CANON_RELAXED)
		naive_squeeze(text_bytes(&lines), out);
	else
		text_add(out, text_bytes(&lines));
	text_free(&lines);
	while (naive_chop(out))
		;
	if (out->len > 0 || kind == CANON_SIMPLE)
		text_add(out, BYTES("\r\n"));
}

/* The value on one line, outer blanks gone, inner runs one. */
static inline void naive_value(struct bytes value, struct text *out)
{
	struct text lines = text_new(1 << 24), flat = text_new(1 << 24);

	naive_lines(value, &lines);
	for (size_t i = 0; i < lines.len; i++) {
		bool fold = lines.ptr[i] == '\r' && i + 1 < lines.len &&
			    lines.ptr[i + 1] == '\n';
		text_char(&flat, fold ? ' ' : lines.ptr[i]);
		i += fold;
	}
	struct bytes rest = text_bytes(&flat);
	while (rest.len > 0 && naive_blank(rest.ptr[0]))
		rest = bytes_skip(rest, 1);
	naive_squeeze(rest, out);
	text_free(&lines);
	text_free(&flat);
}

static inline void naive_name(struct bytes name, struct text *out)
{
	for (size_t i = 0; i < name.len; i++)
		text_char(out, ascii_lower(name.ptr[i]));
	text_char(out, ':');
}

/* Without its line end. */
static inline void naive_unended(
    enum canon_kind kind, const struct field *field, struct text *out)
{
	if (kind == CANON_RELAXED) {
		naive_name(field->name, out);
		naive_value(field->value, out);
		return;
	}
	size_t before = out->len;
	naive_lines(field->raw, out);
	if (out->len > before)
		naive_chop(out);
}

static inline void naive_field(
    enum canon_kind kind, const struct field *field, struct text *out)
{
	naive_unended(kind, field, out);
	text_add(out, BYTES("\r\n"));
}

#endif
