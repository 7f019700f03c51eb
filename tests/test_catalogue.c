/* inspect/model/catalogue: the form of its rows */
#include "tests/test.h"

#include "common/base/names.h"
#include "inspect/model/catalogue.h"
#include "inspect/report/explanation.h"
#include "send/replies.h"
#include <string.h>

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
	test_row("an unknown id");
	check_true("has no row", catalogue_row("no-such-finding") == NULL);
	return test_end("test_catalogue");
}
