#include "common/net/tls.h"

#include "common/base/clock.h"
#include "common/net/ip.h"
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct tls_trust {
	SSL_CTX *context;
};

struct tls_stream {
	int fd, guard; /* guard: -1 when there is none */
	SSL *ssl;      /* NULL: plain */
	int64_t deadline;
	uint64_t budget;
	enum tls_end end;
};

/* ---- authorities -------------------------------------------------------- */

/* Where systems keep all their authorities in one file. */
static const char *const system_files[] = {
	"/etc/ssl/certs/ca-certificates.crt", /* Debian */
	"/etc/pki/tls/certs/ca-bundle.crt",   /* Fedora */
	"/etc/ssl/cert.pem",		      /* Alpine */
};

static const char *system_file(void)
{
	const char *file = getenv(X509_get_default_cert_file_env());

	if (file != NULL && file[0] != '\0')
		return file;
	for (size_t i = 0; i < sizeof(system_files) / sizeof(*system_files);
	     i++)
		if (access(system_files[i], R_OK) == 0)
			return system_files[i];
	return X509_get_default_cert_file();
}

static bool trust_read(SSL_CTX *context, const char *file)
{
	X509_STORE *store = SSL_CTX_get_cert_store(context);

	ERR_clear_error();
	return X509_STORE_load_file(store, file) == 1;
}

struct tls_trust *tls_trust_load(
    const char *ca_file, enum fault_kind kind, struct fault *fault)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	struct tls_trust *trust = calloc(1, sizeof(*trust));
	const char *file = ca_file != NULL ? ca_file : system_file();

	if (context == NULL || trust == NULL)
		abort();
	trust->context = context;
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	if (ca_file != NULL)
		X509_VERIFY_PARAM_set_flags(
		    SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
	if (trust_read(context, file))
		return trust;
	fault_set(fault, kind,
	    ca_file != NULL ? "no certificates can be read from the ca_file %s"
			    : "no certificate authorities in %s: install the "
			      "package ca-certificates or set ca_file",
	    file);
	tls_trust_free(trust);
	return NULL;
}

void tls_trust_free(struct tls_trust *trust)
{
	if (trust == NULL)
		return;
	SSL_CTX_free(trust->context);
	free(trust);
}

/* ---- opening and waiting ------------------------------------------------ */

struct tls_stream *tls_stream_open(int fd)
{
	struct tls_stream *stream = calloc(1, sizeof(*stream));

	if (stream == NULL)
		abort();
	stream->fd = fd;
	stream->guard = -1;
	return stream;
}

void tls_stream_close(struct tls_stream *stream)
{
	if (stream == NULL)
		return;
	if (stream->ssl != NULL && stream->end == TLS_OPEN)
		SSL_shutdown(stream->ssl);
	SSL_free(stream->ssl);
	close(stream->fd);
	free(stream);
}

void tls_stream_limit(
    struct tls_stream *stream, int64_t deadline, uint64_t budget)
{
	stream->deadline = deadline;
	stream->budget = budget;
}

void tls_stream_guard(struct tls_stream *stream, int fd)
{
	stream->guard = fd;
}

static bool stop(struct tls_stream *stream, enum tls_end end)
{
	stream->end = end;
	return false;
}

static bool in_time(struct tls_stream *stream)
{
	return clock_running() < stream->deadline || stop(stream, TLS_LATE);
}

static int poll_time(int64_t until)
{
	int64_t left = until - clock_running();

	return left <= 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

static bool wait_for(struct tls_stream *stream, short events)
{
	struct pollfd fds[2] = { { stream->fd, events, 0 },
		{ stream->guard, 0, 0 } }; /* 0: hang-up is always told */

	while (in_time(stream)) {
		int ready = poll(fds, 2, poll_time(stream->deadline));
		if (ready < 0 && errno != EINTR)
			return stop(stream, TLS_BROKEN);
		if (ready > 0 && fds[1].revents != 0)
			return stop(stream, TLS_ABANDONED);
		if (ready > 0)
			return true;
	}
	return false;
}

bool tls_stream_wait(struct tls_stream *stream, int other_fd, int64_t until)
{
	struct pollfd fds[2] = { { stream->fd, POLLIN, 0 },
		{ other_fd, POLLIN, 0 } };

	if (stream->end != TLS_OPEN ||
	    (stream->ssl != NULL && SSL_pending(stream->ssl) > 0))
		return true;
	return poll(fds, 2, poll_time(until)) > 0;
}

/* ---- TLS ---------------------------------------------------------------- */

/* What OpenSSL wants before it can go on; false when it cannot. */
static bool await_ssl(struct tls_stream *stream, int result)
{
	switch (SSL_get_error(stream->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		return wait_for(stream, POLLIN);
	case SSL_ERROR_WANT_WRITE:
		return wait_for(stream, POLLOUT);
	case SSL_ERROR_ZERO_RETURN:
		return stop(stream, TLS_CLOSED);
	case SSL_ERROR_SYSCALL:
		return stop(stream, errno == 0 ? TLS_CLOSED : TLS_BROKEN);
	default:
		if (ERR_GET_REASON(ERR_peek_error()) ==
		    SSL_R_UNEXPECTED_EOF_WHILE_READING)
			return stop(stream, TLS_CLOSED);
		return stop(stream, TLS_BROKEN);
	}
}

static const struct {
	long code;
	const char *text; /* %s is the host */
} certificate_faults[] = {
	{ X509_V_ERR_CERT_HAS_EXPIRED, "the certificate of %s has expired" },
	{ X509_V_ERR_CERT_NOT_YET_VALID,
	    "the certificate of %s is not valid yet; is this machine's clock "
	    "right?" },
	{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
	    "the certificate of %s is self-signed; if it is the right one, "
	    "name it in ca_file" },
	{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
	    "the certificate of %s comes from an unknown authority; a private "
	    "one is named in ca_file" },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
	    "the certificate of %s comes from an unknown authority; a private "
	    "one is named in ca_file" },
	{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
	    "the certificate of %s comes from an unknown authority; a private "
	    "one is named in ca_file" },
	{ X509_V_ERR_HOSTNAME_MISMATCH,
	    "the certificate that %s shows is for another host" },
	{ X509_V_ERR_IP_ADDRESS_MISMATCH,
	    "the certificate that %s shows is for another address" },
};

static bool certificate_fault(
    long code, const char *host, enum fault_kind kind, struct fault *fault)
{
	for (size_t i = 0;
	     i < sizeof(certificate_faults) / sizeof(*certificate_faults); i++)
		if (certificate_faults[i].code == code)
			return fault_set(
			    fault, kind, certificate_faults[i].text, host);
	return fault_set(fault, kind,
	    "the certificate of %s cannot be verified: %s", host,
	    X509_verify_cert_error_string(code));
}

static bool handshake_fault(struct tls_stream *stream, const char *host,
    enum fault_kind kind, struct fault *fault)
{
	long verified = SSL_get_verify_result(stream->ssl);
	unsigned long error = ERR_peek_error();

	if (stream->end == TLS_BROKEN && verified != X509_V_OK)
		return certificate_fault(verified, host, kind, fault);
	if (stream->end == TLS_BROKEN &&
	    ERR_GET_REASON(error) == SSL_R_WRONG_VERSION_NUMBER)
		return fault_set(
		    fault, kind, "%s does not speak TLS on this port", host);
	if (stream->end == TLS_BROKEN && error != 0)
		return fault_set(fault, kind, "no TLS with %s: %s", host,
		    ERR_reason_error_string(error) != NULL
			? ERR_reason_error_string(error)
			: "an error without a name");
	return fault_set(
	    fault, kind, "no TLS with %s: %s", host, tls_stream_why(stream));
}

static bool expect_host(SSL *ssl, const char *host)
{
	struct ip ip;

	if (ip_read(bytes_of(host), &ip))
		return X509_VERIFY_PARAM_set1_ip(SSL_get0_param(ssl), ip.octets,
			   ip.family == 4 ? 4 : 16) == 1;
	SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return SSL_set_tlsext_host_name(ssl, host) == 1 &&
	       SSL_set1_host(ssl, host) == 1;
}

bool tls_stream_start(struct tls_stream *stream, const struct tls_trust *trust,
    const char *host, enum fault_kind kind, struct fault *fault)
{
	SSL *ssl = SSL_new(trust->context);

	if (ssl == NULL || SSL_set_fd(ssl, stream->fd) != 1)
		abort();
	stream->ssl = ssl;
	if (!expect_host(ssl, host)) {
		stop(stream, TLS_BROKEN);
		return fault_set(
		    fault, kind, "%s is not a host a certificate names", host);
	}
	while (in_time(stream)) {
		ERR_clear_error();
		errno = 0;
		int result = SSL_connect(ssl);
		if (result == 1)
			return true;
		if (!await_ssl(stream, result))
			break;
	}
	return handshake_fault(stream, host, kind, fault);
}

/* ---- octets ------------------------------------------------------------- */

/* Octets moved; 0: try again; -1: the end. */
static ssize_t plain_move(
    struct tls_stream *stream, void *in, const void *out, size_t n)
{
	ssize_t moved = in != NULL ? recv(stream->fd, in, n, 0)
				   : send(stream->fd, out, n, MSG_NOSIGNAL);

	if (moved > 0)
		return moved;
	if (moved == 0)
		stop(stream, TLS_CLOSED);
	else if (errno == EINTR)
		return 0;
	else if (errno == EAGAIN || errno == EWOULDBLOCK)
		return wait_for(stream, in != NULL ? POLLIN : POLLOUT) ? 0 : -1;
	else
		stop(stream, errno == ECONNRESET || errno == EPIPE
				 ? TLS_CLOSED
				 : TLS_BROKEN);
	return -1;
}

static ssize_t ssl_move(
    struct tls_stream *stream, void *in, const void *out, size_t n)
{
	size_t moved = 0;

	ERR_clear_error();
	errno = 0;
	int result = in != NULL ? SSL_read_ex(stream->ssl, in, n, &moved)
				: SSL_write_ex(stream->ssl, out, n, &moved);
	if (result == 1)
		return (ssize_t)moved;
	return await_ssl(stream, result) ? 0 : -1;
}

static ssize_t move(
    struct tls_stream *stream, void *in, const void *out, size_t n)
{
	ssize_t moved = 0;

	if (stream->end != TLS_OPEN)
		return -1;
	while (moved == 0) {
		if (!in_time(stream))
			return -1;
		moved = stream->ssl != NULL ? ssl_move(stream, in, out, n)
					    : plain_move(stream, in, out, n);
	}
	return moved;
}

ssize_t tls_stream_read(struct tls_stream *stream, void *octets, size_t n)
{
	if (stream->budget == 0 && stream->end == TLS_OPEN)
		stop(stream, TLS_FLOOD);
	if (n > stream->budget)
		n = (size_t)stream->budget;
	ssize_t got = move(stream, octets, NULL, n);
	if (got > 0)
		stream->budget -= (uint64_t)got;
	return got;
}

bool tls_stream_write(struct tls_stream *stream, const void *octets, size_t n)
{
	const char *at = octets;

	while (n > 0) {
		ssize_t put = move(stream, NULL, at, n);
		if (put < 0)
			return false;
		at += put;
		n -= (size_t)put;
	}
	return true;
}

enum tls_end tls_stream_end(const struct tls_stream *stream)
{
	return stream->end;
}

const char *tls_stream_why(const struct tls_stream *stream)
{
	static const char *const words[] = {
		[TLS_OPEN] = "nothing is wrong with the connection",
		[TLS_CLOSED] = "the server closed the connection",
		[TLS_LATE] = "the server did not answer in time",
		[TLS_FLOOD] = "the server sent far more than was asked for",
		[TLS_BROKEN] = "the connection broke",
		[TLS_ABANDONED] = "nobody waits for the answer",
	};
	return words[stream->end];
}
