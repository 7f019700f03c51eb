/*
 * file - a whole file as octets
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

#endif
