/*
 * memory_place - where `check` keeps what it remembers between runs
 *
 * Beside the configuration, whose name without .yaml it has: mailplumb.yaml
 * has mailplumb.last.json.  A service manager that says $STATE_DIRECTORY
 * (systemd.exec(5)) has made a folder for it; the first, if there are more.
 */
#ifndef MAILPLUMB_CHECK_MEMORY_PLACE_H
#define MAILPLUMB_CHECK_MEMORY_PLACE_H

#include "common/base/arena.h"

/* Of the configuration `file` and an ending such as ".last.json". */
const char *memory_place(
    struct arena *arena, const char *file, const char *ending);

#endif
