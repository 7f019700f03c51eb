/*
 * For Nagios, Icinga, Naemon and whoever runs their plugins: one line that says
 * all, behind it data for graphs, below it the rest.  Monitoring Plugins
 * Development Guidelines 2 (output), 2.6 (performance data: 'label'=value[UOM];
 * warn;crit;min;max, "U" for a value that is not known), 2.5 (ranges).
 */
#include "inspect/report/formats/format.h"

#include "inspect/model/catalogue.h"

/* Nagios Core keeps 8,192 octets of output (MAX_PLUGIN_OUTPUT_LENGTH). */
#define OUTPUT_MOST 8000
#define FIRST_MOST  1000 /* of the line that is shown everywhere */
#define DATA_MOST   4000
#define LABEL_MOST  200
#define IDS_MOST    3 /* findings in that line */

static const struct {
	const char *word;
	int exit_status;
} states[] = {
	[STATE_OK] = { "OK", 0 },
	[STATE_RISK] = { "WARNING", 1 },
	[STATE_UNKNOWN] = { "UNKNOWN", 3 },
	[STATE_FAILED] = { "CRITICAL", 2 },
};

int format_nagios_exit(const struct outcomes *run)
{
	return states[outcomes_state(run)].exit_status;
}

/* A bar would begin the data. */
static void add_text(struct text *out, struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (b.ptr[i] == '|')
			text_add(out, BYTES("\u00a6"));
		else
			text_char(out, b.ptr[i]);
}

static void add_title(struct text *out, const struct outcome *o)
{
	struct text title = text_new(LABEL_MOST * 100);

	outcome_title(o, &title);
	add_text(out, text_bytes(&title));
	text_free(&title);
}

/* ---- the first line -------------------------------------------------------
 */

static void add_counts(struct text *out, const struct outcomes *run)
{
	static const enum outcome_state order[] = { STATE_FAILED, STATE_UNKNOWN,
		STATE_RISK, STATE_OK };
	static const char *const words[] = { "critical", "unknown", "warning",
		"ok" };
	bool any = false;

	for (size_t i = 0; i < 4; i++) {
		size_t n = outcomes_in(run, order[i]);
		if (n == 0)
			continue;
		text_printf(out, "%s%zu %s", any ? ", " : "", n, words[i]);
		any = true;
	}
}

/* What stands behind a verdict that is no pass; of what is foreseen it is the
 * reason itself. */
static void add_ids(struct text *out, const struct outcome *o)
{
	size_t n = 0;

	if (outcome_state(o) == STATE_OK || o->name.kind == OUTCOME_SENDER)
		return;
	for (const struct outcome_finding *f = o->findings; f; f = f->next)
		if (f->cause == NULL && f->severity >= SEVERITY_RISK &&
		    n++ < IDS_MOST)
			text_printf(
			    out, "%s%s", n == 1 ? " (" : ", ", f->row->id);
	if (n > IDS_MOST)
		text_add(out, BYTES(" ..."));
	if (n > 0)
		text_char(out, ')');
}

/* A fault names what it is about. */
static void add_outcome(struct text *out, const struct outcome *o)
{
	if (!bytes_present(o->fault)) {
		add_title(out, o);
		text_add(out, BYTES(": "));
	}
	add_text(out, o->reason);
	add_ids(out, o);
	if (outcome_delivery(o) != TIME_UNKNOWN)
		text_printf(out, ", found after %.1f s",
		    (double)outcome_delivery(o) / 1000);
}

static const struct outcome *first_in(
    const struct outcomes *run, enum outcome_state state)
{
	const struct outcome *o = run->first;

	while (o != NULL && outcome_state(o) != state)
		o = o->next;
	return o;
}

static void write_first(struct text *out, const struct outcomes *run)
{
	enum outcome_state state = outcomes_state(run);
	struct text line = text_new(OUTPUT_MOST * 2);

	text_printf(out, "MAILPLUMB %s: ", states[state].word);
	if (run->count == 0) {
		text_add(&line, BYTES("there is nothing to look at"));
	} else if (run->count > 1) {
		add_counts(&line, run);
		if (state != STATE_OK)
			text_add(&line, BYTES(" - ")); /* ; becomes : there */
	}
	if (run->count == 1 || (run->count > 1 && state != STATE_OK))
		add_outcome(&line, first_in(run, state));
	struct bytes all = text_bytes(&line), kept = all;
	if (all.len > FIRST_MOST) {
		kept = bytes_first(all, FIRST_MOST);
		while (kept.len > 0 &&
		       ((unsigned char)kept.ptr[kept.len - 1] & 0xc0) == 0x80)
			kept = bytes_first(kept, kept.len - 1);
		kept = bytes_first(kept, kept.len - 1);
	}
	text_add(out, kept);
	if (kept.len < all.len)
		text_add(out, BYTES("..."));
	text_free(&line);
}

/* ---- data -----------------------------------------------------------------
 */

/* 2.6.2: any character but = and '. */
static void add_label_text(struct text *out, struct bytes b)
{
	b = bytes_first(b, LABEL_MOST);
	for (size_t i = 0; i < b.len; i++)
		text_char(out, b.ptr[i] == '=' || b.ptr[i] == '\'' ||
				       b.ptr[i] == '|' ||
				       (unsigned char)b.ptr[i] > 126
				   ? '_'
				   : b.ptr[i]);
}

/* Of several each value says whose it is. */
static void add_label(
    struct text *out, const struct outcome *o, bool several, const char *what)
{
	const struct outcome_name *name = &o->name;

	text_add(out, BYTES(" '"));
	if (several && name->kind == OUTCOME_PROBE) {
		add_label_text(out, name->check);
		text_char(out, '/');
		add_label_text(out, name->sender);
		text_char(out, '/');
		add_label_text(out, name->mailbox);
		text_char(out, ' ');
	} else if (several) {
		add_label_text(out, name->source);
		if (name->number > 0)
			text_printf(out, "#%zu", name->number);
		text_char(out, ' ');
	}
	text_printf(out, "%s'=", what);
}

static void add_limit(struct text *out, int64_t ms)
{
	text_char(out, ';');
	if (ms > 0)
		text_printf(out, "%.10g", (double)ms / 1000);
}

static void add_time(struct text *out, const struct outcome *o, bool several)
{
	int64_t took = outcome_delivery(o);

	add_label(out, o, several, "time");
	if (took == TIME_UNKNOWN)
		text_char(out, 'U');
	else
		text_printf(out, "%.3fs", (double)took / 1000);
	add_limit(out, o->warn_after);
	add_limit(out, o->deadline);
	text_add(out, BYTES(";0;"));
}

static void add_method(struct text *out, const struct outcome *o, bool several,
    enum outcome_method method)
{
	static const char *const values[] = {
		[STANDING_UNKNOWN] = "U",
		[STANDING_PASS] = "1",
		[STANDING_FAIL] = "0",
	};
	const struct outcome_result *result = &o->results[method];

	add_label(out, o, several, outcome_method_word(method));
	text_printf(out, "%s;;%s;0;1",
	    o->present || o->name.kind == OUTCOME_SENDER
		? values[result->standing]
		: "U",
	    result->required ? "1:" : "");
}

static void add_findings(struct text *out, const struct outcome *o,
    bool several, enum severity severity, const char *what)
{
	size_t n = 0;

	for (const struct outcome_finding *f = o->findings; f; f = f->next)
		n += f->severity == severity;
	add_label(out, o, several, what);
	if (severity >= o->fail_on)
		text_printf(out, "%zu;;0;0;", n);
	else
		text_printf(out, "%zu;0;;0;", n);
}

/* A label may be there once only: of what is there twice the worst counts. */
static bool is_outdone(const struct outcomes *run, const struct outcome *o)
{
	bool before = true;

	for (const struct outcome *p = run->first; p != NULL; p = p->next) {
		before &= p != o;
		if (p != o && outcome_compare(p, o) == 0 &&
		    outcome_state(p) + before > outcome_state(o))
			return true;
	}
	return false;
}

/* What would not fit is left out whole. */
static void add_data(struct text *out, const struct outcome *o, bool several)
{
	struct text data = text_new(DATA_MOST);

	if (bytes_present(o->fault))
		return;
	if (o->name.kind == OUTCOME_PROBE)
		add_time(&data, o, several);
	for (int m = 0; m < OUTCOME_METHODS; m++)
		add_method(&data, o, several, (enum outcome_method)m);
	add_findings(&data, o, several, SEVERITY_BROKEN, "broken");
	add_findings(&data, o, several, SEVERITY_RISK, "risk");
	if (!data.full && out->len + data.len <= DATA_MOST)
		text_add(out, text_bytes(&data));
	text_free(&data);
}

static void write_data(struct text *out, const struct outcomes *run)
{
	struct text data = text_new(2 * DATA_MOST);
	bool several = run->count > 1;
	size_t left = DATA_MOST / 100; /* more than there is room for */

	if (several)
		text_printf(&data,
		    " critical=%zu;;0;0;%zu unknown=%zu;;;0;%zu"
		    " warning=%zu;0;;0;%zu ok=%zu;;;0;%zu",
		    outcomes_in(run, STATE_FAILED), run->count,
		    outcomes_in(run, STATE_UNKNOWN), run->count,
		    outcomes_in(run, STATE_RISK), run->count,
		    outcomes_in(run, STATE_OK), run->count);
	for (const struct outcome *o = run->first; o != NULL && left-- > 0;
	     o = o->next)
		if (!is_outdone(run, o))
			add_data(&data, o, several);
	if (data.len > 0) {
		text_add(out, BYTES(" |"));
		text_add(out, text_bytes(&data));
	}
	text_char(out, '\n');
	text_free(&data);
}

/* ---- what stands below ----------------------------------------------------
 */

static void add_finding(struct text *out, const struct outcome_finding *f)
{
	if (f->severity < SEVERITY_RISK)
		return;
	text_printf(out, "  %s %s: ", severity_word(f->severity), f->row->id);
	add_text(out, f->message);
	text_char(out, '\n');
	if (f->cause != NULL) {
		text_printf(out, "    because of %s\n", f->cause->id);
	} else if (bytes_present(f->fix)) {
		text_add(out, BYTES("    fix: "));
		add_text(out, f->fix);
		text_char(out, '\n');
	}
}

static void write_below(struct text *out, const struct outcomes *run)
{
	struct text part = text_new(OUTPUT_MOST);

	for (int state = STATE_FAILED; state >= 0; state--)
		for (const struct outcome *o = run->first; o; o = o->next) {
			if (outcome_state(o) != (enum outcome_state)state)
				continue;
			text_clear(&part);
			part.full = false;
			if (run->count > 1) {
				text_printf(&part, "%s ", states[state].word);
				add_outcome(&part, o);
				text_char(&part, '\n');
			}
			for (const struct outcome_finding *f = o->findings; f;
			     f = f->next)
				add_finding(&part, f);
			if (!part.full && out->len + part.len <= OUTPUT_MOST)
				text_add(out, text_bytes(&part));
		}
	text_free(&part);
}

void format_nagios(const struct outcomes *run, struct text *out)
{
	write_first(out, run);
	write_data(out, run);
	if (!run->style.quiet)
		write_below(out, run);
}
