/* common/net/ip: RFC 4291 2.2, RFC 5952, RFC 6890 */
#include "tests/test.h"

#include "common/net/ip.h"

static const struct {
	const char *in, *out; /* NULL: no address */
} rows[] = {
	{ "192.0.2.1", "192.0.2.1" },
	{ "[192.0.2.1]", "192.0.2.1" },
	{ "2001:db8::1", "2001:db8::1" },
	{ "IPv6:2001:db8::1", "2001:db8::1" },
	{ "[IPv6:2001:DB8::1]", "2001:db8::1" },
	{ "[ipv6:2001:db8::1]", "2001:db8::1" },
	{ "2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1" },
	{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
	{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
	{ "1:0:0:0:0:0:0:0", "1::" },
	{ "::", "::" },
	{ "::1", "::1" },
	{ "::ffff:192.0.2.1", "192.0.2.1" },
	{ "64:ff9b::192.0.2.1", "64:ff9b::c000:201" },
	{ "", NULL },
	{ "[]", NULL },
	{ "192.0.2", NULL },
	{ "192.0.2.256", NULL },
	{ "192.0.2.1.5", NULL },
	{ "192.0.2.1/24", NULL },
	{ "0x7f.1", NULL },
	{ "[192.0.2.1", NULL },
	{ "2001:db8::1::2", NULL },
	{ "fe80::1%eth0", NULL },
	{ "12345::", NULL },
	{ "example.com", NULL },
	{ " 192.0.2.1", NULL },
	{ "1111:2222:3333:4444:5555:6666:7777:8888:9999:0000:11", NULL },
};

static const struct {
	const char *in;
	bool local;
} locals[] = {
	{ "10.1.2.3", true },
	{ "11.1.2.3", false },
	{ "100.64.0.1", true },
	{ "100.128.0.1", false },
	{ "127.0.0.1", true },
	{ "169.254.1.1", true },
	{ "172.16.0.1", true },
	{ "172.31.255.255", true },
	{ "172.32.0.1", false },
	{ "192.168.1.1", true },
	{ "224.0.0.1", true },
	{ "255.255.255.255", true },
	{ "54.240.8.156", false },
	{ "::1", true },
	{ "::", true },
	{ "fd00::1", true },
	{ "fe80::1", true },
	{ "febf::1", true },
	{ "fec0::1", false },
	{ "2002:a05:6a10:1::1", true },
	{ "2002:3600::1", false },
	{ "2a00:1450::1", false },
	{ "::ffff:10.0.0.1", true },
};

static const struct {
	int family;
	const char *text;
	bool read;
} families[] = {
	{ 4, "192.0.2.1", true },
	{ 4, "0.0.0.0", true },
	{ 4, "255.255.255.255", true },
	{ 4, "192.0.2.256", false },
	{ 4, "192.0.2.01", false },
	{ 4, "192.0.2.0001", false },
	{ 4, "192.0.2.", false },
	{ 4, "192.0..1", false },
	{ 4, "192.0.2", false },
	{ 4, "192.0.2.1.", false },
	{ 4, "192.0.2.-1", false },
	{ 4, "", false },
	{ 4, "[192.0.2.1]", false },
	{ 4, "2001:db8::1", false },
	{ 6, "2001:db8::1", true },
	{ 6, "::ffff:192.0.2.1", true },
	{ 6, "", false },
	{ 6, "[2001:db8::1]", false },
	{ 6, "IPv6:2001:db8::1", false },
	{ 6, "192.0.2.1", false },
};

static const struct {
	const char *ip, *net;
	unsigned bits;
	bool within;
} nets[] = {
	{ "192.0.2.1", "192.0.2.0", 24, true },
	{ "192.0.3.1", "192.0.2.0", 24, false },
	{ "192.0.3.1", "192.0.2.0", 23, true },
	{ "192.0.2.1", "192.0.2.1", 32, true },
	{ "192.0.2.1", "192.0.2.0", 32, false },
	{ "255.0.2.1", "1.2.3.4", 0, true },
	{ "128.0.0.1", "127.0.0.1", 1, false },
	{ "2001:db8::1", "2001:db8::", 127, true },
	{ "2001:db8::1", "2001:db8::", 128, false },
	{ "2001:db8::1", "2001:db8::", 64, true },
	{ "2001:db8::1", "2001:db8::1", 128, true },
	{ "192.0.2.1", "::", 0, false },
	{ "::", "192.0.2.1", 0, false },
};

static void try_families(void)
{
	struct ip ip;

	for (size_t i = 0; i < ROWS(families); i++) {
		test_row(families[i].text);
		check_true("read when it is of the family",
		    ip_read_family(bytes_of(families[i].text),
			families[i].family, &ip) == families[i].read);
		check_number("family", ip.family, families[i].family);
	}
}

static void try_nets(void)
{
	struct ip ip, net;

	for (size_t i = 0; i < ROWS(nets); i++) {
		test_row(nets[i].ip);
		ip_read(bytes_of(nets[i].ip), &ip);
		ip_read(bytes_of(nets[i].net), &net);
		check_true(nets[i].net,
		    ip_within(&ip, &net, nets[i].bits) == nets[i].within);
	}
}

static void try_reverse(void)
{
	char name[IP_REVERSE_SIZE];
	struct ip ip;

	test_row("reverse names");
	ip_read(BYTES("192.0.2.103"), &ip);
	check_bytes(
	    "IPv4", ip_reverse(&ip, name), BYTES("103.2.0.192.in-addr.arpa"));
	ip_read(BYTES("2001:db8::1f"), &ip);
	check_bytes("IPv6", ip_reverse(&ip, name),
	    BYTES("f.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
		  "8.b.d.0.1.0.0.2.ip6.arpa"));
}

int main(void)
{
	char text[IP_TEXT_SIZE];
	struct ip ip, again;

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].in);
		bool read = ip_read(bytes_of(rows[i].in), &ip);
		check_true(
		    "read when it is one", read == (rows[i].out != NULL));
		check_true("family", (ip.family != 0) == read);
		if (!read)
			continue;
		check_text("written", ip_write(&ip, text), rows[i].out);
		check_true("read again", ip_read(bytes_of(text), &again));
		check_true("the same", ip_eq(&ip, &again));
	}
	for (size_t i = 0; i < ROWS(locals); i++) {
		test_row(locals[i].in);
		check_true("read", ip_read(bytes_of(locals[i].in), &ip));
		check_true("local", ip_is_local(&ip) == locals[i].local);
	}
	test_row("a NUL is no end");
	check_true("refused", !ip_read(BYTES("192.0.2.1\0x"), &ip));
	test_row("addresses differ");
	ip_read(BYTES("192.0.2.1"), &ip);
	ip_read(BYTES("192.0.2.2"), &again);
	check_true("differ", !ip_eq(&ip, &again));
	try_families();
	try_nets();
	try_reverse();
	return test_end("test_ip");
}
