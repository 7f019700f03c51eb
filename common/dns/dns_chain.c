#include "common/dns/dns_chain.h"

#include "common/dns/dns_limits.h"

void dns_chain_start(struct dns_chain *chain, struct dns_answer *answer)
{
	answer->owner = answer->name;
	*chain = (struct dns_chain){ answer, &answer->aliases, 0 };
}

static bool is_alias(const struct dns_answer *answer, const struct dns_row *row)
{
	return row->type == DNS_CNAME && answer->type != DNS_CNAME &&
	       row->status == DNS_FOUND && row->record_count > 0;
}

static bool end(struct dns_answer *answer, const struct dns_row *row)
{
	answer->status = row->status;
	answer->ttl = row->ttl;
	answer->records = row->records;
	answer->record_count = row->record_count;
	answer->server = row->server;
	answer->detail = row->detail;
	return false;
}

static bool goes_in_circles(const struct dns_answer *answer)
{
	const struct dns_alias *a = answer->aliases;

	while (a != NULL && !bytes_eq(a->name, answer->owner))
		a = a->next;
	return a != NULL;
}

static void follow(
    struct dns_chain *chain, struct arena *arena, const struct dns_row *row)
{
	struct dns_alias *alias = arena_new(arena, struct dns_alias);

	*alias = (struct dns_alias){
		.name = chain->answer->owner,
		.target = row->records->data,
		.ttl = row->ttl,
		.server = row->server,
	};
	chain->answer->owner = alias->target;
	*chain->tail = alias;
	chain->tail = &alias->next;
	chain->count++;
}

bool dns_chain_broken(const struct dns_answer *answer)
{
	size_t count = 0;

	for (const struct dns_alias *a = answer->aliases; a; a = a->next)
		count++;
	return count == LIMIT_DNS_ALIASES || goes_in_circles(answer);
}

bool dns_chain_add(
    struct dns_chain *chain, struct arena *arena, const struct dns_row *row)
{
	struct dns_row broken = {
		.status = DNS_MALFORMED, .ttl = row->ttl, .server = row->server
	};

	if (!is_alias(chain->answer, row))
		return end(chain->answer, row);
	follow(chain, arena, row);
	if (goes_in_circles(chain->answer))
		broken.detail = "the CNAMEs go in circles";
	else if (chain->count == LIMIT_DNS_ALIASES)
		broken.detail = "too many CNAMEs in a row";
	return broken.detail != NULL ? end(chain->answer, &broken) : true;
}
