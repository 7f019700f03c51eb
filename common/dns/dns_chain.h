/*
 * dns_chain - an answer put together of rows, one name after another
 *
 *	dns_chain_start(&chain, &answer);
 *	do
 *		... find `row` at answer.owner ...
 *	while (dns_chain_add(&chain, arena, &row));
 */
#ifndef COMMON_DNS_DNS_CHAIN_H
#define COMMON_DNS_DNS_CHAIN_H

#include "common/dns/dns_row.h"

struct dns_chain {
	struct dns_answer *answer;
	const struct dns_alias **tail;
	size_t count;
};

/* `answer` has name and type and nothing else. */
void dns_chain_start(struct dns_chain *chain, struct dns_answer *answer);

/*
 * Add what stands at the answer's owner.  True when that is an alias to
 * follow: the owner is its target now.  Circles and LIMIT_DNS_ALIASES aliases
 * end the chain as DNS_MALFORMED.  The answer shares the octets of the row.
 */
bool dns_chain_add(
    struct dns_chain *chain, struct arena *arena, const struct dns_row *row);

/* The aliases are what is wrong: of its owner the answer says nothing. */
bool dns_chain_broken(const struct dns_answer *answer);

#endif
