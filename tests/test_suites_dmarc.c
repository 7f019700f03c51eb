/* The suites dmarc and psl, read where they lie (tests/test_suites.c) */
#include "tests/test.h"

#include "common/net/domain.h"
#include "tests/dmarc_story.h"
#include "tests/suite_dns.h"
#include <stdlib.h>

#define FILE_MOST ((size_t)4 * 1024 * 1024)

static struct bytes path_of(const char *file)
{
	const char *suites = getenv("MAILPLUMB_SUITES");

	return arena_printf(story.arena, "%s/%s",
	    suites != NULL ? suites : "../shared/suites", file);
}

static struct json *cases_of(const char *file)
{
	struct fault fault = { 0 };
	FILE *stream = fopen(path_of(file).ptr, "rb");

	test_row(file);
	if (stream == NULL) {
		test_skip("the suite is not here");
		return NULL;
	}
	char *text = arena_alloc(story.arena, FILE_MOST);
	size_t len = fread(text, 1, FILE_MOST, stream);
	fclose(stream);
	struct json *cases = json_read((struct bytes){ text, len }, &fault);
	check_true("the cases can be read", cases != NULL);
	return cases;
}

static struct bytes text_at(const struct json *object, const char *key)
{
	return json_bytes(json_get(object, key));
}

static void case_row(const char *suite, const struct json *one)
{
	test_row(
	    arena_printf(story.arena, "%s %.*s", suite, FMT(text_at(one, "id")))
		.ptr);
}

/* ---- dmarc ----------------------------------------------------------------
 */

/* {"domain": D, "result": R} as "D=R" */
static struct bytes word_of(const struct json *identifier)
{
	return arena_printf(story.arena, "%.*s=%.*s",
	    FMT(text_at(identifier, "domain")),
	    FMT(text_at(identifier, "result")));
}

static struct bytes words_of(const struct json *list)
{
	struct bytes words = BYTES("");

	for (size_t i = 0; i < json_size(list); i++)
		words = arena_printf(story.arena, "%.*s%s%.*s", FMT(words),
		    i > 0 ? " " : "", FMT(word_of(json_at(list, i))));
	return words;
}

/* true, false, or "" where it is not there */
static struct bytes truth_at(const struct json *object, const char *key)
{
	const struct json *truth = json_get(object, key);
	struct text out = text_new(64);

	if (truth != NULL)
		json_print(truth, JSON_LINE, &out);
	struct bytes copy =
	    arena_copy(story.arena, bytes_trim(text_bytes(&out)));
	text_free(&out);
	return copy;
}

static void check_truth(
    const struct json *expected, const char *key, bool truth)
{
	struct bytes want = truth_at(expected, key);

	if (want.len > 0)
		check_bytes(key, truth ? BYTES("true") : BYTES("false"), want);
}

static void check_case(
    const struct verified *verified, const struct json *expected)
{
	const struct dmarc_view *view = &verified->dmarc->by[RFC9989];

	check_text("result", auth_result_word(dmarc_result(view->reason)),
	    arena_cstr(story.arena, text_at(expected, "dmarc")));
	check_bytes("policy", bytes_of(dmarc_policy_word(view->policy)),
	    text_at(expected, "policy"));
	check_truth(expected, "dkim_aligned", verified->dkim_aligned);
	check_truth(expected, "spf_aligned", verified->spf_aligned);
}

static void try_dmarc(const struct json *one)
{
	const struct json *inputs = json_get(one, "inputs");
	const struct json *spf = json_get(inputs, "spf");
	struct author author = { .domain = domain_read(story.arena,
				     text_at(inputs, "from_domain")) };
	struct fault fault = { 0 };
	struct dmarc_verdict verdict;
	struct verified verified = { .dmarc = &verdict };
	struct resolver *resolver =
	    suite_resolver(json_get(one, "dns"), &fault);
	struct dns *dns = dns_open(resolver);

	dns_begin(dns);
	verified.dkim =
	    story_dkim(story.arena, words_of(json_get(inputs, "dkim")).ptr);
	verified.spf = story_spf(story.arena,
	    bytes_present(text_at(spf, "domain")) ? word_of(spf).ptr : NULL);
	dmarc_check(&verdict, story.arena, dns, story.suffixes, &author,
	    verified.dkim, verified.spf);
	dmarc_settle(&verified);
	check_case(&verified, json_get(one, "expected"));
	dns_close(dns);
	resolver_close(resolver);
}

/* ---- psl: registrable domains with the list that lies there ----------------
 */

static struct suffix_list *snapshot;

static void try_registrable(const struct json *one)
{
	struct bytes domain = text_at(json_get(one, "inputs"), "domain");
	struct bytes got =
	    snapshot != NULL ? suffix_registrable(snapshot, domain) : ABSENT;

	check_true("the list was read", snapshot != NULL);
	check_bytes("registrable domain",
	    bytes_present(got) ? arena_lower(story.arena, got) : got,
	    text_at(json_get(one, "expected"), "registrable_domain"));
}

/* ----------------------------------------------------------------------------
 */

static void try_suite(const char *suite, const char *file,
    void (*try_case)(const struct json *one))
{
	struct json *cases = cases_of(file);
	int failed;

	test_close();
	failed = test.failed;
	for (size_t i = 0; i < json_size(cases); i++) {
		case_row(suite, json_at(cases, i));
		try_case(json_at(cases, i));
	}
	test_close();
	if (cases != NULL)
		printf("%s: %zu of %zu\n", suite,
		    json_size(cases) - (size_t)(test.failed - failed),
		    json_size(cases));
	json_free(cases);
}

int main(void)
{
	struct fault fault = { 0 };

	story_open();
	snapshot =
	    suffix_list_open(path_of("psl/public_suffix_list.dat").ptr, &fault);
	try_suite("dmarc", "dmarc/cases.json", try_dmarc);
	try_suite("psl", "psl/cases.json", try_registrable);
	suffix_list_close(snapshot);
	story_close();
	return test_end("test_suites_dmarc");
}
