/*
 * inspect/model/receivers: every row is found by all that it says, own rows
 * before the built-in ones, and names with a '*'
 */
#include "tests/test.h"

#include "common/base/arena.h"
#include "inspect/model/receivers.h"

static const char *const nothing[] = { NULL };
static const char *const own_domains[] = { "corp.example", "gmail.com", NULL };
static const char *const own_borders[] = { "mx.corp.example", "in-*.corp.test",
	NULL };
static const char *const own_ids[] = { "corp", NULL };
static const char *const gmail_borders[] = { "mx.test", NULL };

static const struct receiver own[] = {
	{ "corp", "Corp", own_domains, own_borders, own_ids, HABIT_NO_ID,
	    { NULL, NULL, NULL } },
	{ "gmail", "My Gmail", nothing, gmail_borders, gmail_borders, 0,
	    { NULL, NULL, NULL } },
	{ NULL, NULL, NULL, NULL, NULL, 0, { NULL, NULL, NULL } },
};

/* A name that the pattern stands for. */
static struct bytes example_of(struct arena *arena, const char *border)
{
	char *name = arena_cstr(arena, bytes_of(border));

	if (strchr(border, '*') == NULL)
		return arena_printf(arena, "mx1.%s", border);
	for (char *c = name; *c != '\0'; c++)
		if (*c == '*')
			*c = '7';
	return bytes_of(name);
}

static void try_rows(struct arena *arena)
{
	const struct receiver *row = receivers_all();

	for (; row->name != NULL; row++) {
		test_row(row->name);
		check_true("by name",
		    receiver_named(NULL, bytes_of(row->name)) == row);
		for (int i = 0; row->domains[i] != NULL; i++)
			check_true("by mailbox",
			    receiver_of_mailbox(
				NULL, bytes_of(row->domains[i])) == row);
		for (int i = 0; row->borders[i] != NULL; i++)
			check_true("by border",
			    receiver_of_border(NULL,
				example_of(arena, row->borders[i])) == row);
		for (int i = 0; row->ids[i] != NULL; i++)
			check_true("its id",
			    receiver_has_id(row, bytes_of(row->ids[i])));
	}
}

static const struct {
	const char *text, *name; /* of the row; NULL: none */
} names[] = {
	{ "Outlook.com", "outlook" },
	{ "hotmail", "outlook" },
	{ "aol", "yahoo" },
	{ "aol.com", "yahoo" },
	{ "126", "163" },
	{ "EXIM", "exim" },
	{ "", NULL },
	{ "nobody", NULL },
	{ "auto", NULL },
};

static const struct {
	const char *by, *name;
} borders[] = {
	{ "inbound-smtp.eu-west-1.amazonaws.com", "ses" },
	{ "inbound-smtp.us-east-1.AMAZONAWS.com", "ses" },
	{ "inbound-smtp.a.b.amazonaws.com", NULL },
	{ "x.inbound-smtp.eu-west-1.amazonaws.com", NULL },
	{ "ec2-203-0-113-1.compute-1.amazonaws.com", NULL },
	{ "zwqz-mx-mta-g2-2", "163" },
	{ "gzga-mx-mtada-g4-5", "163" },
	{ "gzga-mx-mtada-g4-5.example.com", NULL },
	{ "a-mx-mta", NULL },
	{ "notgoogle.com", NULL },
	{ "google.com.example", NULL },
};

static const char *name_of(const struct receiver *row)
{
	return row != NULL ? row->name : NULL;
}

static void try_names(void)
{
	for (size_t i = 0; i < ROWS(names); i++) {
		test_row(names[i].text);
		check_text("row",
		    name_of(receiver_named(NULL, bytes_of(names[i].text))),
		    names[i].name);
	}
	for (size_t i = 0; i < ROWS(borders); i++) {
		test_row(borders[i].by);
		check_text("row",
		    name_of(receiver_of_border(NULL, bytes_of(borders[i].by))),
		    borders[i].name);
	}
	test_row("a mailbox below one of its domains");
	check_true(
	    "none", receiver_of_mailbox(NULL, BYTES("sub.gmail.com")) == NULL);
}

static void try_own(void)
{
	test_row("own rows");
	check_true("by name", receiver_named(own, BYTES("Corp")) == &own[0]);
	check_true("by mailbox",
	    receiver_of_mailbox(own, BYTES("corp.example")) == &own[0]);
	check_true("by border",
	    receiver_of_border(own, BYTES("a.mx.corp.example")) == &own[0]);
	check_true("by a pattern",
	    receiver_of_border(own, BYTES("in-12.corp.test")) == &own[0]);
	check_true("which is the whole name",
	    receiver_of_border(own, BYTES("x.in-12.corp.test")) == NULL);
	check_true(
	    "an id of one label", receiver_has_id(&own[0], BYTES("corp")));
	check_true(
	    "others are still there", receiver_named(own, BYTES("yahoo")) ==
					  receiver_named(NULL, BYTES("yahoo")));

	test_row("an own row in the place of a built-in one");
	check_true("by name", receiver_named(own, BYTES("gmail")) == &own[1]);
	check_true(
	    "by border", receiver_of_border(own, BYTES("mx.test")) == &own[1]);
	check_true("the other is gone",
	    receiver_of_border(own, BYTES("mx.google.com")) == NULL);
	check_true("its mailboxes, too",
	    receiver_of_mailbox(own, BYTES("googlemail.com")) == NULL);

	test_row("software");
	check_true("any host",
	    receiver_is_any_host(receiver_named(NULL, BYTES("postfix"))));
	check_true("Gmail is not any",
	    !receiver_is_any_host(receiver_named(NULL, BYTES("gmail"))));
	check_true("auto", receiver_is_auto(BYTES("Auto")));
	check_true("not auto", !receiver_is_auto(BYTES("autos")) &&
				   !receiver_is_auto(BYTES("gmail")));
}

int main(void)
{
	struct arena *arena = arena_open();

	try_rows(arena);
	try_names();
	try_own();
	arena_close(arena);
	return test_end("test_receivers");
}
