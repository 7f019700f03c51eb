/*
 * dns_channel - packets to one name server and back; the only user of c-ares
 *
 * c-ares finds out which answer belongs to which question: the id, the
 * question and the address must be the same, else it waits on.  All else is
 * dns_live's: a channel has one server and tries once, so that a packet tells
 * who sent it and answers that come late still count.  TCP has a channel of
 * its own, since an error ends all questions of a channel.
 */
#ifndef COMMON_DNS_DNS_CHANNEL_H
#define COMMON_DNS_DNS_CHANNEL_H

#include "common/dns/dns_servers.h"
#include <poll.h>

enum dns_channel_kind {
	DNS_CHANNEL_EDNS,  /* UDP, for questions with OPT */
	DNS_CHANNEL_PLAIN, /* UDP, for those without */
	DNS_CHANNEL_TCP,
	DNS_CHANNELS
};

struct dns_channel;

/* NULL when there is no memory.  After `timeout` ms a packet is forgotten. */
struct dns_channel *dns_channel_open(const struct dns_server *server,
    enum dns_channel_kind kind, int64_t timeout);
void dns_channel_close(struct dns_channel *channel);

/* `packet` is the answer; absent when the server cannot be reached. */
typedef void dns_channel_end(void *context, struct bytes packet);

/* `end` is called at most once, perhaps before this returns. */
void dns_channel_send(struct dns_channel *channel, const unsigned char *packet,
    size_t len, dns_channel_end *end, void *context);
void dns_channel_cancel(struct dns_channel *channel); /* all that was sent */

/* What to wait for; false: nothing. */
bool dns_channel_socket(const struct dns_channel *channel, struct pollfd *fd);
void dns_channel_serve(struct dns_channel *channel, const struct pollfd *fd);

#endif
