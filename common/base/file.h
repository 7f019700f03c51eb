/*
 * file - a whole file as octets, read and written so that it outlives a crash
 */
#ifndef COMMON_BASE_FILE_H
#define COMMON_BASE_FILE_H

#include "common/base/arena.h"
#include "common/base/fault.h"

/*
 * All of `path` ("-" is standard input) into the arena.  A file that cannot
 * be read, a folder, and more than `most` octets are FAULT_INPUT and name the
 * file; of a file that is too long no more than that is read.
 */
bool file_read(struct arena *arena, const char *path, size_t most,
    struct bytes *content, struct fault *fault);

/* All of it is written, and on the disk; false: errno says why. */
bool file_write_through(int fd, struct bytes content);
/* What was renamed in the folder of `path` is so on the disk, too, as far as
 * the file system can tell; false: errno says why. */
bool file_folder_sync(const char *path);

#endif
