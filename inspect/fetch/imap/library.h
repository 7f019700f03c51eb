/* library - libetpan's session behind struct protocol; for protocol*.c */
#ifndef INSPECT_FETCH_IMAP_LIBRARY_H
#define INSPECT_FETCH_IMAP_LIBRARY_H

#include "inspect/fetch/imap/protocol.h"
#include <libetpan/libetpan.h>

struct protocol {
	mailimap *imap;
	struct stream stream;
	int64_t patience;
	bool failed; /* the library could not read an answer */
	message_chunk *chunk;
	void *chunk_data;
};

#endif
