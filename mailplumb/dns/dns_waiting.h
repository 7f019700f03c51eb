/*
 * dns_waiting - `mailplumb dns --wait`: for records that --for names, or until
 * all servers have what a sender needs
 */
#ifndef MAILPLUMB_DNS_DNS_WAITING_H
#define MAILPLUMB_DNS_DNS_WAITING_H

#include "mailplumb/dns/dns_for.h"
#include "mailplumb/dns/dns_wait.h"
#include "mailplumb/dns/senders.h"

struct dns_waiting {
	const struct senders_options *senders;	 /* one, unless there are ... */
	const struct served_question *questions; /* ... these, of --for */
	size_t count;
	const struct suffix_list *suffixes;
};

/* How it ended, in the arena.  False and a fault when nothing could be waited
 * for. */
bool dns_waiting(const struct dns_waiting *waiting, struct arena *arena,
    struct waited *waited, struct fault *fault);

#endif
