/* inspect/model/catalogue: the rows, and the list of findings they belong to */
#include "tests/test.h"

#include "common/base/names.h"
#include "inspect/model/catalogue.h"
#include "inspect/report/explanation.h"
#include "send/replies.h"
#include <stdlib.h>
#include <string.h>

#define LIST_SIZE (256 * 1024)

/* One line: id, severity, when, fix; tabs between. */
static void try_line(struct bytes line, int *absent)
{
	struct bytes id, severity, rest;
	char name[64];

	if (!bytes_cut(line, '\t', &id, &rest) || id.ptr[0] == '#')
		return;
	bytes_cut(rest, '\t', &severity, &rest);
	snprintf(name, sizeof(name), "%.*s", FMT(id));
	const struct catalogue_row *row = catalogue_row(name);
	if (row == NULL) {
		printf("not reported by this version: %s\n", name);
		++*absent;
		return;
	}
	test_row(row->id);
	check_bytes(
	    "severity", bytes_of(severity_word(row->severity)), severity);
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
		"msg-forwarded" };

	for (size_t i = 0; i < ROWS(ids); i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

static void try_list(void)
{
	static char text[LIST_SIZE];
	const char *path = getenv("MAILPLUMB_FINDINGS");
	FILE *file = fopen(path != NULL ? path : "../shared/findings.tsv", "r");
	int absent = 0;

	test_row("the list of findings");
	if (file == NULL) {
		test_skip("no ../shared/findings.tsv");
		return;
	}
	struct bytes list = { text, fread(text, 1, sizeof(text), file) };
	fclose(file);
	const struct catalogue_row *r;
	for (size_t i = 0; (r = catalogue_at(i)) != NULL; i++) {
		test_row(r->id);
		check_true("stands in the list",
		    listed(list, r->id) != is_addition(r->id));
	}
	struct bytes line;
	while (bytes_line(&list, &line))
		try_line(line, &absent);
	printf("%d findings of the list are not reported yet\n", absent);
}

/* Every placeholder of a fix is one that the judge fills. */
static bool placeholders_known(const char *fix)
{
	static const struct name known[] = {
		{ "author", 1 },
		{ "organization", 1 },
		{ "mailfrom", 1 },
		{ "region", 1 },
		{ NULL, 0 },
	};
	struct bytes name, rest = bytes_of(fix);

	while (bytes_cut(rest, '{', &name, &rest))
		if (!bytes_cut(rest, '}', &name, &rest) ||
		    name_code(known, name) == 0)
			return false;
	return true;
}

static void try_rows(void)
{
	const struct catalogue_row *r;

	for (size_t i = 0; (r = catalogue_at(i)) != NULL; i++) {
		test_row(r->id);
		check_true("found by its id", catalogue_row(r->id) == r);
		check_true("has a subject", r->subject != NULL);
		check_true("has a title", r->title != NULL);
		check_true("is explained", explanation_of(r->id) != NULL);
		check_true("what is broken can be repaired",
		    r->severity == SEVERITY_NOTE || r->fix != NULL ||
			strcmp(r->id, "claim-policy-override") == 0);
		check_true(
		    "placeholders", !r->fix || placeholders_known(r->fix));
	}
}

/* What sending names has a row. */
static void try_replies(const struct reply_row *row)
{
	for (; row->meaning != NULL; row++) {
		test_row(row->meaning);
		check_true("its finding is in the catalogue",
		    row->finding == NULL || catalogue_row(row->finding));
	}
}

int main(void)
{
	try_rows();
	try_replies(reply_rows());
	try_replies(trouble_rows());
	try_list();
	test_row("an unknown id");
	check_true("has no row", catalogue_row("no-such-finding") == NULL);
	return test_end("test_catalogue");
}
