/*
 * save - keep a copy of what was sent
 *
 * A folder that is a Maildir (it has tmp, new and cur) gets the message into
 * new, any other folder as TOKEN.eml; else `path` is the file to write.  Ctrl-C
 * waits until a file is whole.
 */
#ifndef MAILPLUMB_SEND_SAVE_H
#define MAILPLUMB_SEND_SAVE_H

#include "common/base/arena.h"
#include "common/base/fault.h"

/* A folder, so that more than one message fits. */
bool save_many(const char *path);

/* Before anything is sent: its folder is there and ours to write.  FAULT_USAGE.
 */
bool save_check(struct arena *arena, const char *path, struct fault *fault);

/* `*file` is where it went.  FAULT_OURS. */
bool save_message(struct arena *arena, const char *path, struct bytes token,
    struct bytes raw, struct bytes *file, struct fault *fault);

#endif
