#include "send/transfer.h"

#include "common/base/text.h"
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_MOST 30000 /* ms, of which TLS and AUTH are a part */
#define SHOWN_MOST   1024  /* octets of a line in a transcript */

/* ---- what libcurl calls ------------------------------------------------- */

static void conceal(void *context, char *line, size_t len)
{
	const struct transfer *t = context;

	secrets_conceal(&t->route->secrets, line, len);
}

/*
 * When libcurl gives up it says QUIT and would wait for the answer, all other
 * transfers with it.  The end of what can be read makes it go on.
 */
static size_t take_line(char *line, size_t size, size_t n, void *context)
{
	struct transfer *t = context;

	conceal(t, line, size * n);
	dialogue_line(&t->dialogue, (struct bytes){ line, size * n });
	if (t->opened != CURL_SOCKET_BAD && dialogue_hopeless(&t->dialogue))
		shutdown(t->opened, SHUT_RD);
	return size * n;
}

static curl_socket_t open_socket(
    void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *t = context;

	(void)purpose;
	dialogue_opened(&t->dialogue);
	t->opened = socket(address->family, address->socktype | SOCK_CLOEXEC,
	    address->protocol);
	return t->opened;
}

static int close_socket(void *context, curl_socket_t fd)
{
	struct transfer *t = context;

	if (t->opened == fd)
		t->opened = CURL_SOCKET_BAD;
	return close(fd);
}

static CURLcode tls_begins(CURL *easy, void *ssl_context, void *context)
{
	struct transfer *t = context;

	(void)easy, (void)ssl_context;
	dialogue_tls(&t->dialogue);
	return CURLE_OK;
}

/* Secrets go before a line is cut, or a part of one would stay. */
static void show(void *context, enum wire wire, struct bytes line)
{
	const struct transfer *t = context;
	const struct submit_options *options = t->route->options;
	struct text copy = text_new(line.len);

	text_add(&copy, bytes_trim(line));
	if (copy.len > 0) {
		secrets_conceal(&t->route->secrets, copy.ptr, copy.len);
		options->transcript(options->context, wire,
		    bytes_first(text_bytes(&copy), SHOWN_MOST));
	}
	text_free(&copy);
}

static int debug(
    CURL *easy, curl_infotype type, char *data, size_t len, void *context)
{
	struct bytes line = { data, len };

	(void)easy;
	if (type == CURLINFO_HEADER_OUT)
		show(context, WIRE_SENT, wire_command(line));
	else if (type == CURLINFO_HEADER_IN)
		show(context, WIRE_RECEIVED, line);
	else if (type == CURLINFO_TEXT)
		show(context, WIRE_NOTE, line);
	return 0;
}

/* ---- the route ---------------------------------------------------------- */

/* The name of this machine goes into EHLO if it can stand there. */
static struct bytes own_name(struct arena *arena)
{
	char name[256] = "";

	if (gethostname(name, sizeof(name) - 1) != 0 || name[0] == '\0')
		return BYTES("localhost");
	for (const char *c = name; *c != '\0'; c++)
		if (!is_alpha(*c) && !is_digit(*c) && *c != '-' && *c != '.')
			return BYTES("localhost");
	return arena_copy(arena, bytes_of(name));
}

bool route_open(struct route *route, struct arena *arena,
    const struct curl *curl, const struct server *server,
    const struct submit_options *options, struct fault *fault)
{
	memset(route, 0, sizeof(*route));
	route->curl = curl;
	route->server = server;
	route->options = options;
	route->secrets = secrets_of(arena, server);
	route->url = arena_printf(arena, "%.*s/%.*s",
	    FMT(server_url(arena, server)), FMT(own_name(arena)))
			 .ptr;
	if (bytes_present(server->user)) {
		route->user = arena_cstr(arena, server->user);
		route->password = route->secrets.forms[0].ptr;
	}
	if (bytes_present(server->ca_file)) {
		route->ca_file = arena_cstr(arena, server->ca_file);
		if (access(route->ca_file, R_OK) != 0)
			return fault_errno(
			    fault, FAULT_USAGE, "ca_file %s", route->ca_file);
	}
	if (bytes_present(server->connect_to)) {
		route->connect_to = curl->slist_append(NULL,
		    arena_printf(arena, "::%.*s", FMT(server->connect_to)).ptr);
		if (route->connect_to == NULL)
			return fault_set(fault, FAULT_OURS, "out of memory");
	}
	return true;
}

void route_close(struct route *route)
{
	secrets_wipe(&route->secrets);
	route->curl->slist_free_all(route->connect_to);
}

/* ---- an attempt --------------------------------------------------------- */

#define SET(option, value) \
	(ok = ok && curl->easy_setopt(easy, (option), (value)) == CURLE_OK)

static bool set_callbacks(struct transfer *t)
{
	const struct curl *curl = t->route->curl;
	CURL *easy = t->easy;
	bool ok = true;

	SET(CURLOPT_ERRORBUFFER, t->error);
	SET(CURLOPT_HEADERFUNCTION, take_line);
	SET(CURLOPT_HEADERDATA, (void *)t);
	SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(CURLOPT_OPENSOCKETDATA, (void *)t);
	SET(CURLOPT_CLOSESOCKETFUNCTION, close_socket);
	SET(CURLOPT_CLOSESOCKETDATA, (void *)t);
	SET(CURLOPT_SSL_CTX_FUNCTION, tls_begins);
	SET(CURLOPT_SSL_CTX_DATA, (void *)t);
	if (t->route->options->transcript != NULL) {
		SET(CURLOPT_VERBOSE, 1L);
		SET(CURLOPT_DEBUGFUNCTION, debug);
		SET(CURLOPT_DEBUGDATA, (void *)t);
	}
	return ok;
}

static bool set_server(struct transfer *t)
{
	const struct curl *curl = t->route->curl;
	CURL *easy = t->easy;
	const struct route *route = t->route;
	bool plain = route->server->tls == SERVER_PLAIN;
	bool ok = true;

	SET(CURLOPT_URL, route->url);
	SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_SERVER_RESPONSE_TIMEOUT, CONNECT_MOST / 1000L);
	SET(CURLOPT_CONNECT_ONLY, 1L);
	SET(CURLOPT_USE_SSL,
	    plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	if (route->ca_file != NULL) {
		SET(CURLOPT_CAINFO, route->ca_file);
		SET(CURLOPT_CAPATH, (char *)NULL);
	}
	if (route->connect_to != NULL)
		SET(CURLOPT_CONNECT_TO, route->connect_to);
	if (route->user != NULL) {
		SET(CURLOPT_USERNAME, route->user);
		SET(CURLOPT_PASSWORD, route->password);
		SET(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
		SET(CURLOPT_SASL_IR, 1L);
	}
	return ok;
}

bool transfer_open(
    struct transfer *transfer, struct route *route, struct fault *fault)
{
	bool shown = route->options->transcript != NULL;

	memset(transfer, 0, sizeof(*transfer));
	transfer->route = route;
	transfer->socket = transfer->opened = CURL_SOCKET_BAD;
	transfer->easy = route->curl->easy_init();
	transfer->talk.curl = route->curl;
	transfer->talk.easy = transfer->easy;
	transfer->talk.dialogue = &transfer->dialogue;
	transfer->talk.context = transfer;
	transfer->talk.conceal = conceal;
	transfer->talk.show = shown ? show : NULL;
	if (transfer->easy != NULL && set_callbacks(transfer) &&
	    set_server(transfer))
		return true;
	return fault_set(fault, FAULT_OURS,
	    "libcurl takes not the options that sending needs");
}

void transfer_close(struct transfer *transfer)
{
	transfer_drop(transfer, true);
	if (transfer->easy != NULL)
		transfer->route->curl->easy_cleanup(transfer->easy);
}

void transfer_begin(
    struct transfer *transfer, const struct submission *submission)
{
	transfer->error[0] = '\0';
	dialogue_begin(
	    &transfer->dialogue, transfer->route->server, submission);
}

bool transfer_connect(struct transfer *transfer, int64_t timeout)
{
	const struct route *route = transfer->route;
	const struct curl *curl = route->curl;
	CURL *easy = transfer->easy;
	bool ok = true;

	if (timeout > CONNECT_MOST)
		timeout = CONNECT_MOST;
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)timeout);
	transfer->added =
	    ok && curl->multi_add_handle(route->multi, easy) == CURLM_OK;
	return transfer->added;
}

bool transfer_talk(
    struct transfer *transfer, const struct submission *submission)
{
	if (transfer->socket == CURL_SOCKET_BAD)
		transfer->route->curl->easy_getinfo(
		    transfer->easy, CURLINFO_ACTIVESOCKET, &transfer->socket);
	if (!dialogue_gate(&transfer->dialogue))
		return false;
	talk_begin(&transfer->talk, submission);
	return true;
}

/* libcurl closes without a word, and without waiting, what it connected only.
 */
void transfer_drop(struct transfer *transfer, bool polite)
{
	if (transfer->socket != CURL_SOCKET_BAD && polite)
		talk_quit(&transfer->talk);
	if (transfer->added)
		transfer->route->curl->multi_remove_handle(
		    transfer->route->multi, transfer->easy);
	transfer->added = false;
	transfer->socket = CURL_SOCKET_BAD;
}

/* ---- what it came to ---------------------------------------------------- */

static const struct {
	CURLcode result;
	enum trouble trouble;
} troubles[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, TROUBLE_UNREACHABLE },
	{ CURLE_COULDNT_CONNECT, TROUBLE_UNREACHABLE },
	{ CURLE_USE_SSL_FAILED, TROUBLE_NO_TLS },
	{ CURLE_PEER_FAILED_VERIFICATION, TROUBLE_CERTIFICATE },
	{ CURLE_SSL_CACERT_BADFILE, TROUBLE_CERTIFICATE },
	{ CURLE_SSL_CONNECT_ERROR, TROUBLE_TLS },
	{ CURLE_LOGIN_DENIED, TROUBLE_NO_AUTH },
	{ CURLE_WEIRD_SERVER_REPLY, TROUBLE_MALFORMED },
	{ CURLE_OPERATION_TIMEDOUT, TROUBLE_SILENT },
};

static enum trouble trouble_of(const struct transfer *t, CURLcode result)
{
	const struct dialogue *d = &t->dialogue;
	curl_off_t connected = 0;

	if (d->gate == GATE_NO_AUTH)
		return TROUBLE_NO_AUTH;
	if (d->gate == GATE_TOO_LARGE)
		return TROUBLE_TOO_LARGE;
	if (d->gate == GATE_NO_SMTPUTF8)
		return TROUBLE_NO_SMTPUTF8;
	if (d->gate == GATE_OPEN && d->odd)
		return TROUBLE_MALFORMED;
	if (result == CURLE_WEIRD_SERVER_REPLY && d->phase == PHASE_HANDSHAKE)
		return TROUBLE_INJECTED;
	t->route->curl->easy_getinfo(
	    t->easy, CURLINFO_CONNECT_TIME_T, &connected);
	if (d->gate == GATE_CLOSED && connected == 0)
		return TROUBLE_UNREACHABLE;
	for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++)
		if (troubles[i].result == result)
			return troubles[i].trouble;
	return TROUBLE_LOST;
}

static void tell(
    const struct transfer *t, CURLcode result, struct attempt *attempt)
{
	const struct dialogue *d = &t->dialogue;
	bool replied = dialogue_refused(d) || dialogue_accepted(d);

	memset(attempt, 0, sizeof(*attempt));
	if (replied) {
		attempt->code = d->code;
		attempt->accepted = dialogue_accepted(d);
		attempt->meaning = reply_meaning(d->code, dialogue_reply(d));
	} else {
		attempt->uncertain =
		    d->phase == PHASE_END || d->phase == PHASE_DONE;
		attempt->meaning =
		    reply_trouble(attempt->uncertain ? TROUBLE_UNCERTAIN
						     : trouble_of(t, result));
		attempt->detail = t->error[0] != '\0'
				      ? t->error
				      : t->route->curl->easy_strerror(result);
	}
	attempt->stale = !d->opened && d->phase == PHASE_MAIL &&
			 (attempt->code == 0 || attempt->code == 421);
}

/* After a refusal at the very end the session goes on; after any other reply
 * to a pipelined command, answers would be left over. */
void transfer_end(
    struct transfer *transfer, CURLcode result, struct attempt *attempt)
{
	const struct dialogue *d = &transfer->dialogue;

	tell(transfer, result, attempt);
	transfer->route->answered =
	    transfer->route->answered || attempt->accepted;
	if (d->phase != PHASE_DONE || d->odd || d->code == 421 ||
	    !transfer->talk.ended)
		transfer_drop(transfer, attempt->code != 0);
}
