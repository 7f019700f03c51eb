#include "inspect/report/html/report_html.h"

#include "inspect/model/catalogue.h"
#include "inspect/report/html/parts.h"
#include "inspect/report/message_facts.h"
#include "inspect/report/report_dns.h"
#include "inspect/report/report_ses.h"
#include "inspect/report/verdict_line.h"

/* ---- the page --------------------------------------------------------------
 */

void report_html_begin(
    struct text *out, struct bytes title, struct bytes heading)
{
	html_add(out,
	    "<!DOCTYPE html>\n"
	    "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n"
	    "<head>\n<meta charset=\"utf-8\"/>\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\""
	    "default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; "
	    "base-uri &#39;none&#39;; form-action &#39;none&#39;\"/>\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\"/>\n"
	    "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
	    "<meta name=\"referrer\" content=\"no-referrer\"/>\n");
	html_put(out, "<title>$</title>\n<style>\n", title);
	html_style(out);
	html_put(out,
	    "</style>\n</head>\n<body>\n<header class=\"top\"><h1>$</h1>"
	    "</header>\n<main>\n",
	    heading);
}

void report_html_end(struct text *out)
{
	html_put(out,
	    "</main>\n<footer>mailplumb $</footer>\n</body>\n</html>\n",
	    bytes_of(MAILPLUMB_VERSION));
}

/* ---- the verdict -----------------------------------------------------------
 */

static void put_standing(
    const struct inspection *in, const struct method *method, struct text *out)
{
	static const struct {
		const char *word;
		enum tone tone;
	} words[] = {
		[STANDING_UNKNOWN] = { "undecided", TONE_UNSURE },
		[STANDING_PASS] = { "passes and aligns", TONE_GOOD },
		[STANDING_FAIL] = { "does not pass and align", TONE_BAD },
	};
	bool dmarc = method->bit == METHOD_DMARC;
	bool foreseen = in->foreseen && method->standing == STANDING_PASS;
	enum tone tone = words[method->standing].tone;
	const char *word = words[method->standing].word;

	if (dmarc && method->standing != STANDING_UNKNOWN)
		word = method->standing == STANDING_PASS ? "passes" : "fails";
	if (foreseen)
		word = dmarc ? "will pass" : "will pass and align";
	html_put(out, "<li class=\"$\">$ <b>$</b> $$</li>\n", html_tone(tone),
	    html_mark(tone), bytes_of(method->name), bytes_of(word),
	    method_is_required(in, method) ? BYTES("")
					   : BYTES(" (not required)"));
}

static void put_standings(const struct inspection *in, struct text *out)
{
	struct method methods[METHODS];

	methods_of(in, methods);
	html_add(out, "<ul class=\"standings\">\n");
	for (size_t i = 0; i < METHODS; i++)
		put_standing(in, &methods[i], out);
	html_add(out, "</ul>\n");
}

static bool is_about_mail(const struct inspection *in)
{
	return in->foreseen || in->message.field_count > 0;
}

static void put_which(const struct inspection *in, struct text *out)
{
	struct text which = text_new(HTML_VALUE_MOST * 4);

	if (in->foreseen)
		text_add(&which, in->author.domain);
	else
		verdict_which(in, "\u2192", &which);
	if (which.len > 0)
		html_put(
		    out, "<p class=\"which own\">$</p>\n", text_bytes(&which));
	text_free(&which);
}

/* What is wrong with what is published: the first in words, how many more. */
static void add_foreseen(const struct inspection *in, struct text *why)
{
	const struct finding *first = in->findings;
	size_t more = 0;

	if (in->verdict == VERDICT_PASS || first == NULL ||
	    first->severity == SEVERITY_NOTE) {
		report_dns_why(in, why);
		return;
	}
	for (const struct finding *f = first->next; f != NULL; f = f->next)
		more += f->cause == NULL && f->severity == first->severity;
	text_printf(why, "%s", first->row->title);
	if (more > 0)
		text_printf(why, ", and %zu more", more);
}

static void put_verdict(const struct inspection *in, struct text *out)
{
	enum tone tone = verdict_tone(in->verdict);
	struct text why = text_new(HTML_VALUE_MOST * 4);

	if (in->foreseen)
		add_foreseen(in, &why);
	else
		verdict_reason(in, &why);
	html_put(out, "<div class=\"verdict $\">\n", html_tone(tone));
	put_which(in, out);
	html_put(out,
	    "<h2><span class=\"$\">$ $</span> <span class=\"why\">$</span>"
	    "</h2>\n",
	    html_tone(tone), html_mark(tone),
	    bytes_of(verdict_shown(in->verdict)), text_bytes(&why));
	if (is_about_mail(in))
		put_standings(in, out);
	html_add(out, "</div>\n");
	text_free(&why);
}

/* ---- a report --------------------------------------------------------------
 */

static void put_facts(const struct inspection *in, struct text *out)
{
	struct message_fact facts[MESSAGE_FACTS_MOST];
	size_t n = message_facts(in, "\u2192", facts);

	if (n == 0)
		return;
	html_add(out, "<dl class=\"facts\">\n");
	for (size_t i = 0; i < n; i++)
		html_pair(out, facts[i].label, facts[i].value);
	html_add(out, "</dl>\n");
}

static void put_said(const struct inspection *in, struct text *out)
{
	struct text ses = text_new(HTML_VALUE_MOST);

	if (!in->foreseen)
		html_put(out, "<p class=\"dim\">$</p>\n", witness_words(in));
	ses_words(in, &ses);
	if (ses.len > 0)
		html_put(out, "<p>$</p>\n", text_bytes(&ses));
	text_free(&ses);
}

static void put_folds(const struct inspection *in, struct text *out)
{
	static void (*const parts[])(
	    const struct inspection *in, struct text *out) = {
		html_transit,
		html_times,
		html_way,
		html_signatures,
		html_spf,
		html_dmarc,
		html_arc,
		html_claims,
		html_published,
		html_served,
		html_questions,
	};
	struct text folds = text_new(REPORT_LIMIT);

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		parts[i](in, &folds);
	if (folds.len > 0) {
		html_add(out, "<section><h3>Details</h3>\n");
		text_add(out, text_bytes(&folds));
		html_add(out, "</section>\n");
	}
	text_free(&folds);
}

static void put_report(const struct inspection *in, struct text *out)
{
	bool message = in->message.field_count > 0;

	if (message)
		put_facts(in, out);
	if (is_about_mail(in)) {
		html_picture(in, out);
		put_said(in, out);
		html_add(out, "</section>\n");
	}
	html_records(in, out);
	html_findings(in, out);
	if (message)
		html_witnesses(in, out);
	put_folds(in, out);
}

static void put_time(const struct inspection *in, struct text *out)
{
	char text[TIME_TEXT_SIZE];

	if (in->premises->now == TIME_UNKNOWN)
		return;
	time_write(in->premises->now, text);
	html_put(out, "<p class=\"dim\">Inspected $ $ UTC.</p>\n",
	    bytes_first(bytes_of(text), 10),
	    bytes_first(bytes_of(text + 11), 8));
}

void report_html(
    const struct inspection *in, struct report_style style, struct text *out)
{
	(void)style; /* a page is always the same */
	html_add(out, "<article>\n");
	put_verdict(in, out);
	put_report(in, out);
	put_time(in, out);
	html_add(out, "</article>\n");
}
