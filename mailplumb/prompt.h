/*
 * prompt - asking for a secret on a terminal
 */
#ifndef MAILPLUMB_PROMPT_H
#define MAILPLUMB_PROMPT_H

#include "common/base/arena.h"
#include "common/base/fault.h"

/*
 * Asks on standard error and reads one line of standard input, which must be
 * a terminal; what is typed is not shown.  SIGINT, SIGTERM, SIGQUIT and SIGHUP
 * end the program as ever, but not before the terminal shows again what is
 * typed.  The line is in the arena, for the caller to wipe; an empty one is
 * FAULT_USAGE.  Not to be called from two threads.
 */
bool prompt_secret(struct arena *arena, const char *question,
    struct bytes *secret, struct fault *fault);

#endif
