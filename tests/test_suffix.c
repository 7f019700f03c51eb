/* common/net/suffix: registrable domains by the Public Suffix List */
#include "tests/test.h"

#include "common/net/suffix.h"
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

int main(void)
{
	struct fault fault = { 0 };
	struct suffix_list *list = own_list(&fault);

	for (size_t i = 0; list != NULL && i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		check_bytes("registrable domain",
		    suffix_registrable(list, bytes_of(rows[i].domain)),
		    bytes_of(rows[i].registrable));
	}
	test_row("a list of our own");
	check_true("opened", list != NULL);
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
