#include "inspect/fetch/imap/reading.h"

bool reading_is_word(char c)
{
	return c > ' ' && c != '(' && c != ')' && c != '"' && c != '[' &&
	       c != ']' && c != '{' && c != 127;
}

bool reading_is_atom(char c) /* also 8-bit, as some servers name folders */
{
	return !is_control(c) && c != ' ' && c != '(' && c != ')' && c != '"';
}

bool reading_space(struct reading *r)
{
	return scan_take(&r->s, ' ');
}

void reading_expect(struct reading *r, char c)
{
	scan_char(&r->s, c, "sends a response that breaks IMAP's grammar");
}

bool reading_number(struct reading *r, uint64_t least, uint64_t *number)
{
	struct bytes digits = scan_while(&r->s, is_digit);

	if (bytes_number(digits, UINT32_MAX, number) && *number >= least)
		return true;
	scan_expected(&r->s, "sends a number that is none");
	return false;
}

/* Behind '"': what stands until the next one, escapes still in it. */
struct bytes reading_quoted(struct reading *r)
{
	const char *start = r->s.at;

	while (!scan_end(&r->s) && *r->s.at != '"') {
		scan_take(&r->s, '\\');
		if (!scan_end(&r->s))
			r->s.at++;
	}
	struct bytes inside = bytes_between(start, r->s.at);
	reading_expect(r, '"');
	return inside;
}

/* Any value, of no interest. */
void reading_skip(struct reading *r)
{
	unsigned depth = 0;

	do {
		if (scan_take(&r->s, '"'))
			reading_quoted(r);
		else if (scan_take(&r->s, '(')) {
			if (++depth > FILTER_DEPTH)
				scan_expected(
				    &r->s, "nests parentheses without end");
		} else if (depth > 0 && scan_take(&r->s, ')'))
			depth--;
		else if (depth == 0 || !reading_space(r)) {
			if (scan_while(&r->s, reading_is_atom).len == 0)
				break;
		}
	} while (depth > 0 && !scan_end(&r->s));
	/* A line end inside is in order only where a literal is. */
	if (depth > 0)
		scan_expected(&r->s, "breaks off inside parentheses");
}

/* A string is passed on as a literal, which can hold any octet. */
void reading_write(struct text *out, struct bytes escaped)
{
	size_t len = escaped.len;

	for (size_t i = 0; i < escaped.len; i++)
		if (escaped.ptr[i] == '\\') {
			len--;
			i++;
		}
	text_printf(out, "{%zu}\r\n", len);
	for (size_t i = 0; i < escaped.len; i++) {
		if (escaped.ptr[i] == '\\' && i + 1 < escaped.len)
			i++;
		text_char(out, escaped.ptr[i]);
	}
}

/* The piece ends here and its literal is the value. */
bool reading_literal(struct reading *r)
{
	if (r->literal < 0 || r->s.at != r->s.end || r->s.mistake != NULL)
		return false;
	r->literal_used = true;
	return true;
}
