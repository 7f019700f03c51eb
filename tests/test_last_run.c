/* mailplumb/check/last_run: the last good reports, kept and found again */
#include "tests/test.h"

#include "mailplumb/check/last_run.h"
#include <stdlib.h>
#include <unistd.h>

static struct arena *arena;
static char folder[] = "/tmp/mailplumb-test.XXXXXX";

static struct last_runs runs_new(void)
{
	return last_runs_of(
	    arena, arena_printf(arena, "%s/mail.yaml", folder).ptr);
}

static void keep(struct last_runs *runs, const char *check, const char *text)
{
	struct fault fault = { 0 };
	struct json *report = json_read(bytes_of(text), &fault);

	last_run_keep(
	    runs, bytes_of(check), BYTES("prod"), BYTES("gmail"), report);
	json_free(report);
}

static void save(struct last_runs *runs)
{
	struct fault fault = { 0 };

	check_true("saved", last_runs_save(runs, &fault));
}

static void check_report(const char *check, const char *wanted)
{
	struct last_runs runs = runs_new();
	struct json *report = last_run_report(
	    &runs, bytes_of(check), BYTES("prod"), BYTES("gmail"));
	struct text text = text_new(4096);

	test_row(check);
	if (report != NULL)
		json_print(report, JSON_LINE, &text);
	check_bytes("report",
	    report != NULL ? text_bytes(&text) : BYTES("none"),
	    bytes_of(wanted));
	json_free(report);
	text_free(&text);
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	check_true("written", file != NULL && fputs(text, file) >= 0);
	fclose(file);
}

static void test_paths(void)
{
	static const char *const rows[][3] = {
		/* $STATE_DIRECTORY, the configuration, the file */
		{ "", "mailplumb.yaml", "mailplumb.last.json" },
		{ "", "/etc/a.yml", "/etc/a.last.json" },
		{ "", "b.conf", "b.conf.last.json" },
		{ "/state", "/etc/a.yaml", "/state/a.last.json" },
		{ "/state:/more", "a.yaml", "/state/a.last.json" },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i][2]);
		setenv("STATE_DIRECTORY", rows[i][0], 1);
		struct last_runs runs = last_runs_of(arena, rows[i][1]);
		check_bytes("path", bytes_of(runs.path), bytes_of(rows[i][2]));
	}
	unsetenv("STATE_DIRECTORY");
}

static void test_memory(void)
{
	struct last_runs runs = runs_new();

	check_report("daily", "none");
	save(&runs); /* of nothing makes no file */
	check_true("no file", access(runs.path, F_OK) != 0);
	keep(&runs, "daily", "{\"verdict\": \"pass\"}");
	keep(&runs, "we\"ekly", "{\"verdict\": \"warn\", \"x\": [1, null]}");
	save(&runs);
	check_report("daily", "{\"verdict\": \"pass\"}");
	check_report("we\"ekly", "{\"verdict\": \"warn\", \"x\": [1, null]}");
	check_report("other", "none");

	runs = runs_new(); /* a later run replaces its own and keeps the rest */
	keep(&runs, "daily", "{\"verdict\": \"new\"}");
	save(&runs);
	check_report("daily", "{\"verdict\": \"new\"}");
	check_report("we\"ekly", "{\"verdict\": \"warn\", \"x\": [1, null]}");
}

/* Somebody wrote into it: what is no line of ours is passed over. */
static void test_damage(void)
{
	struct last_runs runs = runs_new();

	write_file(runs.path,
	    "not JSON\n[]\n7\n{\"schema\": \"other/1\", \"check\": \"daily\"}\n"
	    "{\"schema\": \"mailplumb.last/1\", \"check\": \"daily\", "
	    "\"sender\": \"prod\", \"mailbox\": \"gmail\"}\n"
	    "{\"schema\": \"mailplumb.last/1\", \"check\": \"daily\", "
	    "\"sender\": \"prod\", \"mailbox\": \"gmail\", \"report\": 5}\n"
	    "{\"schema\": \"mailpl");
	check_report("daily", "5");
	keep(&runs, "weekly", "{}");
	save(&runs);
	check_report("daily", "5");
	check_report("weekly", "{}");
	unlink(runs.path);
}

static void test_folder_missing(void)
{
	struct fault fault = { 0 };
	struct last_runs runs =
	    last_runs_of(arena, "/nonexistent/folder/mail.yaml");

	test_row("no folder");
	keep(&runs, "daily", "{}");
	check_true("is a fault", !last_runs_save(&runs, &fault));
	check_true("that names the file",
	    strstr(fault.text, "/nonexistent/folder") != NULL);
}

int main(void)
{
	arena = arena_open();
	check_true("a folder", mkdtemp(folder) != NULL);
	test_paths();
	test_memory();
	test_damage();
	test_folder_missing();
	rmdir(folder);
	arena_close(arena);
	return test_end("test_last_run");
}
