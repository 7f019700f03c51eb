#include "send/field.h"

#include "common/base/crypto.h"
#include "common/mail/grammar.h"
#include <string.h>

#define COLUMNS	       78 /* RFC 5322 2.1.1 */
#define ENCODED_LINE   76 /* RFC 2047 2: a line that holds an encoded word */
#define ENCODED_WORD   75
#define ENCODED_EXTRA  12 /* =?UTF-8?Q??= */
#define ENCODED_LEAST  12 /* one character of four octets as "=F0=9F=98=80" */
#define WORD_MOST      70 /* a longer word of ASCII is encoded to be split */
#define PARAMETER_MOST 54 /* octets of a parameter's value in one line */

static const char *control_name(char c)
{
	switch (c) {
	case '\r':
	case '\n':
		return "a line break";
	case '\0':
		return "NUL";
	default:
		return "a control character";
	}
}

bool field_check(const char *what, struct bytes value, enum fault_kind kind,
    struct fault *fault)
{
	for (size_t i = 0; i < value.len; i++)
		if (is_control(value.ptr[i]) && value.ptr[i] != '\t')
			return fault_set(fault, kind,
			    "%s: %s at octet %zu; it must be one line of text",
			    what, control_name(value.ptr[i]), i + 1);
	if (!utf8_valid(value))
		return fault_set(fault, kind, "%s: not UTF-8: %.*s", what,
		    FMT(bytes_first(value, 200)));
	return true;
}

struct field_writer field_open(struct text *out, struct bytes name)
{
	text_add(out, name);
	text_char(out, ':');
	return (struct field_writer){ out, name.len + 1, COLUMNS };
}

void field_close(struct field_writer *f)
{
	text_add(f->out, BYTES("\r\n"));
}

/* As it is, on the same line. */
static void put(struct field_writer *f, struct bytes b)
{
	text_add(f->out, b);
	f->column += b.len;
}

static void fold(struct field_writer *f)
{
	text_add(f->out, BYTES("\r\n"));
	f->column = 0;
	f->most = COLUMNS;
}

/* `blanks` and `word`, on a line of their own where that is needed. */
static void put_word(
    struct field_writer *f, struct bytes blanks, struct bytes word)
{
	if (f->column + blanks.len + word.len > f->most)
		fold(f);
	put(f, blanks);
	put(f, word);
}

void field_word(struct field_writer *f, struct bytes word)
{
	put_word(f, BYTES(" "), word);
}

/* ---- encoded words, RFC 2047 ---- */

/* What may stand as it is in any encoded word (section 5, rule 3). */
static bool is_plain_in_q(char c)
{
	return is_alpha(c) || is_digit(c) ||
	       (c != '\0' && strchr("!*+-/", c) != NULL);
}

static size_t q_size(struct bytes b)
{
	size_t size = 0;

	for (size_t i = 0; i < b.len; i++)
		size += is_plain_in_q(b.ptr[i]) || b.ptr[i] == ' ' ? 1 : 3;
	return size;
}

static size_t b_size(struct bytes b)
{
	return (b.len + 2) / 3 * 4;
}

static void put_q(struct field_writer *f, struct bytes b)
{
	static const char digits[] = "0123456789ABCDEF";

	for (; b.len > 0; b = bytes_skip(b, 1)) {
		unsigned char c = (unsigned char)b.ptr[0];
		char code[3] = { '=', digits[c >> 4], digits[c & 15] };
		if (c == ' ')
			put(f, BYTES("_"));
		else if (is_plain_in_q(b.ptr[0]))
			put(f, bytes_first(b, 1));
		else
			put(f, (struct bytes){ code, 3 });
	}
}

static void put_b(struct field_writer *f, struct bytes b)
{
	char text[BASE64_SIZE(ENCODED_WORD)];

	put(f, (struct bytes){ text, base64_into(text, b) });
}

/* As many whole characters as take `room` columns. */
static struct bytes characters_within(
    struct bytes text, size_t room, size_t (*size)(struct bytes))
{
	size_t len = 0;
	uint32_t code;

	while (len < text.len && len <= room) {
		size_t more = utf8_next(bytes_skip(text, len), &code);
		if (size(bytes_first(text, len + more)) > room)
			break;
		len += more;
	}
	return bytes_first(text, len);
}

/* `text` as encoded words, each of whole characters (section 5). */
static void put_encoded(struct field_writer *f, struct bytes text)
{
	bool q = q_size(text) <= b_size(text);

	while (text.len > 0) {
		if (f->column + 1 + ENCODED_EXTRA + ENCODED_LEAST >
		    ENCODED_LINE)
			fold(f);
		size_t room = ENCODED_LINE - 1 - ENCODED_EXTRA - f->column;
		struct bytes part =
		    characters_within(text, room, q ? q_size : b_size);
		put(f, q ? BYTES(" =?UTF-8?Q?") : BYTES(" =?UTF-8?B?"));
		if (q)
			put_q(f, part);
		else
			put_b(f, part);
		put(f, BYTES("?="));
		f->most = ENCODED_LINE;
		text = bytes_skip(text, part.len);
	}
}

/* ---- unstructured text ---- */

/* Take blanks and the word behind them off `rest`. */
static struct bytes word_take(struct bytes *rest, struct bytes *blanks)
{
	size_t blank = 0, len = 0;

	while (blank < rest->len && is_blank(rest->ptr[blank]))
		blank++;
	*blanks = bytes_first(*rest, blank);
	*rest = bytes_skip(*rest, blank);
	while (len < rest->len && !is_blank(rest->ptr[len]))
		len++;
	struct bytes word = bytes_first(*rest, len);
	*rest = bytes_skip(*rest, len);
	return word;
}

static bool word_is_plain(struct bytes word)
{
	return word.len <= WORD_MOST && is_ascii(word) &&
	       bytes_find(word, BYTES("=?")) == NULL;
}

/* From the first to the last word that must be encoded; blanks that are not
 * one space are only safe inside an encoded word. */
static struct bytes span_to_encode(struct bytes text)
{
	const char *start = NULL, *end = NULL, *before = text.ptr;
	struct bytes rest = text, blanks;

	while (rest.len > 0) {
		struct bytes word = word_take(&rest, &blanks);
		bool odd = word.ptr > text.ptr && !bytes_eq(blanks, BYTES(" "));
		if (odd || !word_is_plain(word)) {
			if (start == NULL)
				start = odd ? before : word.ptr;
			end = word.ptr + word.len;
		}
		before = word.ptr;
	}
	return start != NULL ? bytes_between(start, end)
			     : bytes_skip(text, text.len);
}

static void put_plain(struct field_writer *f, struct bytes text)
{
	struct bytes blanks;

	while (text.len > 0) {
		struct bytes word = word_take(&text, &blanks);
		field_word(f, word);
	}
}

void field_text(struct field_writer *f, struct bytes text)
{
	text = bytes_trim(text);
	if (text.len == 0)
		return;
	struct bytes span = span_to_encode(text);
	put_plain(f, bytes_trim(bytes_between(text.ptr, span.ptr)));
	put_encoded(f, span);
	put_plain(f, bytes_trim(bytes_between(
			 span.ptr + span.len, text.ptr + text.len)));
}

bool field_verbatim(struct field_writer *f, struct bytes ascii)
{
	struct bytes blanks;

	ascii = bytes_trim(ascii);
	for (bool first = true; ascii.len > 0; first = false) {
		struct bytes word = word_take(&ascii, &blanks);
		put_word(f, first ? BYTES(" ") : blanks, word);
		if (f->column > FIELD_LINE_MOST)
			return false;
	}
	return true;
}

/* ---- phrases ---- */

static bool is_atoms(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		bool blank = text.ptr[i] == ' ' && i > 0 && i + 1 < text.len &&
			     text.ptr[i - 1] != ' ';
		if (!is_atext(text.ptr[i]) && !blank)
			return false;
	}
	return text.len > 0;
}

static size_t quoted_size(struct bytes text)
{
	size_t size = text.len + 2;

	for (size_t i = 0; i < text.len; i++)
		size += text.ptr[i] == '"' || text.ptr[i] == '\\';
	return size;
}

static void put_quoted(struct field_writer *f, struct bytes text)
{
	put(f, BYTES("\""));
	for (; text.len > 0; text = bytes_skip(text, 1)) {
		if (text.ptr[0] == '"' || text.ptr[0] == '\\')
			put(f, BYTES("\\"));
		put(f, bytes_first(text, 1));
	}
	put(f, BYTES("\""));
}

void field_phrase(struct field_writer *f, struct bytes phrase)
{
	bool plain =
	    word_is_plain(phrase) && bytes_find(phrase, BYTES("\t")) == NULL;

	if (!plain) {
		put_encoded(f, phrase);
	} else if (is_atoms(phrase)) {
		put_plain(f, phrase);
	} else {
		if (f->column + 1 + quoted_size(phrase) > f->most)
			fold(f);
		put(f, BYTES(" "));
		put_quoted(f, phrase);
	}
}

/* ---- parameters, RFC 2231 ---- */

/* attribute-char of section 7. */
static bool is_attribute_char(char c)
{
	return is_token_char(c) && (unsigned char)c < 128 &&
	       strchr("*'%", c) == NULL;
}

static bool is_simple_parameter(struct bytes value)
{
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.ptr[i] > 126 ||
		    is_control(value.ptr[i]) ||
		    strchr("\"\\%", value.ptr[i]) != NULL)
			return false;
	return value.len <= PARAMETER_MOST &&
	       bytes_find(value, BYTES("=?")) == NULL;
}

static size_t extended_size(struct bytes value)
{
	size_t size = 0;

	for (size_t i = 0; i < value.len; i++)
		size += is_attribute_char(value.ptr[i]) ? 1 : 3;
	return size;
}

/* Percent-encoded, at most PARAMETER_MOST columns of it. */
static struct bytes put_extended(struct field_writer *f, struct bytes value)
{
	size_t room = PARAMETER_MOST;

	for (; value.len > 0; value = bytes_skip(value, 1)) {
		struct bytes c = bytes_first(value, 1);
		size_t size = extended_size(c);
		if (size > room)
			break;
		room -= size;
		if (size == 1)
			text_add(f->out, c);
		else
			text_printf(f->out, "%%%02X", (unsigned char)c.ptr[0]);
	}
	return value;
}

void field_parameter(
    struct field_writer *f, const char *name, struct bytes value)
{
	put(f, BYTES(";"));
	if (is_simple_parameter(value)) {
		fold(f);
		text_printf(f->out, "\t%s=\"%.*s\"", name, FMT(value));
		return;
	}
	bool one = extended_size(value) <= PARAMETER_MOST;
	for (unsigned part = 0; value.len > 0; part++) {
		fold(f);
		if (one)
			text_printf(f->out, "\t%s*=", name);
		else
			text_printf(f->out, "\t%s*%u*=", name, part);
		if (part == 0)
			text_add(f->out, BYTES("UTF-8''"));
		value = put_extended(f, value);
		if (value.len > 0)
			text_char(f->out, ';');
	}
}
