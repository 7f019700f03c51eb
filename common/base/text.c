#include "common/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text text_new(size_t limit)
{
	return (struct text){ .limit = limit };
}

struct text text_within(char *memory, size_t size)
{
	return (struct text){ .ptr = memory, .size = size, .limit = size - 1 };
}

void text_free(struct text *text)
{
	free(text->ptr);
	*text = text_new(text->limit);
}

void text_clear(struct text *text)
{
	text->len = 0;
	text->full = false;
}

struct bytes text_bytes(const struct text *text)
{
	return (struct bytes){ text->ptr != NULL ? text->ptr : "", text->len };
}

/* Room for n more and a NUL. */
static bool grow(struct text *text, size_t n)
{
	if (text->full || n > text->limit - text->len) {
		text->full = true;
		return false;
	}
	if (text->size - text->len > n)
		return true;
	size_t size = text->size < 256 ? 256 : text->size * 2;
	while (size - text->len <= n)
		size *= 2;
	text->ptr = realloc(text->ptr, size);
	if (text->ptr == NULL) {
		fputs("mailplumb: out of memory\n", stderr);
		abort();
	}
	text->size = size;
	return true;
}

void text_add(struct text *text, struct bytes b)
{
	if (!grow(text, b.len) || b.len == 0)
		return;
	memcpy(text->ptr + text->len, b.ptr, b.len);
	text->len += b.len;
	text->ptr[text->len] = '\0';
}

void text_char(struct text *text, char c)
{
	text_add(text, (struct bytes){ &c, 1 });
}

void text_repeat(struct text *text, char c, size_t n)
{
	while (n-- > 0)
		text_char(text, c);
}

void text_printf(struct text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0 || !grow(text, (size_t)len))
		return;
	va_start(args, format);
	vsnprintf(text->ptr + text->len, (size_t)len + 1, format, args);
	va_end(args);
	text->len += (size_t)len;
}

/* How many octets a first octet announces, and the smallest code allowed. */
static size_t announced(unsigned char first, uint32_t *code, uint32_t *least)
{
	static const struct {
		unsigned char mask, mark;
		size_t len;
		uint32_t least;
	} forms[] = {
		{ 0x80, 0x00, 1, 0 },
		{ 0xe0, 0xc0, 2, 0x80 },
		{ 0xf0, 0xe0, 3, 0x800 },
		{ 0xf8, 0xf0, 4, 0x10000 },
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if ((first & forms[i].mask) != forms[i].mark)
			continue;
		*code = (uint32_t)first & (unsigned char)~forms[i].mask;
		*least = forms[i].least;
		return forms[i].len;
	}
	return 0;
}

size_t utf8_next(struct bytes b, uint32_t *code)
{
	uint32_t least = 0;

	if (b.len == 0)
		return 0;
	size_t len = announced((unsigned char)b.ptr[0], code, &least);
	if (len == 0 || len > b.len)
		return 0;
	for (size_t i = 1; i < len; i++) {
		unsigned char c = (unsigned char)b.ptr[i];
		if ((c & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (c & 0x3f);
	}
	bool surrogate = *code >= 0xd800 && *code <= 0xdfff;
	return *code < least || *code > 0x10ffff || surrogate ? 0 : len;
}

bool is_ascii(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if ((unsigned char)b.ptr[i] > 127)
			return false;
	return true;
}

bool utf8_valid(struct bytes b)
{
	uint32_t code = 0;

	for (size_t i = 0, len; i < b.len; i += len) {
		bool ascii = (unsigned char)b.ptr[i] < 128;
		len = ascii ? 1 : utf8_next(bytes_skip(b, i), &code);
		if (len == 0)
			return false;
	}
	return true;
}

struct range {
	uint32_t first, last;
};

static bool within(uint32_t code, const struct range *ranges)
{
	while (ranges->last != 0 && code > ranges->last)
		ranges++;
	return ranges->last != 0 && code >= ranges->first;
}

bool utf8_is_invisible(uint32_t code)
{
	static const struct range ranges[] = {
		{ 0x00, 0x1f },
		{ 0x7f, 0x9f },
		{ 0xad, 0xad },
		{ 0x61c, 0x61c },
		{ 0x180e, 0x180e },
		{ 0x200b, 0x200f },
		{ 0x2028, 0x202e },
		{ 0x2060, 0x206f },
		{ 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff },
		{ 0xfff0, 0xfffb },
		{ 0xe0000, 0xe0fff },
		{ 0, 0 },
	};
	return within(code, ranges);
}

static size_t columns_of(uint32_t code)
{
	static const struct range none[] = {
		{ 0x300, 0x36f },
		{ 0x20d0, 0x20ff },
		{ 0xfe20, 0xfe2f },
		{ 0, 0 },
	};
	static const struct range wide[] = {
		{ 0x1100, 0x115f },
		{ 0x2e80, 0x303e },
		{ 0x3041, 0xa4cf },
		{ 0xac00, 0xd7a3 },
		{ 0xf900, 0xfaff },
		{ 0xfe30, 0xfe6f },
		{ 0xff00, 0xff60 },
		{ 0xffe0, 0xffe6 },
		{ 0x1f300, 0x1f64f },
		{ 0x1f900, 0x1f9ff },
		{ 0x20000, 0x3fffd },
		{ 0, 0 },
	};
	return within(code, none) ? 0 : within(code, wide) ? 2 : 1;
}

size_t text_columns(struct bytes utf8)
{
	size_t columns = 0;
	uint32_t code = 0;

	while (utf8.len > 0) {
		size_t len = utf8_next(utf8, &code);
		columns += len > 0 ? columns_of(code) : 1;
		utf8 = bytes_skip(utf8, len > 0 ? len : 1);
	}
	return columns;
}

static size_t folding(struct bytes b)
{
	size_t n = 0;

	while (n < b.len && is_blank(b.ptr[n]))
		n++;
	return bytes_find(bytes_first(b, n), BYTES("\n")) != NULL ? n : 0;
}

void text_shown(struct text *text, struct bytes b)
{
	uint32_t code = 0;

	while (b.len > 0) {
		size_t folded = folding(b);
		size_t len = utf8_next(b, &code);
		if (folded > 0)
			text_char(text, ' ');
		else if (len == 0)
			text_printf(text, "\\x%02x", (unsigned char)b.ptr[0]);
		else if (!utf8_is_invisible(code))
			text_add(text, bytes_first(b, len));
		else if (code < 0x80)
			text_printf(text, "\\x%02x", (unsigned)code);
		else
			text_printf(text, "\\u%04x", (unsigned)code);
		b = bytes_skip(b, folded > 0 ? folded : len > 0 ? len : 1);
	}
}
