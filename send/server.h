/*
 * server - an SMTP server to submit to, and how it is reached
 */
#ifndef SEND_SERVER_H
#define SEND_SERVER_H

#include "common/base/arena.h"
#include "common/base/fault.h"
#include "common/mail/ses.h"

enum server_tls {
	SERVER_STARTTLS, /* required: without it nothing is sent */
	SERVER_IMPLICIT, /* TLS from the first octet */
	SERVER_PLAIN,	 /* only when asked for, and never with a password */
};

struct server {
	struct bytes host;
	unsigned port;
	enum server_tls tls;
	struct bytes region;	 /* of SES; absent: another server */
	struct bytes user;	 /* absent: no AUTH */
	struct bytes password;	 /* with `user`; wipe() it after use */
	struct bytes ca_file;	 /* PEM; absent: the system's authorities */
	struct bytes connect_to; /* "HOST:PORT": connect there, but ask for
				    and verify `host`; absent: none */
};

/* The SES endpoint of a region; port 0 is 587, a port decides the TLS.
 * FAULT_USAGE: no region, or a port that SES does not have. */
bool server_ses(struct server *server, struct arena *arena, struct bytes region,
    enum ses_endpoint endpoint, unsigned port, struct fault *fault);

/*
 * smtp://[USER@]HOST[:PORT] (STARTTLS, port 587) or smtps:// (465).  A
 * password in the URL is refused.  An SES host is recognised as such.
 */
bool server_read(struct server *server, struct arena *arena, struct bytes url,
    struct fault *fault);

/* Check the rules above once all is filled in; FAULT_USAGE. */
bool server_check(const struct server *server, struct fault *fault);

/* "smtp://email-smtp.us-east-1.amazonaws.com:587", without user. */
struct bytes server_url(struct arena *arena, const struct server *server);

#endif
