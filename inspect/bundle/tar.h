/*
 * tar - archives of a few named files, in memory
 *
 * libarchive is loaded when the first archive is read or written, so that what
 * needs none does not pay for it.  Nothing is ever unpacked to disk.  Plain
 * ustar and pax archives alone are read: no compression, no links, no folders
 * but those in names, and no more than the limits below.
 */
#ifndef INSPECT_BUNDLE_TAR_H
#define INSPECT_BUNDLE_TAR_H

#include "common/base/arena.h"
#include "common/base/clock.h"
#include "common/base/fault.h"
#include "common/base/text.h"

#define TAR_ENTRIES 64
#define TAR_NAME    100				/* octets of a name */
#define TAR_FILE    ((size_t)64 * 1024 * 1024)	/* octets of one file */
#define TAR_ALL	    ((size_t)256 * 1024 * 1024) /* octets of an archive */

struct tar_file {
	struct bytes name, content;
};

/* All files with this time.  FAULT_OURS. */
bool tar_write(const struct tar_file *files, size_t count, int64_t time,
    struct text *out, struct fault *fault);

/* Up to TAR_ENTRIES files into the arena.  FAULT_INPUT says what is wrong,
 * without the name of the archive; FAULT_OURS without libarchive. */
bool tar_read(struct arena *arena, struct bytes tar, struct tar_file *files,
    size_t *count, struct fault *fault);

#endif
