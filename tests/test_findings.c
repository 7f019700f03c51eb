/*
 * Is every finding there?  The list of findings, the catalogue, what produces
 * each of them, and the cases that show it:
 *
 * - each row of the list (../shared/findings.tsv, or $MAILPLUMB_FINDINGS) is in
 *   the catalogue with its severity;
 * - each row of the catalogue is produced by a rule, by a reply that `send`
 *   knows, or by a command;
 * - each rule has a case in fixtures/cases in which it holds, and one close by
 *   in which it has to stay silent: a line `finding ID` and a line `no ID`.
 *   That both are true, test_cases tries.
 */
#include "tests/story.h"

#include "common/base/names.h"
#include "inspect/judge/rule.h"
#include "inspect/model/catalogue.h"
#include "send/replies.h"
#include <glob.h>
#include <stdlib.h>

#define LIST_SIZE (256 * 1024)
#define ROWS_MOST 300

static bool holds[ROWS_MOST], silent[ROWS_MOST]; /* by row of the catalogue */

static size_t index_of(const char *id)
{
	const struct catalogue_row *r;
	size_t i = 0;

	while ((r = catalogue_at(i)) != NULL && strcmp(r->id, id) != 0)
		i++;
	return r != NULL && i < ROWS_MOST ? i : ROWS_MOST;
}

/* ---- the list ---------------------------------------------------------------
 */

/* One line: id, severity, when, fix; tabs between. */
static void try_line(struct bytes line)
{
	struct bytes id, severity, rest;
	char name[64];

	if (!bytes_cut(line, '\t', &id, &rest) || id.ptr[0] == '#')
		return;
	bytes_cut(rest, '\t', &severity, &rest);
	snprintf(name, sizeof(name), "%.*s", FMT(id));
	const struct catalogue_row *row = catalogue_row(name);
	test_row(row != NULL ? row->id : "a finding of the list");
	if (row == NULL)
		printf("not in the catalogue: %s\n", name);
	check_true("is in the catalogue", row != NULL);
	if (row != NULL)
		check_bytes("severity", bytes_of(severity_word(row->severity)),
		    severity);
}

static bool listed(struct bytes list, const char *id)
{
	char line[80];

	snprintf(line, sizeof(line), "\n%s\t", id);
	return bytes_find(list, bytes_of(line)) != NULL;
}

/* Rows that split one of the list or add to it; both are allowed. */
static bool is_addition(const char *id)
{
	static const char *const ids[] = { "send-deferred", "send-too-large",
		"send-uncertain", "claim-other-author", "msg-header-malformed",
		"msg-forwarded", "locate-complaint", "locate-pending",
		"rule-apple-bulk", "rule-forwarder-arc", NULL };

	/* What SES says of itself is all new. */
	return word_listed(ids, bytes_of(id)) || strncmp(id, "ses-", 4) == 0;
}

static void try_list(void)
{
	static char text[LIST_SIZE];
	const char *path = getenv("MAILPLUMB_FINDINGS");
	FILE *file = fopen(path != NULL ? path : "../shared/findings.tsv", "r");

	test_row("the list of findings");
	if (file == NULL) {
		test_skip("no ../shared/findings.tsv");
		return;
	}
	struct bytes list = { text, fread(text, 1, sizeof(text), file) }, line;
	fclose(file);
	const struct catalogue_row *r;
	for (size_t i = 0; (r = catalogue_at(i)) != NULL; i++) {
		test_row(r->id);
		check_true("stands in the list, or adds to it",
		    listed(list, r->id) != is_addition(r->id));
	}
	while (bytes_line(&list, &line))
		try_line(line);
}

/* ---- what produces them ----------------------------------------------------
 */

/* What no rule finds, since there is no message: the command that does, and
 * the test that shows it. */
static const struct {
	const char *id, *shown_by;
} of_commands[] = {
	{ "locate-not-found", "tests/test_check.sh" },
	{ "locate-bounced", "tests/test_check.sh" },
	{ "locate-complaint", "tests/test_check.sh" },
	{ "locate-pending", "tests/test_check_async.sh" },
	{ "mailbox-login-rejected", "tests/test_check.sh" },
	{ "mailbox-unreachable", "tests/test_check.sh" },
	{ "mailbox-oauth-expired", "tests/test_oauth.sh" },
};

/* What a case cannot tell, since it has one DNS and no servers: where both are
 * shown instead. */
static const char *const of_servers[] = { "dns-dnssec-broken",
	"dns-delegation-stale", "dns-servers-disagree", "dns-not-propagated",
	"dns-negative-cached", NULL };
#define SERVERS_TEST "tests/test_published.c"

static const struct rule *rule_of(const char *id)
{
	for (size_t i = 0; rules_all[i] != NULL; i++)
		for (const struct rule *r = rules_all[i]; r->finding; r++)
			if (strcmp(r->finding, id) == 0)
				return r;
	return NULL;
}

static bool is_of_reply(const struct reply_row *row, const char *id)
{
	while (row->meaning != NULL &&
	       (row->finding == NULL || strcmp(row->finding, id) != 0))
		row++;
	return row->meaning != NULL;
}

static size_t command_of(const char *id)
{
	size_t i = 0;

	while (i < ROWS(of_commands) && strcmp(of_commands[i].id, id) != 0)
		i++;
	return i;
}

static bool file_has(const char *path, const char *word)
{
	static char text[LIST_SIZE];
	FILE *file = fopen(path, "r");

	if (file == NULL)
		return false;
	struct bytes octets = { text, fread(text, 1, sizeof(text), file) };
	fclose(file);
	return bytes_find(octets, bytes_of(word)) != NULL;
}

static void try_producers(void)
{
	const struct catalogue_row *r;

	for (size_t i = 0; (r = catalogue_at(i)) != NULL; i++) {
		size_t command = command_of(r->id);
		bool by_reply = is_of_reply(reply_rows(), r->id) ||
				is_of_reply(trouble_rows(), r->id);
		bool by_command = command < ROWS(of_commands);
		test_row(r->id);
		check_true("something produces it",
		    rule_of(r->id) != NULL || by_reply || by_command);
		check_true("one alone", rule_of(r->id) == NULL || !by_command);
		if (by_command && of_commands[command].shown_by != NULL)
			check_true("its test shows it",
			    file_has(of_commands[command].shown_by, r->id));
	}
}

/* ---- the cases --------------------------------------------------------------
 */

static void note(struct bytes line)
{
	struct bytes key = ABSENT, id = ABSENT;
	char name[64];

	next_word(&line, &key);
	next_word(&line, &id);
	snprintf(name, sizeof(name), "%.*s", FMT(id));
	size_t i = index_of(name);
	if (i == ROWS_MOST)
		return;
	holds[i] |= bytes_is(key, "finding");
	silent[i] |= bytes_is(key, "no");
}

static void read_case(const char *path)
{
	struct arena *arena = arena_open();
	struct story story = { .path = path,
		.arena = arena,
		.options = common_options_new(),
		.quiet = true };

	read_story(&story, story_read_file(arena, path));
	for (size_t i = 0; i < story.count; i++)
		note(story.expects[i]);
	arena_close(arena);
}

static size_t read_cases(void)
{
	glob_t files;

	if (glob("fixtures/cases/*.case", 0, NULL, &files) != 0)
		return 0;
	size_t count = files.gl_pathc;
	for (size_t i = 0; i < count; i++)
		read_case(files.gl_pathv[i]);
	globfree(&files);
	return count;
}

static void try_rules(void)
{
	const struct catalogue_row *r;

	for (size_t i = 0; (r = catalogue_at(i)) != NULL; i++) {
		if (rule_of(r->id) == NULL)
			continue;
		test_row(r->id);
		if (word_listed(of_servers, bytes_of(r->id))) {
			check_true(
			    "its test shows it", file_has(SERVERS_TEST, r->id));
			continue;
		}
		check_true("a case shows it", holds[i]);
		check_true("a case close by must not", silent[i]);
	}
}

int main(void)
{
	test_row("the cases");
	check_true("are 120 and more", read_cases() >= 120);
	try_list();
	try_producers();
	try_rules();
	return test_end("test_findings");
}
