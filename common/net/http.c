#include "common/net/http.h"

#include "common/base/clock.h"
#include "common/base/crypto.h"
#include "common/net/ip.h"
#include <string.h>
#include <unistd.h>

#define CONNECT_MOST 5000 /* ms */

/* ---- the URL ------------------------------------------------------------ */

static bool is_loopback(struct bytes host)
{
	const struct ip one = { 6, { [15] = 1 } };
	struct ip ip;

	return bytes_ieq(host, BYTES("localhost")) ||
	       (ip_read(host, &ip) &&
		   (ip.family == 4 ? ip.octets[0] == 127 : ip_eq(&ip, &one)));
}

/* HOST[:PORT] without its port. */
static struct bytes host_alone(struct bytes host)
{
	struct bytes before, port;
	uint64_t n;

	if (bytes_cut_last(host, ':', &before, &port) &&
	    bytes_number(port, 65535, &n))
		return before;
	return host;
}

static bool is_host(struct bytes host)
{
	for (size_t i = 0; i < host.len; i++)
		if (!is_alpha(host.ptr[i]) && !is_digit(host.ptr[i]) &&
		    strchr("-.:[]", host.ptr[i]) == NULL)
			return false;
	return host.len > 0 && host.len <= 300;
}

bool http_url_check(struct bytes url, struct bytes *host, struct fault *fault)
{
	bool tls = bytes_istarts(url, BYTES("https://"));
	struct bytes rest = bytes_skip(url, tls ? 8 : 7), path;

	bytes_cut(rest, '/', host, &path);
	bytes_cut(*host, '?', host, &path);
	if ((!tls && !bytes_istarts(url, BYTES("http://"))) || !is_host(*host))
		return fault_set(fault, FAULT_USAGE,
		    "\"%.*s\" is not https://HOST or https://HOST:PORT",
		    FMT(url));
	return tls || is_loopback(host_alone(*host)) ||
	       fault_set(fault, FAULT_USAGE,
		   "\"%.*s\": without TLS only a loopback address is asked",
		   FMT(url));
}

/* ---- forms -------------------------------------------------------------- */

void http_form_add(struct text *form, const char *name, struct bytes value)
{
	if (!bytes_present(value))
		return;
	text_printf(form, "%s%s=", form->len > 0 ? "&" : "", name);
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];
		if (is_alpha(c) || is_digit(c) ||
		    (c != '\0' && strchr("-._~", c) != NULL))
			text_char(form, c);
		else
			text_printf(form, "%%%02X", (unsigned char)c);
	}
}

struct bytes http_form_value(struct arena *arena, struct bytes coded)
{
	char *out = arena_alloc(arena, coded.len + 1), *at = out;

	for (size_t i = 0; i < coded.len; i++) {
		char c = coded.ptr[i];
		int high = i + 2 < coded.len ? hex_digit(coded.ptr[i + 1]) : -1;
		int low = i + 2 < coded.len ? hex_digit(coded.ptr[i + 2]) : -1;
		if (c == '%' && high >= 0 && low >= 0) {
			*at++ = (char)(high << 4 | low);
			i += 2;
		} else
			*at++ = (char)(c == '+' ? ' ' : c);
	}
	return bytes_between(out, at);
}

/* ---- asking ------------------------------------------------------------- */

#define SET(option, value) \
	(ok = ok && curl->easy_setopt(easy, (option), (value)) == CURLE_OK)

CURL *http_easy(const struct curl *curl, const char *ca_file)
{
	CURL *easy = curl->easy_init();
	bool ok = easy != NULL;

	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_PATH_AS_IS, 1L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_USERAGENT, "mailplumb/" MAILPLUMB_VERSION);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MOST);
	if (ca_file != NULL) {
		SET(CURLOPT_CAINFO, ca_file);
		SET(CURLOPT_CAPATH, (char *)NULL);
	}
	if (ok || easy == NULL)
		return easy;
	curl->easy_cleanup(easy);
	return NULL;
}

struct exchange {
	char error[CURL_ERROR_SIZE];
	struct text body; /* in the arena, so that it can be wiped */
	struct curl_slist *headers, *elsewhere;
};

/* Less than was given ends the transfer. */
static size_t take_body(char *octets, size_t size, size_t n, void *context)
{
	struct exchange *exchange = context;

	text_add(&exchange->body, (struct bytes){ octets, size * n });
	return exchange->body.full ? 0 : size * n;
}

static bool set_up(const struct curl *curl, CURL *easy, struct arena *arena,
    const struct http_request *request, struct exchange *exchange)
{
	int64_t left = request->deadline - clock_running();
	bool ok = true;

	exchange->headers =
	    curl->slist_append(NULL, "Accept: application/json");
	SET(CURLOPT_URL, arena_cstr(arena, request->url));
	SET(CURLOPT_HTTPHEADER, exchange->headers);
	SET(CURLOPT_TIMEOUT_MS, left > 0 ? (long)left : 1L);
	SET(CURLOPT_ERRORBUFFER, exchange->error);
	SET(CURLOPT_WRITEFUNCTION, take_body);
	SET(CURLOPT_WRITEDATA, (void *)exchange);
	if (bytes_present(request->form)) {
		SET(CURLOPT_POSTFIELDSIZE, (long)request->form.len);
		SET(CURLOPT_POSTFIELDS, request->form.ptr);
	}
	if (bytes_present(request->connect_to)) {
		exchange->elsewhere = curl->slist_append(NULL,
		    arena_printf(arena, "::%.*s", FMT(request->connect_to))
			.ptr);
		SET(CURLOPT_CONNECT_TO, exchange->elsewhere);
	}
	return (ok && exchange->headers != NULL);
}

/* Without what a query may hold. */
static struct bytes url_shown(struct bytes url)
{
	struct bytes before, query;

	bytes_cut(url, '?', &before, &query);
	return before;
}

static bool perform(const struct curl *curl, CURL *easy, struct arena *arena,
    const struct http_request *request, struct http_answer *answer,
    struct fault *fault)
{
	char *room = arena_alloc(arena, HTTP_ANSWER_MOST);
	struct exchange exchange = { .body =
					 text_within(room, HTTP_ANSWER_MOST) };
	CURLcode code = CURLE_OUT_OF_MEMORY;

	if (set_up(curl, easy, arena, request, &exchange))
		code = curl->easy_perform(easy);
	curl->easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer->status);
	answer->body = text_bytes(&exchange.body);
	curl->slist_free_all(exchange.headers);
	curl->slist_free_all(exchange.elsewhere);
	if (code == CURLE_OK)
		return true;
	wipe(room, HTTP_ANSWER_MOST);
	if (exchange.body.full)
		return fault_set(fault, FAULT_MAILBOX,
		    "%.*s: the answer is longer than 64 KB",
		    FMT(url_shown(request->url)));
	return fault_set(fault, FAULT_MAILBOX, "%.*s: %s",
	    FMT(url_shown(request->url)),
	    exchange.error[0] != '\0' ? exchange.error
				      : curl->easy_strerror(code));
}

bool http_ask(struct arena *arena, const struct http_request *request,
    struct http_answer *answer, struct fault *fault)
{
	const struct curl *curl = curl_load(fault);
	const char *ca_file = bytes_present(request->ca_file)
				  ? arena_cstr(arena, request->ca_file)
				  : NULL;
	struct bytes host;

	if (curl == NULL || !http_url_check(request->url, &host, fault))
		return false;
	if (ca_file != NULL && access(ca_file, R_OK) != 0)
		return fault_errno(fault, FAULT_USAGE, "ca_file %s", ca_file);
	CURL *easy = http_easy(curl, ca_file);
	if (easy == NULL)
		return fault_set(fault, FAULT_OURS,
		    "libcurl takes not the options that are needed");
	bool done = perform(curl, easy, arena, request, answer, fault);
	curl->easy_cleanup(easy);
	return done;
}
