/*
 * A record to replay.  What it lists can be asked for, no chain is longer than
 * LIMIT_DNS_ALIASES, and the record of its answers gives the same answers.
 */
#include "tests/fuzz/fuzz.h"

#include "common/base/json.h"
#include "common/dns/dns_cache.h"
#include "common/dns/dns_limits.h"
#include "common/dns/dns_replay.h"
#include "common/dns/dns_report.h"
#include "common/dns/resolver.h"
#include "common/dns/resolver_parts.h"

#define ASKED_MOST 64

static struct arena *arena;

static void check_chain(const struct dns_answer *answer)
{
	size_t count = 0;

	for (const struct dns_alias *a = answer->aliases; a; a = a->next) {
		must(bytes_eq(a->target,
		    a->next != NULL ? a->next->name : answer->owner));
		count++;
	}
	must(count <= LIMIT_DNS_ALIASES);
	must((answer->status == DNS_FOUND) == (answer->record_count > 0));
	if (answer->aliases == NULL)
		must(bytes_eq(answer->name, answer->owner));
}

static void ask(struct dns *dns, struct bytes name, struct json *answers)
{
	static const enum dns_type types[] = { DNS_TXT, DNS_A, DNS_MX };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const struct dns_answer *answer = dns_ask(dns, types[i], name);
		check_chain(answer);
		dns_answer_json(answers, answer);
	}
}

/* The names it lists, as far as they are ASCII, and those above them. */
static struct bytes answers_of(
    struct resolver *resolver, const struct json *record)
{
	struct json *answers = json_array_new();
	struct dns *dns = dns_open(resolver);
	struct text text = text_new((size_t)64 << 20);

	for (size_t i = 0; i < json_size(record) && i < ASKED_MOST; i++) {
		struct bytes name =
		    json_bytes(json_get(json_at(record, i), "name"));
		if (!bytes_present(name) || !is_ascii(name))
			continue;
		ask(dns, name, answers);
		ask(dns, domain_parent(name), answers);
		if (i % 16 == 15)
			dns_begin(dns);
	}
	json_print(answers, JSON_LINE, &text);
	struct bytes copy = arena_copy(arena, text_bytes(&text));
	json_free(answers);
	dns_close(dns);
	text_free(&text);
	return copy;
}

static void try_again(struct resolver *resolver, const struct json *record)
{
	struct text text = text_new((size_t)64 << 20);
	struct fault fault;

	resolver->cache = dns_cache_open(0);
	struct bytes first = answers_of(resolver, record);
	resolver_record(resolver, &text);
	struct resolver *second = resolver_of_text(text_bytes(&text), &fault);
	must(second != NULL);
	must(bytes_eq(answers_of(second, record), first));
	resolver_close(second);
	text_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = { (const char *)data, size };
	struct dns_set *set = dns_set_open();
	struct fault fault;

	if (arena == NULL)
		arena = arena_open();
	bool read = dns_replay_read(set, input, &fault);
	struct resolver *resolver = resolver_of_set(set);
	if (read) {
		struct json *file = json_read(input, &fault);
		try_again(resolver, json_get(file, "answers"));
		json_free(file);
	}
	resolver_close(resolver);
	arena_reset(arena);
	return 0;
}
