/*
 * replies - what an SMTP server's answer means, and what to do about it
 *
 * One table: a reply is found by its code and a part of its text.  What the
 * server said first in so many words comes first, the code alone after it,
 * the class of the code last; every reply has a row.  What goes wrong without
 * a reply has rows of the same form.
 *
 * Finding ids are those of the catalogue.
 *
 * Source: the SES developer guide (troubleshooting SMTP), RFC 5321 4.2.
 */
#ifndef SEND_REPLIES_H
#define SEND_REPLIES_H

#include "common/base/arena.h"

#define REPLY_MAX ((size_t)8 * 1024) /* octets kept of one reply */

enum retry {
	RETRY_NEVER,
	RETRY_PAUSED, /* with growing pauses, until the deadline */
	RETRY_SLOWER, /* the same, and nothing else is sent meanwhile */
	RETRY_LATER,  /* temporary, but not over within minutes */
};

struct reply_row {
	int code;	     /* 100 to 599; 2, 4, 5: the class; 0: no reply */
	const char *text;    /* some words of it, in any case; NULL: any */
	const char *finding; /* "send-throttled"; NULL: nothing is wrong */
	const char *meaning; /* one line */
	const char *fix;     /* one line */
	enum retry retry;
};

/*
 * `reply` is one reply, its lines separated by LF, each with its code, as
 * submit.h keeps it.  Never NULL.
 */
const struct reply_row *reply_meaning(int code, struct bytes reply);

/* What can go wrong without a reply. */
enum trouble {
	TROUBLE_UNREACHABLE, /* no connection */
	TROUBLE_SILENT,	     /* no answer in time, nothing was sent */
	TROUBLE_LOST,	     /* connection lost before the final dot */
	TROUBLE_UNCERTAIN,   /* lost or silent after the final dot */
	TROUBLE_NO_TLS,	     /* STARTTLS is not offered */
	TROUBLE_INJECTED,    /* octets between STARTTLS and the handshake */
	TROUBLE_CERTIFICATE, /* it does not verify */
	TROUBLE_TLS,	     /* the handshake failed otherwise */
	TROUBLE_NO_AUTH,     /* no AUTH, or none that we speak, after TLS */
	TROUBLE_TOO_LARGE,   /* larger than the SIZE the server announced */
	TROUBLE_NO_SMTPUTF8, /* it does not take addresses beyond ASCII */
	TROUBLE_MALFORMED,   /* what the server says is no SMTP */
};
const struct reply_row *reply_trouble(enum trouble trouble);

/* Both tables, each ended by a row without meaning: for tests and help. */
const struct reply_row *reply_rows(void);
const struct reply_row *trouble_rows(void);

/* The texts of a reply without codes, lines joined by one blank. */
struct bytes reply_text(struct arena *arena, struct bytes reply);

/* The id in "250 Ok 0100018f...-000000"; absent when there is none.  A view
 * into `reply`. */
struct bytes reply_ses_id(struct bytes reply);

/*
 * Whom "Email address is not verified" names, told as one line: the sender,
 * or recipients (the account is in the sandbox), and the region.  Absent when
 * the reply is not that one.  `from` and `to` are envelope addresses.
 */
struct bytes reply_unverified(struct arena *arena, struct bytes reply,
    struct bytes from, const struct bytes *to, size_t to_count);

#endif
