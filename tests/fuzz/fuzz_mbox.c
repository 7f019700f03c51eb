/*
 * Any octets as a file: reading ends, no message is larger than the file, and
 * without a "From " line on top the one message is the file itself.
 */
#include "tests/fuzz/fuzz.h"

#include "common/base/bytes.h"
#include "inspect/fetch/source.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void bad(const char *what)
{
	fprintf(stderr, "fuzz_mbox: %s\n", what);
	abort();
}

static void check_all(const char *path, struct bytes file)
{
	struct fault fault = { 0 };
	struct source *source = source_open(path, &fault);
	enum source_step step;
	struct origin origin;
	struct bytes raw;
	size_t total = 0, steps = 0;

	if (source == NULL)
		bad(fault.text);
	while (
	    (step = source_next(source, &raw, &origin, &fault)) != SOURCE_END) {
		if (++steps > file.len + 1)
			bad("more messages than octets");
		if (step != SOURCE_MESSAGE)
			continue;
		total += raw.len;
		if (origin.kind == SOURCE_FILE && !bytes_eq(raw, file) &&
		    !bytes_starts(file, BYTES(">From ")))
			bad("a lone message is not its file");
		if (memchr(raw.ptr, 0, raw.len) != NULL &&
		    memchr(file.ptr, 0, file.len) == NULL)
			bad("octets that are not in the file");
	}
	if (total > file.len)
		bad("more octets than the file has");
	source_close(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char name[] = "/tmp/mailplumb-fuzz.XXXXXX", path[64];
	static int fd = -1;

	if (fd < 0) {
		fd = mkstemp(name);
		unlink(name);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	if (fd < 0 || ftruncate(fd, 0) != 0 ||
	    pwrite(fd, data, size, 0) != (ssize_t)size)
		bad("no temporary file");
	check_all(path, (struct bytes){ (const char *)data, size });
	return 0;
}
