#include "mailplumb/check/check_report.h"

#include "inspect/report/difference.h"
#include "inspect/report/report_dns.h"
#include "inspect/run/inspection.h"
#include "mailplumb/check/check_matrix.h"

struct check_report check_report_new(
    struct arena *arena, const struct common_options *options, const char *file)
{
	struct check_report report = {
		.options = options,
		.style = common_style(options),
		.text = text_new(3 * REPORT_LIMIT),
		.fixes = { .arena = arena },
		.last = last_runs_of(arena, file),
	};

	report.style.named = true;
	return report;
}

void check_report_free(struct check_report *report)
{
	text_free(&report->text);
}

bool check_report_open(struct check_report *report, struct fault *fault)
{
	return report->outcomes != NULL ||
	       output_open(&report->output, report->options->output, fault);
}

void check_report_abandon(struct check_report *report)
{
	if (report->outcomes == NULL)
		output_abandon(&report->output);
}

/* `in` NULL: of the run. */
static void take_fault(struct check_report *report, const struct inspection *in,
    const struct fault *fault)
{
	fault_print(fault);
	if (report->outcomes != NULL)
		outcomes_add_fault(report->outcomes, in, fault);
	report->exit_code =
	    exit_code_worse(report->exit_code, fault_exit_status(fault->kind));
}

void check_report_fault(struct check_report *report, const struct fault *fault)
{
	take_fault(report, NULL, fault);
}

static bool text_put(struct check_report *report, struct fault *fault)
{
	return report->outcomes != NULL ||
	       output_write(&report->output, text_bytes(&report->text), fault);
}

static void add_json(struct check_report *report, const struct json *json)
{
	json_print(json, JSON_LINE, &report->text);
	text_char(&report->text, '\n');
}

/* A blank line between reports. */
static void add_gap(struct check_report *report)
{
	if (report->written++ > 0 && !report->style.quiet)
		text_char(&report->text, '\n');
}

static bool wants_text(const struct check_report *report)
{
	return !report->options->fix && report->options->format == FORMAT_TEXT;
}

/* ---- records ----------------------------------------------------------------
 */

bool check_report_records(struct check_report *report,
    const struct sender_records *records, struct fault *fault)
{
	struct report_style style = report->style;

	text_clear(&report->text);
	if (!records->looked || !wants_text(report) || style.quiet ||
	    (!records_alarm(records) && style.verbose == 0))
		return true;
	add_gap(report);
	text_add(&report->text, BYTES("The DNS, before anything is sent:\n\n"));
	if (style.verbose > 0)
		report_dns_text(&records->in, style, &report->text);
	else
		report_dns_brief(&records->in, style, &report->text);
	return text_put(report, fault);
}

static void write_dry(struct check_report *report,
    const struct sender_records *records,
    const struct sender_records *published)
{
	bool text = wants_text(report);
	unsigned forms = (text ? RECORDS_TEXT : 0) |
			 (!text || published->looked ? RECORDS_JSON : 0);
	struct rendered before =
	    records_render(published, report->style, forms);
	struct rendered after = records_render(records, report->style, forms);

	if (text) {
		add_gap(report);
		if (published->looked)
			what_if_text(
			    &before, &after, report->style, &report->text);
		else
			text_add(&report->text, text_bytes(&after.text));
	} else {
		if (published->looked)
			after.json = what_if_json(&before, &after);
		add_json(report, after.json);
	}
	rendered_free(&before);
	rendered_free(&after);
}

bool check_report_dry(struct check_report *report,
    const struct sender_records *records,
    const struct sender_records *published, struct fault *fault)
{
	text_clear(&report->text);
	if (report->options->fix)
		fixes_add(&report->fixes, &records->in);
	else if (report->outcomes == NULL)
		write_dry(report, records, published);
	else if (records->looked)
		outcomes_add(report->outcomes, &records->in);
	report->exit_code =
	    exit_code_worse(report->exit_code, records->in.exit_code);
	return text_put(report, fault);
}

/* ---- probes -----------------------------------------------------------------
 */

static struct json *last_of(
    const struct check_report *report, const struct probe *probe)
{
	return last_run_report(
	    &report->last, probe->check, probe->sender, probe->mailbox);
}

/* When the message of a report in JSON was found; absent: not told. */
static struct bytes found_at(const struct json *report)
{
	return json_bytes(json_get(json_get(report, "timing"), "found"));
}

static void add_comparison(struct check_report *report, const struct json *last,
    const struct json *now)
{
	struct bytes when = found_at(last);

	if (report->style.quiet)
		return;
	text_char(&report->text, '\n');
	if (last == NULL) {
		text_add(&report->text,
		    BYTES("No earlier run that was good is known.\n"));
		return;
	}
	text_add(&report->text, BYTES("Since the last good run"));
	if (bytes_present(when)) {
		text_add(&report->text, BYTES(", "));
		text_shown(&report->text, when);
	}
	text_add(&report->text, BYTES(":\n\n"));
	difference_text(last, now, report->style, &report->text);
}

static struct json *told_json(const struct probe_run *probe)
{
	const struct probe_told *told = &probe->told;
	struct json *o = json_object_new();

	json_put(o, "again", json_truth(told->again));
	json_put(o, "judged", json_time(told->judged));
	json_put(o, "given_up", json_truth(told->given_up));
	json_put(o, "on_the_way", json_count((int64_t)told->open));
	return o;
}

/* Where the report is not of a message judged in this run: why it is here. */
static void add_told(struct check_report *report, const struct probe_run *probe)
{
	char when[TIME_TEXT_SIZE];

	if (!probe->told.again || report->style.quiet)
		return;
	text_printf(&report->text,
	    "\nTold before: it was judged at %s, and nothing has been since; "
	    "%zu %s on the way.\n",
	    time_write(probe->told.judged, when), probe->told.open,
	    probe->told.open == 1 ? "is" : "are");
}

/* What else a check knows of a message joins its report. */
static struct json *probe_json(const struct probe_run *probe)
{
	const struct inspection *published = probe->in.published;
	struct json *json = report_json(&probe->in);

	json_put(json, "published",
	    published != NULL ? report_dns_json(published) : json_null_new());
	if (probe->told.is)
		json_put(json, "async", told_json(probe));
	return json;
}

/* Takes both. */
static void write_json(
    struct check_report *report, struct json *json, struct json *last)
{
	if (report->compare) {
		struct json *difference = last != NULL
					      ? difference_json(last, json)
					      : json_null_new();
		json_put(json, "before", last != NULL ? last : json_null_new());
		json_put(json, "difference", difference);
	}
	add_json(report, json);
	json_free(json);
}

static void write_text(struct check_report *report,
    const struct probe_run *probe, const struct json *json)
{
	struct json *last =
	    report->compare ? last_of(report, &probe->probe) : NULL;

	add_gap(report);
	report_text(&probe->in, report->style, &report->text);
	add_told(report, probe);
	if (report->compare)
		add_comparison(report, last, json);
	json_free(last);
}

/* Only what is kept, compared or printed is made. */
static bool wants_json(
    const struct check_report *report, const struct probe_run *probe)
{
	return report->compare || probe->in.verdict == VERDICT_PASS ||
	       (!report->options->fix && report->outcomes == NULL &&
		   report->options->format == FORMAT_JSON);
}

static void write_probe(struct check_report *report, struct probe_run *probe)
{
	const struct probe *names = &probe->probe;
	struct json *json =
	    wants_json(report, probe) ? probe_json(probe) : NULL;

	if (probe->in.verdict == VERDICT_PASS && !probe->told.again)
		last_run_keep(&report->last, names->check, names->sender,
		    names->mailbox, json);
	if (report->options->fix) {
		fixes_add(&report->fixes, &probe->in);
	} else if (report->outcomes != NULL) {
		outcomes_add(report->outcomes, &probe->in);
	} else if (report->options->format == FORMAT_JSON) {
		write_json(report, json,
		    report->compare ? last_of(report, names) : NULL);
		json = NULL;
	} else {
		write_text(report, probe, json);
	}
	json_free(json);
}

bool check_report_probe(
    struct check_report *report, struct probe_run *probe, struct fault *fault)
{
	if (probe->fault.kind != FAULT_NONE) {
		take_fault(report, &probe->in, &probe->fault);
		return true;
	}
	text_clear(&report->text);
	write_probe(report, probe);
	report->exit_code =
	    exit_code_worse(report->exit_code, probe->in.exit_code);
	return text_put(report, fault);
}

bool check_report_matrix(struct check_report *report,
    const struct check_run *run, struct fault *fault)
{
	text_clear(&report->text);
	if (!wants_text(report) || report->style.quiet ||
	    !check_matrix_wanted(run))
		return true;
	struct matrix matrix = check_matrix(run);
	add_gap(report);
	report_matrix(&matrix, report->style, &report->text);
	return text_put(report, fault);
}

/* ---- the end ----------------------------------------------------------------
 */

/* It is no fault of the check that nothing can be kept. */
static void keep(struct check_report *report)
{
	struct fault fault = { .kind = FAULT_NONE };

	if (!last_runs_save(&report->last, &fault) &&
	    (report->compare || report->options->verbose > 0)) {
		fault_at(&fault, "warning: the last good run is not kept");
		fault_print(&fault);
	}
}

bool check_report_close(struct check_report *report, struct fault *fault)
{
	text_clear(&report->text);
	if (report->options->fix)
		fixes_write(&report->fixes, report->suffixes, report->options,
		    &report->text);
	if (!text_put(report, fault)) {
		check_report_abandon(report);
		return false;
	}
	bool done =
	    report->outcomes != NULL || output_close(&report->output, fault);
	keep(report);
	return done;
}
