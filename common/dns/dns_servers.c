#include "common/dns/dns_servers.h"

#include "common/base/file.h"
#include <stdio.h>

#define SYSTEM	    "/etc/resolv.conf"
#define SYSTEM_SIZE ((size_t)64 * 1024) /* glibc reads three lines of it */

static bool server_of(
    struct dns_server *server, struct bytes address, uint16_t port)
{
	char text[IP_TEXT_SIZE];

	if (!ip_read(address, &server->ip))
		return false;
	server->port = port;
	snprintf(server->text, sizeof(server->text), "%s#%u",
	    ip_write(&server->ip, text), port);
	return true;
}

/* "[ADDR]" and ":PORT", or "ADDR" of IPv4 and ":PORT": the last colon of a
 * bare IPv6 address is its own. */
static bool has_port(struct bytes text, struct bytes *address)
{
	struct bytes port;
	struct ip ip;

	bytes_cut_last(text, ':', address, &port);
	return bytes_present(*address) && address->len > 0 &&
	       (address->ptr[address->len - 1] == ']' ||
		   (ip_read(*address, &ip) && ip.family == 4 &&
		       bytes_find(*address, BYTES(":")) == NULL));
}

bool dns_server_read(struct dns_server *server, struct bytes text)
{
	struct bytes address;
	uint64_t port = DNS_PORT;

	if (!has_port(text, &address))
		return server_of(server, text, DNS_PORT);
	return bytes_number(
		   bytes_skip(text, address.len + 1), UINT16_MAX, &port) &&
	       port > 0 && server_of(server, address, (uint16_t)port);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* "nameserver ADDR", and whatever follows it. */
static struct bytes address_of_line(struct bytes line)
{
	const struct bytes keyword = BYTES("nameserver");
	size_t len = 0;

	if (!bytes_starts(line, keyword) || line.len == keyword.len ||
	    !is_space(line.ptr[keyword.len]))
		return ABSENT;
	line = bytes_trim(bytes_skip(line, keyword.len));
	while (len < line.len && !is_space(line.ptr[len]))
		len++;
	return bytes_first(line, len);
}

void dns_servers_of_system(struct dns_servers *servers, struct bytes text)
{
	struct bytes line;

	servers->count = 0;
	while (servers->count < DNS_SERVERS_MAX && bytes_line(&text, &line)) {
		struct bytes address = address_of_line(line);
		if (bytes_present(address))
			servers->count += server_of(
			    &servers->list[servers->count], address, DNS_PORT);
	}
	if (servers->count == 0)
		servers->count =
		    server_of(&servers->list[0], BYTES("127.0.0.1"), DNS_PORT);
}

/* A system without the file asks itself, too: see resolv.conf(5). */
static void read_system(struct dns_servers *servers)
{
	struct arena *arena = arena_open();
	struct bytes text = ABSENT;
	struct fault none;

	file_read(arena, SYSTEM, SYSTEM_SIZE, &text, &none);
	dns_servers_of_system(servers, text);
	arena_close(arena);
}

bool dns_servers_read(struct dns_servers *servers, const char *const *options,
    struct fault *fault)
{
	servers->count = 0;
	if (options == NULL || options[0] == NULL) {
		read_system(servers);
		return true;
	}
	for (; *options != NULL; options++) {
		if (servers->count == DNS_SERVERS_MAX)
			return fault_set(fault, FAULT_USAGE,
			    "more than %d name servers", DNS_SERVERS_MAX);
		if (!dns_server_read(
			&servers->list[servers->count++], bytes_of(*options)))
			return fault_set(fault, FAULT_USAGE,
			    "%s is no address of a name server: wanted "
			    "ADDR, ADDR:PORT or [ADDR]:PORT",
			    *options);
	}
	return true;
}
