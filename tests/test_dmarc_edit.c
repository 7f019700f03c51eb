/* publish/dmarc_edit: RFC 9989 4.7, 4.8; RFC 7489 6.3, 6.4 */
#include "tests/test.h"

#include "publish/dmarc_edit.h"

static struct arena *arena;

static struct bytes relax(struct bytes text)
{
	return dmarc_edit_set(arena, text, "aspf", BYTES("r"));
}

static struct bytes none(struct bytes text)
{
	return dmarc_edit_set(arena, text, "p", BYTES("none"));
}

static struct bytes no_pct(struct bytes text)
{
	return dmarc_edit_remove(arena, text, "pct");
}

static struct bytes rua(struct bytes text)
{
	return dmarc_edit_rename(arena, text, BYTES("rau"), "rua");
}

static struct bytes addresses(struct bytes text)
{
	return dmarc_edit_addresses(arena, text, "rua");
}

static struct bytes repair(struct bytes text)
{
	return dmarc_edit_repair(arena, text);
}

static const struct {
	struct bytes (*edit)(struct bytes text);
	const char *shows, *text, *want; /* NULL: absent */
} rows[] = {
	{ relax, "in its place", "v=DMARC1; p=reject; aspf=s; rua=mailto:a@b.c",
	    "v=DMARC1; p=reject; aspf=r; rua=mailto:a@b.c" },
	{ relax, "blanks and case stay", "v = DMARC1 ;P=Reject; ASPF = s ;x=1;",
	    "v = DMARC1 ;P=Reject; ASPF = r ;x=1;" },
	{ relax, "an empty value", "v=DMARC1; aspf=; p=none",
	    "v=DMARC1; aspf=r; p=none" },
	{ relax, "to the end", "v=DMARC1; p=none", "v=DMARC1; p=none; aspf=r" },
	{ relax, "to the end, behind a ';'", "v=DMARC1; p=none;",
	    "v=DMARC1; p=none; aspf=r;" },
	{ relax, "the first of two", "v=DMARC1; aspf=s; p=none; aspf=s",
	    "v=DMARC1; aspf=r; p=none; aspf=s" },
	{ none, "an invalid value", "v=DMARC1; p=monitor; sp=none",
	    "v=DMARC1; p=none; sp=none" },
	{ none, "right behind the version", "v=DMARC1; rua=mailto:a@b.c",
	    "v=DMARC1; p=none; rua=mailto:a@b.c" },
	{ none, "nothing but the version", "v=DMARC1", "v=DMARC1; p=none" },
	{ none, "the version and a ';'", "v=DMARC1;", "v=DMARC1; p=none;" },
	{ none, "a blank behind the version", "v=DMARC1 ;sp=none",
	    "v=DMARC1; p=none;sp=none" },
	{ no_pct, "in the middle", "v=DMARC1; p=none; pct=50; fo=1",
	    "v=DMARC1; p=none; fo=1" },
	{ no_pct, "at the end", "v=DMARC1; p=none; pct=50",
	    "v=DMARC1; p=none" },
	{ no_pct, "at the end, with a ';'", "v=DMARC1; p=none; pct=50;",
	    "v=DMARC1; p=none;" },
	{ no_pct, "twice", "v=DMARC1; pct=1; p=none; PCT =2",
	    "v=DMARC1; p=none" },
	{ no_pct, "there is none", "v=DMARC1; p=none", "v=DMARC1; p=none" },
	{ no_pct, "in the value of another", "v=DMARC1; x=pct; y=pct=1",
	    "v=DMARC1; x=pct; y=pct=1" },
	{ rua, "a name misspelt", "v=DMARC1; rau=mailto:a@b.c; p=none",
	    "v=DMARC1; rua=mailto:a@b.c; p=none" },
	{ rua, "there is none", "v=DMARC1; p=none", "v=DMARC1; p=none" },
	{ addresses, "a bare address", "v=DMARC1; rua=a@b.example; p=none",
	    "v=DMARC1; rua=mailto:a@b.example; p=none" },
	{ addresses, "one of two",
	    "v=DMARC1; rua=mailto:a@b.example, c@d.example",
	    "v=DMARC1; rua=mailto:a@b.example,mailto:c@d.example" },
	{ addresses, "slashes", "v=DMARC1; rua=mailto://a@b.example",
	    "v=DMARC1; rua=mailto:a@b.example" },
	{ addresses, "a blank", "v=DMARC1; rua=mailto: a@b.example",
	    "v=DMARC1; rua=mailto:a@b.example" },
	{ addresses, "another scheme for it", "v=DMARC1; rua=mail:a@b.example",
	    "v=DMARC1; rua=mailto:a@b.example" },
	{ addresses, "a size limit", "v=DMARC1; rua=mailto:a@b.example!10m",
	    "v=DMARC1; rua=mailto:a@b.example" },
	{ addresses, "nothing to do", "v=DMARC1; rua=mailto:a@b.example",
	    "v=DMARC1; rua=mailto:a@b.example" },
	{ addresses, "https", "v=DMARC1; rua=https://b.example/r", NULL },
	{ addresses, "no address", "v=DMARC1; rua=reports", NULL },
	{ addresses, "a blank in it", "v=DMARC1; rua=a b@c.example", NULL },
	{ addresses, "empty", "v=DMARC1; rua=", NULL },
	{ addresses, "no tag", "v=DMARC1; p=none", NULL },

	{ repair, "nothing wrong", "v=DMARC1; p=none; rua=mailto:a@b.c",
	    "v=DMARC1; p=none; rua=mailto:a@b.c" },
	{ repair, "the version in small letters", "v=dmarc1; p=reject",
	    "v=DMARC1; p=reject" },
	{ repair, "the version not first", "p=reject; v=DMARC1; sp=none",
	    "v=DMARC1; p=reject; sp=none" },
	{ repair, "no v=", "DMARC1; p=reject", "v=DMARC1; p=reject" },
	{ repair, "no version", "p=reject; rua=mailto:a@b.c",
	    "v=DMARC1; p=reject; rua=mailto:a@b.c" },
	{ repair, "a blank in the version", "v=DMARC 1; p=none",
	    "v=DMARC1; p=none" },
	{ repair, "no ';' behind the version", "v=DMARC1 p=none; sp=none",
	    "v=DMARC1; p=none; sp=none" },
	{ repair, "commas", "v=DMARC1, p=quarantine, rua=mailto:a@b.c",
	    "v=DMARC1; p=quarantine; rua=mailto:a@b.c" },
	{ repair, "commas of rua stay",
	    "v=DMARC1,p=none,rua=mailto:a@b.c,mailto:d@e.f,fo=1",
	    "v=DMARC1; p=none; rua=mailto:a@b.c,mailto:d@e.f; fo=1" },
	{ repair, "blanks", "v=DMARC1 p=none rua=mailto:a@b.c",
	    "v=DMARC1; p=none; rua=mailto:a@b.c" },
	{ repair, "quotation marks", "\"v=DMARC1; p=none\"",
	    "v=DMARC1; p=none" },
	{ repair, "apostrophes", "'v=DMARC1; p=none; rua=mailto:o'b@c.example'",
	    "v=DMARC1; p=none; rua=mailto:o'b@c.example" },
	{ repair, "a value that says nothing", "v=DMARC1; p=none; adkim=x; t=n",
	    "v=DMARC1; p=none; t=n" },
	{ repair, "escaped", "v=DMARC1\\; p=none\\; fo=1",
	    "v=DMARC1; p=none; fo=1" },
	{ repair, "typographic marks",
	    "\xe2\x80\x9cv=DMARC1; p=none\xe2\x80\x9d", "v=DMARC1; p=none" },
	{ repair, "a byte order mark", "\xef\xbb\xbfv=DMARC1; p=none",
	    "v=DMARC1; p=none" },
	{ repair, "a blank in front", " v=DMARC1; p=none", "v=DMARC1; p=none" },
	{ repair, "empty tags", "v=DMARC1;; p=none;;", "v=DMARC1; p=none" },
	{ repair, "no tag", "v=DMARC1; p=none; hello", "v=DMARC1; p=none" },
	{ repair, "a tag twice", "v=DMARC1; p=none; p=reject",
	    "v=DMARC1; p=none" },
	{ repair, "an unknown tag stays", "v=dmarc1; p=none; moo=1",
	    "v=DMARC1; p=none; moo=1" },
	{ repair, "SPF", "v=spf1 -all", NULL },
	{ repair, "nothing", "", NULL },
	{ repair, "something else", "hello=world; x=y", NULL },
};

static void try_values(void)
{
	static const struct {
		const char *text, *tag, *value;
	} values[] = {
		{ "v=DMARC1; p=none", "p", "none" },
		{ "v=DMARC1; P = none ;", "p", "none" },
		{ "v=DMARC1; sp=none", "p", NULL },
		{ "v=DMARC1; p=", "p", "" },
		{ "v=DMARC1; p", "p", NULL },
		{ "v=DMARC1; x=p=none", "p", NULL },
		{ "", "p", NULL },
	};

	for (size_t i = 0; i < ROWS(values); i++) {
		test_row(values[i].text);
		check_bytes("value",
		    dmarc_edit_value(bytes_of(values[i].text), values[i].tag),
		    bytes_of(values[i].value));
	}
}

int main(void)
{
	arena = arena_open();
	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		check_bytes("record", rows[i].edit(bytes_of(rows[i].text)),
		    bytes_of(rows[i].want));
	}
	try_values();
	arena_close(arena);
	return test_end("test_dmarc_edit");
}
