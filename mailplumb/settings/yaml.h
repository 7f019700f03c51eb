/*
 * yaml - a YAML file as a tree that knows its lines; the one user of libyaml
 *
 * A configuration needs maps, lists and scalars, so only they are read.
 * Anchors, aliases, tags, a second document, a key that is not a scalar and a
 * key that stands twice in one map are faults.  Nothing is interpreted: a
 * scalar is its text, and whether it stood in quotes.
 *
 * Limits: YAML_SIZE octets, YAML_DEPTH levels, YAML_NODES nodes.  Faults are
 * FAULT_USAGE and begin "FILE:LINE: ".
 */
#ifndef MAILPLUMB_SETTINGS_YAML_H
#define MAILPLUMB_SETTINGS_YAML_H

#include "common/base/arena.h"
#include "common/base/fault.h"

#define YAML_SIZE  ((size_t)1024 * 1024)
#define YAML_DEPTH 16
#define YAML_NODES 10000

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
	enum yaml_kind kind;
	unsigned line;	   /* where it begins, or its key; from 1 */
	struct bytes key;  /* of a member of a map; absent elsewhere */
	struct bytes text; /* of a scalar: UTF-8; NUL follows */
	bool quoted;	   /* the scalar is text whatever it looks like */
	size_t count;	   /* members of a list or map */
	struct yaml_node *first, *last;
	struct yaml_node *next;
};

/*
 * The one document of `text`; `file` is its name in faults.  An empty document
 * is a map without members.
 */
bool yaml_read(struct yaml_node **root, struct arena *arena, const char *file,
    struct bytes text, struct fault *fault);

/* A member of a map, or NULL. */
const struct yaml_node *yaml_member(
    const struct yaml_node *map, struct bytes key);

#endif
