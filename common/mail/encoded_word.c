#include "common/mail/encoded_word.h"

#include "common/base/crypto.h"
#include "common/base/names.h"
#include "common/base/text.h"

enum charset { CHARSET_OTHER, CHARSET_UTF8, CHARSET_LATIN1 };

static const struct name charsets[] = {
	{ "utf-8", CHARSET_UTF8 },
	{ "utf8", CHARSET_UTF8 },
	{ "us-ascii", CHARSET_UTF8 },
	{ "iso-8859-1", CHARSET_LATIN1 },
	{ "latin1", CHARSET_LATIN1 },
	{ NULL, CHARSET_OTHER },
};

/* RFC 2047 4.2 */
static bool q_read(struct arena *arena, struct bytes text, struct bytes *data)
{
	char *out = arena_alloc(arena, text.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == '=') {
			if (text.len - i < 3)
				return false;
			int high = hex_digit(text.ptr[i + 1]);
			int low = hex_digit(text.ptr[i + 2]);
			if (high < 0 || low < 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		}
		out[n++] = text.ptr[i] == '_' ? ' ' : c;
	}
	*data = (struct bytes){ out, n };
	return true;
}

static bool payload_read(struct arena *arena, struct bytes encoding,
    struct bytes text, struct bytes *data)
{
	if (bytes_ieq(encoding, BYTES("q")))
		return q_read(arena, text, data);
	return bytes_ieq(encoding, BYTES("b")) &&
	       base64_read(arena, text, data);
}

static void add_latin1(struct text *out, struct bytes octets)
{
	for (size_t i = 0; i < octets.len; i++) {
		unsigned char c = (unsigned char)octets.ptr[i];
		if (c >= 0x80)
			text_char(out, (char)(0xc0 | c >> 6));
		text_char(out, (char)(c < 0x80 ? c : 0x80 | (c & 0x3f)));
	}
}

static bool has_blank(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (is_blank(b.ptr[i]))
			return true;
	return false;
}

/*
 *	encoded-word = "=?" charset ["*" language] "?" encoding "?" text "?="
 *
 * The word at the start of `rest` is added and taken off, or false.
 */
static bool word_read(struct arena *arena, struct bytes *rest, struct text *out)
{
	struct bytes charset, language, encoding, text, after, data;

	if (!bytes_starts(*rest, BYTES("=?")) ||
	    !bytes_cut(bytes_skip(*rest, 2), '?', &charset, &after) ||
	    !bytes_cut(after, '?', &encoding, &after) ||
	    !bytes_cut(after, '?', &text, &after) ||
	    !bytes_starts(after, BYTES("=")) || has_blank(text))
		return false;
	bytes_cut(charset, '*', &charset, &language);
	int known = name_code(charsets, charset);
	if (known == CHARSET_OTHER ||
	    !payload_read(arena, encoding, text, &data))
		return false;
	if (known == CHARSET_LATIN1)
		add_latin1(out, data);
	else
		text_add(out, data);
	*rest = bytes_skip(after, 1);
	return true;
}

/* Blanks at the start of `rest` that stand before an encoded word. */
static size_t blanks_before_word(struct bytes rest)
{
	size_t n = 0;

	while (n < rest.len && is_blank(rest.ptr[n]))
		n++;
	return bytes_starts(bytes_skip(rest, n), BYTES("=?")) ? n : 0;
}

struct bytes encoded_words_read(struct arena *arena, struct bytes value)
{
	struct text out = text_new(value.len * 2 + 1);
	struct bytes rest = value;
	bool after_word = false;

	if (!bytes_present(value))
		return ABSENT;
	while (rest.len > 0) {
		size_t gap = after_word ? blanks_before_word(rest) : 0;
		struct bytes word = bytes_skip(rest, gap);
		after_word = word_read(arena, &word, &out);
		if (after_word) {
			rest = word;
			continue;
		}
		/* No word here: this octet, and any gap, stand as they are. */
		text_add(&out, bytes_first(rest, gap + 1));
		rest = bytes_skip(rest, gap + 1);
	}
	struct bytes read = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return read;
}
