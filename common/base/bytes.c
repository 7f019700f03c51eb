#include "common/base/bytes.h"

#include <limits.h>
#include <string.h>

int bytes_precision(struct bytes b)
{
	return b.len > INT_MAX ? INT_MAX : (int)b.len;
}

#define EACH(octet) (UINT64_C(0x0101010101010101) * (octet))

/* Eight octets at once, letters in lower case: 'A' and more carries into the
 * top bit, and so does more than 'Z'; octets over 127 stay. */
static inline uint64_t lower_eight(const char *at)
{
	uint64_t octets, low;

	memcpy(&octets, at, sizeof(octets));
	low = octets & EACH(0x7f);
	uint64_t letters = (low + EACH(0x80 - 'A')) & ~(low + EACH(0x7f - 'Z'));
	return octets | (letters & ~octets & EACH(0x80)) >> 2;
}

bool ascii_same(const char *a, const char *b, size_t len)
{
	size_t i = 0;

	if (len > 0 && ascii_lower(*a) != ascii_lower(*b))
		return false; /* most of those that differ */
	for (; len - i >= 8; i += 8)
		if (lower_eight(a + i) != lower_eight(b + i))
			return false;
	for (; i < len; i++)
		if (ascii_lower(a[i]) != ascii_lower(b[i]))
			return false;
	return true;
}

const char *bytes_find(struct bytes b, struct bytes part)
{
	if (part.len == 0)
		return b.ptr;
	while (b.len >= part.len) {
		const char *at = memchr(b.ptr, part.ptr[0], b.len);
		if (at == NULL)
			return NULL;
		b = bytes_skip(b, (size_t)(at - b.ptr));
		if (bytes_starts(b, part))
			return at;
		b = bytes_skip(b, 1);
	}
	return NULL;
}

const char *bytes_ifind(struct bytes b, struct bytes part)
{
	for (; b.len >= part.len && bytes_present(b); b = bytes_skip(b, 1)) {
		if (bytes_istarts(b, part))
			return b.ptr;
		if (b.len == 0)
			break;
	}
	return NULL;
}

struct bytes bytes_trim(struct bytes b)
{
	while (b.len > 0 && is_blank(b.ptr[0]))
		b = bytes_skip(b, 1);
	while (b.len > 0 && is_blank(b.ptr[b.len - 1]))
		b.len--;
	return b;
}

bool bytes_cut(
    struct bytes b, char mark, struct bytes *before, struct bytes *after)
{
	const char *at = b.len > 0 ? memchr(b.ptr, mark, b.len) : NULL;

	if (at == NULL) {
		*before = b;
		*after = ABSENT;
		return false;
	}
	*before = (struct bytes){ b.ptr, (size_t)(at - b.ptr) };
	*after = (struct bytes){ at + 1, b.len - before->len - 1 };
	return true;
}

bool bytes_cut_last(
    struct bytes b, char mark, struct bytes *before, struct bytes *after)
{
	for (size_t i = b.len; i > 0; i--) {
		if (b.ptr[i - 1] != mark)
			continue;
		*after = bytes_skip(b, i);
		*before = bytes_first(b, i - 1);
		return true;
	}
	*after = b;
	*before = ABSENT;
	return false;
}

bool bytes_line(struct bytes *rest, struct bytes *line)
{
	if (rest->len == 0)
		return false;
	bytes_cut(*rest, '\n', line, rest);
	if (line->len > 0 && line->ptr[line->len - 1] == '\r')
		line->len--;
	return true;
}

bool bytes_number(struct bytes b, uint64_t max, uint64_t *number)
{
	uint64_t n = 0;

	for (size_t i = 0; i < b.len; i++) {
		if (!is_digit(b.ptr[i]))
			return false;
		uint64_t digit = (uint64_t)(b.ptr[i] - '0');
		if (digit > max || n > (max - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*number = n;
	return b.len > 0;
}
