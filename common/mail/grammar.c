#include "common/mail/grammar.h"

#include <string.h>

bool is_token_char(char c)
{
	if (is_alpha(c) || is_digit(c))
		return true;
	return (unsigned char)c > 32 && c != 127 &&
	       strchr("()<>@,;:\\\"/[]?=", c) == NULL;
}

bool is_atext(char c)
{
	return is_alpha(c) || is_digit(c) || (unsigned char)c > 127 ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/*
 * comment = "(" *([FWS] ccontent) [FWS] ")"
 *
 * Without recursion, since a stranger chooses the depth.  On a mistake the
 * scan stands at the comment's start.
 */
struct bytes scan_comment(struct scan *s)
{
	const char *start = s->at;
	int depth = 0;

	for (; s->at < s->end; s->at++) {
		if (*s->at == '\\' && s->end - s->at > 1)
			s->at++;
		else if (*s->at == '(' && ++depth > GRAMMAR_DEPTH)
			break;
		else if (*s->at == ')' && --depth == 0)
			return bytes_between(start + 1, s->at++);
	}
	scan_expected(s, s->at < s->end ? "fewer comments within a comment"
					: "')' at the end of a comment");
	s->at = start;
	return ABSENT;
}

void scan_cfws_comment(struct scan *s, struct bytes *first)
{
	while (!scan_end(s)) {
		scan_while(s, is_blank);
		if (scan_end(s) || *s->at != '(')
			return;
		struct bytes text = scan_comment(s);
		if (!bytes_present(*first))
			*first = text;
	}
}

void scan_cfws(struct scan *s)
{
	struct bytes unused = ABSENT;

	scan_cfws_comment(s, &unused);
}

struct bytes scan_atom(struct scan *s)
{
	return scan_while(s, is_atext);
}

struct bytes scan_dot_atom(struct scan *s)
{
	const char *start = s->at;

	scan_atom(s);
	while (s->at > start && s->end - s->at > 1 && *s->at == '.' &&
	       is_atext(s->at[1])) {
		s->at++;
		scan_atom(s);
	}
	return bytes_between(start, s->at);
}

struct bytes scan_token(struct scan *s)
{
	return scan_while(s, is_token_char);
}

bool scan_at_quoted(const struct scan *s)
{
	return !scan_end(s) && *s->at == '"';
}

/* Between the marks; false without the second one. */
static bool quoted_raw(struct scan *s, struct bytes *raw, bool *plain)
{
	const char *start = s->at + 1;

	*plain = true;
	for (const char *at = start; at < s->end; at++) {
		if (*at == '"') {
			*raw = bytes_between(start, at);
			s->at = at + 1;
			return true;
		}
		if (*at == '\\' || *at == '\n')
			*plain = false;
		if (*at == '\\' && s->end - at > 1)
			at++;
	}
	return false;
}

/* RFC 5322 3.2.4: neither the backslash of a quoted-pair nor the line end of
 * folding is part of the text. */
static struct bytes unquote(struct arena *arena, struct bytes raw)
{
	char *text = arena_alloc(arena, raw.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < raw.len; i++) {
		bool crlf = raw.ptr[i] == '\r' && i + 1 < raw.len &&
			    raw.ptr[i + 1] == '\n';
		if (raw.ptr[i] == '\n' || crlf)
			continue;
		if (raw.ptr[i] == '\\' && i + 1 < raw.len)
			i++;
		text[len++] = raw.ptr[i];
	}
	return (struct bytes){ text, len };
}

struct bytes scan_quoted(struct arena *arena, struct scan *s)
{
	struct bytes raw = ABSENT;
	bool plain = true;

	if (!scan_at_quoted(s)) {
		scan_expected(s, "a quoted string");
		return ABSENT;
	}
	if (!quoted_raw(s, &raw, &plain)) {
		scan_expected(s, "'\"' at the end of a quoted string");
		return ABSENT;
	}
	return plain ? raw : unquote(arena, raw);
}
