/*
 * connect - a TCP connection to a host by name, within a deadline
 *
 * Addresses of both families are tried in turn, each a moment after the one
 * before it and the first that answers wins (RFC 8305 in small).  Names are
 * looked up by getaddrinfo(), which keeps no deadline: who must keep one
 * exactly calls from a process that can be ended.
 */
#ifndef COMMON_NET_CONNECT_H
#define COMMON_NET_CONNECT_H

#include "common/base/bytes.h"
#include "common/base/fault.h"

#define CONNECT_HOST_SIZE 256 /* a domain of 253 octets and a NUL */

struct endpoint {
	char host[CONNECT_HOST_SIZE]; /* a name or an address, no brackets */
	unsigned port;
};

/* "HOST:PORT", "[ADDRESS]:PORT"; the port is 1 to 65535. */
bool endpoint_read(struct bytes text, struct endpoint *endpoint);

/*
 * A connected socket, non-blocking, closed on exec, without Nagle's delay; or
 * -1 and a fault of `kind` that names host and port.  `deadline` is a time of
 * clock_running().
 */
int connect_tcp(const struct endpoint *endpoint, int64_t deadline,
    enum fault_kind kind, struct fault *fault);

#endif
