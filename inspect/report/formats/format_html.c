/*
 * A page for people: the reports of a run, each an article, and above several
 * of them a summary.  What could not be done has a line there, too.
 */
#include "inspect/report/formats/format.h"

#include "inspect/report/html/html.h"
#include "inspect/report/html/report_html.h"
#include "inspect/report/verdict_line.h"

#include <stdio.h>

/* ---- the words of one ------------------------------------------------------
 */

static bool is_fault(const struct outcome *o)
{
	return bytes_present(o->fault);
}

static enum tone tone_of(const struct outcome *o)
{
	return is_fault(o) ? TONE_UNSURE : verdict_tone(o->verdict);
}

static struct bytes word_of(const struct outcome *o)
{
	return is_fault(o) ? BYTES("ERROR")
			   : bytes_of(verdict_shown(o->verdict));
}

static void add_line(const struct outcome *o, struct text *out)
{
	text_add(out, word_of(o));
	text_char(out, ' ');
	outcome_title(o, out);
	text_add(out, BYTES(": "));
	text_add(out, o->reason);
}

/* ---- the summary -----------------------------------------------------------
 */

static void put_method(struct text *out, const struct outcome *o, int method)
{
	static const enum tone tones[] = {
		[STANDING_UNKNOWN] = TONE_UNSURE,
		[STANDING_PASS] = TONE_GOOD,
		[STANDING_FAIL] = TONE_BAD,
	};
	static const char *const words[] = {
		[STANDING_UNKNOWN] = "unknown",
		[STANDING_PASS] = "pass",
		[STANDING_FAIL] = "fail",
	};
	const struct outcome_result *result = &o->results[method];
	const char *label = outcome_method_word((enum outcome_method)method);

	html_add(out, "<td class=\"word\">");
	if (!is_fault(o) && o->author.len > 0)
		html_put(out,
		    "<span class=\"label\">$: </span><span class=\"$\">$ $"
		    "</span>$",
		    bytes_of(label), html_tone(tones[result->standing]),
		    html_mark(tones[result->standing]),
		    bytes_of(words[result->standing]),
		    result->required ? BYTES("") : BYTES(" (not required)"));
	html_add(out, "</td>");
}

static bool is_probe(const struct outcome *o)
{
	return o->name.kind == OUTCOME_PROBE;
}

static void put_delivery(struct text *out, const struct outcome *o)
{
	char after[32];

	if (!is_probe(o))
		return;
	html_add(out, "<td class=\"number\">");
	if (outcome_delivery(o) != TIME_UNKNOWN) {
		snprintf(after, sizeof(after), "%.2f\u00a0s",
		    (double)outcome_delivery(o) / 1000);
		html_put(out, "<span class=\"label\">found after </span>$",
		    bytes_of(after));
	}
	html_add(out, "</td>");
}

static void put_row(struct text *out, const struct outcome *o, size_t number)
{
	struct text title = text_new(64 * 1024);
	char id[32];

	snprintf(id, sizeof(id), "%zu", number);
	outcome_title(o, &title);
	html_put(out,
	    "<tr><td class=\"word\"><strong class=\"$\">$ $</strong></td>"
	    "<th scope=\"row\">",
	    html_tone(tone_of(o)), html_mark(tone_of(o)), word_of(o));
	if (bytes_present(o->report))
		html_put(out, "<a href=\"#r$\">$</a>", bytes_of(id),
		    text_bytes(&title));
	else
		html_put(out, "$", text_bytes(&title));
	html_put(out, "</th><td>$</td>", o->reason);
	for (int method = 0; method < OUTCOME_METHODS; method++)
		put_method(out, o, method);
	put_delivery(out, o);
	html_add(out, "</tr>\n");
	text_free(&title);
}

/* "12 reports: 9 pass, 3 fail" */
static void add_counts(const struct outcomes *run, struct text *out)
{
	static const char *const words[] = {
		[VERDICT_PASS] = "pass",
		[VERDICT_WARN] = "at a risk",
		[VERDICT_FAIL] = "fail",
		[VERDICT_UNKNOWN] = "undecided",
	};
	size_t counts[sizeof(words) / sizeof(words[0])] = { 0 };
	size_t faults = outcomes_faults(run), n = 0;

	for (const struct outcome *o = run->first; o != NULL; o = o->next)
		counts[o->verdict] += !is_fault(o);
	text_printf(out, "%zu report%s: ", run->count - faults,
	    run->count - faults == 1 ? "" : "s");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (counts[i] > 0)
			text_printf(out, "%s%zu %s", n++ > 0 ? ", " : "",
			    counts[i], words[i]);
	if (faults > 0)
		text_printf(
		    out, "%s%zu could not be done", n > 0 ? "; " : "", faults);
}

static void put_summary(
    struct text *out, const struct outcomes *run, struct bytes counts)
{
	size_t number = 0;

	html_put(out,
	    "<section class=\"all\"><h2>$</h2>\n<table class=\"grid\"><thead>"
	    "<tr><th scope=\"col\">Verdict</th><th scope=\"col\">Of</th><th "
	    "scope=\"col\">Why</th><th scope=\"col\">DKIM</th><th "
	    "scope=\"col\">SPF</th><th scope=\"col\">DMARC</th>",
	    counts);
	html_add(out,
	    run->first != NULL && is_probe(run->first)
		? "<th scope=\"col\" class=\"number\">Found after</th></tr>"
		  "</thead><tbody>\n"
		: "</tr></thead><tbody>\n");
	for (const struct outcome *o = run->first; o != NULL; o = o->next)
		put_row(out, o, ++number);
	html_add(out, "</tbody></table></section>\n");
}

/* ---- all of it -------------------------------------------------------------
 */

static void put_reports(struct text *out, const struct outcomes *run)
{
	size_t number = 0;
	char id[32], all[32];

	snprintf(all, sizeof(all), "%zu", run->count);
	for (const struct outcome *o = run->first; o != NULL; o = o->next) {
		snprintf(id, sizeof(id), "%zu", ++number);
		if (!bytes_present(o->report))
			continue;
		html_put(out,
		    "<div class=\"each\" id=\"r$\"><p class=\"dim\">$ of "
		    "$</p>\n",
		    bytes_of(id), bytes_of(id), bytes_of(all));
		text_add(out, o->report);
		html_add(out, "</div>\n");
	}
}

void format_html(const struct outcomes *run, struct text *out)
{
	struct text counts = text_new(1024), title = text_new(64 * 1024);
	const struct outcome *only = run->count == 1 ? run->first : NULL;

	add_counts(run, &counts);
	if (only != NULL)
		add_line(only, &title);
	else
		text_printf(
		    &title, "mailplumb: %.*s", FMT(text_bytes(&counts)));
	report_html_begin(out, text_bytes(&title), BYTES("mailplumb"));
	if (only != NULL && bytes_present(only->report)) {
		text_add(out, only->report);
	} else {
		put_summary(out, run, text_bytes(&counts));
		put_reports(out, run);
	}
	report_html_end(out);
	text_free(&counts);
	text_free(&title);
}
