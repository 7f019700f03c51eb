/*
 * canon_find - the next octet that is not hashed as it is
 *
 * From `at` on, with nothing before it; `end` when the rest is hashed as it
 * lies.
 */
#ifndef INSPECT_VERIFY_CANON_FIND_H
#define INSPECT_VERIFY_CANON_FIND_H

/* Simple: a line end that is LF alone. */
const char *find_in_simple(const char *at, const char *end);
/* Relaxed, in a body: also HTAB, and the octet after a blank that is another
 * or may end the line. */
const char *find_in_body(const char *at, const char *end);
/* Relaxed, in a field: every line end is folding. */
const char *find_in_field(const char *at, const char *end);

#endif
