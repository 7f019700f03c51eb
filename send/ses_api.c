#include "send/ses_api.h"

#include "common/base/text.h"
#include "common/net/http.h"
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define PACE	    1200 /* ms; a second, and some more */
#define DETAIL_MOST 500

/* ---- the endpoint ------------------------------------------------------- */

static struct bytes host_of(struct bytes endpoint)
{
	struct fault ignored = { .kind = FAULT_NONE };
	struct bytes host = ABSENT;

	http_url_check(endpoint, &host, &ignored);
	return host;
}

bool ses_api_endpoint_check(struct bytes endpoint, struct fault *fault)
{
	struct bytes host;

	if (!http_url_check(endpoint, &host, fault))
		return false;
	return host.ptr + host.len == endpoint.ptr + endpoint.len ||
	       fault_set(fault, FAULT_USAGE,
		   "\"%.*s\" is not https://HOST or https://HOST:PORT",
		   FMT(endpoint));
}

/* ---- a request ---------------------------------------------------------- */

struct exchange {
	struct arena *arena;
	struct text body;
	struct bytes error_type; /* of X-Amzn-ErrorType */
	char error[CURL_ERROR_SIZE];
	long status; /* of HTTP; 0: no answer */
	CURLcode result;
};

/* Less than was given ends the transfer. */
static size_t take_body(char *octets, size_t size, size_t n, void *context)
{
	struct exchange *exchange = context;

	text_add(&exchange->body, (struct bytes){ octets, size * n });
	return exchange->body.full ? 0 : size * n;
}

static size_t take_header(char *octets, size_t size, size_t n, void *context)
{
	struct exchange *exchange = context;
	struct bytes name, value, line = { octets, size * n };

	if (bytes_cut(line, ':', &name, &value) &&
	    bytes_ieq(name, BYTES("x-amzn-errortype")))
		exchange->error_type =
		    ses_error_type(exchange->arena, bytes_trim(value));
	return size * n;
}

static bool add_header(const struct ses_api_session *session,
    struct curl_slist **list, const char *name, struct bytes value)
{
	struct bytes line =
	    arena_printf(session->arena, "%s: %.*s", name, FMT(value));
	struct curl_slist *longer =
	    session->curl->slist_append(*list, line.ptr);

	if (longer != NULL)
		*list = longer;
	return longer != NULL;
}

static bool headers_make(const struct ses_api_session *session,
    struct bytes path, struct curl_slist **list)
{
	const struct ses_api *api = session->api;
	struct sigv4 done;
	const struct sigv4_request request = {
		.method = "GET",
		.host = session->host,
		.path = path,
		.region = arena_lower(session->arena, api->region),
		.service = BYTES("ses"),
		.time = clock_now(),
	};

	sigv4_sign(&done, session->arena, &request, &api->key);
	return add_header(session, list, "Authorization", done.authorization) &&
	       add_header(session, list, "X-Amz-Date", done.date) &&
	       (!bytes_present(api->key.session_token) ||
		   add_header(session, list, "X-Amz-Security-Token",
		       api->key.session_token)) &&
	       add_header(session, list, "Accept", BYTES("application/json"));
}

#define SET(option, value) \
	(ok = ok && curl->easy_setopt(easy, (option), (value)) == CURLE_OK)

static bool set_up(const struct ses_api_session *session)
{
	const struct curl *curl = session->curl;
	CURL *easy = session->easy;
	bool ok = true;

	SET(CURLOPT_WRITEFUNCTION, take_body);
	SET(CURLOPT_HEADERFUNCTION, take_header);
	return ok;
}

static bool set_request(const struct ses_api_session *session,
    struct exchange *exchange, struct curl_slist *headers, struct bytes path,
    int64_t left)
{
	const struct curl *curl = session->curl;
	CURL *easy = session->easy;
	bool ok = true;
	struct bytes url = arena_printf(
	    session->arena, "%.*s%.*s", FMT(session->api->endpoint), FMT(path));

	SET(CURLOPT_URL, url.ptr);
	SET(CURLOPT_HTTPHEADER, headers);
	SET(CURLOPT_TIMEOUT_MS, (long)left);
	SET(CURLOPT_ERRORBUFFER, exchange->error);
	SET(CURLOPT_WRITEDATA, (void *)exchange);
	SET(CURLOPT_HEADERDATA, (void *)exchange);
	return ok;
}

static void note(const struct ses_api_session *session, struct bytes path,
    const struct exchange *exchange)
{
	const struct ses_api *api = session->api;
	struct text line = text_new(1000);

	if (api->note == NULL)
		return;
	text_printf(&line, "GET %.*s%.*s: ", FMT(api->endpoint), FMT(path));
	if (exchange->status != 0)
		text_printf(&line, "%ld %.*s", exchange->status,
		    FMT(exchange->error_type));
	else
		text_shown(&line, bytes_of(exchange->error));
	api->note(api->context, bytes_trim(text_bytes(&line)));
	text_free(&line);
}

static void perform(const struct ses_api_session *session, struct bytes path,
    struct exchange *exchange)
{
	struct curl_slist *headers = NULL;
	int64_t left = session->deadline - clock_running();

	exchange->result = CURLE_OPERATION_TIMEDOUT;
	if (left <= 0)
		return;
	exchange->result = CURLE_OUT_OF_MEMORY;
	if (headers_make(session, path, &headers) &&
	    set_request(session, exchange, headers, path, left)) {
		exchange->result = session->curl->easy_perform(session->easy);
		session->curl->easy_getinfo(
		    session->easy, CURLINFO_RESPONSE_CODE, &exchange->status);
	}
	session->curl->slist_free_all(headers);
	note(session, path, exchange);
}

/* ---- what it came to ---------------------------------------------------- */

static struct bytes in_words(
    const struct ses_api_session *session, const struct exchange *exchange)
{
	const char *error =
	    exchange->error[0] != '\0'
		? exchange->error
		: session->curl->easy_strerror(exchange->result);

	return arena_copy(
	    session->arena, bytes_first(bytes_of(error), DETAIL_MOST));
}

static void told_by(const struct ses_api_session *session,
    const struct exchange *exchange, struct ses_told *told)
{
	struct ses_error error;

	*told = (struct ses_told){ SES_ANSWERED, ABSENT };
	if (exchange->body.full) {
		told->answer = SES_MALFORMED;
		told->detail = BYTES("the answer is longer than 64 KB");
		return;
	}
	if (exchange->result != CURLE_OK) {
		told->answer = SES_UNREACHABLE;
		told->detail = in_words(session, exchange);
		return;
	}
	if (exchange->status == 200)
		return;
	ses_error_read(&error, session->arena, text_bytes(&exchange->body));
	if (bytes_present(exchange->error_type))
		error.type = exchange->error_type;
	told->answer = ses_answer_of(exchange->status, &error);
	told->detail = bytes_present(error.message)
			   ? bytes_first(error.message, DETAIL_MOST)
			   : arena_printf(session->arena, "HTTP status %ld",
				 exchange->status);
}

/* When this kind of question may be put next, for the whole program. */
struct pacing {
	pthread_mutex_t lock;
	int64_t next;
};
static struct pacing identities = { PTHREAD_MUTEX_INITIALIZER, 0 };
static struct pacing accounts = { PTHREAD_MUTEX_INITIALIZER, 0 };

/* False: not before the deadline. */
static bool wait_for_turn(struct pacing *pacing, int64_t deadline)
{
	int64_t now = clock_running();

	pthread_mutex_lock(&pacing->lock);
	int64_t turn = pacing->next > now ? pacing->next : now;
	if (turn < deadline)
		pacing->next = turn + PACE;
	pthread_mutex_unlock(&pacing->lock);
	if (turn >= deadline)
		return false;
	if (turn > now)
		clock_sleep(turn - now);
	return true;
}

/* The body of the answer in `exchange`, which is to be freed. */
static void ask(struct ses_api_session *session, struct pacing *pacing,
    struct bytes path, struct exchange *exchange, struct ses_told *told)
{
	for (int tries = 0; tries < 2; tries++) {
		if (!wait_for_turn(pacing, session->deadline)) {
			if (tries == 0)
				*told = (struct ses_told){ SES_THROTTLED,
					BYTES("there was no time left for "
					      "this question") };
			return;
		}
		text_clear(&exchange->body);
		exchange->error_type = ABSENT;
		exchange->error[0] = '\0';
		exchange->status = 0;
		perform(session, path, exchange);
		told_by(session, exchange, told);
		if (told->answer != SES_THROTTLED)
			return;
	}
}

static struct exchange exchange_new(const struct ses_api_session *session)
{
	return (struct exchange){ .arena = session->arena,
		.body = text_new(SES_ANSWER_MOST) };
}

static void told_malformed(struct ses_told *told)
{
	told->answer = SES_MALFORMED;
	told->detail = BYTES("the answer is no JSON object");
}

void ses_api_identity(struct ses_api_session *session, struct bytes name,
    struct ses_told *told, struct ses_identity *identity)
{
	struct exchange exchange = exchange_new(session);
	struct bytes path =
	    arena_printf(session->arena, "/v2/email/identities/%.*s",
		FMT(sigv4_escape(session->arena, name)));

	*identity = (struct ses_identity){ .verification = SES_STATUS_UNSAID };
	ask(session, &identities, path, &exchange, told);
	if (told->answer == SES_ANSWERED &&
	    !ses_identity_read(
		identity, session->arena, text_bytes(&exchange.body)))
		told_malformed(told);
	text_free(&exchange.body);
}

void ses_api_account(struct ses_api_session *session, struct ses_told *told,
    struct ses_account *account)
{
	struct exchange exchange = exchange_new(session);

	*account = (struct ses_account){ .production = SES_UNSAID };
	ask(session, &accounts, BYTES("/v2/email/account"), &exchange, told);
	if (told->answer == SES_ANSWERED &&
	    !ses_account_read(
		account, session->arena, text_bytes(&exchange.body)))
		told_malformed(told);
	text_free(&exchange.body);
}

/* ---- a session ---------------------------------------------------------- */

/* Octets that may stand in a header field. */
static bool is_printable(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (b.ptr[i] <= ' ' || b.ptr[i] > '~')
			return false;
	return true;
}

static bool check(const struct ses_api *api, struct fault *fault)
{
	if (!is_printable(api->key.access_key_id) ||
	    !is_printable(api->key.session_token))
		return fault_set(fault, FAULT_USAGE,
		    "the AWS access key id or session token has a blank or a "
		    "control character");
	return ses_api_endpoint_check(api->endpoint, fault);
}

bool ses_api_open(struct ses_api_session *session, struct arena *arena,
    const struct ses_api *api, struct fault *fault)
{
	*session = (struct ses_api_session){ .arena = arena,
		.api = api,
		.deadline = clock_running() + api->timeout,
		.host = host_of(api->endpoint) };
	if (!check(api, fault))
		return false;
	if (bytes_present(api->ca_file)) {
		session->ca_file = arena_cstr(arena, api->ca_file);
		if (access(session->ca_file, R_OK) != 0)
			return fault_errno(
			    fault, FAULT_USAGE, "ca_file %s", session->ca_file);
	}
	session->curl = curl_load(fault);
	if (session->curl == NULL)
		return false;
	session->easy = http_easy(session->curl, session->ca_file);
	if (session->easy != NULL && set_up(session))
		return true;
	ses_api_close(session);
	return fault_set(fault, FAULT_OURS,
	    "libcurl takes not the options that asking SES needs");
}

void ses_api_close(struct ses_api_session *session)
{
	if (session->easy != NULL)
		session->curl->easy_cleanup(session->easy);
	session->easy = NULL;
}
