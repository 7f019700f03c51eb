/*
 * A message and the keys of its signatures.  The first line is the key record
 * of every selector; the message follows.
 */
#include "tests/fuzz/fuzz.h"

#include "common/dns/dns_set.h"
#include "common/dns/resolver.h"
#include "inspect/read/dkim_signature.h"
#include "inspect/read/message.h"
#include "inspect/verify/dkim.h"

#define NOW INT64_C(1795168800000)

static struct arena *arena;
static struct dkim_keys *keys;

static struct resolver *world(
    struct bytes record, const struct dkim_signature *signatures)
{
	struct dns_set *set = dns_set_open();
	struct fault fault = { 0 };

	for (; signatures != NULL; signatures = signatures->next) {
		struct dns_record txt = { .strings = &record,
			.string_count = 1 };
		if (signatures->mistake != NULL)
			continue;
		struct bytes name = arena_printf(arena, "%.*s._domainkey.%.*s",
		    FMT(signatures->selector), FMT(signatures->domain));
		if (name.len <= 253)
			dns_set_add(set, name, DNS_TXT, 60, &txt, &fault);
	}
	return resolver_of_set(set);
}

static void must_hold(const struct dkim_verdict *v)
{
	bool good = v->reason == DKIM_VERIFIED;

	must(!good || v->body_hash == MATCH_YES);
	must(!good || v->header_signature == MATCH_YES);
	must(!good || v->key_bits >= 256);
	must(v->body_hash == MATCH_UNCHECKED || v->body_digest.len == 32);
	must(v->header_signature == MATCH_UNCHECKED || v->key_bits > 0);
	must(dkim_reason_text(v->reason) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes record, raw, all = { (const char *)data, size };
	struct message m;

	if (arena == NULL) {
		arena = arena_open();
		keys = dkim_keys_open();
	}
	bytes_cut(all, '\n', &record, &raw);
	if (bytes_present(raw)) {
		message_read(&m, raw, arena);
		struct dkim_signature *signatures =
		    dkim_signatures_read(arena, &m);
		struct resolver *resolver = world(record, signatures);
		struct dns *dns = dns_open(resolver);
		dkim_want(dns, signatures);
		struct dkim_verdict *v =
		    dkim_verify(arena, dns, keys, &m, signatures, NOW);
		for (; v != NULL; v = v->next)
			must_hold(v);
		dns_close(dns);
		resolver_close(resolver);
	}
	arena_reset(arena);
	return 0;
}
