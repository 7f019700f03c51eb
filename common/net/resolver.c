#include "common/net/resolver.h"

#include "common/net/dns_replay.h"
#include "common/net/resolver_parts.h"
#include <stdio.h>
#include <stdlib.h>

static struct resolver *resolver_new(void)
{
	struct resolver *resolver = calloc(1, sizeof(*resolver));

	if (resolver == NULL) {
		fputs("mailplumb: out of memory\n", stderr);
		abort();
	}
	resolver->key = hash_key_new();
	return resolver;
}

void resolver_close(struct resolver *resolver)
{
	if (resolver == NULL)
		return;
	dns_set_close(resolver->overlay);
	dns_set_close(resolver->base);
	free(resolver);
}

struct resolver *resolver_of_set(struct dns_set *set)
{
	struct resolver *resolver = resolver_new();

	resolver->base = set;
	return resolver;
}

struct resolver *resolver_of_text(struct bytes text, struct fault *fault)
{
	struct dns_set *set = dns_set_open();

	if (dns_replay_read(set, text, fault))
		return resolver_of_set(set);
	dns_set_close(set);
	return NULL;
}
