/*
 * dns_servers - which name servers are asked
 *
 * Those of the options, in their order, or those of resolv.conf(5).  There a
 * line that names no address is passed over, as every resolver does; without
 * any address the one of this machine is meant.
 */
#ifndef COMMON_DNS_DNS_SERVERS_H
#define COMMON_DNS_DNS_SERVERS_H

#include "common/base/fault.h"
#include "common/net/ip.h"

#define DNS_SERVERS_MAX 8
#define DNS_PORT	53

struct dns_server {
	struct ip ip;
	uint16_t port;
	char text[IP_TEXT_SIZE + 6]; /* ADDR#PORT */
};

struct dns_servers {
	struct dns_server list[DNS_SERVERS_MAX];
	size_t count;
};

/* "ADDR", "ADDR:PORT" (IPv4), "[ADDR]:PORT". */
bool dns_server_read(struct dns_server *server, struct bytes text);

/* `options` end with NULL; none of them, or NULL: /etc/resolv.conf.  What is
 * no address is FAULT_USAGE, and so are too many. */
bool dns_servers_read(struct dns_servers *servers, const char *const *options,
    struct fault *fault);

/* The same from the text of a resolv.conf(5). */
void dns_servers_of_system(struct dns_servers *servers, struct bytes text);

#endif
