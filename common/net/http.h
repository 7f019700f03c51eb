/*
 * http - one question to a server of the web, and its answer
 *
 * The certificate is verified as everywhere, redirections are not followed,
 * proxies of the environment are ignored, and an answer is bounded.
 *
 *	struct http_request request = { .url = BYTES("https://example.com/x"),
 *		.form = form, .deadline = clock_running() + 10000 };
 *	if (http_ask(arena, &request, &answer, fault))
 *		... answer.status, answer.body ...
 *
 * Sources: RFC 9110; WHATWG URL (application/x-www-form-urlencoded).
 */
#ifndef COMMON_NET_HTTP_H
#define COMMON_NET_HTTP_H

#include "common/base/arena.h"
#include "common/base/text.h"
#include "common/net/curl.h"

#define HTTP_ANSWER_MOST ((size_t)64 * 1024) /* octets */

/*
 * "https://HOST[:PORT]" and what may follow; http:// for a loopback address
 * alone.  `host` is HOST[:PORT].  FAULT_USAGE.
 */
bool http_url_check(struct bytes url, struct bytes *host, struct fault *fault);

/* A handle that asks as said above, to be completed; NULL without memory.
 * `ca_file`: NULL trusts the system's authorities. */
CURL *http_easy(const struct curl *curl, const char *ca_file);

struct http_request {
	struct bytes url;	 /* as http_url_check() wants it */
	struct bytes form;	 /* present: POST of this; absent: GET */
	struct bytes ca_file;	 /* absent: the system's authorities */
	struct bytes connect_to; /* "HOST:PORT" instead; absent: as the URL */
	int64_t deadline;	 /* a time of clock_running() */
};

struct http_answer {
	long status;
	struct bytes body; /* in the arena; the caller wipes a secret */
};

/*
 * FAULT_MAILBOX: no answer; FAULT_USAGE: no such ca_file, or a URL that will
 * not do; FAULT_OURS.
 */
bool http_ask(struct arena *arena, const struct http_request *request,
    struct http_answer *answer, struct fault *fault);

/* "NAME=VALUE" encoded, with '&' before it when `form` has some already.  An
 * absent value adds nothing. */
void http_form_add(struct text *form, const char *name, struct bytes value);
/* The octets behind %41 and '+', in the arena. */
struct bytes http_form_value(struct arena *arena, struct bytes coded);

#endif
