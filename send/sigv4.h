/*
 * sigv4 - AWS Signature Version 4: a request that AWS believes
 *
 * A signature covers the method, the path, the query, some header fields and
 * the payload, with a key derived from the secret for one day, region and
 * service.  libcurl's own is wrong for escapes in a path and for a query that
 * is not sorted, so this is ours.
 *
 * Path and query are given as they go over the wire.  All services but S3 want
 * each segment of the path escaped once more in what is signed: `%40` becomes
 * `%2540` there.
 *
 * Source: AWS IAM user guide, "Create a signed AWS API request".
 */
#ifndef SEND_SIGV4_H
#define SEND_SIGV4_H

#include "common/base/arena.h"
#include "common/base/clock.h"

struct sigv4_key {
	struct bytes access_key_id;
	struct bytes secret;	    /* never in anything that is returned */
	struct bytes session_token; /* of a temporary key; absent: none */
};

struct sigv4_request {
	const char *method; /* "GET" */
	struct bytes host;  /* with ":PORT" where Host has it */
	struct bytes path;  /* "/v2/email/account"; "" is as good as "/" */
	struct bytes query; /* without '?'; absent: none */
	struct bytes content_type; /* absent: the request has none */
	struct bytes payload;	   /* absent: empty */
	struct bytes region, service;
	int64_t time;
};

struct sigv4 {
	struct bytes date;	/* X-Amz-Date: "20150830T123600Z" */
	struct bytes canonical; /* the canonical request */
	struct bytes string_to_sign;
	struct bytes authorization; /* the value of Authorization */
};

void sigv4_sign(struct sigv4 *signed_, struct arena *arena,
    const struct sigv4_request *request, const struct sigv4_key *key);

/* Everything but letters, digits and "-._~" as %XX: for one segment of a path,
 * a name or a value of a query. */
struct bytes sigv4_escape(struct arena *arena, struct bytes text);

#endif
