/* library - libetpan's session behind struct protocol; for protocol*.c */
#ifndef INSPECT_FETCH_IMAP_LIBRARY_H
#define INSPECT_FETCH_IMAP_LIBRARY_H

#include "inspect/fetch/imap/dialogue.h"
#include "inspect/fetch/imap/protocol.h"
#include <libetpan/libetpan.h>

struct protocol {
	mailimap *imap;
	struct stream stream;
	struct dialogue *dialogue; /* NULL, or who hears the commands */
	int64_t patience;
	bool failed; /* the library could not read an answer */
	message_chunk *chunk;
	void *chunk_data;
};

#endif
