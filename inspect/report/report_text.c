/*
 * One screen: the verdict, which message, who is compared with whom
 * (diagram.c), what to repair (advice.c); with -v the details (details.c).
 */
#include "inspect/report/advice.h"
#include "inspect/report/details.h"
#include "inspect/report/diagram.h"
#include "inspect/report/message_facts.h"
#include "inspect/report/page.h"
#include "inspect/report/report_ses.h"
#include "inspect/report/verdict_line.h"

#define LABELS 10 /* column of the facts about the message */

static void write_verdict(struct page *page, const struct inspection *in)
{
	struct text line = text_new(REPORT_LIMIT);

	page_say(page, verdict_tone(in->verdict), verdict_shown(in->verdict));
	page_to(page, page->column + 2);
	if (in->probe != NULL || page->style.named) {
		verdict_which(in, page_glyph(page, GLYPH_TO), &line);
		text_add(&line, BYTES(": "));
	}
	verdict_reason(in, &line);
	page_reason(page, text_bytes(&line));
	text_free(&line);
}

static void write_message(struct page *page, const struct inspection *in)
{
	struct message_fact facts[MESSAGE_FACTS_MOST];
	size_t n = message_facts(in, page_glyph(page, GLYPH_TO), facts);

	page_line_end(page);
	for (size_t i = 0; i < n; i++) {
		page_to(page, 2);
		page_say(page, TONE_FAINT, facts[i].label);
		page_to(page, LABELS);
		page_paragraph(page, LABELS, facts[i].value);
	}
}

static void write_witness(struct page *page, const struct inspection *in)
{
	page_line_end(page);
	page_paragraph(page, 2, witness_words(in));
}

void report_text(
    const struct inspection *in, struct report_style style, struct text *out)
{
	struct page page = { .out = out, .style = style };
	bool message = in->message.field_count > 0;

	write_verdict(&page, in);
	if (style.quiet)
		return;
	if (message) {
		write_message(&page, in);
		report_diagram(&page, in);
		write_witness(&page, in);
		report_ses(&page, in);
	}
	report_advice(&page, in);
	if (message && style.verbose > 0)
		report_details(&page, in);
}
