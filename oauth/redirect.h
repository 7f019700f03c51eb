/*
 * redirect - what a browser brings to the loopback address: a request of HTTP
 *
 * Anything on this machine, and any page that a browser shows, can send
 * requests there.  Only one counts: for "/", at our own address, with the
 * `state` that nobody else knows.
 *
 * Sources: RFC 8252 7.3 and 8.9; RFC 6749 4.1.2; RFC 9112 3.
 */
#ifndef OAUTH_REDIRECT_H
#define OAUTH_REDIRECT_H

#include "oauth/answer.h"

#define REDIRECT_HEAD_MOST ((size_t)16 * 1024) /* octets */

enum redirect_kind {
	REDIRECT_PARTIAL, /* the head is not all there */
	REDIRECT_NO_PAGE, /* another path or method */
	REDIRECT_FOREIGN, /* not from whom we asked */
	REDIRECT_GRANTED, /* `code` */
	REDIRECT_REFUSED, /* `answer` has the error */
};

struct oauth_redirect {
	struct bytes code; /* secret */
	struct oauth_answer answer;
};

/* `host` is what its Host field has to be. */
enum redirect_kind oauth_redirect_read(struct oauth_redirect *redirect,
    struct arena *arena, struct bytes head, struct bytes host,
    struct bytes state);

/* What the browser gets: status line, fields, a page. */
struct bytes oauth_redirect_page(struct arena *arena, enum redirect_kind kind);

#endif
