/* A message whose sealers all have the same key. */
#include "tests/fuzz/fuzz.h"

#include "common/dns/resolver.h"
#include "common/mail/limits.h"
#include "inspect/read/arc_set.h"
#include "inspect/read/authres.h"
#include "inspect/read/message.h"
#include "inspect/verify/arc.h"

#define NOW INT64_C(1795168800000)

static const char zone[] = "*.example. 5 TXT \"v=DKIM1; k=ed25519; "
			   "p=Ih/l9oWaGk/seQV8nTLI0/w1bhRLHaOw+QFu9vKYiNo=\"\n";

static struct arena *arena;
static struct resolver *resolver;
static struct dkim_keys *keys;

static void open_all(void)
{
	struct fault fault = { 0 };

	if (arena != NULL)
		return;
	arena = arena_open();
	resolver = resolver_of_text(bytes_of(zone), &fault);
	must(resolver != NULL);
	keys = dkim_keys_open();
}

static void check_chain(const struct arc_chain *chain)
{
	unsigned last = 0;

	for (struct arc_instance *set = chain->instances; set != NULL;
	     set = set->next) {
		must(set->instance > last);
		last = set->instance;
	}
	must(last <= LIMIT_ARC_INSTANCES);
	must(chain->instances != NULL || chain->stray != NULL);
}

static void check_verdict(const struct arc_verdict *verdict)
{
	unsigned count = 0;

	must(verdict->result == arc_result(verdict->reason));
	must(verdict->result == AUTH_PASS || verdict->result == AUTH_FAIL);
	if (verdict->result != AUTH_PASS)
		return;
	for (struct arc_instance *set = verdict->instances; set != NULL;
	     set = set->next) {
		must(set->instance == ++count && set->sealed == AUTH_PASS);
		must(
		    set->next != NULL || set->message->reason == DKIM_VERIFIED);
	}
	must(count > 0 && verdict->oldest_pass <= count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arc_chain chain;
	struct arc_verdict verdict;
	struct message m;

	open_all();
	struct dns *dns = dns_open(resolver);
	dns_begin(dns);
	message_read(&m, (struct bytes){ (const char *)data, size }, arena);
	arc_chain_read(&chain, arena, &m, claims_read(arena, &m));
	if (chain.field_count > 0) {
		check_chain(&chain);
		arc_want(dns, &chain);
		arc_verify(&verdict, arena, dns, keys,
		    dkim_begin(arena, &m, NULL, chain.signatures, NOW), &m,
		    &chain, NOW);
		check_verdict(&verdict);
	}
	dns_close(dns);
	arena_reset(arena);
	return 0;
}
