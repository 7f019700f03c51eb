/* Any octets as frames: what is read is what would have been written. */
#include "inspect/fetch/imap_wire.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static void try_side(struct bytes in, enum wire_side sender)
{
	static char octets[WIRE_FRAME_MAX];
	struct wire_frame frame;
	size_t used;

	while (wire_read(in, sender, &frame, &used) == WIRE_GOT) {
		size_t len = wire_write(&frame, octets);
		if (used > in.len || len != used ||
		    memcmp(octets, in.ptr, len) != 0)
			abort();
		in = bytes_skip(in, used);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { (const char *)data, size };

	try_side(in, WIRE_OF_WATCH);
	try_side(in, WIRE_OF_PROCESS);
	return 0;
}
