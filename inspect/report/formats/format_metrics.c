/*
 * Metrics: the text format of Prometheus 0.0.4, as its node exporter's
 * textfile collector reads it, and OpenMetrics 1.0.  Names and labels are a
 * contract (docs/report.md).  No label holds what a stranger wrote or what is
 * different in every run; all that varies without bound is left out.
 */
#include "inspect/report/formats/format.h"

#include "inspect/model/catalogue.h"
#include <stdarg.h>
#include <stdlib.h>

struct metrics {
	struct text *out;
	const struct outcomes *run;
	const struct outcome **outcomes; /* each identity once, in order */
	size_t count;
	bool open; /* OpenMetrics */
};

struct family {
	const char *name, *unit, *help;
	void (*of_run)(const struct metrics *m, const struct family *family);
	void (*of_each)(const struct metrics *m, const struct family *family,
	    const struct outcome *o);
};

/* ---- samples --------------------------------------------------------------
 */

static void add_value(struct text *out, struct bytes value)
{
	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] == '\\' || value.ptr[i] == '"')
			text_printf(out, "\\%c", value.ptr[i]);
		else
			text_char(out, value.ptr[i]);
}

/* A label whose value is empty is one that is not there. */
static void add_label(struct text *labels, const char *key, struct bytes value)
{
	if (bytes_empty(value))
		return;
	text_printf(labels, "%s%s=\"", labels->len > 0 ? "," : "", key);
	add_value(labels, value);
	text_char(labels, '"');
}

static void add_identity(struct text *labels, const struct outcome *o)
{
	const struct outcome_name *name = &o->name;

	if (name->kind == OUTCOME_PROBE) {
		add_label(labels, "check", name->check);
		add_label(labels, "sender", name->sender);
		add_label(labels, "mailbox", name->mailbox);
		return;
	}
	add_label(labels, "source", name->source);
	if (name->number > 0)
		text_printf(labels, ",number=\"%zu\"", name->number);
}

/* Labels in pairs, NULL at the end. */
static void sample(const struct metrics *m, const struct family *family,
    const struct outcome *o, double value, ...)
{
	struct text labels = text_new(REPORT_LIMIT);
	const char *key;
	va_list pairs;

	if (o != NULL)
		add_identity(&labels, o);
	va_start(pairs, value);
	while ((key = va_arg(pairs, const char *)) != NULL)
		add_label(&labels, key, bytes_of(va_arg(pairs, const char *)));
	va_end(pairs);
	text_printf(m->out, "%s", family->name);
	if (labels.len > 0)
		text_printf(m->out, "{%.*s}", FMT(text_bytes(&labels)));
	text_printf(m->out, " %.14g\n", value);
	text_free(&labels);
}

#define END ((const char *)NULL)

/* ---- of the run -----------------------------------------------------------
 */

static void run_version(const struct metrics *m, const struct family *family)
{
	sample(m, family, NULL, 1, "version", MAILPLUMB_VERSION, END);
}

static void run_success(const struct metrics *m, const struct family *family)
{
	bool success = m->run->count > 0 && outcomes_faults(m->run) == 0;

	sample(m, family, NULL, success, END);
}

static void run_exit_code(const struct metrics *m, const struct family *family)
{
	sample(m, family, NULL, m->run->exit_code, END);
}

static void run_ended(const struct metrics *m, const struct family *family)
{
	sample(m, family, NULL, (double)m->run->ended / 1000, END);
}

static void run_took(const struct metrics *m, const struct family *family)
{
	if (m->run->took != TIME_UNKNOWN)
		sample(m, family, NULL, (double)m->run->took / 1000, END);
}

static void run_faults(const struct metrics *m, const struct family *family)
{
	sample(m, family, NULL, (double)outcomes_faults(m->run), END);
}

/* ---- of each --------------------------------------------------------------
 */

static void each_up(const struct metrics *m, const struct family *family,
    const struct outcome *o)
{
	bool up = o->present ||
		  (o->name.kind == OUTCOME_SENDER && !bytes_present(o->fault));

	sample(m, family, o, up, END);
}

static void each_exit_code(const struct metrics *m, const struct family *family,
    const struct outcome *o)
{
	sample(m, family, o, o->exit_code, END);
}

static void each_verdict(const struct metrics *m, const struct family *family,
    const struct outcome *o)
{
	static const enum verdict verdicts[] = { VERDICT_PASS, VERDICT_WARN,
		VERDICT_FAIL, VERDICT_UNKNOWN };

	for (size_t i = 0; i < 4; i++)
		sample(m, family, o, o->verdict == verdicts[i], "verdict",
		    verdict_word(verdicts[i]), END);
}

static void each_standing(const struct metrics *m, const struct family *family,
    const struct outcome *o)
{
	static const struct {
		enum standing standing;
		const char *word;
	} rows[] = { { STANDING_PASS, "pass" }, { STANDING_FAIL, "fail" },
		{ STANDING_UNKNOWN, "unknown" } };

	for (int method = 0; method < OUTCOME_METHODS; method++)
		for (size_t i = 0; i < 3; i++)
			sample(m, family, o,
			    o->results[method].standing == rows[i].standing,
			    "method",
			    outcome_method_word((enum outcome_method)method),
			    "standing", rows[i].word, END);
}

static void each_required(const struct metrics *m, const struct family *family,
    const struct outcome *o)
{
	for (int method = 0; method < OUTCOME_METHODS; method++)
		sample(m, family, o, o->results[method].required, "method",
		    outcome_method_word((enum outcome_method)method), END);
}

/* The words of RFC 8601, and "absent" for a witness that says nothing. */
static void witness_says(const struct metrics *m, const struct family *family,
    const struct outcome *o, const char *method, const char *witness,
    enum auth_result said)
{
	for (int r = AUTH_ABSENT; r <= AUTH_OTHER; r++) {
		const char *word = auth_result_word((enum auth_result)r);
		sample(m, family, o, (int)said == r, "method", method,
		    "witness", witness, "result",
		    word != NULL ? word : "absent", END);
	}
}

static void each_result(const struct metrics *m, const struct family *family,
    const struct outcome *o)
{
	for (int i = 0; i < OUTCOME_METHODS; i++) {
		const char *method =
		    outcome_method_word((enum outcome_method)i);
		witness_says(
		    m, family, o, method, "reported", o->results[i].reported);
		witness_says(
		    m, family, o, method, "verified", o->results[i].verified);
	}
}

static void each_aligned(const struct metrics *m, const struct family *family,
    const struct outcome *o)
{
	for (int i = 0; i < OUTCOME_METHODS; i++) {
		const char *method =
		    outcome_method_word((enum outcome_method)i);
		sample(m, family, o, o->results[i].reported_aligned, "method",
		    method, "witness", "reported", END);
		sample(m, family, o, o->results[i].verified_aligned, "method",
		    method, "witness", "verified", END);
	}
}

static void each_placement(const struct metrics *m, const struct family *family,
    const struct outcome *o)
{
	static const struct {
		enum placement placement;
		const char *word;
	} rows[] = { { PLACEMENT_INBOX, "inbox" }, { PLACEMENT_JUNK, "junk" },
		{ PLACEMENT_OTHER, "other" }, { PLACEMENT_UNKNOWN, "none" } };

	for (size_t i = 0; o->name.kind == OUTCOME_PROBE && i < 4; i++)
		sample(m, family, o, o->placement == rows[i].placement,
		    "placement", rows[i].word, END);
}

static void difference(const struct metrics *m, const struct family *family,
    const struct outcome *o, int64_t from, int64_t to)
{
	if (from != TIME_UNKNOWN && to != TIME_UNKNOWN)
		sample(m, family, o, (double)(to - from) / 1000, END);
}

static void each_accepted(const struct metrics *m, const struct family *family,
    const struct outcome *o)
{
	difference(m, family, o, o->timing.queued, o->timing.accepted);
}

static void each_delivery(const struct metrics *m, const struct family *family,
    const struct outcome *o)
{
	difference(m, family, o, o->timing.accepted, o->timing.found);
}

static void limit(const struct metrics *m, const struct family *family,
    const struct outcome *o, int64_t ms)
{
	if (ms > 0)
		sample(m, family, o, (double)ms / 1000, END);
}

static void each_warn_after(const struct metrics *m,
    const struct family *family, const struct outcome *o)
{
	limit(m, family, o, o->warn_after);
}

static void each_deadline(const struct metrics *m, const struct family *family,
    const struct outcome *o)
{
	limit(m, family, o, o->deadline);
}

static void each_findings(const struct metrics *m, const struct family *family,
    const struct outcome *o)
{
	size_t counts[] = { 0, 0, 0 };

	for (const struct outcome_finding *f = o->findings; f; f = f->next)
		counts[f->severity]++;
	for (int s = SEVERITY_BROKEN; s >= SEVERITY_NOTE; s--)
		sample(m, family, o, (double)counts[s], "severity",
		    severity_word((enum severity)s), END);
}

/* One that is there twice in a report is one here. */
static bool is_first(
    const struct outcome *o, const struct outcome_finding *finding)
{
	const struct outcome_finding *f = o->findings;

	while (f->row != finding->row || f->severity != finding->severity)
		f = f->next;
	return f == finding;
}

static void each_finding(const struct metrics *m, const struct family *family,
    const struct outcome *o)
{
	for (const struct outcome_finding *f = o->findings; f; f = f->next)
		if (is_first(o, f))
			sample(m, family, o, 1, "finding", f->row->id,
			    "severity", severity_word(f->severity), END);
}

/* ---- all of it ------------------------------------------------------------
 */

static const struct family families[] = {
	{ "mailplumb_version_info", NULL,
	    "The version of mailplumb, as a label.", run_version, NULL },
	{ "mailplumb_run_success", NULL,
	    "1 if all that was to be looked at could be, 0 if not.",
	    run_success, NULL },
	{ "mailplumb_run_faults", NULL,
	    "What could not be done: a setting, a file, this machine.",
	    run_faults, NULL },
	{ "mailplumb_run_exit_code", NULL,
	    "The exit status of the run, see mailplumb(1).", run_exit_code,
	    NULL },
	{ "mailplumb_run_timestamp_seconds", "seconds",
	    "When the run ended, Unix time.", run_ended, NULL },
	{ "mailplumb_run_duration_seconds", "seconds", "How long the run took.",
	    run_took, NULL },
	{ "mailplumb_up", NULL,
	    "1 if the message was found and inspected, 0 if not.", NULL,
	    each_up },
	{ "mailplumb_exit_code", NULL,
	    "The exit status of this one alone, see mailplumb(1).", NULL,
	    each_exit_code },
	{ "mailplumb_verdict", NULL, "1 for the verdict, 0 for the others.",
	    NULL, each_verdict },
	{ "mailplumb_standing", NULL,
	    "1 for how the method stands: passing and aligned, or not.", NULL,
	    each_standing },
	{ "mailplumb_required", NULL,
	    "1 if the method must pass and align, 0 if not.", NULL,
	    each_required },
	{ "mailplumb_result", NULL,
	    "1 for what the witness says of the method, 0 for the others.",
	    NULL, each_result },
	{ "mailplumb_aligned", NULL,
	    "1 if what passes aligns with the author's domain, 0 if not.", NULL,
	    each_aligned },
	{ "mailplumb_placement", NULL,
	    "1 for where the message lay, 0 for the other places.", NULL,
	    each_placement },
	{ "mailplumb_accepted_seconds", "seconds",
	    "From composing the message until it was accepted.", NULL,
	    each_accepted },
	{ "mailplumb_delivery_seconds", "seconds",
	    "From accepted until it was found in the mailbox.", NULL,
	    each_delivery },
	{ "mailplumb_warn_after_seconds", "seconds",
	    "Found later is a warning, as configured.", NULL, each_warn_after },
	{ "mailplumb_deadline_seconds", "seconds",
	    "When the message is given up, as configured.", NULL,
	    each_deadline },
	{ "mailplumb_findings", NULL, "How many findings of this severity.",
	    NULL, each_findings },
	{ "mailplumb_finding", NULL,
	    "1 for each finding; mailplumb explain tells of them.", NULL,
	    each_finding },
};

/* Of one identity the worst first. */
static int in_order(const void *a, const void *b)
{
	const struct outcome *x = *(const struct outcome *const *)a;
	const struct outcome *y = *(const struct outcome *const *)b;
	int order = outcome_compare(x, y);

	return order != 0 ? order
			  : (int)outcome_state(y) - (int)outcome_state(x);
}

static bool has_identity(const struct outcome *o)
{
	return o->name.kind == OUTCOME_PROBE ||
	       (o->name.kind != OUTCOME_RUN && !bytes_empty(o->name.source));
}

/* A series may be there once only: of what is there twice the worst counts. */
static void outcomes_sort(struct metrics *m)
{
	size_t n = 0;

	m->outcomes = arena_new_array(
	    m->run->arena, const struct outcome *, m->run->count + 1);
	for (const struct outcome *o = m->run->first; o != NULL; o = o->next)
		if (has_identity(o))
			m->outcomes[n++] = o;
	qsort(m->outcomes, n, sizeof(m->outcomes[0]), in_order);
	m->count = 0;
	for (size_t i = 0; i < n; i++)
		if (m->count == 0 || outcome_compare(m->outcomes[m->count - 1],
					 m->outcomes[i]) != 0)
			m->outcomes[m->count++] = m->outcomes[i];
}

/* OpenMetrics 4.6: of an info the family is named without its suffix. */
static void write_head(const struct metrics *m, const struct family *family)
{
	struct bytes name = bytes_of(family->name);
	bool info = m->open && bytes_iends(name, BYTES("_info"));

	if (info)
		name = bytes_first(name, name.len - 5);
	if (!m->open)
		text_printf(
		    m->out, "# HELP %s %s\n", family->name, family->help);
	text_printf(
	    m->out, "# TYPE %.*s %s\n", FMT(name), info ? "info" : "gauge");
	if (m->open && family->unit != NULL)
		text_printf(
		    m->out, "# UNIT %s %s\n", family->name, family->unit);
	if (m->open)
		text_printf(
		    m->out, "# HELP %.*s %s\n", FMT(name), family->help);
}

static void write_family(const struct metrics *m, const struct family *family)
{
	write_head(m, family);
	if (family->of_run != NULL)
		family->of_run(m, family);
	else
		for (size_t i = 0; i < m->count; i++)
			family->of_each(m, family, m->outcomes[i]);
}

static void write_metrics(
    const struct outcomes *run, bool open, struct text *out)
{
	struct metrics m = { .out = out, .run = run, .open = open };

	outcomes_sort(&m);
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		write_family(&m, &families[i]);
	if (open)
		text_add(out, BYTES("# EOF\n"));
}

void format_prometheus(const struct outcomes *run, struct text *out)
{
	write_metrics(run, false, out);
}

void format_openmetrics(const struct outcomes *run, struct text *out)
{
	write_metrics(run, true, out);
}
