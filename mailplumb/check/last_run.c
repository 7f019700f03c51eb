#include "mailplumb/check/last_run.h"

#include "common/base/file.h"
#include "mailplumb/check/memory_place.h"
#include "mailplumb/options/output.h"
#include <string.h>

#define SCHEMA "mailplumb.last/1"

struct last_run {
	struct bytes check, sender, mailbox;
	struct bytes line; /* as in the file, without its end */
	struct last_run *next;
};

struct last_runs last_runs_of(struct arena *arena, const char *file)
{
	return (struct last_runs){ .arena = arena,
		.path = memory_place(arena, file, ".last.json") };
}

/* ---- reading ----------------------------------------------------------------
 */

/* A line that says what it is about; NULL: it is none of ours. */
static struct json *line_read(struct bytes line)
{
	struct fault ignored = { 0 };
	struct json *o = json_read(line, &ignored);

	if (bytes_eq(json_bytes(json_get(o, "schema")), BYTES(SCHEMA)) &&
	    json_get(o, "report") != NULL)
		return o;
	json_free(o);
	return NULL;
}

static bool is_about(const struct json *o, struct bytes check,
    struct bytes sender, struct bytes mailbox)
{
	return bytes_eq(json_bytes(json_get(o, "check")), check) &&
	       bytes_eq(json_bytes(json_get(o, "sender")), sender) &&
	       bytes_eq(json_bytes(json_get(o, "mailbox")), mailbox);
}

/* Empty when there is none, or it cannot be read. */
static struct bytes file_of(const struct last_runs *runs)
{
	struct fault ignored = { 0 };
	struct bytes content;

	return file_read(
		   runs->arena, runs->path, LAST_RUNS_MOST, &content, &ignored)
		   ? content
		   : BYTES("");
}

struct json *last_run_report(const struct last_runs *runs, struct bytes check,
    struct bytes sender, struct bytes mailbox)
{
	struct bytes rest = file_of(runs), line;
	struct fault ignored = { 0 };
	struct json *report = NULL;

	while (report == NULL && bytes_line(&rest, &line)) {
		struct json *o = line_read(line);
		if (o != NULL && is_about(o, check, sender, mailbox)) {
			struct text text = text_new(LAST_RUNS_MOST);
			json_print(json_get(o, "report"), JSON_LINE, &text);
			report = json_read(text_bytes(&text), &ignored);
			text_free(&text);
		}
		json_free(o);
	}
	return report;
}

/* ---- writing ----------------------------------------------------------------
 */

void last_run_keep(struct last_runs *runs, struct bytes check,
    struct bytes sender, struct bytes mailbox, const struct json *report)
{
	struct last_run *run = arena_new(runs->arena, struct last_run);
	struct text text = text_new(LAST_RUNS_MOST);

	text_add(&text, BYTES("{\"schema\": \"" SCHEMA "\""));
	const struct {
		const char *key;
		struct bytes value;
	} names[] = { { "check", check }, { "sender", sender },
		{ "mailbox", mailbox } };
	for (size_t i = 0; i < 3; i++) {
		struct json *value = json_text(names[i].value);
		text_printf(&text, ", \"%s\": ", names[i].key);
		json_print(value, JSON_LINE, &text);
		json_free(value);
	}
	text_add(&text, BYTES(", \"report\": "));
	json_print(report, JSON_LINE, &text);
	text_char(&text, '}');
	*run = (struct last_run){ check, sender, mailbox,
		arena_copy(runs->arena, text_bytes(&text)), runs->kept };
	runs->kept = run;
	text_free(&text);
}

static bool is_replaced(const struct last_runs *runs, const struct json *o)
{
	const struct last_run *run = runs->kept;

	while (
	    run != NULL && !is_about(o, run->check, run->sender, run->mailbox))
		run = run->next;
	return run != NULL;
}

static void add_others(const struct last_runs *runs, struct text *out)
{
	struct bytes rest = file_of(runs), line;

	while (bytes_line(&rest, &line)) {
		struct json *o = line_read(line);
		if (o != NULL && !is_replaced(runs, o)) {
			text_add(out, line);
			text_char(out, '\n');
		}
		json_free(o);
	}
}

bool last_runs_save(struct last_runs *runs, struct fault *fault)
{
	struct text out = text_new(LAST_RUNS_MOST);
	bool done = true;

	if (runs->kept == NULL)
		return true;
	add_others(runs, &out);
	for (const struct last_run *r = runs->kept; r != NULL; r = r->next) {
		text_add(&out, r->line);
		text_char(&out, '\n');
	}
	if (!out.full)
		done = output_all(runs->path, text_bytes(&out), fault);
	text_free(&out);
	return done;
}
