#include "oauth/loopback.h"

#include "common/base/clock.h"
#include "common/base/crypto.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Browsers open some in advance, which say nothing. */
#define OPEN_MOST 8

struct guest {
	int fd; /* -1: none */
	int64_t since;
	char head[REDIRECT_HEAD_MOST];
	size_t len;
};

static bool listen_at(int fd, unsigned port, unsigned *bound)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t size = sizeof(at);
	int yes = 1;

	/* Who logs in once more need not wait for the port. */
	if (port != 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(fd, (struct sockaddr *)&at, size) != 0 ||
	    listen(fd, OPEN_MOST) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) != 0)
		return false;
	*bound = ntohs(at.sin_port);
	return true;
}

static void is_ours_alone(int fd)
{
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, O_NONBLOCK);
}

bool oauth_loopback_open(struct oauth_loopback *loopback, struct arena *arena,
    const char *name, unsigned port, struct fault *fault)
{
	loopback->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (loopback->fd < 0)
		return fault_errno(fault, FAULT_OURS, "socket");
	is_ours_alone(loopback->fd);
	if (!listen_at(loopback->fd, port, &port)) {
		fault_errno(fault, FAULT_OURS, "127.0.0.1:%u", port);
		oauth_loopback_close(loopback);
		return false;
	}
	loopback->host = arena_printf(arena, "%s:%u", name, port);
	loopback->url =
	    arena_printf(arena, "http://%.*s/", FMT(loopback->host));
	return true;
}

void oauth_loopback_close(struct oauth_loopback *loopback)
{
	if (loopback->fd >= 0)
		close(loopback->fd);
	loopback->fd = -1;
}

static void guest_leave(struct guest *guest)
{
	if (guest->fd >= 0)
		close(guest->fd);
	guest->fd = -1;
	wipe(guest->head, guest->len);
	guest->len = 0;
}

static void guest_admit(struct guest *guests, int fd)
{
	struct guest *place = &guests[0];

	for (size_t i = 0; i < OPEN_MOST; i++) {
		if (guests[i].fd < 0) {
			place = &guests[i];
			break;
		}
		if (guests[i].since < place->since)
			place = &guests[i];
	}
	guest_leave(place);
	is_ours_alone(fd);
	place->fd = fd;
	place->since = clock_running();
}

/* What the guest said so far comes to; it is answered unless there is more. */
static enum redirect_kind guest_hear(struct guest *guest,
    const struct oauth_loopback *loopback, struct arena *arena,
    struct bytes state, struct oauth_redirect *redirect)
{
	ssize_t got = recv(guest->fd, guest->head + guest->len,
	    sizeof(guest->head) - guest->len, MSG_DONTWAIT);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return REDIRECT_PARTIAL;
	if (got > 0)
		guest->len += (size_t)got;
	/* A copy: what is found in it outlives the guest. */
	struct bytes head = { guest->head, guest->len };
	enum redirect_kind kind = oauth_redirect_read(
	    redirect, arena, arena_copy(arena, head), loopback->host, state);
	if (kind == REDIRECT_PARTIAL && got > 0 &&
	    guest->len < sizeof(guest->head))
		return kind;
	struct bytes page = oauth_redirect_page(arena, kind);
	/* It fits the buffer of any socket; who does not read has no page. */
	(void)!send(guest->fd, page.ptr, page.len, MSG_DONTWAIT | MSG_NOSIGNAL);
	shutdown(guest->fd, SHUT_WR);
	guest_leave(guest);
	return kind;
}

static enum redirect_kind guests_hear(const struct oauth_loopback *loopback,
    struct guest *guests, const struct pollfd *fds, struct arena *arena,
    struct bytes state, struct oauth_redirect *redirect)
{
	struct arena *passing = arena_open();
	enum redirect_kind kind = REDIRECT_PARTIAL;

	for (size_t i = 0; i < OPEN_MOST && kind < REDIRECT_GRANTED; i++)
		if (guests[i].fd >= 0 && fds[i].revents != 0)
			kind = guest_hear(
			    &guests[i], loopback, passing, state, redirect);
	if (kind == REDIRECT_GRANTED)
		redirect->code = arena_copy(arena, redirect->code);
	if (kind == REDIRECT_REFUSED) {
		redirect->answer.error =
		    arena_copy(arena, redirect->answer.error);
		redirect->answer.description =
		    arena_copy(arena, redirect->answer.description);
	}
	arena_close(passing);
	return kind;
}

static void wait_for_guests(const struct oauth_loopback *loopback,
    const struct guest *guests, struct pollfd *fds, int64_t deadline)
{
	int64_t left = deadline - clock_running();

	for (size_t i = 0; i < OPEN_MOST; i++)
		fds[i] = (struct pollfd){ guests[i].fd, POLLIN, 0 };
	fds[OPEN_MOST] = (struct pollfd){ loopback->fd, POLLIN, 0 };
	poll(fds, OPEN_MOST + 1,
	    left <= 0	   ? 0
	    : left > 60000 ? 60000
			   : (int)left);
}

enum redirect_kind oauth_loopback_wait(struct oauth_loopback *loopback,
    struct arena *arena, struct bytes state, int64_t deadline,
    struct oauth_redirect *redirect)
{
	struct guest *guests = arena_new_array(arena, struct guest, OPEN_MOST);
	struct pollfd fds[OPEN_MOST + 1];
	enum redirect_kind kind = REDIRECT_PARTIAL;

	for (size_t i = 0; i < OPEN_MOST; i++)
		guests[i].fd = -1;
	while (kind < REDIRECT_GRANTED && clock_running() < deadline) {
		wait_for_guests(loopback, guests, fds, deadline);
		kind =
		    guests_hear(loopback, guests, fds, arena, state, redirect);
		int fd = fds[OPEN_MOST].revents != 0
			     ? accept(loopback->fd, NULL, NULL)
			     : -1;
		if (fd >= 0)
			guest_admit(guests, fd);
	}
	for (size_t i = 0; i < OPEN_MOST; i++)
		guest_leave(&guests[i]);
	return kind < REDIRECT_GRANTED ? REDIRECT_PARTIAL : kind;
}
