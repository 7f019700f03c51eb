/*
 * A whole check: the first line is the sender, the others the DNS, as
 * tests/dns_of_lines.h has it.  The questions stay bounded, the result fits
 * the reason, and the steps add up.
 */
#include "tests/fuzz/fuzz.h"

#include "common/mail/limits.h"
#include "inspect/verify/spf.h"
#include "tests/dns_of_lines.h"

#define QUESTIONS_MOST 123 /* tests/test_spf_bad_days.c */

static void check_result(const struct spf_verdict *v)
{
	enum auth_result result = spf_result(v->reason);

	must(result == AUTH_OTHER ? bytes_present(v->matched)
				  : v->result == result);
	must(v->result != AUTH_ABSENT && v->result != AUTH_OTHER);
	must(v->result == AUTH_FAIL || !bytes_present(v->explanation));
	must(v->result != AUTH_PASS || v->reason == SPF_MATCHED);
	must(bytes_present(v->domain) || v->reason == SPF_NO_DOMAIN);
}

static void check_steps(const struct spf_verdict *v)
{
	unsigned lookups = 0, voids = 0;

	for (const struct spf_step *s = v->steps; s != NULL; s = s->next) {
		lookups += s->lookups;
		voids += s->void_lookups;
		must(s->depth <= LIMIT_SPF_LOOKUPS);
	}
	must(v->lookups <= LIMIT_SPF_LOOKUPS + 1);
	must(v->lookups <= LIMIT_SPF_LOOKUPS || v->reason == SPF_LOOKUPS);
	must(v->void_lookups <= LIMIT_SPF_VOID_LOOKUPS + 1);
	must(v->steps_left_out > 0 ||
	     (lookups == v->lookups && voids == v->void_lookups));
}

static void check(struct resolver *resolver, struct bytes sender, bool ip6)
{
	struct arena *arena = arena_open();
	struct dns *dns = dns_open(resolver);
	struct spf_verdict verdict;
	struct spf_query query = {
		.mail_from = sender,
		.helo = sender,
		.receiver = BYTES("mx.example.net"),
	};

	ip_read(ip6 ? BYTES("2001:db8::1") : BYTES("192.0.2.1"), &query.client);
	spf_want(dns, &query);
	spf_check(&verdict, arena, dns, &query);
	must(dns_asked(dns) <= QUESTIONS_MOST);
	check_result(&verdict);
	check_steps(&verdict);
	dns_close(dns);
	arena_close(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = { (const char *)data, size }, sender, rest;

	bytes_cut(input, '\n', &sender, &rest);
	struct resolver *resolver = dns_of_text(rest);
	check(resolver, sender, false);
	check(resolver, sender, true);
	resolver_close(resolver);
	return 0;
}
