/*
 * peer - the watch that started this process, seen from inside
 *
 * A watch that hangs up, or says what it may not say, is gone; then this
 * process has nothing left to do.
 */
#ifndef INSPECT_FETCH_IMAP_PEER_H
#define INSPECT_FETCH_IMAP_PEER_H

#include "inspect/fetch/imap_wire.h"

struct peer {
	int fd;
	bool gone;
	char in[WIRE_FRAME_MAX];
	size_t in_len, in_used;
};

void peer_open(struct peer *peer, int fd);
/* Both wait until the watch takes it. */
void peer_send_octets(struct peer *peer, struct bytes frames);
void peer_send(struct peer *peer, const struct wire_frame *frame);
/* The next order, if one comes by `until` (clock_running()). */
bool peer_receive(struct peer *peer, int64_t until, struct wire_frame *frame);
/* Overwrite what was received: it held a secret. */
void peer_wipe(struct peer *peer);

#endif
