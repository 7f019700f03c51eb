/*
 * The DKIM suites of ../shared/suites (or $MAILPLUMB_SUITES): a row per case
 *
 * A message passes when one of its signatures verifies.  Where a case says
 * that its expectation stands alone (`corroborated` false) a difference is
 * printed with our reason, not counted as a failure.
 */
#include "tests/test.h"

#include "common/net/suffix.h"
#include "inspect/read/author.h"
#include "inspect/read/dkim_signature.h"
#include "inspect/read/message.h"
#include "inspect/verify/align.h"
#include "inspect/verify/dkim.h"
#include "tests/suite_dns.h"
#include <stdlib.h>

#define FILE_MOST ((size_t)64 * 1024 * 1024)

static struct arena *arena, *suite_arena;
static struct dkim_keys *keys;
static struct suffix_list *suffixes;

struct count {
	int right, all;
};

static struct bytes file_read(
    struct arena *a, const char *suite, struct bytes name)
{
	const char *suites = getenv("MAILPLUMB_SUITES");
	struct bytes path = arena_printf(a, "%s/%s/%.*s",
	    suites != NULL ? suites : "../shared/suites", suite, FMT(name));
	FILE *file = fopen(path.ptr, "rb");

	if (file == NULL)
		return ABSENT;
	fseek(file, 0, SEEK_END);
	long size = ftell(file);
	rewind(file);
	if (size < 0 || (size_t)size > FILE_MOST)
		size = 0;
	char *text = arena_alloc(a, (size_t)size + 1);
	size_t len = fread(text, 1, (size_t)size, file);
	fclose(file);
	return (struct bytes){ text, len };
}

static struct bytes text_at(const struct json *object, const char *key)
{
	return json_bytes(json_get(object, key));
}

/* Without a time of its own a case is verified before anything expires. */
static int64_t now_of(const struct json *one)
{
	int64_t seconds = 0;

	json_integer_of(json_get(json_get(one, "inputs"), "now"), &seconds);
	return seconds * 1000;
}

static struct dkim_verdict *verify(
    struct dns *dns, struct bytes raw, int64_t now)
{
	struct message *m = arena_new(arena, struct message);
	struct author author;

	message_read(m, raw, arena);
	author_read(&author, arena, m);
	struct dkim_signature *signatures = dkim_signatures_read(arena, m);
	for (struct dkim_signature *s = signatures; s != NULL; s = s->next)
		s->alignment = alignment_of(suffixes, author.domain, s->domain);
	dkim_want(dns, signatures);
	return dkim_verify(arena, dns, keys, m, signatures, now);
}

static bool passes(const struct dkim_verdict *v)
{
	while (v != NULL && v->reason != DKIM_VERIFIED)
		v = v->next;
	return v != NULL;
}

static void print_reasons(
    const char *suite, const struct json *one, const struct dkim_verdict *v)
{
	struct bytes note = text_at(one, "note");

	printf("%s %.*s differs:", suite, FMT(text_at(one, "id")));
	for (; v != NULL; v = v->next)
		printf(" %s%s%.*s;", dkim_reason_text(v->reason),
		    bytes_present(v->detail) ? ": " : "", FMT(v->detail));
	printf(" [%.*s]\n", FMT(note));
}

static bool is_truth(const struct json *value)
{
	struct json *truth = json_truth(true);
	struct text a = text_new(64), b = text_new(64);

	if (value != NULL)
		json_print(value, JSON_LINE, &a);
	json_print(truth, JSON_LINE, &b);
	bool same = bytes_eq(text_bytes(&a), text_bytes(&b));
	text_free(&a);
	text_free(&b);
	json_free(truth);
	return same;
}

/* Also with LF for CRLF, as files have it: the same. */
static struct bytes with_lf(struct bytes raw)
{
	char *text = arena_alloc(arena, raw.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < raw.len; i++)
		if (raw.ptr[i] != '\r' || i + 1 == raw.len ||
		    raw.ptr[i + 1] != '\n')
			text[len++] = raw.ptr[i];
	return (struct bytes){ text, len };
}

/* The best result of all, or of the author's own signatures alone. */
static struct bytes best_word(const struct dkim_verdict *v, bool aligned)
{
	enum auth_result best = AUTH_NONE;

	for (; v != NULL; v = v->next) {
		enum auth_result result = dkim_result(v->reason);
		if (!aligned || v->signature->alignment != ALIGN_NO)
			best = auth_result_better(best, result);
	}
	return bytes_of(auth_result_word(best));
}

static bool domains_pass(
    const struct json *domains, const struct dkim_verdict *v)
{
	size_t count = 0;

	for (; v != NULL; v = v->next)
		if (v->reason == DKIM_VERIFIED &&
		    !bytes_eq(json_bytes(json_at(domains, count++)),
			v->signature->domain))
			return false;
	return domains == NULL || count == json_size(domains);
}

/* What a case does not tell is right. */
static bool right(
    const struct json *expected, const struct dkim_verdict *verdicts)
{
	const struct json *pass = json_get(expected, "rfc8301_pass");
	const struct json *aligned = json_get(expected, "dkim_aligned");
	const struct json *domains = json_get(expected, "dkim_domains");
	struct bytes all = text_at(expected, "dkim");
	struct bytes author = text_at(expected, "dkim_author");
	struct bytes own = best_word(verdicts, true);

	if (pass != NULL)
		return passes(verdicts) == is_truth(pass);
	return (!bytes_present(all) ||
		   bytes_eq(all, best_word(verdicts, false))) &&
	       (!bytes_present(author) || bytes_eq(author, own)) &&
	       (aligned == NULL ||
		   bytes_eq(own, BYTES("pass")) == is_truth(aligned)) &&
	       (domains == NULL || domains_pass(domains, verdicts));
}

static void try_case(
    const char *suite, const struct json *one, struct count *count)
{
	const struct json *expected = json_get(one, "expected");
	const struct json *corroborated = json_get(one, "corroborated");
	struct bytes id = text_at(one, "id");
	struct bytes row = arena_printf(arena, "%s %.*s", suite, FMT(id));
	struct bytes raw =
	    file_read(arena, suite, text_at(one, "message_file"));
	struct fault fault = { 0 };
	struct resolver *resolver =
	    suite_resolver(json_get(one, "dns"), &fault);
	struct dns *dns = dns_open(resolver);

	test_row(row.ptr);
	check_true("the message is there", bytes_present(raw));
	struct dkim_verdict *verdicts = verify(dns, raw, now_of(one));
	bool same = right(expected, verdicts);
	count->all++;
	count->right += same;
	if (!same)
		print_reasons(suite, one, verdicts);
	check_true("as expected",
	    same || (corroborated != NULL && !is_truth(corroborated)));
	dns_begin(dns);
	check_true("the same with LF alone",
	    passes(verify(dns, with_lf(raw), now_of(one))) == passes(verdicts));
	dns_close(dns);
	resolver_close(resolver);
	arena_reset(arena);
}

static void try_suite(const char *suite)
{
	struct fault fault = { 0 };
	struct count count = { 0, 0 };
	struct bytes text = file_read(suite_arena, suite, BYTES("cases.json"));

	test_row(suite);
	if (!bytes_present(text)) {
		test_skip("the suite is not here");
		return;
	}
	struct json *cases = json_read(text, &fault);
	check_true("cases.json can be read", cases != NULL);
	for (size_t i = 0; i < json_size(cases); i++)
		try_case(suite, json_at(cases, i), &count);
	printf("%s: %d of %d\n", suite, count.right, count.all);
	json_free(cases);
}

int main(void)
{
	struct fault fault = { 0 };

	arena = arena_open();
	suite_arena = arena_open();
	keys = dkim_keys_open();
	suffixes = suffix_list_open(NULL, &fault);
	try_suite("dkim-maildkim");
	try_suite("dkim-misc");
	try_suite("ses-e2e");
	suffix_list_close(suffixes);
	dkim_keys_close(keys);
	arena_close(suite_arena);
	arena_close(arena);
	return test_end("test_suites_dkim");
}
