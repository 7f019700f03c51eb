#include "inspect/report/report_dns.h"

#include "inspect/model/catalogue.h"
#include "inspect/model/record_check.h"
#include "inspect/model/witness.h"
#include "inspect/report/advice.h"
#include "inspect/report/details.h"
#include "inspect/report/dmarc_tags.h"
#include "inspect/report/report_dmarc.h"
#include "inspect/report/report_served.h"
#include "inspect/report/report_ses.h"
#include "inspect/report/report_spf.h"

#define STATES	   15 /* column of a record's name */
#define MEANINGS   18 /* column of what a tag means */
#define VALUE_MOST 2000
#define LINE_MOST  ((size_t)16 * 1024)

/* ---- the verdict line ----------------------------------------------------
 */

static bool has_ids(const struct inspection *in, enum severity severity,
    const char *before, struct text *line)
{
	bool any = false;

	for (const struct finding *f = in->findings; f != NULL; f = f->next) {
		if (f->severity != severity || f->cause != NULL)
			continue;
		text_printf(line, "%s%s", any ? ", " : before, f->row->id);
		any = true;
	}
	return any;
}

static size_t add_standing(const struct inspection *in, enum standing standing,
    const char *before, struct text *line)
{
	const struct {
		const char *name;
		unsigned bit;
		enum standing standing;
	} methods[] = {
		{ "DKIM", METHOD_DKIM, in->dkim },
		{ "SPF", METHOD_SPF, in->spf },
		{ "DMARC", METHOD_DMARC, in->dmarc },
	};
	size_t n = 0;

	for (size_t i = 0; i < 3; i++)
		if ((in->premises->require & methods[i].bit) &&
		    methods[i].standing == standing)
			text_printf(line, "%s%s", n++ > 0 ? ", " : before,
			    methods[i].name);
	return n;
}

void report_dns_why(const struct inspection *in, struct text *line)
{
	size_t n;

	switch (in->verdict) {
	case VERDICT_FAIL:
		if (!has_ids(in, SEVERITY_BROKEN, "", line) &&
		    !has_ids(in, SEVERITY_RISK, "", line))
			add_standing(in, STANDING_FAIL, "fails: ", line);
		break;
	case VERDICT_UNKNOWN:
		if (!has_ids(in, SEVERITY_RISK, "", line))
			add_standing(
			    in, STANDING_UNKNOWN, "not decided: ", line);
		break;
	case VERDICT_WARN:
		has_ids(in, SEVERITY_RISK, "", line);
		break;
	case VERDICT_PASS:
		n = add_standing(in, STANDING_PASS, "", line);
		text_add(line, n > 0 ? BYTES(" will pass and align")
				     : BYTES("nothing is wrong with what can "
					     "be told"));
		break;
	}
}

static void write_verdict(struct page *page, const struct inspection *in)
{
	static const struct {
		const char *word;
		enum tone tone;
	} words[] = {
		[VERDICT_PASS] = { "PASS", TONE_GOOD },
		[VERDICT_WARN] = { "WARN", TONE_UNSURE },
		[VERDICT_FAIL] = { "FAIL", TONE_BAD },
		[VERDICT_UNKNOWN] = { "UNKNOWN", TONE_UNSURE },
	};
	struct text line = text_new(LINE_MOST);

	text_printf(&line, "%.*s: ", FMT(in->author.domain));
	report_dns_why(in, &line);
	page_say(page, words[in->verdict].tone, words[in->verdict].word);
	page_to(page, page->column + 2);
	page_reason(page, text_bytes(&line));
	text_free(&line);
}

/* ---- the records ---------------------------------------------------------
 */

static void write_heading(struct page *page, const char *words)
{
	page_line_end(page);
	page_say(page, TONE_PLAIN, words);
	page_line_end(page);
}

enum tone record_state_tone(enum record_state state)
{
	static const enum tone tones[] = {
		[RECORD_UNJUDGED] = TONE_FAINT,
		[RECORD_RIGHT] = TONE_GOOD,
		[RECORD_WRONG] = TONE_BAD,
		[RECORD_MISSING] = TONE_BAD,
		[RECORD_UNREACHABLE] = TONE_UNSURE,
	};

	return tones[state];
}

static void write_state(struct page *page, enum record_state state)
{
	const char *word = record_state_word(state);

	page_to(page, 2);
	page_say(page, record_state_tone(state), word != NULL ? word : "-");
	page_to(page, STATES);
}

static void write_labelled(
    struct page *page, const char *label, struct bytes value)
{
	if (!bytes_present(value))
		return;
	page_to(page, STATES);
	page_say(page, TONE_FAINT, label);
	page_to(page, STATES + 8);
	page_paragraph(page, STATES + 8, bytes_first(value, VALUE_MOST));
}

static void write_record(struct page *page, const struct record_check *r)
{
	struct text line = text_new(LINE_MOST);
	bool right = r->state == RECORD_RIGHT;

	write_state(page, r->state);
	text_printf(&line, "%.*s %s", FMT(r->name), dns_type_word(r->type));
	page_paragraph(page, STATES, text_bytes(&line));
	for (size_t i = 0; i < r->found_count; i++)
		write_labelled(page, "found", r->found[i]);
	if (r->found_count == 0)
		write_labelled(page, "found",
		    r->state == RECORD_UNREACHABLE ? BYTES("no answer")
						   : BYTES("nothing"));
	if (!right)
		write_labelled(page, "wanted", r->wanted);
	write_labelled(page, "note", r->note);
	text_free(&line);
}

static void write_records(struct page *page, const struct inspection *in)
{
	const char *title = NULL;

	for (const struct record_check *r = in->records; r; r = r->next) {
		const char *own = record_purpose_title(r->purpose);
		if (!bytes_eq(bytes_of(title), bytes_of(own)))
			write_heading(page, own);
		title = own;
		write_record(page, r);
	}
}

/* ---- DMARC, what is not known --------------------------------------------
 */

static void write_tag(struct page *page, const struct dmarc_tag *tag)
{
	struct text line = text_new(LINE_MOST);

	text_add(&line, bytes_first(tag->name, VALUE_MOST));
	if (bytes_present(tag->value)) {
		text_char(&line, '=');
		text_add(&line, bytes_first(tag->value, VALUE_MOST));
	}
	page_to(page, 2);
	page_add(page, TONE_PLAIN, text_bytes(&line));
	if (page->column + 1 > MEANINGS)
		page_line_end(page);
	page_paragraph(page, MEANINGS, bytes_of(tag->meaning));
	text_free(&line);
}

static void write_tags(struct page *page, const struct inspection *in)
{
	const struct dmarc_view *view = own_dmarc(in);
	struct dmarc_tag tag;

	if (view == NULL || view->record == NULL)
		return;
	struct bytes rest = view->record->text;
	write_heading(page, "The DMARC record, tag by tag");
	while (dmarc_tag_next(&rest, &tag))
		write_tag(page, &tag);
}

static void write_unknown(struct page *page, const struct inspection *in)
{
	bool any = false;

	for (const struct unknown_fact *u = unknown_facts; u->word; u++) {
		if (!u->is(in))
			continue;
		if (!any)
			write_heading(page, "Not known");
		any = true;
		page_to(page, 2);
		page_say(page, TONE_FAINT, u->title);
		page_to(page, STATES);
		page_paragraph(page, STATES, bytes_of(u->text));
	}
}

/* ---- all of it -----------------------------------------------------------
 */

static void write_details(struct page *page, const struct inspection *in)
{
	if (in->verified.spf != NULL && in->verified.spf->steps != NULL) {
		write_heading(
		    page, "SPF, every term, + matches a server of SES");
		report_spf_steps(page, in->verified.spf);
	}
	if (in->verified.dmarc != NULL) {
		write_heading(page, "DMARC");
		report_dmarc_details(page, in->verified.dmarc);
	}
	report_questions(page, in->dns);
}

void report_dns_brief(
    const struct inspection *in, struct report_style style, struct text *out)
{
	struct page page = { .out = out, .style = style };

	write_verdict(&page, in);
	report_advice(&page, in);
}

void report_dns_text(
    const struct inspection *in, struct report_style style, struct text *out)
{
	struct page page = { .out = out, .style = style };

	write_verdict(&page, in);
	if (style.quiet)
		return;
	report_waited(&page, in);
	write_records(&page, in);
	report_servers(&page, in);
	write_tags(&page, in);
	write_unknown(&page, in);
	report_ses(&page, in);
	report_advice(&page, in);
	if (style.verbose > 0)
		write_details(&page, in);
}
