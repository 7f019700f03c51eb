/*
 * talk - a mail transaction over a connection that libcurl has made
 *
 * libcurl connects, verifies, says EHLO, STARTTLS and AUTH; the transaction is
 * ours, because libcurl 7.88 blocks every other connection while it waits for
 * the reply to the final dot, throws that reply away, and sends unauthenticated
 * when AUTH is not offered.  Commands go in one piece when the server offers
 * PIPELINING.
 *
 * Source: RFC 5321 3.3 and 4.5.2 (dots), RFC 2920, RFC 1870, RFC 6152.
 */
#ifndef SEND_TALK_H
#define SEND_TALK_H

#include "common/net/curl.h"
#include "send/dialogue.h"
#include "send/submit.h"

#define TALK_OUT  ((size_t)64 * 1024) /* octets put together for one write */
#define TALK_LINE ((size_t)4096)      /* RFC 5321 4.5.3.1.5 says 512 */

/* More than this in answer to one message is no SMTP. */
#define TALK_IN_MOST ((size_t)256 * 1024)

struct talk {
	const struct curl *curl;
	CURL *easy;
	struct dialogue *dialogue;
	const struct submission *submission;
	void (*show)(void *context, enum wire wire, struct bytes line);
	void *context; /* of show; NULL show: nothing is shown */
	void (*conceal)(void *context, char *line, size_t len);

	struct bytes rest; /* of the message */
	bool line_starts;  /* the next octet of `rest` begins a line */
	bool ended;	   /* the final dot is in `out` */
	size_t recipients_said;
	enum phase said; /* the last command that is in `out` */
	size_t out_len, out_sent;
	size_t in_len, in_total;
	char in[TALK_LINE];
	char out[TALK_OUT];
};

enum talk_state { TALK_READ, TALK_WRITE, TALK_OVER };

/* The gate is open; what is set above `rest` stays. */
void talk_begin(struct talk *talk, const struct submission *submission);
/*
 * Go on as far as can be without waiting; what to wait for next, or TALK_OVER:
 * the dialogue is done, refused or odd, or `*result` says what broke.
 */
enum talk_state talk_go_on(struct talk *talk, CURLcode *result);
/* Say QUIT and wait for nothing. */
void talk_quit(struct talk *talk);

#endif
