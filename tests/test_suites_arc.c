/*
 * The suite arc-valimail, read where it lies (tests/test_suites.c)
 *
 * A difference is printed with our reason; it is a failure but where the suite
 * itself says that the case is contested.
 */
#include "tests/test.h"

#include "common/base/file.h"
#include "common/base/text.h"
#include "inspect/read/arc_set.h"
#include "inspect/read/authres.h"
#include "inspect/read/message.h"
#include "inspect/verify/arc.h"
#include "tests/suite_dns.h"
#include <stdlib.h>

#define SUITE	  "arc-valimail"
#define FILE_MOST ((size_t)16 * 1024 * 1024)

/* No signature of the suite expires. */
#define NOW INT64_C(1795168800000)

static struct arena *arena;	  /* the cases */
static struct arena *one_message; /* emptied after each */
static struct dkim_keys *keys;
static size_t agreed;

static struct bytes file_of(struct arena *into, struct bytes name)
{
	const char *suites = getenv("MAILPLUMB_SUITES");
	struct bytes path = arena_printf(into, "%s/" SUITE "/%.*s",
	    suites != NULL ? suites : "../shared/suites", FMT(name));
	struct bytes content = ABSENT;
	struct fault fault = { 0 };

	file_read(into, path.ptr, FILE_MOST, &content, &fault);
	return content;
}

static struct bytes text_at(const struct json *object, const char *key)
{
	return json_bytes(json_get(object, key));
}

static void verify(
    struct arc_verdict *verdict, struct bytes raw, struct resolver *resolver)
{
	struct arena *a = one_message;
	struct dns *dns = dns_open(resolver);
	struct arc_chain chain;
	struct message m;

	dns_begin(dns);
	message_read(&m, raw, a);
	arc_chain_read(&chain, a, &m, claims_read(a, &m));
	*verdict = (struct arc_verdict){ .result = AUTH_NONE };
	if (chain.field_count > 0) {
		arc_want(dns, &chain);
		arc_verify(verdict, a, dns, keys,
		    dkim_begin(a, &m, NULL, chain.signatures, NOW), &m, &chain,
		    NOW);
	}
	dns_close(dns);
}

static void tell(const struct json *one, const struct arc_verdict *verdict,
    struct bytes want, const char *why)
{
	printf(SUITE ": %.*s: %s, the suite wants %.*s%s: %s%s%.*s\n",
	    FMT(text_at(one, "id")), auth_result_word(verdict->result),
	    FMT(want), why, arc_reason_text(verdict->reason),
	    verdict->detail.len > 0 ? ": " : "", FMT(verdict->detail));
}

static void try_case(const struct json *one)
{
	const struct json *expected = json_get(one, "expected");
	struct bytes want = text_at(expected, "arc");
	bool contested = json_get(expected, "contested") != NULL;
	struct fault fault = { 0 };
	struct arc_verdict verdict;
	struct resolver *resolver =
	    suite_resolver(json_get(one, "dns"), &fault);

	test_row(
	    arena_printf(arena, SUITE " %.*s", FMT(text_at(one, "id"))).ptr);
	check_true("the DNS can be read", resolver != NULL);
	verify(&verdict, file_of(one_message, text_at(one, "message_file")),
	    resolver);
	bool same = bytes_eq(bytes_of(auth_result_word(verdict.result)), want);
	agreed += same;
	check_true("the result", same || contested);
	if (!same)
		tell(one, &verdict, want, contested ? " (contested)" : "");
	resolver_close(resolver);
	arena_reset(one_message);
}

int main(void)
{
	struct fault fault = { 0 };

	arena = arena_open();
	one_message = arena_open();
	keys = dkim_keys_open();
	struct bytes text = file_of(arena, BYTES("cases.json"));
	test_row(SUITE);
	if (!bytes_present(text))
		test_skip("the suite is not here");
	struct json *cases =
	    bytes_present(text) ? json_read(text, &fault) : NULL;
	check_text("fault", fault.text, "");
	for (size_t i = 0; i < json_size(cases); i++)
		try_case(json_at(cases, i));
	if (cases != NULL)
		printf(SUITE " %zu of %zu\n", agreed, json_size(cases));
	json_free(cases);
	dkim_keys_close(keys);
	arena_close(one_message);
	arena_close(arena);
	return test_end("test_suites_arc");
}
