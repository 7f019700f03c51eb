/* `mailplumb explain`: the catalogue of findings. */
#include "mailplumb/commands.h"

#include "common/base/nearest.h"
#include "inspect/judge/rule.h"
#include "inspect/report/explanation.h"
#include "mailplumb/options/common_options.h"
#include "mailplumb/options/output.h"
#include <string.h>

#define IDS_MOST 256

struct explain_options {
	struct common_options common; /* first: the shared rows fill it */
	bool mdoc;
};

static bool store_format(void *target, const char *value, struct fault *fault)
{
	struct explain_options *options = target;

	options->mdoc = strcmp(value, "mdoc") == 0;
	return options->mdoc || common_format(target, value, fault);
}

static const struct option_row rows[] = {
	{ "format", 0, "FORMAT",
	    "text (default), json, or mdoc: a section of the manual",
	    store_format },
	OPTION_JSON,
	OPTION_OUTPUT,
	OPTION_COLOR,
	{ 0 },
};

void cmd_explain_help(struct text *out)
{
	text_add(out,
	    BYTES("Usage: mailplumb explain [OPTION...] [FINDING...]\n\n"
		  "Explains findings: cause, example, fix and source.  FINDING "
		  "is an id, or the\nbeginning of several (dkim-key).  "
		  "Without one, lists them all.\n\nOptions:\n"));
	options_help(rows, out);
}

/* ---- which ----------------------------------------------------------------
 */

/* What a fix says when it is nobody's in particular. */
static struct bytes fix_of(struct arena *arena, const char *fix)
{
	struct premises premises = { .now = 0 };
	struct inspection in = { .arena = arena, .premises = &premises };

	return fix_written(&in, fix);
}

static bool is_meant(const struct catalogue_row *row, const char *word)
{
	size_t len = strlen(word);

	return strncmp(row->id, word, len) == 0 &&
	       (row->id[len] == '\0' || row->id[len] == '-');
}

/* An id counts for itself alone, though others begin with it. */
static bool is_wanted(const struct catalogue_row *row, int count, char **words)
{
	for (int i = 0; i < count; i++)
		if (catalogue_row(words[i]) != NULL
			? strcmp(row->id, words[i]) == 0
			: is_meant(row, words[i]))
			return true;
	return count == 0;
}

static bool is_known(const char *word)
{
	const struct catalogue_row *row;

	for (size_t i = 0; (row = catalogue_at(i)) != NULL; i++)
		if (is_meant(row, word))
			return true;
	return false;
}

static bool words_check(int count, char **words, struct fault *fault)
{
	struct bytes ids[IDS_MOST];
	size_t n = 0;

	while (n < IDS_MOST && catalogue_at(n) != NULL) {
		ids[n] = bytes_of(catalogue_at(n)->id);
		n++;
	}
	for (int i = 0; i < count; i++) {
		struct bytes near = nearest_word(bytes_of(words[i]), ids, n);
		if (is_known(words[i]))
			continue;
		if (bytes_present(near))
			return fault_set(fault, FAULT_USAGE,
			    "no finding is called '%s'; did you mean %.*s?",
			    words[i], FMT(near));
		return fault_set(fault, FAULT_USAGE,
		    "no finding is called '%s' (mailplumb explain lists them)",
		    words[i]);
	}
	return true;
}

/* ---- how ------------------------------------------------------------------
 */

static void write_list(struct text *out)
{
	const struct catalogue_row *row, *last = NULL;

	for (size_t i = 0; (row = catalogue_at(i)) != NULL; i++) {
		if (last != NULL && strcmp(last->subject, row->subject) != 0)
			text_char(out, '\n');
		text_printf(out, "%-30s %-7s %s\n", row->id,
		    severity_word(row->severity), row->title);
		last = row;
	}
	text_add(out, BYTES("\nmailplumb explain FINDING tells more.\n"));
}

static void write_text(const struct explain_options *options,
    struct arena *arena, int count, char **words, struct text *out)
{
	const struct catalogue_row *row;

	for (size_t i = 0; (row = catalogue_at(i)) != NULL; i++)
		if (is_wanted(row, count, words)) {
			if (out->len > 0)
				text_char(out, '\n');
			explanation_text(row, fix_of(arena, row->fix),
			    common_style(&options->common), out);
		}
}

static void write_json(
    struct arena *arena, int count, char **words, struct text *out)
{
	struct json *o = json_object_new(), *list = json_array_new();
	const struct catalogue_row *row;

	for (size_t i = 0; (row = catalogue_at(i)) != NULL; i++)
		if (is_wanted(row, count, words))
			json_append(list,
			    explanation_json(row, fix_of(arena, row->fix)));
	json_put(o, "schema", json_word("mailplumb.findings/1"));
	json_put(o, "findings", list);
	json_print(o, JSON_LINE, out);
	text_char(out, '\n');
	json_free(o);
}

static void write_mdoc(
    struct arena *arena, int count, char **words, struct text *out)
{
	const struct catalogue_row *row;

	text_add(out, BYTES(".Bl -tag -width Ds\n"));
	for (size_t i = 0; (row = catalogue_at(i)) != NULL; i++)
		if (is_wanted(row, count, words))
			explanation_mdoc(row, fix_of(arena, row->fix), out);
	text_add(out, BYTES(".El\n"));
}

static void write_all(const struct explain_options *options, int count,
    char **words, struct text *out)
{
	struct arena *arena = arena_open();

	if (options->mdoc)
		write_mdoc(arena, count, words, out);
	else if (options->common.format == FORMAT_JSON)
		write_json(arena, count, words, out);
	else if (count == 0)
		write_list(out);
	else
		write_text(options, arena, count, words, out);
	arena_close(arena);
}

int cmd_explain(int argc, char **argv)
{
	struct explain_options options = { .common = common_options_new() };
	struct text out = text_new(REPORT_LIMIT);
	struct fault fault = { 0 };
	int first;

	if (options_read(rows, NULL, &options, argc, argv, &first, &fault) &&
	    words_check(argc - first, argv + first, &fault)) {
		write_all(&options, argc - first, argv + first, &out);
		output_all(options.common.output, text_bytes(&out), &fault);
	}
	text_free(&out);
	if (fault.kind == FAULT_NONE)
		return 0;
	fault_print(&fault);
	return fault_exit_status(fault.kind);
}
