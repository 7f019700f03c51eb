/*
 * shell - a word as a shell takes it, so that pasting it is safe
 */
#ifndef COMMON_BASE_SHELL_H
#define COMMON_BASE_SHELL_H

#include "common/base/arena.h"

/*
 * The word as it is when no shell makes anything of it, else in single quotes
 * (POSIX 2.2.2).  Absent for what no command should hold: nothing at all,
 * control characters, octets beyond ASCII, a hyphen at the start, which would
 * make an option of it.
 */
struct bytes shell_quoted(struct arena *arena, struct bytes word);

#endif
