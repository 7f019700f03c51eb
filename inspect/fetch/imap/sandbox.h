/*
 * sandbox - what this process can no longer do once it talks to a server
 *
 * After sandbox_enter() it can read, write and wait on the sockets it has,
 * use the memory it is allowed, and end.  It opens no file, makes no
 * connection and starts nothing: seccomp refuses every other system call.
 */
#ifndef INSPECT_FETCH_IMAP_SANDBOX_H
#define INSPECT_FETCH_IMAP_SANDBOX_H

#include "common/base/fault.h"

/* At the start: no core, few files, bounded memory, no inherited files. */
bool sandbox_prepare(struct fault *fault);
bool sandbox_enter(struct fault *fault);

#endif
