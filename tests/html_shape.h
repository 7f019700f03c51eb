/*
 * html_shape - whether a page is well formed, told apart from what wrote it
 *
 * A strict reading of the little XML that pages use: elements that are closed
 * in order, attributes in double quotes, the five entities, UTF-8 without
 * control characters, a declaration of the type and nothing else.
 */
#ifndef TESTS_HTML_SHAPE_H
#define TESTS_HTML_SHAPE_H

#include "common/base/text.h"
#include <stdio.h>

#define SHAPE_DEEPEST 64

struct shape {
	struct bytes rest;
	struct bytes open[SHAPE_DEEPEST];
	size_t depth;
	const char *mistake; /* NULL: none */
};

static inline bool shape_bad(struct shape *shape, const char *mistake)
{
	if (shape->mistake == NULL)
		shape->mistake = mistake;
	return false;
}

static inline bool shape_take(struct shape *shape, struct bytes what)
{
	if (!bytes_starts(shape->rest, what))
		return false;
	shape->rest = bytes_skip(shape->rest, what.len);
	return true;
}

/* One character of text or of a value. */
static inline bool shape_character(struct shape *shape)
{
	static const char *const entities[] = { "&amp;", "&lt;", "&gt;",
		"&quot;", "&#39;" };
	uint32_t code = 0;
	size_t len = utf8_next(shape->rest, &code);

	if (len == 0)
		return shape_bad(shape, "no UTF-8");
	if (code == '<')
		return shape_bad(shape, "a < of its own");
	if (code == 0xfffe || code == 0xffff ||
	    (utf8_is_invisible(code) && code != '\n'))
		return shape_bad(shape, "a character that shows nothing");
	if (code != '&') {
		shape->rest = bytes_skip(shape->rest, len);
		return true;
	}
	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (shape_take(shape, bytes_of(entities[i])))
			return true;
	return shape_bad(shape, "an & of its own");
}

static inline struct bytes shape_name(struct shape *shape)
{
	size_t n = 0;

	while (n < shape->rest.len &&
	       (is_alpha(shape->rest.ptr[n]) || is_digit(shape->rest.ptr[n]) ||
		   strchr("-:", shape->rest.ptr[n]) != NULL))
		n++;
	struct bytes name = bytes_first(shape->rest, n);
	shape->rest = bytes_skip(shape->rest, n);
	if (n == 0)
		shape_bad(shape, "a name was expected");
	return name;
}

static inline void shape_attributes(struct shape *shape)
{
	while (shape->mistake == NULL && shape_take(shape, BYTES(" "))) {
		shape_name(shape);
		if (!shape_take(shape, BYTES("=\""))) {
			shape_bad(shape, "=\" was expected");
			return;
		}
		while (shape->rest.len > 0 && shape->rest.ptr[0] != '"' &&
		       shape_character(shape))
			;
		if (!shape_take(shape, BYTES("\"")))
			shape_bad(shape, "a value is not ended");
	}
}

static inline void shape_open(struct shape *shape)
{
	struct bytes name = shape_name(shape);

	if (bytes_is(name, "script") || bytes_is(name, "a") ||
	    bytes_is(name, "img") || bytes_is(name, "link"))
		shape_bad(shape, "an element that no page has");
	shape_attributes(shape);
	if (shape_take(shape, BYTES("/>")))
		return;
	if (!shape_take(shape, BYTES(">")))
		shape_bad(shape, "> was expected");
	else if (shape->depth == SHAPE_DEEPEST)
		shape_bad(shape, "too deep");
	else
		shape->open[shape->depth++] = name;
}

static inline void shape_close(struct shape *shape)
{
	struct bytes name = shape_name(shape);

	if (shape->depth == 0 || !bytes_eq(shape->open[--shape->depth], name) ||
	    !shape_take(shape, BYTES(">")))
		shape_bad(shape, "another element is open");
}

/* NULL: it is well formed.  `rest` tells where it is not. */
static inline const char *html_mistake(struct bytes page, struct bytes *rest)
{
	struct shape shape = { .rest = page };

	if (!shape_take(&shape, BYTES("<!DOCTYPE html>\n")))
		shape_bad(&shape, "no type is declared");
	while (shape.rest.len > 0 && shape.mistake == NULL) {
		if (shape_take(&shape, BYTES("</")))
			shape_close(&shape);
		else if (shape_take(&shape, BYTES("<")))
			shape_open(&shape);
		else
			shape_character(&shape);
	}
	if (shape.mistake == NULL && shape.depth > 0)
		shape_bad(&shape, "an element is not closed");
	*rest = shape.rest;
	return shape.mistake;
}

#endif
