/*
 * transfer - one message on its way through libcurl, and what became of it
 *
 * A transfer has an easy handle that is set up once and used for one message
 * after another.
 */
#ifndef SEND_TRANSFER_H
#define SEND_TRANSFER_H

#include "send/curl.h"
#include "send/dialogue.h"
#include "send/submit.h"
#include "send/wire.h"

/* Two addresses are tried at a time. */
#define SOCKETS_MOST (4 * CONNECTIONS_MOST)

struct sockets { /* open ones */
	int fds[SOCKETS_MOST];
	size_t count;
};

/* What all transfers of a run share. */
struct route {
	const struct curl *curl;
	const struct server *server;
	const struct submit_options *options;
	struct secrets secrets;
	struct curl_slist *connect_to;
	const char *url, *user, *password, *ca_file; /* user NULL: no AUTH */
	uint64_t size_limit; /* the server announced last */
	struct sockets sockets;
	bool answered; /* it has taken a message in this run */
};

bool route_open(struct route *route, struct arena *arena,
    const struct curl *curl, const struct server *server,
    const struct submit_options *options, struct fault *fault);
/* Make libcurl wait for nobody's answer to QUIT. */
void route_hang_up(struct route *route);
void route_close(struct route *route);

struct transfer {
	struct route *route;
	CURL *easy;
	int socket; /* that libcurl watches for it; -1: none */
	struct curl_slist *recipients;
	struct bytes rest; /* of the message, not yet handed to libcurl */
	struct dialogue dialogue;
	char error[CURL_ERROR_SIZE];
};

bool transfer_open(
    struct transfer *transfer, struct route *route, struct fault *fault);
void transfer_close(struct transfer *transfer);

/* Ready the handle for one attempt at most `timeout` ms long. */
bool transfer_begin(struct transfer *transfer,
    const struct submission *submission, int64_t timeout);

/* What an attempt came to. */
struct attempt {
	bool accepted, uncertain;
	bool stale; /* a connection used again turned out to be closed */
	int code;   /* 0: no reply decided */
	const struct reply_row *meaning;
	const char *detail; /* libcurl's words; NULL when a reply decided */
};
void transfer_end(
    struct transfer *transfer, CURLcode result, struct attempt *attempt);

#endif
