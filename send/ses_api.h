/*
 * ses_api - the two questions to the SES API: an identity, the account
 *
 *	if (ses_api_open(&session, arena, &api, fault)) {
 *		ses_api_identity(&session, BYTES("example.com"), &answer, &is);
 *		ses_api_account(&session, &answer, &account);
 *		ses_api_close(&session);
 *	}
 *
 * A question always has an answer; that SES could not be asked is one of them
 * (common/mail/ses_identity.h).  SES takes one question of a kind a second
 * from an account, so all of the program's about identities keep that pace;
 * one that SES still finds too fast is put once more.
 *
 * The certificate is verified as everywhere; redirections are not followed,
 * proxies of the environment are ignored, an answer has at most
 * SES_ANSWER_MOST octets.  The secret goes nowhere.
 *
 * Source: SES API v2 reference; IAM user guide for errors common to all.
 */
#ifndef SEND_SES_API_H
#define SEND_SES_API_H

#include "common/base/fault.h"
#include "common/mail/ses_identity.h"
#include "common/net/curl.h"
#include "send/sigv4.h"

struct ses_api {
	struct bytes endpoint; /* "https://HOST[:PORT]" */
	struct bytes region;
	struct bytes ca_file; /* absent: the system's authorities */
	struct sigv4_key key;
	int64_t timeout; /* ms, of all questions together */
	/* A line about each question, without secrets; NULL: none. */
	void (*note)(void *context, struct bytes line);
	void *context;
};

/* "https://HOST[:PORT]"; http:// for a loopback address alone.  FAULT_USAGE. */
bool ses_api_endpoint_check(struct bytes endpoint, struct fault *fault);

struct ses_api_session {
	struct arena *arena;
	const struct ses_api *api;
	const struct curl *curl;
	CURL *easy;
	int64_t deadline; /* by clock_running() */
	struct bytes host;
	const char *ca_file;
};

/* The api must last as long as the session.  FAULT_USAGE, FAULT_OURS. */
bool ses_api_open(struct ses_api_session *session, struct arena *arena,
    const struct ses_api *api, struct fault *fault);
void ses_api_close(struct ses_api_session *session);

struct ses_told {
	enum ses_answer answer;
	struct bytes detail; /* the words of SES or of libcurl; absent: none */
};

/* A domain or an address. */
void ses_api_identity(struct ses_api_session *session, struct bytes name,
    struct ses_told *told, struct ses_identity *identity);
void ses_api_account(struct ses_api_session *session, struct ses_told *told,
    struct ses_account *account);

#endif
