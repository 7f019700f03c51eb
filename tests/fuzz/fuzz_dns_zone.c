/* A master file, and questions for what it might hold. */
#include "tests/fuzz/fuzz.h"

#include "common/dns/dns_zone.h"
#include <string.h>

static struct arena *arena;

static void check_answer(const struct dns_answer *answer)
{
	size_t count = 0;

	for (const struct dns_record *r = answer->records; r; r = r->next) {
		size_t joined = 0;
		for (size_t i = 0; i < r->string_count; i++) {
			must(r->strings[i].len <= 255);
			joined += r->strings[i].len;
		}
		must(r->string_count == 0 || joined == r->data.len);
		count++;
	}
	must(count == answer->record_count);
	must((count > 0) == (answer->status == DNS_FOUND));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum dns_type types[] = { DNS_A, DNS_TXT, DNS_MX, DNS_SOA,
		DNS_CNAME };
	static const char *const names[] = { "example.com", "a.example.com",
		"b.a.example.com", "_dmarc.example.com" };
	struct dns_set *set = dns_set_open();
	struct fault fault = { 0 };

	if (arena == NULL)
		arena = arena_open();
	bool done = dns_zone_read(
	    set, (struct bytes){ (const char *)data, size }, "zone", &fault);
	must(done == (fault.kind == FAULT_NONE));
	must(done || strncmp(fault.text, "zone:", 5) == 0);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
			struct dns_answer answer = { 0 };
			dns_set_answer(
			    set, arena, types[i], bytes_of(names[k]), &answer);
			check_answer(&answer);
		}
	dns_set_close(set);
	arena_reset(arena);
	return 0;
}
