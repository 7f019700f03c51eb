/* mailplumb/settings/yaml: what is read, what is refused, and where */
#include "tests/test.h"

#include "common/base/text.h"
#include "mailplumb/settings/yaml.h"
#include <string.h>

/* {key@line:...}, [...], text, 'quoted text' */
static void show(const struct yaml_node *node, struct text *out)
{
	if (bytes_present(node->key))
		text_printf(out, "%.*s@%u:", FMT(node->key), node->line);
	if (node->kind == YAML_SCALAR) {
		text_printf(
		    out, node->quoted ? "'%.*s'" : "%.*s", FMT(node->text));
		return;
	}
	text_char(out, node->kind == YAML_MAP ? '{' : '[');
	for (const struct yaml_node *n = node->first; n != NULL; n = n->next) {
		if (n != node->first)
			text_char(out, ' ');
		show(n, out);
	}
	text_char(out, node->kind == YAML_MAP ? '}' : ']');
}

static const struct {
	const char *shows, *text;
	const char *tree;  /* NULL: a fault */
	const char *fault; /* all of it */
} rows[] = {
	{ "nothing", "", "{}", NULL },
	{ "comments only", "# a\n\n# b\n", "{}", NULL },
	{ "a map", "a: 1\nb: two words\n", "{a@1:1 b@2:two words}", NULL },
	{ "a map in a map", "a:\n  b:\n    c: d\n", "{a@1:{b@2:{c@3:d}}}",
	    NULL },
	{ "a list of lines", "a:\n- x\n- y\n", "{a@1:[x y]}", NULL },
	{ "a list in brackets", "a: [x, 'y', \"z\"]", "{a@1:[x 'y' 'z']}",
	    NULL },
	{ "a map in braces", "{a: {b: c}}", "{a@1:{b@1:c}}", NULL },
	{ "maps in a list", "- a: 1\n  b: 2\n- a: 3\n",
	    "[{a@1:1 b@2:2} {a@3:3}]", NULL },
	{ "a quoted key", "\"a b\": c", "{a b@1:c}", NULL },
	{ "an empty value", "a:\nb: ''\n", "{a@1: b@2:''}", NULL },
	{ "a key alike elsewhere", "a: {x: 1}\nb: {x: 1}",
	    "{a@1:{x@1:1} b@2:{x@2:1}}", NULL },
	{ "a block of text", "a: |\n  x\n  y\n", "{a@1:'x\ny\n'}", NULL },
	{ "a comment behind", "a: b # c\n", "{a@1:b}", NULL },
	{ "a hash inside", "a: b#c\n", "{a@1:b#c}", NULL },
	{ "escapes", "a: \"\\u00fc\\t\"", "{a@1:'\xc3\xbc\t'}", NULL },
	{ "CRLF", "a: b\r\nc: d\r\n", "{a@1:b c@2:d}", NULL },
	{ "a byte order mark",
	    "\xef\xbb\xbf"
	    "a: b\n",
	    "{a@1:b}", NULL },
	{ "a directive and its document", "%YAML 1.1\n---\na: b\n", "{a@3:b}",
	    NULL },
	{ "a scalar alone", "text", "text", NULL },

	{ "a key twice", "a: 1\nb: 2\na: 3\n", NULL,
	    "f:3: a: stands twice, first in line 1" },
	{ "a key twice in braces", "x: {a: 1, a: 2}", NULL,
	    "f:1: a: stands twice, first in line 1" },
	{ "a key twice, once in quotes", "a: 1\n\"a\": 2\n", NULL,
	    "f:2: a: stands twice, first in line 1" },
	{ "an anchor", "a: &x b\n", NULL,
	    "f:1: tags and anchors are not read" },
	{ "an anchor of a map", "a: &x\n  b: c\n", NULL,
	    "f:1: tags and anchors are not read" },
	{ "an anchor of a list", "\na: &x [b]\n", NULL,
	    "f:2: tags and anchors are not read" },
	{ "an anchor of a key", "&x a: b\n", NULL,
	    "f:1: tags and anchors are not read" },
	{ "an alias", "a: *x\n", NULL, "f:1: aliases are not read" },
	{ "an alias as key", "*x : a\n", NULL, "f:1: aliases are not read" },
	{ "a tag", "a: !!int 3\n", NULL, "f:1: tags and anchors are not read" },
	{ "a tag of one's own", "a: !secret x\n", NULL,
	    "f:1: tags and anchors are not read" },
	{ "a tag of a map", "a: !x {b: c}\n", NULL,
	    "f:1: tags and anchors are not read" },
	{ "a map as key", "? {a: b}\n: c\n", NULL,
	    "f:1: a key must be one word" },
	{ "a list as key", "[a]: c\n", NULL, "f:1: a key must be one word" },
	{ "two documents", "a: b\n---\nc: d\n", NULL,
	    "f:2: a second document begins here" },
	{ "16 levels", "[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]",
	    "[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]", NULL },
	{ "17 levels", "\n[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]", NULL,
	    "f:2: nested too deep" },
	{ "a tab for indentation", "a:\n\tb: c\n", NULL,
	    "f:2: found character that cannot start any token" },
	{ "a quote left open", "a: 'b\n", NULL,
	    "f:2: found unexpected end of stream" },
	{ "a bracket left open", "a: [b\nc: d", NULL,
	    "f:2: did not find expected ',' or ']'" },
	{ "two values", "a: b: c\n", NULL,
	    "f:1: mapping values are not allowed in this context" },
	{ "not UTF-8", "a: \xff\n", NULL,
	    "f: not a text file: invalid leading UTF-8 octet at octet 3" },
	{ "a control character", "a: \x01\n", NULL,
	    "f: not a text file: control characters are not allowed at octet "
	    "3" },
};

static void try_row(size_t i)
{
	struct arena *arena = arena_open();
	struct text out = text_new(4096);
	struct fault fault = { .kind = FAULT_NONE };
	struct yaml_node *root = NULL;

	test_row(rows[i].shows);
	bool done =
	    yaml_read(&root, arena, "f", bytes_of(rows[i].text), &fault);
	if (done)
		show(root, &out);
	check_bytes(
	    "tree", done ? text_bytes(&out) : ABSENT, bytes_of(rows[i].tree));
	check_text("fault", done ? NULL : fault.text, rows[i].fault);
	check_number("kind", fault.kind, done ? FAULT_NONE : FAULT_USAGE);
	text_free(&out);
	arena_close(arena);
}

/* `item` n times. */
static void try_many(
    const char *shows, const char *item, size_t n, const char *expected)
{
	struct arena *arena = arena_open();
	struct text text = text_new(8 * YAML_SIZE);
	struct fault fault = { .kind = FAULT_NONE };
	struct yaml_node *root;

	test_row(shows);
	for (size_t i = 0; i < n; i++)
		text_add(&text, bytes_of(item));
	bool done = yaml_read(&root, arena, "f", text_bytes(&text), &fault);
	check_true("done as expected", done == (expected == NULL));
	check_text("fault", done ? NULL : fault.text, expected);
	text_free(&text);
	arena_close(arena);
}

int main(void)
{
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(i);
	try_many("as many as there may be", "- x\n", YAML_NODES - 1, NULL);
	try_many(
	    "one too many", "- x\n", YAML_NODES, "f:10000: too many settings");
	try_many("as long as it may be", "#\n", YAML_SIZE / 2, NULL);
	try_many("too long", "#\n", YAML_SIZE / 2 + 1,
	    "f: longer than 1048576 octets");
	try_many("brackets without end", "[", 500000, "f:1: nested too deep");
	try_many("question marks without end", "? ", 500000,
	    "f:1: a key must be one word");
	return test_end("test_yaml");
}
