#include "inspect/fetch/walk.h"

#include "common/base/text.h"
#include "inspect/fetch/names_batch.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_MOST ((size_t)4096)

enum level_kind {
	LEVEL_FOLDER,
	LEVEL_MAILDIR,	/* cur, new, and other Maildirs */
	LEVEL_MESSAGES, /* cur or new itself */
};

struct level {
	enum level_kind kind;
	size_t path_len; /* of its path, without the final slash */
	struct names_batch names;
};

struct walk {
	struct text path;
	struct level levels[WALK_DEPTH];
	size_t depth;	/* 0: no folder is open */
	size_t inbox;	/* path_len of the outermost Maildir; 0: outside */
	bool is_folder; /* the path that was given */
	bool began, any;
};

static const char *path_of(const struct walk *walk)
{
	return text_bytes(&walk->path).ptr;
}

static void path_cut(struct walk *walk, size_t len)
{
	struct text *path = &walk->path;

	path->len = len;
	path->full = false;
	if (path->ptr != NULL)
		path->ptr[len] = '\0';
}

static bool path_add(struct walk *walk, const char *name)
{
	struct bytes path = text_bytes(&walk->path);

	if (path.len > 0 && path.ptr[path.len - 1] != '/')
		text_char(&walk->path, '/');
	text_add(&walk->path, bytes_of(name));
	return !walk->path.full;
}

/* ---- folders --------------------------------------------------------------
 */

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool has_folder(struct walk *walk, const char *name)
{
	size_t len = walk->path.len;
	bool has = path_add(walk, name) && is_folder(path_of(walk));

	path_cut(walk, len);
	return has;
}

static bool is_maildir(struct walk *walk)
{
	return has_folder(walk, "cur") && has_folder(walk, "new");
}

static void enter(struct walk *walk, enum level_kind kind)
{
	walk->levels[walk->depth++] = (struct level){
		.kind = kind,
		.path_len = walk->path.len,
		.names = { .most = WALK_NAMES,
		    .hidden = kind == LEVEL_MAILDIR },
	};
	if (kind == LEVEL_MAILDIR && walk->inbox == 0)
		walk->inbox = walk->path.len;
}

static void leave(struct walk *walk)
{
	struct level *level = &walk->levels[--walk->depth];

	names_free(&level->names);
	if (walk->inbox == level->path_len && level->kind == LEVEL_MAILDIR)
		walk->inbox = 0;
}

/* The path has become that of a folder in `above`: what it is there. */
static bool kind_below(struct walk *walk, enum level_kind above,
    const char *name, enum level_kind *kind)
{
	bool part = strcmp(name, "cur") == 0 || strcmp(name, "new") == 0;

	if (above == LEVEL_MESSAGES)
		return false;
	if (above == LEVEL_MAILDIR && part) {
		*kind = LEVEL_MESSAGES;
		return true;
	}
	*kind = is_maildir(walk) ? LEVEL_MAILDIR : LEVEL_FOLDER;
	return above == LEVEL_FOLDER || *kind == LEVEL_MAILDIR;
}

/* ---- steps ----------------------------------------------------------------
 */

/* ".Sent" of Maildir++, or a path of folders, behind the inbox. */
static struct bytes maildir_folder(const struct walk *walk)
{
	const struct level *level = &walk->levels[walk->depth - 2];
	struct bytes path =
	    bytes_first(text_bytes(&walk->path), level->path_len);

	path = bytes_skip(path, walk->inbox);
	if (bytes_starts(path, BYTES("/")))
		path = bytes_skip(path, 1);
	if (bytes_starts(path, BYTES(".")))
		path = bytes_skip(path, 1);
	return path.len > 0 ? path : ABSENT;
}

static void give(struct walk *walk, struct spot *spot)
{
	bool maildir = walk->depth > 0 &&
		       walk->levels[walk->depth - 1].kind == LEVEL_MESSAGES;

	walk->any = true;
	*spot = (struct spot){ .path = path_of(walk), .maildir = maildir };
	if (maildir)
		spot->folder = maildir_folder(walk);
}

static enum entry_type type_of(
    const struct walk *walk, const struct entry *entry)
{
	struct stat st;

	if (entry->type != ENTRY_UNKNOWN || lstat(path_of(walk), &st) != 0)
		return entry->type;
	return S_ISDIR(st.st_mode)   ? ENTRY_FOLDER
	       : S_ISREG(st.st_mode) ? ENTRY_FILE
				     : ENTRY_UNKNOWN;
}

/* The path is that of an entry: go into it, or give it; false: neither. */
static enum walk_step visit(struct walk *walk, const struct entry *entry,
    struct spot *spot, struct fault *fault)
{
	enum level_kind above = walk->levels[walk->depth - 1].kind, kind;
	enum entry_type type = type_of(walk, entry);

	if (type == ENTRY_FOLDER &&
	    kind_below(walk, above, entry->name, &kind)) {
		if (walk->depth == WALK_DEPTH) {
			fault_set(fault, FAULT_INPUT,
			    "%s: more than %d folders deep", path_of(walk),
			    WALK_DEPTH);
			return WALK_FAULT;
		}
		enter(walk, kind);
	} else if (above != LEVEL_MAILDIR && type == ENTRY_FILE) {
		give(walk, spot);
		return WALK_FILE;
	}
	return WALK_END;
}

static enum walk_step step(
    struct walk *walk, struct spot *spot, struct fault *fault)
{
	struct level *level = &walk->levels[walk->depth - 1];

	path_cut(walk, level->path_len);
	const struct entry *entry =
	    names_next(&level->names, path_of(walk), fault);
	if (entry == NULL) {
		leave(walk);
		return fault->kind != FAULT_NONE ? WALK_FAULT : WALK_END;
	}
	if (!path_add(walk, entry->name)) {
		fault_set(fault, FAULT_INPUT, "%s/%s: too long a path",
		    path_of(walk), entry->name);
		return WALK_FAULT;
	}
	return visit(walk, entry, spot, fault);
}

static enum walk_step begin(
    struct walk *walk, struct spot *spot, struct fault *fault)
{
	walk->began = true;
	if (walk->path.full) {
		walk->any = true;
		errno = ENAMETOOLONG;
		fault_errno(fault, FAULT_INPUT, "%.*s ...", 40, path_of(walk));
		return WALK_FAULT;
	}
	if (walk->is_folder) {
		enter(walk, is_maildir(walk) ? LEVEL_MAILDIR : LEVEL_FOLDER);
		return WALK_END;
	}
	give(walk, spot);
	return WALK_FILE;
}

enum walk_step walk_next(
    struct walk *walk, struct spot *spot, struct fault *fault)
{
	enum walk_step taken = WALK_END;

	fault->kind = FAULT_NONE;
	if (!walk->began)
		taken = begin(walk, spot, fault);
	while (taken == WALK_END && walk->depth > 0)
		taken = step(walk, spot, fault);
	if (taken == WALK_FAULT)
		walk->any = true;
	if (taken != WALK_END || walk->any)
		return taken;
	path_cut(walk, walk->levels[0].path_len);
	fault_set(fault, FAULT_INPUT, "%s: holds no message", path_of(walk));
	walk->any = true;
	return WALK_FAULT;
}

bool walk_is_folder(const struct walk *walk)
{
	return walk->is_folder;
}

struct walk *walk_open(const char *path)
{
	struct walk *walk = calloc(1, sizeof(*walk));

	if (walk == NULL)
		abort();
	walk->path = text_new(PATH_MOST);
	text_add(&walk->path, bytes_of(path));
	walk->is_folder = is_folder(path);
	return walk;
}

void walk_close(struct walk *walk)
{
	if (walk == NULL)
		return;
	while (walk->depth > 0)
		leave(walk);
	text_free(&walk->path);
	free(walk);
}
