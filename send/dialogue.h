/*
 * dialogue - follow an SMTP session by what the server says
 *
 * libcurl speaks up to AUTH, talk.c from MAIL FROM on; this unit listens to
 * the answers, so that we know where a session stands, keep the reply that
 * decides, and let nothing out before TLS and AUTH are as they must be.  It
 * does no input or output:
 *
 *	begin, [opened, lines, tls, lines,] gate, lines, dot_sent, lines
 *
 * What is in square brackets is left out on a connection used again.
 *
 * Source: RFC 5321 4.2 and 4.3, RFC 3207 (STARTTLS), RFC 4954 (AUTH),
 * RFC 1870 (SIZE), RFC 2920 (PIPELINING).
 */
#ifndef SEND_DIALOGUE_H
#define SEND_DIALOGUE_H

#include "send/replies.h"
#include "send/submit.h"

enum phase {
	PHASE_CONNECT,
	PHASE_HANDSHAKE, /* of TLS */
	PHASE_GREETING,
	PHASE_HELLO,
	PHASE_STARTTLS,
	PHASE_AUTH,
	PHASE_MAIL,
	PHASE_RECIPIENTS,
	PHASE_DATA,
	PHASE_MESSAGE, /* after the 354 */
	PHASE_END,     /* the final dot may have been sent */
	PHASE_DONE,    /* the reply to it, or one before it, is here */
};
const char *phase_name(enum phase phase);

enum gate {
	GATE_CLOSED,
	GATE_OPEN,
	GATE_NO_AUTH,
	GATE_TOO_LARGE,
	GATE_NO_SMTPUTF8,
};

struct offers { /* in the reply to the last EHLO */
	bool starttls, pipelining, eight_bit, smtputf8;
	bool size;	     /* SIZE may be told in MAIL FROM */
	uint64_t size_limit; /* 0: none */
	char auth[100];	     /* mechanisms */
};

struct dialogue {
	enum server_tls want_tls;
	bool want_auth;
	bool want_smtputf8;
	size_t message_size;
	size_t recipients; /* still to be answered */

	enum phase phase;
	enum gate gate;
	bool opened;	    /* this attempt opened the connection */
	bool tls;	    /* its handshake has begun */
	bool authenticated; /* 235 after TLS */
	bool odd;	    /* a reply that cannot be one to what we said */
	struct offers offers;

	int code;     /* of the last whole reply; 0: none */
	bool between; /* inside a reply of several lines */
	size_t reply_len;
	char reply[REPLY_MAX]; /* its lines, separated by LF */
};

void dialogue_begin(struct dialogue *d, const struct server *server,
    const struct submission *submission);
void dialogue_opened(struct dialogue *d); /* a new connection */
void dialogue_tls(struct dialogue *d);	  /* its TLS begins */
/* True when `line` ends a reply. */
bool dialogue_line(struct dialogue *d, struct bytes line);
bool dialogue_gate(struct dialogue *d); /* may MAIL FROM be said? */
void dialogue_dot_sent(struct dialogue *d);

/* The last reply; what came first when it was longer than REPLY_MAX. */
struct bytes dialogue_reply(const struct dialogue *d);
/* The last reply refuses; nothing more can come of this message. */
bool dialogue_refused(const struct dialogue *d);
/* While connecting: libcurl will give up after this line. */
bool dialogue_hopeless(const struct dialogue *d);
bool dialogue_accepted(const struct dialogue *d);

#endif
