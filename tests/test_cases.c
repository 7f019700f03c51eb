/*
 * The stories of fixtures/cases (story.h): each file is one message, or what
 * is published for one sender, and what has to be said about it.  The name of a
 * file is the name of its test.
 *
 * A report of the same name in fixtures/reports (.txt, .verbose.txt,
 * .ascii.txt, .color.txt, .json) must come out octet by octet;
 * MAILPLUMB_WRITE_REPORTS=1 writes those there are anew.
 */
#include "tests/pasted.h"
#include "tests/stories.h"
#include "tests/story_change.h"

#include "common/net/suffix.h"
#include "inspect/judge/rule.h"
#include "inspect/model/receivers.h"
#include "inspect/report/report_dns.h"
#include "inspect/run/foresight.h"
#include "inspect/run/inspection.h"
#include "inspect/verify/dkim_key.h"
#include <stdlib.h>

#define RECEIVERS_MOST 100

static struct suffix_list *suffixes;
static bool met[RECEIVERS_MOST]; /* by row of receivers.c */
static struct dkim_keys *keys;

/* ---- what has to be said ---------------------------------------------------
 */

static struct bytes or_dash(const char *word)
{
	return word != NULL ? bytes_of(word) : BYTES("-");
}

static struct bytes domain_or_dash(struct bytes domain)
{
	return bytes_present(domain) ? domain : BYTES("-");
}

static void expect_word(const char *what, struct bytes *rest, struct bytes got)
{
	struct bytes want;

	if (next_word(rest, &want))
		check_bytes(what, got, want);
}

static void expect_identifier(const struct identifier *id, struct bytes rest)
{
	static const char *const modes[] = { "no", "relaxed", "strict" };

	check_true("such a claim", id != NULL);
	if (id == NULL)
		return;
	expect_word("result", &rest, or_dash(auth_result_word(id->result)));
	expect_word("domain", &rest, domain_or_dash(id->domain));
	expect_word("alignment", &rest, bytes_of(modes[id->alignment]));
}

static void claim_dkim(const struct inspection *in, struct bytes rest)
{
	const struct identifier *id = in->reported.identifiers;
	struct bytes number;
	uint64_t n = 0;

	if (bytes_eq(rest, BYTES("-"))) {
		check_number(
		    "claims about DKIM", in->reported.dkim, AUTH_ABSENT);
		return;
	}
	check_true("a number",
	    next_word(&rest, &number) && bytes_number(number, 100, &n));
	for (; id != NULL; id = id->next)
		if (id->kind == IDENTIFIER_DKIM && --n == 0)
			break;
	expect_identifier(id, rest);
}

static void claim_spf(const struct inspection *in, struct bytes rest)
{
	const struct identifier *id = reported_of_spf(&in->reported);

	if (bytes_eq(rest, BYTES("-")))
		check_number("claims about SPF", in->reported.spf, AUTH_ABSENT);
	else
		expect_identifier(id, rest);
}

static void claim_dmarc(const struct inspection *in, struct bytes rest)
{
	expect_word(
	    "dmarc", &rest, or_dash(auth_result_word(in->reported.dmarc)));
	expect_word("policy", &rest, domain_or_dash(in->reported.dmarc_policy));
}

/* ---- what we found ---------------------------------------------------------
 */

/* "key-revoked" */
static struct bytes reason_name(struct arena *arena, const char *id)
{
	struct bytes name = arena_lower(arena, bytes_of(id));
	char *at = arena_cstr(arena, name);

	for (size_t i = 0; i < name.len; i++)
		if (at[i] == '_')
			at[i] = '-';
	return bytes_of(at);
}

static void expect_dkim(const struct inspection *in, struct bytes rest)
{
	static const char *const reasons[] = {
#define X(id, result, text) #id,
		DKIM_REASONS(X)
#undef X
	};
	const struct dkim_verdict *v = in->verified.dkim;
	struct bytes number;
	uint64_t n = 0;

	check_true("a number",
	    next_word(&rest, &number) && bytes_number(number, 100, &n));
	while (v != NULL && --n > 0)
		v = v->next;
	check_true("so many signatures", v != NULL);
	if (v == NULL)
		return;
	expect_word(
	    "reason", &rest, reason_name(in->arena, reasons[v->reason]));
	expect_word("domain", &rest, domain_or_dash(v->signature->domain));
}

static void expect_spf(const struct inspection *in, struct bytes rest)
{
	const struct spf_verdict *spf = in->verified.spf;

	if (bytes_eq(rest, BYTES("-")) || spf == NULL) {
		check_true("no SPF", bytes_eq(rest, BYTES("-")) && !spf);
		return;
	}
	expect_word("spf", &rest, or_dash(auth_result_word(spf->result)));
	expect_word("domain", &rest, domain_or_dash(spf->domain));
	if (rest.len > 0)
		check_bytes("term", domain_or_dash(spf->matched), rest);
}

static void expect_dmarc(const struct inspection *in, struct bytes rest)
{
	const struct dmarc_verdict *dmarc = in->verified.dmarc;

	check_true("DMARC", dmarc != NULL);
	if (dmarc == NULL)
		return;
	expect_word("dmarc", &rest,
	    or_dash(auth_result_word(dmarc_result(dmarc->by[RFC9989].reason))));
	expect_word("policy", &rest,
	    or_dash(dmarc_policy_word(dmarc->by[RFC9989].policy)));
	expect_word("by RFC 7489", &rest,
	    or_dash(auth_result_word(dmarc_result(dmarc->by[RFC7489].reason))));
}

static void expect_arc(const struct inspection *in, struct bytes rest)
{
	enum auth_result result =
	    in->verified.arc != NULL ? in->verified.arc->result : AUTH_ABSENT;

	expect_word("arc", &rest, or_dash(auth_result_word(result)));
}

static void expect_trust(const struct inspection *in, struct bytes rest)
{
	static const char *const words[] = { "yes", "foreign", "misplaced",
		"no-receiver", "never" };
	const struct claim_field *field = in->claims;
	struct bytes number;
	uint64_t n = 0;

	check_true("a number",
	    next_word(&rest, &number) && bytes_number(number, 100, &n));
	while (field != NULL && --n > 0)
		field = field->next;
	check_true("so many fields with claims", field != NULL);
	if (field != NULL)
		check_bytes("trust", bytes_of(words[field->trust]), rest);
}

static void expect_verdict(const struct inspection *in, struct bytes rest)
{
	check_bytes("verdict", bytes_of(verdict_word(in->verdict)), rest);
}

static void expect_exit(const struct inspection *in, struct bytes rest)
{
	uint64_t n = 0;

	check_true("a number", bytes_number(rest, 255, &n));
	check_number("exit", in->exit_code, (int64_t)n);
}

static const struct finding *finding_of(
    const struct inspection *in, struct bytes id)
{
	const struct finding *f = in->findings;

	while (f != NULL && !bytes_eq(bytes_of(f->row->id), id))
		f = f->next;
	return f;
}

static void expect_finding(const struct inspection *in, struct bytes rest)
{
	struct bytes id = ABSENT;

	next_word(&rest, &id);
	const struct finding *f = finding_of(in, id);
	if (f == NULL)
		printf("missing finding: %.*s\n", FMT(id));
	check_true("the finding stands", f != NULL);
	if (f != NULL && rest.len > 0)
		check_bytes(
		    "severity", bytes_of(severity_word(f->severity)), rest);
}

/* What the user is told first. */
static void expect_root(const struct inspection *in, struct bytes rest)
{
	const struct finding *f = in->findings;

	check_bytes("first", f != NULL ? bytes_of(f->row->id) : ABSENT, rest);
}

/* What becomes of the fixes, test_fixes tries. */
static void expect_after(const struct inspection *in, struct bytes rest)
{
	struct bytes id = ABSENT;

	next_word(&rest, &id);
	check_true("such a finding", finding_of(in, id) != NULL);
}

static void expect_no(const struct inspection *in, struct bytes rest)
{
	check_true("does not stand", finding_of(in, rest) == NULL);
}

struct expectation {
	const char *key;
	void (*expect)(const struct inspection *in, struct bytes rest);
};

static const struct expectation claimed[] = { { "dkim", claim_dkim },
	{ "spf", claim_spf }, { "dmarc", claim_dmarc }, { 0 } };
static const struct expectation verified[] = { { "dkim", expect_dkim },
	{ "spf", expect_spf }, { "dmarc", expect_dmarc }, { "arc", expect_arc },
	{ 0 } };
static const struct expectation judged[] = { { "trust", expect_trust },
	{ "verdict", expect_verdict }, { "exit", expect_exit },
	{ "finding", expect_finding }, { "no", expect_no },
	{ "root", expect_root }, { "after", expect_after },
	{ "change", expect_change }, { 0 } };

static bool expect_by(const struct expectation *rows,
    const struct inspection *in, struct bytes line)
{
	struct bytes key;

	next_word(&line, &key);
	while (rows->key != NULL && !bytes_eq(key, bytes_of(rows->key)))
		rows++;
	if (rows->key != NULL)
		rows->expect(in, line);
	return rows->key != NULL;
}

static void expect_line(const struct inspection *in, struct bytes line)
{
	struct bytes rest = line, key;

	next_word(&rest, &key);
	bool known =
	    bytes_eq(key, BYTES("claim"))
		? expect_by(claimed, in, rest)
		: expect_by(judged, in, line) ||
		      expect_by(in->dns != NULL ? verified : claimed, in, line);
	check_true("an expectation this runner knows", known);
}

static bool is_expected(const struct story *story, const struct finding *f)
{
	for (size_t i = 0; i < story->count; i++) {
		struct bytes rest = story->expects[i], key, id;
		if (next_word(&rest, &key) && bytes_eq(key, BYTES("finding")) &&
		    next_word(&rest, &id) && bytes_eq(id, bytes_of(f->row->id)))
			return true;
	}
	return false;
}

static void expect_nothing_else(
    const struct story *story, const struct inspection *in)
{
	for (const struct finding *f = in->findings; f != NULL; f = f->next) {
		if (!is_expected(story, f))
			printf("also found: %s: %.*s\n", f->row->id,
			    FMT(f->message));
		check_true("found what was expected", is_expected(story, f));
	}
}

/* A working set-up is told nothing but notes; else the first word is of what
 * follows from nothing else. */
static void expect_order(const struct inspection *in)
{
	int worst = SEVERITY_BROKEN;

	for (const struct finding *f = in->findings; f != NULL; f = f->next) {
		check_true("a message that passes has notes alone",
		    in->verdict != VERDICT_PASS ||
			f->severity == SEVERITY_NOTE);
		check_true("worst first", (int)f->severity <= worst);
		check_true("a cause is a root",
		    f->cause == NULL || f->cause->cause == NULL);
		worst = (int)f->severity;
	}
	if (in->findings != NULL && in->findings->cause != NULL)
		printf("first of all: %s because of %s\n",
		    in->findings->row->id, in->findings->cause->row->id);
	check_true("the first is a root",
	    in->findings == NULL || in->findings->cause == NULL);
}

/* ---- reports ---------------------------------------------------------------
 */

static void compare_report(
    const struct story *story, const char *ending, const struct text *got)
{
	const char *name = strrchr(story->path, '/') + 1;
	struct bytes path = arena_printf(story->arena,
	    "fixtures/reports/%.*s%s", (int)strcspn(name, "."), name, ending);
	struct bytes want = story_read_file(story->arena, path.ptr);

	if (!bytes_present(want))
		return;
	if (getenv("MAILPLUMB_WRITE_REPORTS") != NULL) {
		FILE *file = fopen(path.ptr, "wb");
		fwrite(got->ptr, 1, got->len, file);
		fclose(file);
		return;
	}
	if (!bytes_eq(text_bytes(got), want))
		printf(
		    "%s differs; got:\n%.*s\n", path.ptr, FMT(text_bytes(got)));
	check_true("the report is the same", bytes_eq(text_bytes(got), want));
}

static void check_columns(const struct inspection *in, const struct text *text)
{
	struct bytes rest = text_bytes(text), line;

	while (bytes_line(&rest, &line)) {
		const struct finding *f = in->findings;
		while (f != NULL && !is_pasted(&f->fix, line))
			f = f->next;
		check_true("80 columns suffice", f || text_columns(line) <= 80);
	}
}

static void try_reports(const struct story *story, const struct inspection *in)
{
	static const struct {
		const char *ending;
		struct report_style style;
	} forms[] = {
		{ ".txt", { .utf8 = true } },
		{ ".verbose.txt", { .utf8 = true, .verbose = 1 } },
		{ ".ascii.txt", { .utf8 = false } },
		{ ".color.txt", { .utf8 = true, .color = true } },
	};
	struct text text = text_new(REPORT_LIMIT);

	for (size_t i = 0; i < ROWS(forms); i++) {
		text_clear(&text);
		if (in->foreseen)
			report_dns_text(in, forms[i].style, &text);
		else
			report_text(in, forms[i].style, &text);
		if (!forms[i].style.color)
			check_columns(in, &text);
		compare_report(story, forms[i].ending, &text);
	}
	text_clear(&text);
	struct json *json =
	    in->foreseen ? report_dns_json(in) : report_json(in);
	json_print(json, JSON_INDENTED, &text);
	text_char(&text, '\n');
	json_free(json);
	compare_report(story, ".json", &text);
	text_free(&text);
}

/* ---- all of them -----------------------------------------------------------
 */

static void try_inspection(struct story *story, struct inspection *in)
{
	bool is_message = story_inspect(story, in);

	check_true("is a message", is_message);
	if (!is_message)
		return;
	if (in->receiver != NULL)
		met[in->receiver - receivers_all()] = true;
	for (size_t i = 0; i < story->count; i++)
		expect_line(in, story->expects[i]);
	expect_nothing_else(story, in);
	expect_order(in);
	if (in->transit != NULL)
		expect_no_other_change(story, in);
	try_reports(story, in);
}

static void try_story(struct story *story)
{
	struct premises premises = story_premises(story, suffixes);
	struct inspection in = inspection_new(story->arena, &premises);
	struct resolver *resolver = story_resolver(story);

	check_true("what SES says can be read", !story->ses_wrong);
	check_true("its DNS can be read",
	    (resolver != NULL) == (story->dns_count > 0));
	if (resolver != NULL) {
		in.dns = dns_open(resolver);
		in.keys = keys;
		dns_begin(in.dns);
		story->message = story_message(story->arena, story->message);
	}
	try_inspection(story, &in);
	dns_close(in.dns);
	resolver_close(resolver);
}

static void try_case(struct story *story)
{
	check_true("inspects something", story->count > 0);
	try_story(story);
}

static void try_receivers(void)
{
	const struct receiver *rows = receivers_all();

	for (size_t i = 0; rows[i].name != NULL; i++) {
		test_row(rows[i].name);
		check_true("some case has this receiver", met[i]);
	}
}

int main(void)
{
	struct fault fault = { 0 };

	suffixes = suffix_list_open(NULL, &fault);
	keys = dkim_keys_open();
	stories_each(try_case);
	try_receivers();
	dkim_keys_close(keys);
	suffix_list_close(suffixes);
	return test_end("test_cases");
}
