#include "mailplumb/settings/yaml.h"

#include <string.h>
#include <yaml.h>

struct tree {
	struct arena *arena;
	const char *file;
	yaml_parser_t parser;
	struct yaml_node *root;
	struct yaml_node *open[YAML_DEPTH]; /* from the root inwards */
	size_t depth, count, documents;
	struct bytes key; /* of the map's next member; absent: wanted */
	unsigned key_line;
	struct fault *fault;
};

static unsigned line_of(const yaml_mark_t *mark)
{
	return (unsigned)mark->line + 1;
}

static bool refuse(struct tree *tree, unsigned line, const char *why)
{
	return fault_set(
	    tree->fault, FAULT_USAGE, "%s:%u: %s", tree->file, line, why);
}

static bool refuse_syntax(struct tree *tree)
{
	const yaml_parser_t *parser = &tree->parser;
	unsigned line = line_of(&parser->problem_mark);
	const char *why = parser->problem;

	if (parser->error == YAML_READER_ERROR)
		return fault_set(tree->fault, FAULT_USAGE,
		    "%s: not a text file: %s at octet %zu", tree->file,
		    why != NULL ? why : "unreadable", parser->problem_offset);
	return refuse(tree, line, why != NULL ? why : "not YAML");
}

static struct yaml_node *innermost(const struct tree *tree)
{
	return tree->depth > 0 ? tree->open[tree->depth - 1] : NULL;
}

static bool wants_key(const struct tree *tree)
{
	const struct yaml_node *parent = innermost(tree);

	return parent != NULL && parent->kind == YAML_MAP &&
	       !bytes_present(tree->key);
}

static void adopt(struct tree *tree, struct yaml_node *node)
{
	struct yaml_node *parent = innermost(tree);

	if (parent == NULL) {
		tree->root = node;
		return;
	}
	if (parent->kind == YAML_MAP) {
		node->key = tree->key;
		node->line = tree->key_line;
		tree->key = ABSENT;
	}
	if (parent->last != NULL)
		parent->last->next = node;
	else
		parent->first = node;
	parent->last = node;
	parent->count++;
}

static struct yaml_node *node_new(
    struct tree *tree, enum yaml_kind kind, const yaml_mark_t *mark)
{
	if (++tree->count > YAML_NODES) {
		refuse(tree, line_of(mark), "too many settings");
		return NULL;
	}
	struct yaml_node *node = arena_new(tree->arena, struct yaml_node);
	node->kind = kind;
	node->line = line_of(mark);
	adopt(tree, node);
	return node;
}

static bool take_key(struct tree *tree, struct bytes key, unsigned line)
{
	const struct yaml_node *before = yaml_member(innermost(tree), key);

	if (before != NULL)
		return fault_set(tree->fault, FAULT_USAGE,
		    "%s:%u: %.*s: stands twice, first in line %u", tree->file,
		    line, FMT(key), before->line);
	tree->key = arena_copy(tree->arena, key);
	tree->key_line = line;
	return true;
}

static bool take_scalar(struct tree *tree, const yaml_event_t *event)
{
	struct bytes text = { (const char *)event->data.scalar.value,
		event->data.scalar.length };

	if (event->data.scalar.tag != NULL || event->data.scalar.anchor != NULL)
		return refuse(tree, line_of(&event->start_mark),
		    "tags and anchors are not read");
	if (wants_key(tree))
		return take_key(tree, text, line_of(&event->start_mark));
	struct yaml_node *node =
	    node_new(tree, YAML_SCALAR, &event->start_mark);
	if (node == NULL)
		return false;
	node->text = arena_copy(tree->arena, text);
	node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	return true;
}

static bool take_start(struct tree *tree, enum yaml_kind kind,
    const yaml_char_t *tag, const yaml_char_t *anchor, const yaml_mark_t *mark)
{
	if (tag != NULL || anchor != NULL)
		return refuse(
		    tree, line_of(mark), "tags and anchors are not read");
	if (wants_key(tree))
		return refuse(tree, line_of(mark), "a key must be one word");
	if (tree->depth == YAML_DEPTH)
		return refuse(tree, line_of(mark), "nested too deep");
	struct yaml_node *node = node_new(tree, kind, mark);
	if (node == NULL)
		return false;
	tree->open[tree->depth++] = node;
	return true;
}

static bool take_event(struct tree *tree, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return take_scalar(tree, event);
	case YAML_MAPPING_START_EVENT:
		return take_start(tree, YAML_MAP, event->data.mapping_start.tag,
		    event->data.mapping_start.anchor, &event->start_mark);
	case YAML_SEQUENCE_START_EVENT:
		return take_start(tree, YAML_LIST,
		    event->data.sequence_start.tag,
		    event->data.sequence_start.anchor, &event->start_mark);
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		tree->depth--;
		return true;
	case YAML_ALIAS_EVENT:
		return refuse(
		    tree, line_of(&event->start_mark), "aliases are not read");
	case YAML_DOCUMENT_START_EVENT:
		return ++tree->documents == 1 ||
		       refuse(tree, line_of(&event->start_mark),
			   "a second document begins here");
	default:
		return true;
	}
}

static bool take_events(struct tree *tree)
{
	yaml_event_t event;
	bool more = true, done = true;

	while (done && more) {
		if (!yaml_parser_parse(&tree->parser, &event))
			return refuse_syntax(tree);
		more = event.type != YAML_STREAM_END_EVENT;
		done = take_event(tree, &event);
		yaml_event_delete(&event);
	}
	return done;
}

bool yaml_read(struct yaml_node **root, struct arena *arena, const char *file,
    struct bytes text, struct fault *fault)
{
	struct tree tree = { .arena = arena, .file = file, .fault = fault };

	if (text.len > YAML_SIZE)
		return fault_set(fault, FAULT_USAGE,
		    "%s: longer than %zu octets", file, YAML_SIZE);
	if (!yaml_parser_initialize(&tree.parser))
		return fault_set(fault, FAULT_OURS, "out of memory");
	yaml_parser_set_encoding(&tree.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&tree.parser,
	    (const unsigned char *)(bytes_present(text) ? text.ptr : ""),
	    text.len);
	bool done = take_events(&tree);
	yaml_parser_delete(&tree.parser);
	if (done && tree.root == NULL) {
		tree.root = arena_new(arena, struct yaml_node);
		*tree.root = (struct yaml_node){ .kind = YAML_MAP, .line = 1 };
	}
	*root = tree.root;
	return done;
}

const struct yaml_node *yaml_member(
    const struct yaml_node *map, struct bytes key)
{
	const struct yaml_node *node = map->first;

	while (node != NULL && !bytes_eq(node->key, key))
		node = node->next;
	return node;
}
