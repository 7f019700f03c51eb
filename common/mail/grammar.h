/*
 * grammar - the lexical tokens that mail headers share, read with a scan
 *
 * RFC 5322 3.2 (atom, quoted-string, comment, CFWS) and RFC 2045 5.1 (token,
 * value, used by RFC 8601).  Comments nest at most GRAMMAR_DEPTH deep.
 */
#ifndef COMMON_MAIL_GRAMMAR_H
#define COMMON_MAIL_GRAMMAR_H

#include "common/base/arena.h"
#include "common/base/scan.h"

#define GRAMMAR_DEPTH 100

/* The text inside the comment that begins here, at '('.  Without its end it is
 * a mistake, and the scan stays. */
struct bytes scan_comment(struct scan *s);
/* Folding white space and comments, if any.  A comment without its end is a
 * mistake. */
void scan_cfws(struct scan *s);
/* The same; the text inside the first comment goes to `first`, unless there is
 * one already. */
void scan_cfws_comment(struct scan *s, struct bytes *first);

struct bytes scan_atom(struct scan *s);	    /* may be empty: no mistake */
struct bytes scan_dot_atom(struct scan *s); /* may be empty */
struct bytes scan_token(struct scan *s);    /* RFC 2045; may be empty */

/* The next octet is a quotation mark. */
bool scan_at_quoted(const struct scan *s);
/* A quoted-string, unquoted into the arena; without its end a mistake. */
struct bytes scan_quoted(struct arena *arena, struct scan *s);

bool is_atext(char c);	    /* RFC 5322 3.2.3, and octets over 127 (RFC 6532) */
bool is_token_char(char c); /* RFC 2045 5.1, and octets over 127 */

#endif
