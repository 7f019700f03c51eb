#include "inspect/report/advice.h"

#include "inspect/model/catalogue.h"

#define TEXT 10 /* column of what is said */

static enum tone severity_tone(enum severity severity)
{
	static const enum tone tones[] = {
		[SEVERITY_NOTE] = TONE_PLAIN,
		[SEVERITY_RISK] = TONE_UNSURE,
		[SEVERITY_BROKEN] = TONE_BAD,
	};

	return tones[severity];
}

static void write_marked(struct page *page, const char *mark, struct bytes b)
{
	if (!bytes_present(b))
		return;
	page_to(page, 2);
	page_say(page, TONE_FAINT, mark);
	page_paragraph(page, TEXT, b);
}

static void write_evidence(struct page *page, const struct finding *f)
{
	struct text line = text_new(REPORT_LIMIT);

	for (const struct evidence *e = f->evidence; e != NULL; e = e->next) {
		text_clear(&line);
		text_printf(&line, "%s: ", e->label);
		text_add(&line, e->value);
		write_marked(page, "seen", text_bytes(&line));
	}
	text_free(&line);
}

static void write_consequences(
    struct page *page, const struct inspection *in, const struct finding *cause)
{
	struct text line = text_new(REPORT_LIMIT);

	for (const struct finding *f = in->findings; f != NULL; f = f->next) {
		if (f->cause != cause)
			continue;
		text_clear(&line);
		text_printf(&line, "%.*s (%s, %s)", FMT(f->message), f->row->id,
		    severity_word(f->severity));
		write_marked(page, "so", text_bytes(&line));
	}
	text_free(&line);
}

static void write_finding(
    struct page *page, const struct inspection *in, const struct finding *f)
{
	static const char *const words[] = {
		[SEVERITY_NOTE] = "note",
		[SEVERITY_RISK] = "RISK",
		[SEVERITY_BROKEN] = "BROKEN",
	};

	page_line_end(page);
	page_to(page, 2);
	page_say(page, severity_tone(f->severity), words[f->severity]);
	page_to(page, TEXT);
	page_say(page, TONE_PLAIN, f->row->id);
	page_line_end(page);
	page_paragraph(page, TEXT, f->message);
	if (page->style.verbose > 0)
		write_evidence(page, f);
	write_marked(page, "fix", f->fix.text);
	write_consequences(page, in, f);
}

/* A note that asks for nothing is named in one line. */
static bool is_quiet(const struct page *page, const struct inspection *in,
    const struct finding *f)
{
	return f->severity == SEVERITY_NOTE && !bytes_present(f->fix.text) &&
	       page->style.verbose == 0 && in->dns != NULL &&
	       in->message.field_count > 0;
}

static void write_names(struct page *page, const struct inspection *in)
{
	struct text line = text_new(REPORT_LIMIT);

	for (const struct finding *f = in->findings; f != NULL; f = f->next)
		if (f->cause == NULL && is_quiet(page, in, f))
			text_printf(&line, "%s%s", line.len > 0 ? ", " : "",
			    f->row->id);
	if (line.len > 0) {
		text_add(&line, BYTES(" (-v explains)"));
		page_line_end(page);
		write_marked(page, "notes", text_bytes(&line));
	}
	text_free(&line);
}

void report_advice(struct page *page, const struct inspection *in)
{
	for (const struct finding *f = in->findings; f != NULL; f = f->next)
		if (f->cause == NULL && !is_quiet(page, in, f))
			write_finding(page, in, f);
	write_names(page, in);
}
