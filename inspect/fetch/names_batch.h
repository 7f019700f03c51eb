/*
 * names_batch - the names in a folder in the order of their octets
 *
 *	struct names_batch batch = { .most = 1000 };
 *	while ((entry = names_next(&batch, path, fault)) != NULL)
 *		... entry lasts until the next step ...
 *	names_free(&batch);
 *
 * Twice `most` names are held; a folder with more is read again and again, for
 * those that follow.  What is neither a file nor a folder is left out.
 */
#ifndef INSPECT_FETCH_NAMES_BATCH_H
#define INSPECT_FETCH_NAMES_BATCH_H

#include "common/base/fault.h"
#include <stddef.h>

enum entry_type { ENTRY_UNKNOWN, ENTRY_FILE, ENTRY_FOLDER };

struct entry {
	char *name;
	enum entry_type type; /* UNKNOWN: the file system does not say */
};

struct names_batch {
	size_t most;
	bool hidden; /* names that begin with a dot, too */
	struct entry *entries;
	size_t count, at, size;
	bool begun, more; /* more: names follow those held */
	char *last;	  /* the one to go on behind; NULL: the first */
};

/* NULL at the end, and when the folder cannot be read: with FAULT_INPUT. */
const struct entry *names_next(
    struct names_batch *batch, const char *path, struct fault *fault);
void names_free(struct names_batch *batch);

#endif
