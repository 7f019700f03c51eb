/* common/mail/taglist: RFC 6376 3.2 */
#include "tests/test.h"

#include "common/mail/taglist.h"

struct target {
	struct bytes a, b;
};

static const char *store_a(void *target, struct bytes value)
{
	((struct target *)target)->a = value;
	return NULL;
}

static const char *store_b(void *target, struct bytes value)
{
	((struct target *)target)->b = value;
	return value.len > 0 ? NULL : "something in bb=";
}

static const struct tag tags[] = {
	{ "a", "a=", store_a },
	{ "bb", NULL, store_b },
	{ NULL, NULL, NULL },
};

static const struct {
	const char *shows, *text, *a, *b, *mistake;
} rows[] = {
	{ "one tag", "a=1", "1", NULL, NULL },
	{ "two", "a=1;bb=2", "1", "2", NULL },
	{ "any order", "bb=2;a=1", "1", "2", NULL },
	{ "a final ';'", "a=1;", "1", NULL, NULL },
	{ "blanks and folding", " a\r\n = \t1 \r\n ; bb =2 ", "1", "2", NULL },
	{ "blanks in a value stay", "a=1 \r\n 2", "1 \r\n 2", NULL, NULL },
	{ "an empty value", "a=", "", NULL, NULL },
	{ "'=' in a value", "a=1=2==", "1=2==", NULL, NULL },
	{ "other tags are ignored", "x=1;a=1;y_2=", "1", NULL, NULL },
	{ "case matters", "A=1", NULL, NULL, "a=" },
	{ "a name begins another", "aa=1;a=2", "2", NULL, NULL },
	{ "a tag twice", "a=1;a=1", "1", NULL, "each tag once" },
	{ "another tag twice", "x=1;a=1;x=2", "1", NULL, "each tag once" },
	{ "a required tag missing", "bb=2", NULL, "2", "a=" },
	{ "empty", "", NULL, NULL, "a=" },
	{ "no '='", "a", NULL, NULL, "'=' after a tag" },
	{ "no '=' further on", "a=1;bb", "1", NULL, "'=' after a tag" },
	{ "no name", "=1", NULL, NULL, "a tag" },
	{ "a name of a digit", "1=1;a=1", NULL, NULL, "a tag" },
	{ "two ';'", "a=1;;bb=2", "1", NULL, "a tag" },
	{ "a control in a value", "a=1\x01", NULL, NULL, "printable values" },
	{ "eight bits in a value", "a=\xc3\xbc", "\xc3\xbc", NULL, NULL },
	{ "the value's own mistake", "a=1;bb=", "1", "", "something in bb=" },
};

int main(void)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct target target = { ABSENT, ABSENT };
		test_row(rows[i].shows);
		const char *mistake =
		    taglist_read(bytes_of(rows[i].text), tags, &target);
		check_text("mistake", mistake, rows[i].mistake);
		check_bytes("a", target.a, bytes_of(rows[i].a));
		check_bytes("bb", target.b, bytes_of(rows[i].b));
	}
	return test_end("test_taglist");
}
