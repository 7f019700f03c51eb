#include "send/encode.h"

#include "common/base/crypto.h"
#include <string.h>

#define LINE_MAX_COLUMNS 76 /* RFC 2045 6.7 and 6.8 */
#define LINE_OCTETS	 57 /* that give 76 columns of base64 */

const char *encoding_word(enum encoding encoding)
{
	static const char *const words[] = {
		[ENCODING_7BIT] = "7bit",
		[ENCODING_QUOTED_PRINTABLE] = "quoted-printable",
		[ENCODING_BASE64] = "base64",
	};
	return words[encoding];
}

/* The octets of the line end at the start of `b`, or 0. */
static size_t line_end(struct bytes b)
{
	if (bytes_starts(b, BYTES("\r\n")))
		return 2;
	return b.len > 0 && (b.ptr[0] == '\n' || b.ptr[0] == '\r');
}

static size_t next_line(struct bytes b)
{
	size_t len = 0;

	while (len < b.len && b.ptr[len] != '\r' && b.ptr[len] != '\n')
		len++;
	return len;
}

/* Line ends other than CRLF. */
static size_t other_ends(struct bytes text)
{
	size_t others = 0;

	while (text.len > 0) {
		text = bytes_skip(text, next_line(text));
		others += line_end(text) == 1;
		text = bytes_skip(text, line_end(text));
	}
	return others;
}

struct bytes encode_lines(
    struct arena *arena, struct bytes text, size_t *changed)
{
	size_t others = other_ends(text);
	bool ended = text.len == 0 || text.ptr[text.len - 1] == '\n';

	if (changed != NULL)
		*changed = others;
	if (others == 0 && ended)
		return text;
	struct text out = text_new(text.len + others + 2);
	while (text.len > 0) {
		size_t len = next_line(text);
		text_add(&out, bytes_first(text, len));
		text_add(&out, BYTES("\r\n"));
		text = bytes_skip(text, len);
		text = bytes_skip(text, line_end(text));
	}
	struct bytes lines = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return lines;
}

/* Every octet of every message comes by here: a call for each would cost a
 * tenth of sending it. */
static inline bool is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

static bool line_is_safe(struct bytes line)
{
	if (line.len > LINE_MAX_COLUMNS || bytes_starts(line, BYTES("From ")) ||
	    bytes_starts(line, BYTES("--=")))
		return false;
	for (size_t i = 0; i < line.len; i++)
		if (!is_printable(line.ptr[i]) && line.ptr[i] != '\t')
			return false;
	return line.len == 0 || !is_blank(line.ptr[line.len - 1]);
}

static bool lines_are_safe(struct bytes text)
{
	struct bytes line;

	while (bytes_line(&text, &line))
		if (!line_is_safe(line))
			return false;
	return true;
}

struct quoted {
	struct text *out; /* NULL: only count */
	size_t column, size;
};

static void quoted_add(struct quoted *q, struct bytes b)
{
	if (q->out != NULL)
		text_add(q->out, b);
	q->column += b.len;
	q->size += b.len;
}

static void quoted_break(struct quoted *q, struct bytes end)
{
	quoted_add(q, end);
	q->column = 0;
}

/* RFC 2045 6.7 rules 1 to 3; a line that begins with "From " is changed by
 * those who store mail in one file. */
static bool needs_quoting(const struct quoted *q, struct bytes rest)
{
	char c = rest.ptr[0];

	if (c == ' ' || c == '\t')
		return rest.len == 1;
	if (c == 'F' && q->column == 0)
		return bytes_starts(rest, BYTES("From "));
	return c == '=' || (unsigned char)c < 33 || (unsigned char)c > 126;
}

static void quoted_line(struct quoted *q, struct bytes line)
{
	static const char digits[] = "0123456789ABCDEF";

	for (; line.len > 0; line = bytes_skip(line, 1)) {
		unsigned char c = (unsigned char)line.ptr[0];
		char code[3] = { '=', digits[c >> 4], digits[c & 15] };
		size_t len = needs_quoting(q, line) ? 3 : 1;
		size_t soft = line.len > 1; /* room for "=" at the end */
		if (q->column + len + soft > LINE_MAX_COLUMNS)
			quoted_break(q, BYTES("=\r\n"));
		if (needs_quoting(q, line))
			quoted_add(q, (struct bytes){ code, 3 });
		else
			quoted_add(q, bytes_first(line, 1));
	}
	quoted_break(q, BYTES("\r\n"));
}

/* The octets that `text` takes; written to `out` unless that is NULL. */
static size_t quoted_printable(struct text *out, struct bytes text)
{
	struct quoted q = { .out = out };
	struct bytes line;

	while (bytes_line(&text, &line))
		quoted_line(&q, line);
	return q.size;
}

static size_t base64_size(size_t octets)
{
	size_t lines = (octets + LINE_OCTETS - 1) / LINE_OCTETS;

	return (octets + 2) / 3 * 4 + 2 * lines;
}

enum encoding encoding_choose(struct bytes text)
{
	if (lines_are_safe(text))
		return ENCODING_7BIT;
	return quoted_printable(NULL, text) <= base64_size(text.len)
		   ? ENCODING_QUOTED_PRINTABLE
		   : ENCODING_BASE64;
}

void encode_base64(struct text *out, struct bytes data)
{
	char line[BASE64_SIZE(LINE_OCTETS) + 2];

	for (; data.len > 0; data = bytes_skip(data, LINE_OCTETS)) {
		size_t len = base64_into(line, bytes_first(data, LINE_OCTETS));
		memcpy(line + len, "\r\n", 2);
		text_add(out, (struct bytes){ line, len + 2 });
	}
}

void encode(struct text *out, struct bytes text, enum encoding encoding)
{
	switch (encoding) {
	case ENCODING_7BIT:
		text_add(out, text);
		break;
	case ENCODING_QUOTED_PRINTABLE:
		quoted_printable(out, text);
		break;
	case ENCODING_BASE64:
		encode_base64(out, text);
		break;
	}
}
