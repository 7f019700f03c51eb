/* publish/text_merge: two changes of one record */
#include "tests/test.h"

#include "publish/text_merge.h"

static const struct {
	const char *shows, *old, *earlier, *later, *merged; /* NULL: absent */
} rows[] = {
	{ "two tags", "v=DMARC1; p=reject; sp=none; t=y",
	    "v=DMARC1; p=reject; sp=none", "v=DMARC1; p=reject; sp=reject; t=y",
	    "v=DMARC1; p=reject; sp=reject" },
	{ "one tag goes, one comes", "v=DMARC1;p=none;pct=50",
	    "v=DMARC1;p=none", "v=DMARC1;p=none;rua=mailto:a@b.example;pct=50",
	    "v=DMARC1; p=none; rua=mailto:a@b.example" },
	{ "one tag twice: the earlier counts", "v=DMARC1; p=none",
	    "v=DMARC1; p=quarantine", "v=DMARC1; p=reject",
	    "v=DMARC1; p=quarantine" },
	{ "the same change", "v=DMARC1; p=none; t=y", "v=DMARC1; p=none",
	    "v=DMARC1; p=none", "v=DMARC1; p=none" },
	{ "terms", "v=spf1 include:amazonsses.com ptr ?all",
	    "v=spf1 include:amazonses.com ptr ?all",
	    "v=spf1 include:amazonsses.com ?all",
	    "v=spf1 include:amazonses.com ?all" },
	{ "all", "v=spf1 ptr ?all", "v=spf1 ?all", "v=spf1 ptr ~all",
	    "v=spf1 ~all" },
	{ "all twice: the earlier counts", "v=spf1 mx +all", "v=spf1 mx ~all",
	    "v=spf1 mx -all", "v=spf1 mx ~all" },
	{ "a new term keeps its place", "v=spf1 mx ?all", "v=spf1 mx ~all",
	    "v=spf1 mx include:amazonses.com ?all",
	    "v=spf1 mx include:amazonses.com ~all" },
	{ "another kind", "v=DMARC1; p=none", "v=DMARC1; p=reject",
	    "v=spf1 -all", NULL },
	{ "the version is repaired", "v=DMARC1, p=none", "v=DMARC1; p=none",
	    "v=DMARC1, p=none; t=y", NULL },
	{ "no record", "abc", "abd", "abe", NULL },
	{ "nothing", "", "", "", NULL },
};

int main(void)
{
	struct arena *arena = arena_open();

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		check_bytes("merged",
		    text_merged(arena, bytes_of(rows[i].old),
			bytes_of(rows[i].earlier), bytes_of(rows[i].later)),
		    bytes_of(rows[i].merged));
	}
	arena_close(arena);
	return test_end("test_text_merge");
}
