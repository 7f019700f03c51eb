#include "inspect/report/report_spf.h"

#include "inspect/report/advice.h"
#include "inspect/report/details.h"

#include "common/mail/limits.h"

#define LABELS	   11	/* column of the facts */
#define VALUE_MOST 2000 /* octets of one: more than anybody reads */
#define LINE_MOST  ((size_t)16 * 1024)

/* ---- the result ------------------------------------------------------------
 */

static enum tone result_tone(enum auth_result result)
{
	return result == AUTH_PASS				 ? TONE_GOOD
	       : result == AUTH_FAIL || result == AUTH_PERMERROR ? TONE_BAD
								 : TONE_UNSURE;
}

void report_spf_why(const struct spf_verdict *v, struct text *out)
{
	if (v->reason == SPF_MATCHED) {
		text_add(out, bytes_first(v->matched, VALUE_MOST));
		text_add(out, BYTES(" matches "));
		text_add(out, v->client_ip);
		return;
	}
	text_add(out, bytes_of(spf_reason_text(v->reason)));
	if (bytes_empty(v->detail))
		return;
	text_add(out, BYTES(": "));
	text_add(out, bytes_first(v->detail, VALUE_MOST));
}

static void write_result(struct page *page, const struct spf_verdict *v)
{
	struct text line = text_new(LINE_MOST);
	const char *word = auth_result_word(v->result);

	while (*word != '\0')
		text_char(&line, (char)(*word++ - 'a' + 'A'));
	page_add(page, result_tone(v->result), text_bytes(&line));
	page_to(page, page->column + 2);
	text_clear(&line);
	report_spf_why(v, &line);
	page_reason(page, text_bytes(&line));
	text_free(&line);
}

static void write_fact(struct page *page, const char *label, struct bytes b)
{
	if (!bytes_present(b))
		return;
	page_to(page, 2);
	page_say(page, TONE_FAINT, label);
	page_to(page, LABELS);
	page_paragraph(page, LABELS, bytes_first(b, VALUE_MOST));
}

static void write_facts(struct page *page, const struct spf_verdict *v)
{
	page_line_end(page);
	write_fact(page, v->helo ? "HELO" : "Sender", v->domain);
	write_fact(page, "Client", v->client_ip);
	write_fact(page, "Record", v->record);
	write_fact(page, "Explains", v->explanation);
}

/* ---- the terms --------------------------------------------------------------
 */

static void add_cost(const struct spf_step *step, struct text *out)
{
	if (step->lookups == 0)
		return;
	text_printf(
	    out, "  (%u lookup%s", step->lookups, step->lookups > 1 ? "s" : "");
	if (step->void_lookups > 0)
		text_printf(out, ", %u void", step->void_lookups);
	text_char(out, ')');
}

static void write_step(struct page *page, const struct spf_step *step)
{
	struct text line = text_new(LINE_MOST);
	size_t indent = 2 + 2 * (size_t)step->depth;

	text_add(&line, bytes_first(step->term, VALUE_MOST));
	if (step->result != AUTH_ABSENT)
		text_printf(&line, ": %s", auth_result_word(step->result));
	add_cost(step, &line);
	page_to(page, indent);
	page_say(page, step->matched ? TONE_GOOD : TONE_PLAIN,
	    step->matched ? "+" : "-");
	page_paragraph(page, indent + 2, text_bytes(&line));
	text_free(&line);
}

void report_spf_steps(struct page *page, const struct spf_verdict *v)
{
	struct text line = text_new(LINE_MOST);

	for (const struct spf_step *s = v->steps; s != NULL; s = s->next)
		write_step(page, s);
	if (v->steps_left_out > 0) {
		text_printf(&line, "and %zu more", v->steps_left_out);
		page_paragraph(page, 2, text_bytes(&line));
		text_clear(&line);
	}
	text_printf(&line, "%u of %d lookups, %u of %d void lookups",
	    v->lookups, LIMIT_SPF_LOOKUPS, v->void_lookups,
	    LIMIT_SPF_VOID_LOOKUPS);
	page_paragraph(page, 2, text_bytes(&line));
	text_free(&line);
}

/* ---- all of it -------------------------------------------------------------
 */

void report_spf(
    const struct inspection *in, struct report_style style, struct text *out)
{
	const struct spf_verdict *v = in->verified.spf;
	struct page page = { .out = out, .style = style };

	write_result(&page, v);
	if (style.quiet)
		return;
	write_facts(&page, v);
	if (v->steps != NULL) {
		page_line_end(&page);
		page_say(&page, TONE_PLAIN, "Terms as tried, + matches");
		page_line_end(&page);
		report_spf_steps(&page, v);
	}
	report_advice(&page, in);
	if (style.verbose > 0)
		report_questions(&page, in->dns);
}
