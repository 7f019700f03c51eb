/* common/dns/dns_servers: resolv.conf(5), --resolver */
#include "tests/test.h"

#include "common/base/text.h"
#include "common/dns/dns_servers.h"

static const struct {
	const char *in, *out; /* NULL: no server */
} rows[] = {
	{ "192.0.2.1", "192.0.2.1#53" },
	{ "192.0.2.1:5353", "192.0.2.1#5353" },
	{ "[192.0.2.1]:5353", "192.0.2.1#5353" },
	{ "192.0.2.1:65535", "192.0.2.1#65535" },
	{ "::1", "::1#53" },
	{ "2001:db8::53", "2001:db8::53#53" },
	{ "[2001:db8::53]", "2001:db8::53#53" },
	{ "[2001:DB8::53]:5353", "2001:db8::53#5353" },
	{ "::ffff:192.0.2.1", "192.0.2.1#53" },
	{ "", NULL },
	{ ":53", NULL },
	{ "[]:53", NULL },
	{ "localhost", NULL },
	{ "192.0.2.1:", NULL },
	{ "192.0.2.1:0", NULL },
	{ "192.0.2.1:65536", NULL },
	{ "192.0.2.1:+53", NULL },
	{ "192.0.2.1:53 ", NULL },
	{ "192.0.2.1#53", NULL },
	{ "[2001:db8::53]:", NULL },
	{ "[2001:db8::53", NULL },
	{ "[2001:db8::53]5", NULL },
	{ "fe80::1%eth0", NULL },
};

static const struct {
	const char *shows, *text, *servers;
} systems[] = {
	{ "no file", NULL, "127.0.0.1#53" },
	{ "nothing in it", "# nothing\n", "127.0.0.1#53" },
	{ "one", "nameserver 192.0.2.1\n", "192.0.2.1#53" },
	{ "three and other things",
	    "search a.test\nnameserver 192.0.2.1\noptions ndots:5\n"
	    "nameserver\t2001:db8::53\nnameserver   192.0.2.2  # comment",
	    "192.0.2.1#53 2001:db8::53#53 192.0.2.2#53" },
	{ "comments", "#nameserver 192.0.2.1\n;nameserver 192.0.2.2\n",
	    "127.0.0.1#53" },
	{ "not at the start of the line", " nameserver 192.0.2.1\n",
	    "127.0.0.1#53" },
	{ "a longer word", "nameservers 192.0.2.1\nnameserver\n",
	    "127.0.0.1#53" },
	{ "what is no address is passed over",
	    "nameserver fe80::1%eth0\nnameserver x\nnameserver 192.0.2.1\n",
	    "192.0.2.1#53" },
	{ "CRLF", "nameserver 192.0.2.1\r\nnameserver 192.0.2.2\r\n",
	    "192.0.2.1#53 192.0.2.2#53" },
	{ "more than are asked",
	    "nameserver 1.1.1.1\nnameserver 1.1.1.2\nnameserver 1.1.1.3\n"
	    "nameserver 1.1.1.4\nnameserver 1.1.1.5\nnameserver 1.1.1.6\n"
	    "nameserver 1.1.1.7\nnameserver 1.1.1.8\nnameserver 1.1.1.9\n",
	    "1.1.1.1#53 1.1.1.2#53 1.1.1.3#53 1.1.1.4#53 1.1.1.5#53 "
	    "1.1.1.6#53 1.1.1.7#53 1.1.1.8#53" },
};

static void try_system(size_t i)
{
	struct text out = text_new(4096);
	struct dns_servers servers;

	dns_servers_of_system(&servers, bytes_of(systems[i].text));
	for (size_t n = 0; n < servers.count; n++)
		text_printf(
		    &out, "%s%s", n > 0 ? " " : "", servers.list[n].text);
	check_bytes("servers", text_bytes(&out), bytes_of(systems[i].servers));
	text_free(&out);
}

static void try_options(void)
{
	const char *const two[] = { "192.0.2.1", "[::1]:5353", NULL };
	const char *const bad[] = { "192.0.2.1", "nobody", NULL };
	struct dns_servers servers;
	struct fault fault;

	test_row("options in their order");
	check_true("read", dns_servers_read(&servers, two, &fault));
	check_number("count", servers.count, 2);
	check_text("second", servers.list[1].text, "::1#5353");
	test_row("an option that is no address");
	check_true("refused", !dns_servers_read(&servers, bad, &fault));
	check_number("kind", fault.kind, FAULT_USAGE);
	test_row("no option");
	check_true("read", dns_servers_read(&servers, NULL, &fault));
	check_true("some server", servers.count > 0);
}

int main(void)
{
	struct dns_server server;

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].in);
		bool read = dns_server_read(&server, bytes_of(rows[i].in));
		check_true(
		    "read when it is one", read == (rows[i].out != NULL));
		if (read)
			check_text("server", server.text, rows[i].out);
	}
	for (size_t i = 0; i < ROWS(systems); i++) {
		test_row(systems[i].shows);
		try_system(i);
	}
	try_options();
	return test_end("test_dns_servers");
}
