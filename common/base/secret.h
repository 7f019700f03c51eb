/*
 * secret - where a password or key is found, and reading it
 *
 * A secret is never the value of a command-line option.  It stands in the
 * configuration (which then should not be readable by others), in a file, is
 * printed by a command, or comes from an environment variable or a
 * credential (file in $CREDENTIALS_DIRECTORY, as systemd passes them).
 */
#ifndef COMMON_BASE_SECRET_H
#define COMMON_BASE_SECRET_H

#include "common/base/arena.h"
#include "common/base/fault.h"

#define SECRET_MAX ((size_t)16 * 1024) /* octets; an OAuth token fits */

enum secret_kind {
	SECRET_UNSET,
	SECRET_VALUE,	   /* the text itself */
	SECRET_FILE,	   /* the first line of this file */
	SECRET_COMMAND,	   /* the first line that `sh -c TEXT` prints */
	SECRET_VARIABLE,   /* this environment variable */
	SECRET_CREDENTIAL, /* the first line of this file in
			      $CREDENTIALS_DIRECTORY */
};

struct secret_source {
	enum secret_kind kind;
	struct bytes text;
};

/*
 * The secret, in the arena, its final line end removed.  Empty is a fault, so
 * are CR, LF and NUL inside.  A command gets no standard input, has
 * `timeout_ms`, must exit 0 and is ended when it runs over; its standard error
 * stays ours.  Faults are FAULT_USAGE and name the file or command, never
 * what was read.
 */
bool secret_read(struct arena *arena, const struct secret_source *source,
    int64_t timeout_ms, struct bytes *secret, struct fault *fault);

#endif
