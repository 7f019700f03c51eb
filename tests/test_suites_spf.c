/*
 * The SPF suite of ../shared/suites (or $MAILPLUMB_SUITES): a row per case
 *
 * Where several results are right the suite lists them.
 */
#include "tests/test.h"

#include "inspect/verify/spf.h"
#include "tests/suite_dns.h"
#include <stdlib.h>

#define FILE_MOST ((size_t)64 * 1024 * 1024)

static struct arena *arena;

static struct bytes suite_read(void)
{
	const char *suites = getenv("MAILPLUMB_SUITES");
	struct bytes path = arena_printf(arena, "%s/spf-rfc7208/cases.json",
	    suites != NULL ? suites : "../shared/suites");
	FILE *file = fopen(path.ptr, "rb");

	if (file == NULL)
		return ABSENT;
	char *text = arena_alloc(arena, FILE_MOST);
	size_t len = fread(text, 1, FILE_MOST, file);
	fclose(file);
	return (struct bytes){ text, len };
}

static struct bytes text_at(const struct json *object, const char *key)
{
	return json_bytes(json_get(object, key));
}

static bool is_expected(const struct json *expected, enum auth_result result)
{
	const struct json *words = json_get(expected, "result");
	struct bytes word = bytes_of(auth_result_word(result));

	for (size_t i = 0; i < json_size(words); i++)
		if (bytes_eq(json_bytes(json_at(words, i)), word))
			return true;
	return bytes_eq(json_bytes(words), word);
}

/* "DEFAULT": none that is the domain's. */
static void check_explanation(
    const struct json *expected, const struct spf_verdict *verdict)
{
	struct bytes text = text_at(expected, "explanation");

	if (bytes_eq(text, BYTES("DEFAULT")))
		text = ABSENT;
	if (json_get(expected, "explanation") != NULL)
		check_bytes("explanation", verdict->explanation, text);
}

static void try_case(const struct json *one)
{
	const struct json *inputs = json_get(one, "inputs");
	const struct json *expected = json_get(one, "expected");
	struct fault fault = { 0 };
	struct resolver *resolver =
	    suite_resolver(json_get(one, "dns"), &fault);
	struct dns *dns = dns_open(resolver);
	struct spf_verdict verdict;
	struct spf_query query = {
		.mail_from = text_at(inputs, "mail_from"),
		.helo = text_at(inputs, "helo"),
		.receiver = text_at(inputs, "receiver"),
	};

	check_true("the DNS can be read", resolver != NULL);
	check_true("an address", ip_read(text_at(inputs, "ip"), &query.client));
	spf_want(dns, &query);
	spf_check(&verdict, arena, dns, &query);
	if (!is_expected(expected, verdict.result)) {
		test_bad(__FILE__, __LINE__);
		printf("%s (%s %.*s), %.*s\n", auth_result_word(verdict.result),
		    spf_reason_text(verdict.reason), FMT(verdict.detail),
		    FMT(text_at(one, "description")));
	}
	check_explanation(expected, &verdict);
	dns_close(dns);
	resolver_close(resolver);
}

static void try_suite(struct bytes text)
{
	struct fault fault = { 0 };
	struct json *cases = json_read(text, &fault);

	test_row("cases.json");
	check_true("can be read", cases != NULL);
	for (size_t i = 0; i < json_size(cases); i++) {
		const struct json *one = json_at(cases, i);
		test_row(arena_cstr(arena, text_at(one, "id")));
		try_case(one);
	}
	test_close();
	printf("spf-rfc7208: %zu of %zu\n",
	    json_size(cases) - (size_t)test.failed, json_size(cases));
	json_free(cases);
}

int main(void)
{
	arena = arena_open();
	struct bytes text = suite_read();
	if (bytes_present(text)) {
		try_suite(text);
	} else {
		test_row("spf-rfc7208");
		test_skip("the suite is not here");
	}
	arena_close(arena);
	return test_end("test_suites_spf");
}
