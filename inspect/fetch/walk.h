/*
 * walk - the files of messages behind a path
 *
 *	walk = walk_open(path);
 *	while ((step = walk_next(walk, &spot, fault)) != WALK_END)
 *		if (step == WALK_FILE)
 *			... spot lasts until the next step ...
 *	walk_close(walk);
 *
 * A path that is no folder is given as it is.  Of a folder come all regular
 * files in it and below it, in the order of the octets of their names; names
 * that begin with a dot are stepped over, and so are symbolic links, so that
 * no walk goes in circles.  A folder with `cur` and `new` in it is a Maildir:
 * the files of these two are its messages, and those of its folders follow,
 * hidden (Maildir++) or not.
 *
 * Memory does not follow the number of files: of a folder the next
 * WALK_NAMES names are held, and then it is read again.
 */
#ifndef INSPECT_FETCH_WALK_H
#define INSPECT_FETCH_WALK_H

#include "common/base/fault.h"
#include "inspect/model/model.h"

#define WALK_NAMES ((size_t)64 * 1024)
#define WALK_DEPTH 32 /* folders within folders */

enum walk_step {
	WALK_END,
	WALK_FILE,
	WALK_FAULT, /* FAULT_INPUT; what is left can be walked on */
};

struct spot {
	const char *path;
	bool maildir;	     /* a message of a Maildir */
	struct bytes folder; /* of it; absent: its inbox */
};

struct walk;

struct walk *walk_open(const char *path);
/* A folder without any file is a fault at its end. */
enum walk_step walk_next(
    struct walk *walk, struct spot *spot, struct fault *fault);
bool walk_is_folder(const struct walk *walk);
void walk_close(struct walk *walk); /* NULL is fine */

#endif
