/* An answer to a question for a.test, of the type that its own question says:
 * common/dns/dns_packet, dns_wire, dns_data_wire, dns_delegation. */
#include "tests/fuzz/fuzz.h"

#include "common/dns/dns_delegation.h"
#include "common/dns/dns_limits.h"
#include "common/dns/dns_packet.h"
#include "common/net/domain.h"
#include <string.h>

#define TYPE_AT 20 /* behind the header and the name */

static struct arena *arena;

static enum dns_type type_of(const uint8_t *data, size_t size)
{
	struct bytes word;
	enum dns_type type;

	if (size < TYPE_AT + 2 || data[TYPE_AT] != 0)
		return DNS_TXT;
	word = bytes_of(dns_type_word(data[TYPE_AT + 1]));
	return dns_type_read(word, &type) ? type : DNS_TXT;
}

static void check_records(const struct dns_answer *answer)
{
	size_t count = 0;

	for (const struct dns_record *r = answer->records; r; r = r->next) {
		size_t len = 0;
		count++;
		must(bytes_present(r->data));
		for (size_t i = 0; i < r->string_count; i++)
			len += r->strings[i].len;
		must(r->strings == NULL || len == r->data.len);
		if (answer->type == DNS_A)
			must(r->ip.family == 4);
	}
	must(count == answer->record_count);
	must((count > 0) == (answer->status == DNS_FOUND));
}

static void check_delegation(struct bytes packet, unsigned type)
{
	struct dns_delegation delegation;

	dns_delegation_read(
	    &delegation, arena, packet, type, BYTES("a.b.test"));
	must(delegation.host_count <= DNS_DELEGATION_HOSTS);
	must(delegation.host_count == 0 || bytes_present(delegation.owner));
	if (bytes_present(delegation.owner) && delegation.owner.len > 0)
		must(domain_under(BYTES("a.b.test"), delegation.owner));
	for (size_t i = 0; i < delegation.host_count; i++) {
		must(delegation.hosts[i].name.len > 0);
		must(delegation.hosts[i].glue_count <= DNS_DELEGATION_GLUE);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dns_answer answer = { .name = BYTES("a.test"),
		.type = type_of(data, size) };
	struct dns_chain chain;
	size_t aliases = 0;

	if (arena == NULL)
		arena = arena_open();
	dns_chain_start(&chain, &answer);
	enum dns_packet_says says = dns_packet_read(
	    &chain, arena, (struct bytes){ (const char *)data, size }, ABSENT);
	for (const struct dns_alias *a = answer.aliases; a; a = a->next) {
		aliases++;
		must(a->next != NULL || bytes_eq(a->target, answer.owner));
	}
	must(aliases <= LIMIT_DNS_ALIASES);
	if (says != DNS_PACKET_GOES_ON)
		check_records(&answer);
	else
		must(answer.records == NULL && aliases > 0);
	must(says == DNS_PACKET_ALL || says == DNS_PACKET_GOES_ON ||
	     answer.status >= DNS_SERVFAIL);
	check_delegation(
	    (struct bytes){ (const char *)data, size }, answer.type);
	check_delegation(
	    (struct bytes){ (const char *)data, size }, DNS_TYPE_DS);
	arena_reset(arena);
	return 0;
}
