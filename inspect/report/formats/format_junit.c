/*
 * JUnit XML, in the form that build servers read (tests/junit.xsd): a suite for
 * each message, in it a case for its delivery, for each method and for what
 * else was found.  A failure is a verdict, an error is what could not be
 * checked, and skipped is what does not apply.
 */
#include "inspect/report/formats/format.h"

#include "common/base/clock.h"
#include "common/base/names.h"
#include "inspect/model/catalogue.h"
#include <string.h>

enum ending { ENDS_WELL, ENDS_FAILING, ENDS_IN_ERROR, ENDS_SKIPPED };
#define ENDINGS 4

struct counts {
	size_t cases, of[ENDINGS];
};

/* One case of a suite. */
struct test {
	const char *name;
	enum ending ending;
	struct bytes why;  /* of the ending; absent: it ends well */
	const char *type;  /* an id; NULL: none in particular */
	const char *about; /* the subject of the findings that tell more; NULL:
			      all that weigh */
};

/* ---- XML ------------------------------------------------------------------
 */

/* XML 1.0 2.2: what is no character there, however it is written. */
static bool is_xml(uint32_t code)
{
	return code == '\t' || code == '\n' ||
	       (code >= 0x20 && code != 0xfffe && code != 0xffff);
}

static void add_escaped(struct text *out, uint32_t code, struct bytes as_is)
{
	if (!is_xml(code))
		text_add(out, BYTES("\uFFFD"));
	else if (code == '&')
		text_add(out, BYTES("&amp;"));
	else if (code == '<')
		text_add(out, BYTES("&lt;"));
	else if (code == '>')
		text_add(out, BYTES("&gt;"));
	else if (code == '"')
		text_add(out, BYTES("&quot;"));
	else
		text_add(out, as_is);
}

static void add_xml(struct text *out, struct bytes utf8)
{
	uint32_t code = 0;

	while (utf8.len > 0) {
		size_t len = utf8_next(utf8, &code);
		add_escaped(out, len > 0 ? code : 0,
		    bytes_first(utf8, len > 0 ? len : 1));
		utf8 = bytes_skip(utf8, len > 0 ? len : 1);
	}
}

static void add_attribute(
    struct text *out, const char *name, struct bytes value)
{
	text_printf(out, " %s=\"", name);
	add_xml(out, value);
	text_char(out, '"');
}

static void add_counts(struct text *out, const struct counts *counts)
{
	text_printf(out,
	    " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\"",
	    counts->cases, counts->of[ENDS_FAILING], counts->of[ENDS_IN_ERROR],
	    counts->of[ENDS_SKIPPED]);
}

static void add_seconds(struct text *out, int64_t ms)
{
	text_printf(out, " time=\"%.3f\"",
	    ms != TIME_UNKNOWN ? (double)ms / 1000 : 0.0);
}

/* Without a zone, as all readers take it; UTC. */
static void add_timestamp(struct text *out, int64_t time)
{
	char text[TIME_TEXT_SIZE];

	text_printf(out, " timestamp=\"%.19s\"", time_write(time, text));
}

/* ---- the cases ------------------------------------------------------------
 */

/* Told by the delivery, where there is no message. */
static bool is_delivery(
    const struct outcome *o, const struct outcome_finding *f)
{
	static const char *const subjects[] = { "send", "locate", "mailbox",
		NULL };

	return !o->present && o->name.kind == OUTCOME_PROBE &&
	       word_listed(subjects, bytes_of(f->row->subject));
}

static struct test delivery_test(const struct outcome *o)
{
	struct test test = { .name = "delivery" };

	if (o->present)
		return test;
	test.ending =
	    outcome_state(o) == STATE_FAILED ? ENDS_FAILING : ENDS_IN_ERROR;
	test.why = o->findings != NULL ? o->findings->message : o->reason;
	test.type = o->findings != NULL ? o->findings->row->id : NULL;
	return test;
}

static bool is_judged(const struct outcome *o)
{
	return o->present || o->name.kind == OUTCOME_SENDER;
}

static struct test method_test(
    const struct outcome *o, enum outcome_method method)
{
	const struct outcome_result *result = &o->results[method];
	struct test test = { .name = outcome_method_word(method),
		.about = outcome_method_word(method) };

	if (!result->required) {
		test.ending = ENDS_SKIPPED;
		test.why = BYTES("it is not required");
	} else if (!is_judged(o)) {
		test.ending = ENDS_SKIPPED;
		test.why = BYTES("there is no message");
	} else if (result->standing == STANDING_FAIL) {
		test.ending = ENDS_FAILING;
		test.why = o->reason;
	} else if (result->standing == STANDING_UNKNOWN && o->exit_code != 4) {
		test.ending = ENDS_SKIPPED;
		test.why = BYTES("what it needs is not known");
	} else if (result->standing == STANDING_UNKNOWN) {
		test.ending = ENDS_IN_ERROR;
		test.why = BYTES("neither the receiver nor the DNS decides");
	}
	for (const struct outcome_finding *f = o->findings; f; f = f->next)
		if (test.type == NULL && test.ending == ENDS_FAILING &&
		    strcmp(f->row->subject, test.name) == 0)
			test.type = f->row->id;
	return test;
}

/* Where there is no message, those of the sender's records alone. */
static struct test findings_test(const struct outcome *o)
{
	struct test test = { .name = "findings",
		.ending = is_judged(o) ? ENDS_WELL : ENDS_SKIPPED,
		.why = BYTES("there is no message") };

	for (const struct outcome_finding *f = o->findings; f; f = f->next) {
		if (test.type != NULL || !outcome_weighs(o, f) ||
		    is_delivery(o, f))
			continue;
		test.ending = ENDS_FAILING;
		test.type = f->row->id;
		test.why = f->message;
	}
	return test;
}

static struct test fault_test(const struct outcome *o)
{
	return (struct test){
		.name = "run", .ending = ENDS_IN_ERROR, .why = o->fault
	};
}

#define TESTS_MOST (2 + OUTCOME_METHODS)

static size_t tests_of(const struct outcome *o, struct test tests[TESTS_MOST])
{
	size_t n = 0;

	if (bytes_present(o->fault)) {
		tests[n++] = fault_test(o);
		return n;
	}
	if (o->name.kind == OUTCOME_PROBE)
		tests[n++] = delivery_test(o);
	for (int m = 0; m < OUTCOME_METHODS; m++)
		tests[n++] = method_test(o, (enum outcome_method)m);
	tests[n++] = findings_test(o);
	return n;
}

static void count(struct counts *counts, const struct outcome *o)
{
	struct test tests[TESTS_MOST];
	size_t n = tests_of(o, tests);

	for (size_t i = 0; i < n; i++)
		counts->of[tests[i].ending]++;
	counts->cases += n;
}

/* ---- writing --------------------------------------------------------------
 */

static void write_more(
    struct text *out, const struct outcome *o, const struct test *test)
{
	for (const struct outcome_finding *f = o->findings; f; f = f->next) {
		bool tells = test->about != NULL
				 ? strcmp(f->row->subject, test->about) == 0
				 : outcome_weighs(o, f);
		if (!tells)
			continue;
		text_printf(
		    out, "%s %s: ", severity_word(f->severity), f->row->id);
		add_xml(out, f->message);
		text_char(out, '\n');
		if (!bytes_present(f->fix) || f->cause != NULL)
			continue;
		text_add(out, BYTES("fix: "));
		add_xml(out, f->fix);
		text_char(out, '\n');
	}
}

static void write_ending(
    struct text *out, const struct outcome *o, const struct test *test)
{
	static const char *const elements[] = {
		[ENDS_FAILING] = "failure",
		[ENDS_IN_ERROR] = "error",
		[ENDS_SKIPPED] = "skipped",
	};
	const char *element = elements[test->ending];

	text_printf(out, "      <%s", element);
	add_attribute(out, "message", test->why);
	if (test->ending == ENDS_SKIPPED) {
		text_add(out, BYTES("/>\n"));
		return;
	}
	add_attribute(out, "type",
	    bytes_of(test->type != NULL		    ? test->type
		     : test->ending == ENDS_FAILING ? "verdict"
						    : "undecided"));
	text_char(out, '>');
	write_more(out, o, test);
	text_printf(out, "</%s>\n", element);
}

/* "prod-to-gmail.prod.gmail": build servers make a tree of the dots. */
static void add_class(struct text *out, const struct outcome *o)
{
	const struct outcome_name *name = &o->name;
	struct text class = text_new(REPORT_LIMIT);

	if (name->kind == OUTCOME_PROBE)
		text_printf(&class, "%.*s.%.*s.%.*s", FMT(name->check),
		    FMT(name->sender), FMT(name->mailbox));
	else
		outcome_title(o, &class);
	add_attribute(out, "classname", text_bytes(&class));
	text_free(&class);
}

static void write_test(
    struct text *out, const struct outcome *o, const struct test *test)
{
	bool timed = o->name.kind == OUTCOME_PROBE &&
		     strcmp(test->name, "delivery") == 0;

	text_add(out, BYTES("    <testcase"));
	add_class(out, o);
	add_attribute(out, "name", bytes_of(test->name));
	add_seconds(out, timed ? outcome_delivery(o) : 0);
	if (test->ending == ENDS_WELL) {
		text_add(out, BYTES("/>\n"));
		return;
	}
	text_add(out, BYTES(">\n"));
	write_ending(out, o, test);
	text_add(out, BYTES("    </testcase>\n"));
}

static void write_suite(
    struct text *out, const struct outcomes *run, const struct outcome *o)
{
	struct test tests[TESTS_MOST];
	size_t n = tests_of(o, tests);
	struct counts counts = { 0 };
	struct text title = text_new(REPORT_LIMIT);

	count(&counts, o);
	outcome_title(o, &title);
	text_add(out, BYTES("  <testsuite"));
	add_attribute(out, "name", text_bytes(&title));
	text_free(&title);
	add_counts(out, &counts);
	add_seconds(out, outcome_delivery(o));
	add_timestamp(out, run->ended);
	text_add(out, BYTES(">\n"));
	for (size_t i = 0; i < n; i++)
		write_test(out, o, &tests[i]);
	if (bytes_present(o->report)) {
		text_add(out, BYTES("    <system-out>"));
		add_xml(out, o->report);
		text_add(out, BYTES("</system-out>\n"));
	}
	text_add(out, BYTES("  </testsuite>\n"));
}

void format_junit(const struct outcomes *run, struct text *out)
{
	struct counts counts = { 0 };

	for (const struct outcome *o = run->first; o != NULL; o = o->next)
		count(&counts, o);
	text_add(out, BYTES("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			    "<testsuites name=\"mailplumb\""));
	add_counts(out, &counts);
	add_seconds(out, run->took);
	text_add(out, BYTES(">\n"));
	for (const struct outcome *o = run->first; o != NULL; o = o->next)
		write_suite(out, run, o);
	text_add(out, BYTES("</testsuites>\n"));
}
