/*
 * source - raw messages out of files, standard input and mbox files
 *
 *	source = source_open(path, fault);
 *	while ((step = source_next(source, &raw, &origin, fault)) != SOURCE_END)
 *		if (step == SOURCE_MESSAGE)
 *			... raw and origin last until the next step ...
 *		else
 *			... this message is out of reach; go on ...
 *	source_close(source);
 *
 * A file that begins with a "From " line is an mbox (RFC 4155); any other is
 * one message, to its end.  An mbox is read through a window, so that memory
 * follows the largest message, not the file.  Its messages end before the
 * next "From " line; as mboxrd says, one '>' is taken off body lines that
 * begin with ">From ", ">>From " ...  All other octets are as they lie.
 */
#ifndef INSPECT_FETCH_SOURCE_H
#define INSPECT_FETCH_SOURCE_H

#include "common/base/fault.h"
#include "inspect/fetch/walk.h"
#include <sys/types.h>

enum source_step {
	SOURCE_END,
	SOURCE_MESSAGE,
	SOURCE_FAULT, /* FAULT_INPUT: too large, or a failure to read */
};

struct source;

/*
 * "-" is standard input.  NULL and FAULT_INPUT when it cannot be opened or is
 * a folder.  `path` must last as long as the source.
 */
struct source *source_open(const char *path, struct fault *fault);

/* The same for many files in turn: what memory one needed serves the next.
 * In a Maildir every file is one message. */
struct source *source_new(void);
bool source_begin(
    struct source *source, const struct spot *spot, struct fault *fault);
enum source_step source_next(struct source *source, struct bytes *raw,
    struct origin *origin, struct fault *fault);
void source_close(struct source *source); /* NULL is fine */

/* The messages of an mbox from `offset` on; `fd` is taken over.  What stands
 * there first counts as a message, whether it begins one or not. */
struct source *source_of_mbox(int fd, const char *path, off_t offset);
/* In the file, behind the message that was given last; `*last`: there it
 * ends.  -1 when it cannot be told. */
off_t source_offset(const struct source *source, bool *last);

#endif
