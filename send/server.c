#include "send/server.h"

#include "common/net/domain.h"
#include "common/net/ip.h"
#include <string.h>

static const struct {
	const char *scheme;
	enum server_tls tls;
	unsigned port;
} schemes[] = {
	{ "smtp://", SERVER_STARTTLS, 587 },
	{ "smtps://", SERVER_IMPLICIT, 465 },
};
#define SCHEMES (sizeof(schemes) / sizeof(schemes[0]))

bool server_ses(struct server *server, struct arena *arena, struct bytes region,
    enum ses_endpoint endpoint, unsigned port, struct fault *fault)
{
	if (!ses_region_valid(region))
		return fault_set(fault, FAULT_USAGE,
		    "region '%.*s' is not one like us-east-1", FMT(region));
	if (port == 0)
		port = 587;
	enum ses_port_tls tls = ses_port_tls(port);
	if (tls == SES_PORT_OTHER)
		return fault_set(fault, FAULT_USAGE,
		    "port %u: SES has 25, 587 and 2587 (STARTTLS), 465 and "
		    "2465 (TLS)",
		    port);
	server->region = arena_lower(arena, region);
	server->host = ses_smtp_host(arena, region, endpoint);
	server->port = port;
	server->tls = tls == SES_PORT_TLS ? SERVER_IMPLICIT : SERVER_STARTTLS;
	return true;
}

static bool port_read(struct bytes text, unsigned *port)
{
	uint64_t n;

	if (!bytes_number(text, 65535, &n) || n == 0)
		return false;
	*port = (unsigned)n;
	return true;
}

/* HOST, HOST:PORT, [IPv6] or [IPv6]:PORT; `port` stays when none is given. */
static bool host_port_read(
    struct bytes text, struct bytes *host, unsigned *port)
{
	struct bytes after = ABSENT;

	if (bytes_starts(text, BYTES("["))) {
		if (!bytes_cut(bytes_skip(text, 1), ']', host, &after))
			return false;
		if (after.len > 0 && after.ptr[0] != ':')
			return false;
		after = after.len > 0 ? bytes_skip(after, 1) : ABSENT;
	} else {
		bytes_cut(text, ':', host, &after);
	}
	return host->len > 0 &&
	       (!bytes_present(after) || port_read(after, port));
}

static bool host_valid(
    struct arena *arena, struct bytes host, struct bytes *canonical)
{
	struct ip ip;

	*canonical = ip_read(host, &ip) ? arena_copy(arena, host)
					: domain_read(arena, host);
	return bytes_present(*canonical);
}

static bool url_cut(struct server *server, struct arena *arena, struct bytes at,
    struct bytes url, struct fault *fault)
{
	struct bytes user, host;

	if (bytes_cut_last(at, '@', &user, &at)) {
		if (bytes_find(user, BYTES(":")) != NULL)
			return fault_set(fault, FAULT_USAGE,
			    "a password does not belong into a URL; give it by "
			    "file, command or environment");
		server->user = arena_copy(arena, user);
	}
	bytes_cut(at, '/', &at, &host);
	if (host.len > 0 || !host_port_read(at, &host, &server->port) ||
	    !host_valid(arena, host, &server->host))
		return fault_set(fault, FAULT_USAGE,
		    "'%.*s' is not smtp://HOST[:PORT] or smtps://HOST[:PORT]",
		    FMT(url));
	return true;
}

bool server_read(struct server *server, struct arena *arena, struct bytes url,
    struct fault *fault)
{
	size_t i = 0;

	while (i < SCHEMES && !bytes_istarts(url, bytes_of(schemes[i].scheme)))
		i++;
	if (i == SCHEMES)
		return fault_set(fault, FAULT_USAGE,
		    "the server's URL begins with neither smtp:// nor "
		    "smtps://");
	server->tls = schemes[i].tls;
	server->port = schemes[i].port;
	if (!url_cut(server, arena, bytes_skip(url, strlen(schemes[i].scheme)),
		url, fault))
		return false;
	server->region = ses_host_region(server->host);
	return true;
}

static bool one_line(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (b.ptr[i] == '\0' || b.ptr[i] == '\r' || b.ptr[i] == '\n')
			return false;
	return true;
}

bool server_check(const struct server *server, struct fault *fault)
{
	struct bytes host;
	unsigned port = 0;

	if (bytes_empty(server->host) || server->port == 0)
		return fault_set(
		    fault, FAULT_USAGE, "no server is given to send through");
	if (bytes_present(server->user) && bytes_empty(server->password))
		return fault_set(fault, FAULT_USAGE,
		    "user %.*s has no password", FMT(server->user));
	if (server->tls == SERVER_PLAIN && bytes_present(server->user))
		return fault_set(fault, FAULT_USAGE,
		    "a password is never sent without TLS: use smtp:// with "
		    "STARTTLS, or smtps://");
	if (server->tls == SERVER_PLAIN && bytes_present(server->region))
		return fault_set(
		    fault, FAULT_USAGE, "SES takes no messages without TLS");
	if (!one_line(server->user) || !one_line(server->password))
		return fault_set(
		    fault, FAULT_USAGE, "CR, LF or NUL in user or password");
	if (bytes_present(server->connect_to) &&
	    (!host_port_read(server->connect_to, &host, &port) || port == 0))
		return fault_set(fault, FAULT_USAGE,
		    "connect_to '%.*s' is not HOST:PORT",
		    FMT(server->connect_to));
	return true;
}

struct bytes server_url(struct arena *arena, const struct server *server)
{
	bool v6 = bytes_find(server->host, BYTES(":")) != NULL;

	return arena_printf(arena, "%s://%s%.*s%s:%u",
	    server->tls == SERVER_IMPLICIT ? "smtps" : "smtp", v6 ? "[" : "",
	    FMT(server->host), v6 ? "]" : "", server->port);
}
