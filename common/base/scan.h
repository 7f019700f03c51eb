/*
 * scan - read a value from left to right
 *
 * A scan remembers its first mistake and then does nothing more, so a parser
 * reads like its grammar and checks once, at the end:
 *
 *	struct scan s = scan_of(value);
 *	struct bytes id = scan_token(&s);
 *	scan_cfws(&s);
 *	scan_char(&s, ';', "';' after the id");
 *	if (!scan_done(&s))
 *		... s.mistake and s.at say what and where ...
 */
#ifndef COMMON_BASE_SCAN_H
#define COMMON_BASE_SCAN_H

#include "common/base/bytes.h"

struct scan {
	const char *at;
	const char *end;
	const char *mistake; /* NULL, or what was expected at `at` */
};

static inline struct scan scan_of(struct bytes b)
{
	const char *at = bytes_present(b) ? b.ptr : "";
	return (struct scan){ .at = at, .end = at + b.len };
}
static inline bool scan_end(const struct scan *s) /* or a mistake */
{
	return s->mistake != NULL || s->at == s->end;
}
static inline bool scan_done(const struct scan *s) /* all read, no mistake */
{
	return s->mistake == NULL && s->at == s->end;
}
/* Note a mistake; the first one stays. */
static inline void scan_expected(struct scan *s, const char *what)
{
	if (s->mistake == NULL)
		s->mistake = what;
}

static inline bool scan_take(struct scan *s, char c) /* c if it is next */
{
	if (scan_end(s) || *s->at != c)
		return false;
	s->at++;
	return true;
}
/* c must be next; `what` says so in a mistake. */
static inline void scan_char(struct scan *s, char c, const char *what)
{
	if (!scan_take(s, c))
		scan_expected(s, what);
}

static inline struct bytes scan_while(struct scan *s, bool (*is)(char))
{
	const char *at = s->at, *end = s->mistake == NULL ? s->end : s->at;

	while (at < end && is(*at))
		at++;
	struct bytes b = bytes_between(s->at, at);
	s->at = at;
	return b;
}
static inline struct bytes scan_until(struct scan *s, char mark) /* leaves it */
{
	const char *start = s->at;
	size_t left = s->mistake == NULL ? (size_t)(s->end - start) : 0;
	const char *hit = left > 0 ? memchr(start, mark, left) : NULL;

	s->at = hit != NULL ? hit : start + left;
	return bytes_between(start, s->at);
}

#endif
