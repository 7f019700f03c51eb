#include "common/dns/dns_channel.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h> /* which <ares.h> takes for granted */
#include <sys/socket.h>

#include <ares.h>

#define MOST_OF_UDP 4096 /* as large as the buffer of c-ares */

struct dns_channel {
	ares_channel ares;
};

struct sent {
	dns_channel_end *end;
	void *context;
};

static pthread_once_t library = PTHREAD_ONCE_INIT;

static void library_open(void)
{
	ares_library_init(ARES_LIB_INIT_ALL);
}

static bool set_server(ares_channel ares, const struct dns_server *server)
{
	bool v4 = server->ip.family == 4;
	struct ares_addr_port_node node = {
		.family = v4 ? AF_INET : AF_INET6,
		.udp_port = server->port,
		.tcp_port = server->port,
	};

	memcpy(&node.addr, server->ip.octets, v4 ? 4 : 16);
	return ares_set_servers_ports(ares, &node) == ARES_SUCCESS;
}

/* c-ares takes what is truncated or longer than `ednspsz` for an answer cut
 * there, and FORMERR for a reason to cut OPT off the question. */
static const int flags[] = {
	[DNS_CHANNEL_EDNS] = ARES_FLAG_IGNTC | ARES_FLAG_EDNS,
	[DNS_CHANNEL_PLAIN] = ARES_FLAG_IGNTC,
	[DNS_CHANNEL_TCP] = ARES_FLAG_USEVC,
};

/* With all of these given c-ares reads no file: it takes a server from here
 * that set_server() replaces. */
static bool ares_open(
    ares_channel *ares, enum dns_channel_kind kind, int64_t timeout)
{
	struct in_addr nobody = { 0 };
	char lookups[] = "b";
	struct ares_options options = {
		.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH |
			 ARES_FLAG_NOALIASES | flags[kind],
		.timeout = (int)timeout,
		.tries = 1,
		.ndots = 1,
		.servers = &nobody,
		.nservers = 1,
		.lookups = lookups,
		.ednspsz = MOST_OF_UDP,
	};

	pthread_once(&library, library_open);
	return ares_init_options(ares, &options,
		   ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
		       ARES_OPT_NDOTS | ARES_OPT_SERVERS | ARES_OPT_DOMAINS |
		       ARES_OPT_LOOKUPS | ARES_OPT_SORTLIST |
		       ARES_OPT_EDNSPSZ) == ARES_SUCCESS;
}

struct dns_channel *dns_channel_open(const struct dns_server *server,
    enum dns_channel_kind kind, int64_t timeout)
{
	struct dns_channel *channel = calloc(1, sizeof(*channel));

	if (channel == NULL || !ares_open(&channel->ares, kind, timeout)) {
		free(channel);
		return NULL;
	}
	if (!set_server(channel->ares, server)) {
		dns_channel_close(channel);
		return NULL;
	}
	return channel;
}

void dns_channel_close(struct dns_channel *channel)
{
	ares_destroy(channel->ares);
	free(channel);
}

static void sent_end(
    void *context, int status, int timeouts, unsigned char *octets, int len)
{
	struct sent sent = *(struct sent *)context;

	(void)timeouts;
	free(context);
	if (status == ARES_SUCCESS)
		sent.end(sent.context,
		    (struct bytes){ (char *)octets, (size_t)len });
	else if (status != ARES_ETIMEOUT && status != ARES_ECANCELLED &&
		 status != ARES_EDESTRUCTION)
		sent.end(sent.context, ABSENT);
}

void dns_channel_send(struct dns_channel *channel, const unsigned char *packet,
    size_t len, dns_channel_end *end, void *context)
{
	struct sent *sent = malloc(sizeof(*sent));

	if (sent == NULL) {
		end(context, ABSENT);
		return;
	}
	*sent = (struct sent){ end, context };
	ares_send(channel->ares, packet, (int)len, sent_end, sent);
}

void dns_channel_cancel(struct dns_channel *channel)
{
	ares_cancel(channel->ares);
}

bool dns_channel_socket(const struct dns_channel *channel, struct pollfd *fd)
{
	ares_socket_t socket;
	int bits = ares_getsock(channel->ares, &socket, 1);
	int events = (ARES_GETSOCK_READABLE(bits, 0) ? POLLIN : 0) |
		     (ARES_GETSOCK_WRITABLE(bits, 0) ? POLLOUT : 0);

	*fd = (struct pollfd){ events != 0 ? socket : -1, (short)events, 0 };
	return events != 0;
}

void dns_channel_serve(struct dns_channel *channel, const struct pollfd *fd)
{
	int wrong = POLLERR | POLLHUP | POLLNVAL;
	bool in = (fd->revents & (POLLIN | wrong)) != 0;
	bool out = (fd->revents & (POLLOUT | wrong)) != 0;

	if (in || out)
		ares_process_fd(channel->ares, in ? fd->fd : ARES_SOCKET_BAD,
		    out ? fd->fd : ARES_SOCKET_BAD);
}
