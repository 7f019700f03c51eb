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

struct bytes bytes_of(const char *text); /* a C string; NULL is absent */
struct bytes bytes_between(const char *start, const char *end);

bool bytes_eq(struct bytes a, struct bytes b);
bool bytes_ieq(struct bytes a, struct bytes b);
bool bytes_starts(struct bytes b, struct bytes prefix);
bool bytes_istarts(struct bytes b, struct bytes prefix);
bool bytes_iends(struct bytes b, struct bytes suffix);
/* The first place of `part` in `b`, or NULL. */
const char *bytes_find(struct bytes b, struct bytes part);
const char *bytes_ifind(struct bytes b, struct bytes part);

struct bytes bytes_trim(struct bytes b); /* SP HTAB CR LF, both ends */
struct bytes bytes_skip(struct bytes b, size_t n);  /* without the first n */
struct bytes bytes_first(struct bytes b, size_t n); /* at most n octets */

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

char ascii_lower(char c);
bool is_alpha(char c);
bool is_digit(char c);
bool is_blank(char c);	 /* SP HTAB CR LF: what folding may contain */
bool is_control(char c); /* C0 and DEL */

#endif
