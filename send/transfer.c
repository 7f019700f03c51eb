#include "send/transfer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_MOST	30000L /* ms, of which TLS and AUTH are a part */
#define UPLOAD_BUFFER	16384L /* what one TLS record takes */
#define UPLOAD_BUFFER_L 262144L

static void sockets_add(struct sockets *sockets, int fd)
{
	if (sockets->count < SOCKETS_MOST)
		sockets->fds[sockets->count++] = fd;
}

static void sockets_remove(struct sockets *sockets, int fd)
{
	for (size_t i = 0; i < sockets->count; i++)
		if (sockets->fds[i] == fd) {
			sockets->fds[i] = sockets->fds[--sockets->count];
			return;
		}
}

/* ---- what libcurl calls ------------------------------------------------- */

static size_t give_body(char *room, size_t size, size_t n, void *context)
{
	struct transfer *t = context;
	struct bytes part = bytes_first(t->rest, size * n);

	if (part.len == 0) {
		dialogue_body_sent(&t->dialogue);
		return 0;
	}
	memcpy(room, part.ptr, part.len);
	t->rest = bytes_skip(t->rest, part.len);
	return part.len;
}

/*
 * After a refusal libcurl says QUIT and would wait two minutes for the answer,
 * all other transfers with it.  The end of what can be read makes it go on.
 */
static size_t take_line(char *line, size_t size, size_t n, void *context)
{
	struct transfer *t = context;
	size_t len = size * n;

	secrets_conceal(&t->route->secrets, line, len);
	dialogue_line(&t->dialogue, (struct bytes){ line, len });
	if (dialogue_refused(&t->dialogue) && t->socket >= 0)
		shutdown(t->socket, SHUT_RD);
	return len;
}

static size_t drop_data(char *data, size_t size, size_t n, void *context)
{
	(void)data, (void)context;
	return size * n;
}

static curl_socket_t open_socket(
    void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *t = context;

	(void)purpose;
	dialogue_opened(&t->dialogue);
	int fd = socket(address->family, address->socktype | SOCK_CLOEXEC,
	    address->protocol);
	if (fd >= 0)
		sockets_add(&t->route->sockets, fd);
	return fd;
}

static int close_socket(void *context, curl_socket_t fd)
{
	struct transfer *t = context;

	sockets_remove(&t->route->sockets, fd);
	return close(fd);
}

static CURLcode tls_begins(CURL *easy, void *ssl_context, void *context)
{
	struct transfer *t = context;

	(void)easy, (void)ssl_context;
	dialogue_tls(&t->dialogue);
	return CURLE_OK;
}

static int before_mail(
    void *context, char *ip, char *local_ip, int port, int local_port)
{
	struct transfer *t = context;

	(void)ip, (void)local_ip, (void)port, (void)local_port;
	return dialogue_gate(&t->dialogue) ? CURL_PREREQFUNC_OK
					   : CURL_PREREQFUNC_ABORT;
}

static void show(const struct route *route, enum wire wire, struct bytes line)
{
	const struct submit_options *options = route->options;
	char copy[1024];

	line = bytes_first(bytes_trim(line), sizeof(copy));
	if (line.len == 0)
		return;
	memcpy(copy, line.ptr, line.len);
	secrets_conceal(&route->secrets, copy, line.len);
	options->transcript(
	    options->context, wire, (struct bytes){ copy, line.len });
}

static int debug(
    CURL *easy, curl_infotype type, char *data, size_t len, void *context)
{
	const struct transfer *t = context;
	struct bytes line = { data, len };

	(void)easy;
	if (type == CURLINFO_HEADER_OUT)
		show(t->route, WIRE_SENT, wire_command(line));
	else if (type == CURLINFO_HEADER_IN)
		show(t->route, WIRE_RECEIVED, line);
	else if (type == CURLINFO_TEXT)
		show(t->route, WIRE_NOTE, line);
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

void route_hang_up(struct route *route)
{
	for (size_t i = 0; i < route->sockets.count; i++)
		shutdown(route->sockets.fds[i], SHUT_RD);
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

	SET(CURLOPT_PRIVATE, (void *)t);
	SET(CURLOPT_ERRORBUFFER, t->error);
	SET(CURLOPT_READFUNCTION, give_body);
	SET(CURLOPT_READDATA, (void *)t);
	SET(CURLOPT_WRITEFUNCTION, drop_data);
	SET(CURLOPT_HEADERFUNCTION, take_line);
	SET(CURLOPT_HEADERDATA, (void *)t);
	SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(CURLOPT_OPENSOCKETDATA, (void *)t);
	SET(CURLOPT_CLOSESOCKETFUNCTION, close_socket);
	SET(CURLOPT_CLOSESOCKETDATA, (void *)t);
	SET(CURLOPT_SSL_CTX_FUNCTION, tls_begins);
	SET(CURLOPT_SSL_CTX_DATA, (void *)t);
	SET(CURLOPT_PREREQFUNCTION, before_mail);
	SET(CURLOPT_PREREQDATA, (void *)t);
	if (t->route->options->transcript != NULL) {
		SET(CURLOPT_VERBOSE, 1L);
		SET(CURLOPT_DEBUGFUNCTION, debug);
		SET(CURLOPT_DEBUGDATA, (void *)t);
	}
	return ok;
}

/*
 * Never CURLOPT_CRLF (it makes CR CR LF) nor CURLOPT_INFILESIZE: dots added at
 * the start of lines count as well, so that libcurl can stop too early.
 */
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
	SET(CURLOPT_UPLOAD, 1L);
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
	memset(transfer, 0, sizeof(*transfer));
	transfer->route = route;
	transfer->socket = -1;
	transfer->easy = route->curl->easy_init();
	if (transfer->easy != NULL && set_callbacks(transfer) &&
	    set_server(transfer))
		return true;
	return fault_set(fault, FAULT_OURS,
	    "libcurl takes not the options that sending needs");
}

void transfer_close(struct transfer *transfer)
{
	transfer->route->curl->slist_free_all(transfer->recipients);
	if (transfer->easy != NULL)
		transfer->route->curl->easy_cleanup(transfer->easy);
}

static bool put_text(
    const struct curl *curl, CURL *easy, CURLoption option, struct bytes value)
{
	char *text = strndup(value.ptr, value.len);
	bool ok =
	    text != NULL && curl->easy_setopt(easy, option, text) == CURLE_OK;

	free(text);
	return ok;
}

static bool append_text(
    const struct curl *curl, struct curl_slist **list, struct bytes value)
{
	char *text = strndup(value.ptr, value.len);
	struct curl_slist *longer =
	    text != NULL ? curl->slist_append(*list, text) : NULL;

	free(text);
	if (longer != NULL)
		*list = longer;
	return longer != NULL;
}

/* Most runs send to the same recipients again and again. */
static bool same_recipients(
    const struct curl_slist *list, const struct submission *submission)
{
	size_t i = 0;

	for (; list != NULL && i < submission->to_count; i++, list = list->next)
		if (!bytes_eq(bytes_of(list->data), submission->to[i]))
			return false;
	return list == NULL && i == submission->to_count;
}

static bool put_recipients(
    struct transfer *t, const struct submission *submission)
{
	const struct curl *curl = t->route->curl;
	bool ok = true;

	if (same_recipients(t->recipients, submission))
		return true;
	curl->slist_free_all(t->recipients);
	t->recipients = NULL;
	for (size_t i = 0; ok && i < submission->to_count; i++)
		ok = append_text(curl, &t->recipients, submission->to[i]);
	return ok && curl->easy_setopt(
			 t->easy, CURLOPT_MAIL_RCPT, t->recipients) == CURLE_OK;
}

bool transfer_begin(struct transfer *transfer,
    const struct submission *submission, int64_t timeout)
{
	const struct curl *curl = transfer->route->curl;
	CURL *easy = transfer->easy;
	bool large = submission->raw.len > (size_t)UPLOAD_BUFFER;
	bool ok = put_text(curl, easy, CURLOPT_MAIL_FROM, submission->from) &&
		  put_recipients(transfer, submission);

	SET(CURLOPT_TIMEOUT_MS, (long)timeout);
	SET(CURLOPT_CONNECTTIMEOUT_MS,
	    timeout < CONNECT_MOST ? (long)timeout : CONNECT_MOST);
	SET(CURLOPT_UPLOAD_BUFFERSIZE, large ? UPLOAD_BUFFER_L : UPLOAD_BUFFER);
	transfer->rest = submission->raw;
	transfer->error[0] = '\0';
	dialogue_begin(
	    &transfer->dialogue, transfer->route->server, submission->raw.len);
	transfer->dialogue.size_limit = transfer->route->size_limit;
	return ok;
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

/* A reply decides when it refuses something, or ends the session. */
static bool reply_decides(const struct dialogue *d)
{
	return d->phase == PHASE_DONE ||
	       (d->phase != PHASE_END && d->code >= 400);
}

void transfer_end(
    struct transfer *transfer, CURLcode result, struct attempt *attempt)
{
	struct route *route = transfer->route;
	const struct dialogue *d = &transfer->dialogue;

	memset(attempt, 0, sizeof(*attempt));
	route->size_limit = d->size_limit;
	if (reply_decides(d)) {
		attempt->code = d->code;
		attempt->accepted = dialogue_accepted(d);
		attempt->meaning = reply_meaning(d->code, dialogue_reply(d));
	} else {
		attempt->uncertain = d->phase == PHASE_END;
		attempt->meaning = reply_trouble(
		    attempt->uncertain ? TROUBLE_UNCERTAIN
				       : trouble_of(transfer, result));
		attempt->detail = transfer->error[0] != '\0'
				      ? transfer->error
				      : route->curl->easy_strerror(result);
	}
	attempt->stale = attempt->code == 0 && !d->opened && d->code == 0 &&
			 d->phase == PHASE_ENVELOPE;
	route->answered = route->answered || attempt->accepted;
}
