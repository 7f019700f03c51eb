/*
 * bytes - a view of octets owned by someone else
 *
 * Every parser of this project takes and gives `struct bytes`.  A view never
 * owns memory: it points into a raw message, an arena or a string literal,
 * and lives as long as that does.  It need not end in NUL.
 *
 * `ptr == NULL` means absent; `len == 0` with a pointer means present and
 * empty.  DKIM needs the difference: `p=` revokes a key, no `p` is an error.
 *
 * Letters are compared as ASCII letters whatever the locale is.
 */
#ifndef COMMON_BASE_BYTES_H
#define COMMON_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
	const char *ptr;
	size_t len;
};

#define BYTES(literal) ((struct bytes){ "" literal, sizeof(literal) - 1 })
#define ABSENT	       ((struct bytes){ NULL, 0 })

/* For printf: printf("%.*s", FMT(name)); at most INT_MAX octets are shown. */
#define FMT(b) bytes_precision(b), (b).ptr != NULL ? (b).ptr : ""
int bytes_precision(struct bytes b);

static inline bool bytes_present(struct bytes b)
{
	return b.ptr != NULL;
}
static inline bool bytes_empty(struct bytes b)
{
	return b.len == 0;
}

/* Parsers call what follows for every octet, so it is open to them here. */

static inline char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}
static inline bool is_alpha(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}
static inline bool is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}
static inline int hex_digit(char c) /* of a digit, in any case; else -1 */
{
	char lower = (char)(c | 0x20);

	return is_digit(c)		      ? c - '0'
	       : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10
					      : -1;
}
static inline bool is_blank(char c) /* SP HTAB CR LF: what folding may hold */
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
static inline bool is_control(char c) /* C0 and DEL */
{
	return (unsigned char)c < 32 || c == 127;
}

static inline struct bytes bytes_of(const char *text) /* NULL is absent */
{
	return (struct bytes){ text, text != NULL ? strlen(text) : 0 };
}
static inline struct bytes bytes_between(const char *start, const char *end)
{
	return (struct bytes){ start, (size_t)(end - start) };
}

static inline struct bytes bytes_skip(struct bytes b, size_t n) /* first n */
{
	if (n > b.len)
		n = b.len;
	return (struct bytes){ n > 0 ? b.ptr + n : b.ptr, b.len - n };
}
static inline struct bytes bytes_first(struct bytes b, size_t n) /* at most n */
{
	return (struct bytes){ b.ptr, n < b.len ? n : b.len };
}

static inline bool bytes_eq(struct bytes a, struct bytes b)
{
	return a.len == b.len &&
	       (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
bool ascii_same(const char *a, const char *b, size_t len); /* any case */
static inline bool bytes_ieq(struct bytes a, struct bytes b)
{
	return a.len == b.len && ascii_same(a.ptr, b.ptr, a.len);
}
/* `b` is this C string, which is read no further than it is alike. */
static inline bool bytes_is(struct bytes b, const char *text)
{
	size_t i = 0;

	while (i < b.len && text[i] != '\0' && b.ptr[i] == text[i])
		i++;
	return i == b.len && text[i] == '\0';
}
static inline bool bytes_iis(struct bytes b, const char *text)
{
	size_t i = 0;

	while (i < b.len && text[i] != '\0' &&
	       ascii_lower(b.ptr[i]) == ascii_lower(text[i]))
		i++;
	return i == b.len && text[i] == '\0';
}
static inline bool bytes_starts(struct bytes b, struct bytes prefix)
{
	return b.len >= prefix.len &&
	       bytes_eq(bytes_first(b, prefix.len), prefix);
}
static inline bool bytes_istarts(struct bytes b, struct bytes prefix)
{
	return b.len >= prefix.len && ascii_same(b.ptr, prefix.ptr, prefix.len);
}
static inline bool bytes_iends(struct bytes b, struct bytes suffix)
{
	return b.len >= suffix.len &&
	       bytes_ieq(bytes_skip(b, b.len - suffix.len), suffix);
}

/* The first place of `part` in `b`, or NULL. */
const char *bytes_find(struct bytes b, struct bytes part);
const char *bytes_ifind(struct bytes b, struct bytes part);

struct bytes bytes_trim(struct bytes b); /* SP HTAB CR LF, both ends */

/* Split at the first `mark`.  Without one, `after` is absent. */
bool bytes_cut(
    struct bytes b, char mark, struct bytes *before, struct bytes *after);
/* Split at the last `mark`.  Without one, `before` is absent. */
bool bytes_cut_last(
    struct bytes b, char mark, struct bytes *before, struct bytes *after);

/*
 * Take the next line off `rest`, without its LF or CRLF.  False when nothing
 * is left; a last line without an end counts.
 */
bool bytes_line(struct bytes *rest, struct bytes *line);

/* All of `b` is a decimal number no greater than `max`. */
bool bytes_number(struct bytes b, uint64_t max, uint64_t *number);

#endif
