/*
 * protocol_many - one FETCH of many messages, read as it comes
 *
 * What the filter lets through has one form, so that it is read here without
 * the library, which would hold every answer as a tree.  Messages may come in
 * any order, with other responses between them, their numbers before or
 * behind their octets.
 */
#ifndef INSPECT_FETCH_IMAP_PROTOCOL_MANY_H
#define INSPECT_FETCH_IMAP_PROTOCOL_MANY_H

#include "inspect/fetch/imap/protocol.h"

/* Each returns false to end all. */
struct many_sink {
	bool (*octets)(void *data, struct bytes octets);
	/* A message ends; `there`: it had octets, if only none. */
	bool (*message)(void *data, uint32_t uid, bool there);
	bool (*waits)(void *data); /* nothing is at hand, the server is asked */
	void *data;
};

/*
 * UID FETCH of a set.  Of each message one octet more comes than may be in it,
 * no matter how large it is.
 */
enum answer protocol_many(
    struct protocol *protocol, const char *uids, const struct many_sink *sink);

#endif
