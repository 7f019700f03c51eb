/*
 * tls - a client's stream over a connected socket, plain or TLS
 *
 * The socket is non-blocking; every call ends by the deadline, also when the
 * peer drips octets, and no more octets than the budget are taken.  TLS is
 * 1.2 or later, the certificate chain and the host's name are verified.
 * Once the authorities are loaded no file is opened.  A write to a closed
 * connection raises SIGPIPE: programs ignore that signal.
 */
#ifndef COMMON_NET_TLS_H
#define COMMON_NET_TLS_H

#include "common/base/fault.h"
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct tls_trust; /* certificate authorities, in memory */

/*
 * Those of a PEM file, or the system's when `ca_file` is NULL.  A certificate
 * in `ca_file` is trusted as it is, be it of an authority or of a server.
 */
struct tls_trust *tls_trust_load(
    const char *ca_file, enum fault_kind kind, struct fault *fault);
void tls_trust_free(struct tls_trust *trust); /* NULL is fine */

enum tls_end {
	TLS_OPEN,
	TLS_CLOSED,    /* by the peer */
	TLS_LATE,      /* the deadline passed */
	TLS_FLOOD,     /* the peer sent more than the budget */
	TLS_BROKEN,    /* an error of the network or of TLS */
	TLS_ABANDONED, /* nobody waits for the answer any more */
};

struct tls_stream;

/* Takes over `fd`; plain until tls_stream_start(). */
struct tls_stream *tls_stream_open(int fd);
/* Says good-bye when that needs no waiting. */
void tls_stream_close(struct tls_stream *stream);

/* `deadline` is a time of clock_running(); both count for what follows. */
void tls_stream_limit(
    struct tls_stream *stream, int64_t deadline, uint64_t budget);
/* Waiting ends as well when the peer of `fd` hangs up. */
void tls_stream_guard(struct tls_stream *stream, int fd);

/*
 * The handshake.  `host` is verified and, unless it is an IP address, sent as
 * server name.  The fault says what is wrong with a certificate.
 */
bool tls_stream_start(struct tls_stream *stream, const struct tls_trust *trust,
    const char *host, enum fault_kind kind, struct fault *fault);

/* At least one octet, or -1 at the end, whatever the reason. */
ssize_t tls_stream_read(struct tls_stream *stream, void *octets, size_t n);
/* All of it, or false. */
bool tls_stream_write(struct tls_stream *stream, const void *octets, size_t n);
/* Octets are at hand, or the end is; false when the time has passed. */
bool tls_stream_wait(struct tls_stream *stream, int other_fd, int64_t until);

enum tls_end tls_stream_end(const struct tls_stream *stream);
/* That in words: "the server closed the connection". */
const char *tls_stream_why(const struct tls_stream *stream);

#endif
