/*
 * transfer - one message on its way, and what became of it
 *
 * A transfer has an easy handle of libcurl that is set up once; it connects
 * through TLS and AUTH and then carries one message after another.
 */
#ifndef SEND_TRANSFER_H
#define SEND_TRANSFER_H

#include "send/talk.h"
#include "send/wire.h"

/* What all transfers of a run share. */
struct route {
	const struct curl *curl;
	const struct server *server;
	const struct submit_options *options;
	struct secrets secrets;
	struct curl_slist *connect_to;
	const char *url, *user, *password, *ca_file; /* user NULL: no AUTH */
	CURLM *multi;
	bool answered; /* the server has taken a message in this run */
};

bool route_open(struct route *route, struct arena *arena,
    const struct curl *curl, const struct server *server,
    const struct submit_options *options, struct fault *fault);
void route_close(struct route *route);

struct transfer {
	struct route *route;
	CURL *easy;
	bool added;	      /* to the multi handle, which then connects it */
	curl_socket_t socket; /* of the connection; CURL_SOCKET_BAD: none */
	curl_socket_t opened; /* the last that was, while it is open */
	struct dialogue dialogue;
	struct talk talk;
	char error[CURL_ERROR_SIZE];
};

bool transfer_open(
    struct transfer *transfer, struct route *route, struct fault *fault);
void transfer_close(struct transfer *transfer);

/* A new message. */
void transfer_begin(
    struct transfer *transfer, const struct submission *submission);
/* Connect within `timeout` ms; libcurl tells when that is done. */
bool transfer_connect(struct transfer *transfer, int64_t timeout);
/* It is done, or there is a connection already: talk.  False: not allowed. */
bool transfer_talk(
    struct transfer *transfer, const struct submission *submission);
/* Hang up.  `polite`: say QUIT, but wait for nothing. */
void transfer_drop(struct transfer *transfer, bool polite);

/* What an attempt came to. */
struct attempt {
	bool accepted, uncertain;
	bool stale; /* a connection used again turned out to be closed */
	int code;   /* 0: no reply decided */
	const struct reply_row *meaning;
	const char *detail; /* libcurl's words; NULL when a reply decided */
};

/* The attempt is over; the connection stays only if it can be used again. */
void transfer_end(
    struct transfer *transfer, CURLcode result, struct attempt *attempt);

#endif
