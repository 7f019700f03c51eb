#include "common/net/connect.h"

#include "common/base/clock.h"
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ADDRESSES_MAX 8
#define HEAD_START    250 /* ms before the next address is tried as well */

struct race {
	const struct addrinfo *addresses[ADDRESSES_MAX];
	size_t count;
	size_t started;
	struct pollfd tries[ADDRESSES_MAX]; /* fd -1: failed */
	int error;			    /* of the last that failed */
};

bool endpoint_read(struct bytes text, struct endpoint *endpoint)
{
	struct bytes host, port;
	uint64_t number;

	if (!bytes_cut_last(text, ':', &host, &port) ||
	    !bytes_number(port, 65535, &number) || number == 0)
		return false;
	if (host.len >= 2 && host.ptr[0] == '[' &&
	    host.ptr[host.len - 1] == ']')
		host = bytes_first(bytes_skip(host, 1), host.len - 2);
	else if (memchr(host.ptr, ':', host.len) != NULL)
		return false;
	if (host.len == 0 || host.len >= sizeof(endpoint->host))
		return false;
	for (size_t i = 0; i < host.len; i++)
		if (is_control(host.ptr[i]) || host.ptr[i] == ' ')
			return false;
	memcpy(endpoint->host, host.ptr, host.len);
	endpoint->host[host.len] = '\0';
	endpoint->port = (unsigned)number;
	return true;
}

/* The order of getaddrinfo(), but families take turns. */
static void race_enter(struct race *race, const struct addrinfo *list)
{
	const struct addrinfo *same = list, *other = list;
	int family = list->ai_family;

	while (race->count < ADDRESSES_MAX) {
		while (same != NULL && same->ai_family != family)
			same = same->ai_next;
		while (other != NULL && other->ai_family == family)
			other = other->ai_next;
		if (same == NULL && other == NULL)
			return;
		if (same != NULL) {
			race->addresses[race->count++] = same;
			same = same->ai_next;
		}
		if (other != NULL && race->count < ADDRESSES_MAX) {
			race->addresses[race->count++] = other;
			other = other->ai_next;
		}
	}
}

static int socket_open(const struct addrinfo *address)
{
	int fd = socket(address->ai_family, SOCK_STREAM, 0);
	int on = 1;

	if (fd < 0)
		return -1;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(fd, address->ai_addr, address->ai_addrlen) == 0 ||
	    errno == EINPROGRESS)
		return fd;
	int error = errno;
	close(fd);
	errno = error;
	return -1;
}

static void race_start_next(struct race *race)
{
	struct pollfd *next = &race->tries[race->started];

	*next = (struct pollfd){ .events = POLLOUT };
	next->fd = socket_open(race->addresses[race->started++]);
	if (next->fd < 0)
		race->error = errno;
}

static bool race_running(const struct race *race)
{
	for (size_t i = 0; i < race->started; i++)
		if (race->tries[i].fd >= 0)
			return true;
	return false;
}

/* The connected socket, or -1; sockets that failed are closed. */
static int race_winner(struct race *race)
{
	for (size_t i = 0; i < race->started; i++) {
		struct pollfd *try = &race->tries[i];
		int error = 0, fd = try->fd;
		socklen_t len = sizeof(error);

		if (fd < 0 || try->revents == 0)
			continue;
		try->fd = -1;
		if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 &&
		    error == 0)
			return fd;
		race->error = error != 0 ? error : errno;
		close(fd);
	}
	return -1;
}

static int race_run(struct race *race, int64_t deadline)
{
	int winner = -1;

	while (winner < 0) {
		if (race->started < race->count)
			race_start_next(race);
		bool more = race->started < race->count;
		if (!race_running(race) && !more)
			break;
		int64_t left = deadline - clock_running();
		if (left <= 0) {
			race->error = ETIMEDOUT;
			break;
		}
		if (more && left > HEAD_START)
			left = HEAD_START;
		if (!race_running(race))
			continue;
		if (poll(race->tries, (nfds_t)race->started,
			left > 60000 ? 60000 : (int)left) > 0)
			winner = race_winner(race);
	}
	for (size_t i = 0; i < race->started; i++)
		if (race->tries[i].fd >= 0)
			close(race->tries[i].fd);
	return winner;
}

static const char *lookup_error(int error)
{
	return error == EAI_SYSTEM ? strerror(errno) : gai_strerror(error);
}

int connect_tcp(const struct endpoint *endpoint, int64_t deadline,
    enum fault_kind kind, struct fault *fault)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV };
	struct addrinfo *list = NULL;
	struct race race = { 0 };
	char port[8];

	snprintf(port, sizeof(port), "%u", endpoint->port);
	int error = getaddrinfo(endpoint->host, port, &hints, &list);
	if (error != 0) {
		fault_set(fault, kind, "cannot look up the host %s: %s",
		    endpoint->host, lookup_error(error));
		return -1;
	}
	race_enter(&race, list);
	int fd = race_run(&race, deadline);
	freeaddrinfo(list);
	if (fd < 0)
		fault_set(fault, kind, "cannot connect to %s port %u: %s",
		    endpoint->host, endpoint->port, strerror(race.error));
	return fd;
}
