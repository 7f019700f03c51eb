#include "inspect/fetch/imap/folder_name.h"

#include <string.h>

/* Base64 with ',' for '/' (RFC 3501 5.1.3). */
static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/* Bits between octets and base64 digits. */
struct bits {
	uint32_t value;
	unsigned count;
};

static void bits_write(struct bits *bits, struct text *out, unsigned unit)
{
	bits->value = bits->value << 16 | unit;
	bits->count += 16;
	while (bits->count >= 6) {
		bits->count -= 6;
		text_char(out, digits[bits->value >> bits->count & 63]);
	}
}

static void bits_end(struct bits *bits, struct text *out)
{
	if (bits->count > 0)
		text_char(out, digits[bits->value << (6 - bits->count) & 63]);
	*bits = (struct bits){ 0 };
}

static void shifted_write(struct bits *bits, struct text *out, uint32_t code)
{
	if (code < 0x10000) {
		bits_write(bits, out, code);
		return;
	}
	code -= 0x10000;
	bits_write(bits, out, 0xd800 + (code >> 10));
	bits_write(bits, out, 0xdc00 + (code & 0x3ff));
}

static bool is_plain(uint32_t code)
{
	return code >= ' ' && code < 127;
}

void folder_name_encode(struct text *out, struct bytes utf8)
{
	struct bits bits = { 0 };
	bool shifted = false;

	while (utf8.len > 0) {
		uint32_t code = (unsigned char)utf8.ptr[0];
		size_t n = utf8_next(utf8, &code);
		if (n == 0)
			n = 1;
		bool plain = is_plain(code);
		if (!plain && !shifted)
			text_char(out, '&');
		if (plain && shifted) {
			bits_end(&bits, out);
			text_char(out, '-');
		}
		shifted = !plain;
		if (shifted)
			shifted_write(&bits, out, code);
		else
			text_char(out, (char)code);
		if (code == '&')
			text_char(out, '-');
		utf8 = bytes_skip(utf8, n);
	}
	if (shifted) {
		bits_end(&bits, out);
		text_char(out, '-');
	}
}

static void utf8_write(struct text *out, uint32_t code)
{
	if (code < 0x80) {
		text_char(out, (char)code);
		return;
	}
	if (code < 0x800)
		text_char(out, (char)(0xc0 | code >> 6));
	else {
		if (code < 0x10000)
			text_char(out, (char)(0xe0 | code >> 12));
		else {
			text_char(out, (char)(0xf0 | code >> 18));
			text_char(out, (char)(0x80 | (code >> 12 & 63)));
		}
		text_char(out, (char)(0x80 | (code >> 6 & 63)));
	}
	text_char(out, (char)(0x80 | (code & 63)));
}

/* One UTF-16 unit; false when it does not follow the one before. */
static bool unit_take(struct text *out, uint32_t unit, uint32_t *high)
{
	bool low = unit >= 0xdc00 && unit < 0xe000;

	if (low != (*high != 0) || unit < ' ')
		return false;
	if (unit >= 0xd800 && unit < 0xdc00) {
		*high = unit;
		return true;
	}
	utf8_write(out,
	    low ? 0x10000 + ((*high & 0x3ff) << 10) + (unit & 0x3ff) : unit);
	*high = 0;
	return true;
}

static bool shifted_read(struct text *out, struct bytes run)
{
	struct bits bits = { 0 };
	uint32_t high = 0;

	for (size_t i = 0; i < run.len; i++) {
		const char *digit = memchr(digits, run.ptr[i], 64);
		if (digit == NULL)
			return false;
		bits.value = bits.value << 6 | (uint32_t)(digit - digits);
		bits.count += 6;
		if (bits.count < 16)
			continue;
		bits.count -= 16;
		if (!unit_take(out, bits.value >> bits.count & 0xffff, &high))
			return false;
	}
	return high == 0 && bits.count < 6 &&
	       (bits.value & ((1U << bits.count) - 1)) == 0;
}

static bool decode(struct text *out, struct bytes name)
{
	while (name.len > 0) {
		struct bytes plain, run;
		bool shift = bytes_cut(name, '&', &plain, &name);
		for (size_t i = 0; i < plain.len; i++)
			if (!is_plain((unsigned char)plain.ptr[i]))
				return false;
		text_add(out, plain);
		if (!shift)
			return true;
		if (!bytes_cut(name, '-', &run, &name))
			return false;
		if (run.len == 0)
			text_char(out, '&');
		else if (!shifted_read(out, run))
			return false;
	}
	return true;
}

void folder_name_decode(struct text *out, struct bytes name)
{
	struct text decoded = text_new(4 * name.len + 16);
	bool good = decode(&decoded, name);

	text_add(out, good ? text_bytes(&decoded) : name);
	text_free(&decoded);
}
