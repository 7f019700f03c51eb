/* common/net/suffix: registrable domains by the Public Suffix List */
#include "tests/test.h"

#include "common/net/suffix.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char list_text[] = "// a list of our own\n"
				"com\n"
				"uk\n"
				"co.uk\n"
				"*.ck\n"
				"!www.ck\n"
				"hosted.com\n"
				"xn--55qx5d.cn\n";

static const struct {
	const char *shows, *domain, *registrable;
} rows[] = {
	{ "one label more than the suffix", "example.com", "example.com" },
	{ "below it", "a.b.example.com", "example.com" },
	{ "case is kept", "WWW.Example.COM", "Example.COM" },
	{ "a suffix of two labels", "a.example.co.uk", "example.co.uk" },
	{ "a suffix itself", "co.uk", NULL },
	{ "a private suffix", "a.b.hosted.com", "b.hosted.com" },
	{ "a wildcard", "a.b.c.ck", "b.c.ck" },
	{ "its exception", "a.www.ck", "www.ck" },
	{ "not listed: the last label", "a.b.example", "b.example" },
	{ "one label", "localhost", NULL },
	{ "A-labels", "a.b.xn--55qx5d.cn", "b.xn--55qx5d.cn" },
	{ "an IPv4 address", "192.0.2.1", NULL },
	{ "an address literal", "[192.0.2.1]", NULL },
	{ "empty", "", NULL },
	{ "a dot first", ".example.com", NULL },
	{ "a final dot", "example.com.", NULL },
	{ "an empty label", "a..com", NULL },
};

static struct suffix_list *own_list(struct fault *fault)
{
	char path[] = "/tmp/test_suffix.XXXXXX";
	int fd = mkstemp(path);

	if (fd < 0 || write(fd, list_text, sizeof(list_text) - 1) !=
			  (ssize_t)sizeof(list_text) - 1)
		return NULL;
	struct suffix_list *list = suffix_list_open(path, fault);
	close(fd);
	unlink(path);
	return list;
}

static void try_rows(const struct suffix_list *list)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		check_bytes("registrable domain",
		    suffix_registrable(list, bytes_of(rows[i].domain)),
		    bytes_of(rows[i].registrable));
	}
}

/* More names than are remembered, so that they push one another out; of 50
 * octets and more none is. */
static void try_many(const struct suffix_list *list)
{
	test_row("a thousand names in turn");
	for (int turn = 0; turn < 3; turn++)
		for (int i = 0; i < 1000; i++) {
			char name[100];
			int len = snprintf(
			    name, sizeof(name), "a.b%0*d.co.uk", 1 + i % 60, i);
			struct bytes domain = { name, (size_t)len };
			check_bytes("registrable",
			    suffix_registrable(list, domain),
			    bytes_skip(domain, 2));
		}
}

static void try_own(struct suffix_list *list)
{
	try_rows(list);
	try_rows(list); /* out of memory, now */
	try_many(list);
	test_row("another handle of the list");
	struct suffix_list *other = suffix_list_share(list);
	check_bytes("registrable",
	    suffix_registrable(other, BYTES("a.example.co.uk")),
	    BYTES("example.co.uk"));
	suffix_list_close(other);
	try_rows(list);
}

int main(void)
{
	struct fault fault = { 0 };
	struct suffix_list *list = own_list(&fault);

	test_row("a list of our own");
	check_true("opened", list != NULL);
	if (list != NULL)
		try_own(list);
	suffix_list_close(list);

	test_row("the list of the system");
	list = suffix_list_open(NULL, &fault);
	check_true("opened", list != NULL);
	if (list != NULL)
		check_bytes("of SES",
		    suffix_registrable(list, BYTES("eu-west-1.amazonses.com")),
		    BYTES("amazonses.com"));
	suffix_list_close(list);

	test_row("no such file is a usage fault that names it");
	check_true("refused", suffix_list_open("/nowhere.dat", &fault) == NULL);
	check_number("kind", fault.kind, FAULT_USAGE);
	check_true("named",
	    bytes_find(bytes_of(fault.text), BYTES("/nowhere.dat")) != NULL);
	return test_end("test_suffix");
}
