#include "common/mail/status_code.h"

static bool take_number(struct bytes *rest, size_t digits_max)
{
	size_t n = 0;

	while (n < rest->len && is_digit(rest->ptr[n]))
		n++;
	*rest = bytes_skip(*rest, n);
	return n > 0 && n <= digits_max;
}

static bool take_dot(struct bytes *rest)
{
	bool there = rest->len > 0 && rest->ptr[0] == '.';

	*rest = bytes_skip(*rest, there);
	return there;
}

/* status-code = ("2"/"4"/"5") "." 1*3digit "." 1*3digit */
struct bytes status_code_read(struct bytes text)
{
	struct bytes code = bytes_trim(text), rest = bytes_skip(code, 1);

	if (code.len == 0 ||
	    (code.ptr[0] != '2' && code.ptr[0] != '4' && code.ptr[0] != '5'))
		return ABSENT;
	if (!take_dot(&rest) || !take_number(&rest, 3) || !take_dot(&rest) ||
	    !take_number(&rest, 3))
		return ABSENT;
	if (rest.len > 0 && !is_blank(rest.ptr[0]) && rest.ptr[0] != '(')
		return ABSENT;
	return bytes_first(code, code.len - rest.len);
}

/* ---- in words -------------------------------------------------------------
 */

#define REPLY_DIGITS 3

/* What an enhanced code of a reply may be followed by. */
static bool ends_code(struct bytes rest)
{
	return rest.len == 0 ||
	       (!is_digit(rest.ptr[0]) && !is_alpha(rest.ptr[0]) &&
		   rest.ptr[0] != '.');
}

/* class "." subject "." detail, of failures, whatever follows but a digit:
 * "5.1.1;", "5.7.26]". */
static struct bytes status_at(struct bytes text)
{
	struct bytes rest = bytes_skip(text, 1);

	if (text.len == 0 || (text.ptr[0] != '4' && text.ptr[0] != '5') ||
	    !take_dot(&rest) || !take_number(&rest, 3) || !take_dot(&rest) ||
	    !take_number(&rest, 3))
		return ABSENT;
	if (rest.len > 1 && rest.ptr[0] == '.' && !is_digit(rest.ptr[1]))
		return bytes_first(text, text.len - rest.len);
	return ends_code(rest) || (rest.len == 1 && rest.ptr[0] == '.')
		   ? bytes_first(text, text.len - rest.len)
		   : ABSENT;
}

static bool is_reply(struct bytes text)
{
	return text.len >= REPLY_DIGITS &&
	       (text.ptr[0] == '4' || text.ptr[0] == '5') &&
	       text.ptr[1] >= '0' && text.ptr[1] <= '5' &&
	       is_digit(text.ptr[2]);
}

/* Three digits and what RFC 5321 4.2 lets follow. */
static bool reply_at(struct bytes text, struct reply_code *code)
{
	struct bytes rest = bytes_skip(text, REPLY_DIGITS);

	if (!is_reply(text) ||
	    (rest.len > 0 && rest.ptr[0] != ' ' && rest.ptr[0] != '-' &&
		rest.ptr[0] != ';' && rest.ptr[0] != ':'))
		return false;
	code->reply = bytes_first(text, REPLY_DIGITS);
	rest = bytes_skip(rest, 1);
	while (rest.len > 0 &&
	       (rest.ptr[0] == ' ' || rest.ptr[0] == '#' || rest.ptr[0] == '('))
		rest = bytes_skip(rest, 1);
	code->status = status_at(rest);
	return true;
}

struct reply_code reply_code_find(struct bytes text)
{
	struct reply_code code = { ABSENT, ABSENT, text.len };
	bool word = true; /* one may begin here */

	for (size_t i = 0; i < text.len; i++) {
		struct bytes rest = bytes_skip(text, i);
		char c = text.ptr[i];
		if (word && reply_at(rest, &code)) {
			code.at = i;
			return code;
		}
		if (word && !bytes_present(code.status)) {
			code.status = status_at(rest);
			code.at = bytes_present(code.status) ? i : text.len;
		}
		word = is_blank(c) || c == '#' || c == '(' || c == '<' ||
		       c == '\'' || c == '"' || c == ':' || c == ';' ||
		       c == '[';
	}
	return code;
}
