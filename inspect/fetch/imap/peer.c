#include "inspect/fetch/imap/peer.h"

#include "common/base/clock.h"
#include "common/base/crypto.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

void peer_open(struct peer *peer, int fd)
{
	memset(peer, 0, sizeof(*peer));
	peer->fd = fd;
}

static bool is_passing(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

void peer_send_octets(struct peer *peer, struct bytes frames)
{
	struct pollfd fds = { peer->fd, POLLOUT, 0 };

	while (frames.len > 0 && !peer->gone) {
		ssize_t put =
		    send(peer->fd, frames.ptr, frames.len, MSG_NOSIGNAL);
		if (put > 0)
			frames = bytes_skip(frames, (size_t)put);
		else if (put == 0 || !is_passing(errno))
			peer->gone = true;
		else
			poll(&fds, 1, -1);
	}
}

void peer_send(struct peer *peer, const struct wire_frame *frame)
{
	char octets[WIRE_FRAME_MAX];

	peer_send_octets(
	    peer, (struct bytes){ octets, wire_write(frame, octets) });
}

static void fill(struct peer *peer, int64_t until)
{
	struct pollfd fds = { peer->fd, POLLIN, 0 };
	int64_t left = until - clock_running();

	if (poll(&fds, 1,
		left <= 0      ? 0
		: left > 60000 ? 60000
			       : (int)left) <= 0)
		return;
	ssize_t got = recv(peer->fd, peer->in + peer->in_len,
	    sizeof(peer->in) - peer->in_len, MSG_DONTWAIT);
	if (got > 0)
		peer->in_len += (size_t)got;
	else if (got == 0 || !is_passing(errno))
		peer->gone = true;
}

bool peer_receive(struct peer *peer, int64_t until, struct wire_frame *frame)
{
	memmove(
	    peer->in, peer->in + peer->in_used, peer->in_len - peer->in_used);
	peer->in_len -= peer->in_used;
	peer->in_used = 0;
	for (bool waited = false; !peer->gone; waited = true) {
		switch (wire_read((struct bytes){ peer->in, peer->in_len },
		    WIRE_OF_WATCH, frame, &peer->in_used)) {
		case WIRE_GOT:
			return true;
		case WIRE_BAD:
			peer->gone = true;
			return false;
		case WIRE_MORE:
			break;
		}
		if (waited && clock_running() >= until)
			return false;
		fill(peer, until);
	}
	return false;
}

void peer_wipe(struct peer *peer)
{
	wipe(peer->in, peer->in_used);
}
