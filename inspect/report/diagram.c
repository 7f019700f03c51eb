#include "inspect/report/diagram.h"

#include "inspect/report/branches.h"
#include <stdio.h>

/*
 *	From                 example.com         the author's domain
 *	                     |
 *	DKIM 1    pass       + =  example.com    same domain
 *	SPF       pass       + != amazonses.com  another organisation
 *	                     |
 *	DMARC     pass       ` by DKIM 1; policy reject
 */
enum {
	COLUMN_LABEL = 2,
	COLUMN_RESULT = 10,
	COLUMN_LINE = 21,
	COLUMN_MARK = 23,
	COLUMN_DOMAIN = 26,
	DOMAIN_WIDEST = 32,
	WORDS_WIDEST = 20,
};

struct diagram {
	struct page *page;
	const struct inspection *in;
	size_t words; /* column of the words behind the domains */
};

static void begin_row(struct diagram *d, const char *label, size_t number,
    enum tone tone, const char *result)
{
	char text[32];

	snprintf(
	    text, sizeof(text), number > 0 ? "%s %zu" : "%s", label, number);
	page_to(d->page, COLUMN_LABEL);
	page_say(d->page, TONE_PLAIN, text);
	page_to(d->page, COLUMN_RESULT);
	page_say(d->page, tone, result);
	page_to(d->page, COLUMN_LINE);
}

static void write_note(struct diagram *d, struct bytes note)
{
	if (!bytes_present(note))
		return;
	page_to(d->page, COLUMN_LINE);
	page_say(d->page, TONE_PLAIN, page_glyph(d->page, GLYPH_LINE));
	page_paragraph(d->page, COLUMN_DOMAIN, note);
}

static void write_branch(struct diagram *d, const struct branch *b)
{
	struct page *page = d->page;
	bool author = bytes_present(d->in->author.domain);

	begin_row(
	    d, b->label, b->number, branch_tone(b), result_shown(b->result));
	page_say(page, TONE_PLAIN, page_glyph(page, GLYPH_BRANCH));
	if (!bytes_present(b->domain)) {
		page_to(page, COLUMN_DOMAIN);
		page_say(page, TONE_PLAIN, b->nameless);
		page_line_end(page);
		write_note(d, b->note);
		return;
	}
	page_to(page, COLUMN_MARK);
	if (author)
		page_say(page, TONE_PLAIN,
		    b->alignment == ALIGN_NO ? page_glyph(page, GLYPH_DIFFERS)
					     : "=");
	page_to(page, COLUMN_DOMAIN);
	page_cell(page, TONE_PLAIN, b->domain, DOMAIN_WIDEST);
	if (author) {
		page_to(page, d->words);
		page_say(page,
		    b->alignment == ALIGN_NO ? TONE_UNSURE : TONE_PLAIN,
		    branch_words(b));
	}
	page_line_end(page);
	write_note(d, b->note);
}

static void write_stem(struct diagram *d)
{
	page_to(d->page, COLUMN_LINE);
	page_say(d->page, TONE_PLAIN, page_glyph(d->page, GLYPH_LINE));
	page_line_end(d->page);
}

static void measure(struct diagram *d, const struct branch *b)
{
	size_t columns = page_columns(d->page, b->domain);

	if (columns > DOMAIN_WIDEST)
		columns = DOMAIN_WIDEST;
	if (d->words < COLUMN_DOMAIN + columns + 2)
		d->words = COLUMN_DOMAIN + columns + 2;
}

static void write_author(struct diagram *d)
{
	const struct author *author = &d->in->author;
	struct page *page = d->page;

	begin_row(d, "From", 0, TONE_PLAIN, "");
	page_say(page, TONE_PLAIN, page_glyph(page, GLYPH_TOP));
	if (bytes_present(author->domain)) {
		page_to(page, COLUMN_DOMAIN);
		page_cell(page, TONE_PLAIN, author->domain, DOMAIN_WIDEST);
		page_to(page, d->words);
		page_say(page, TONE_FAINT, "the author's domain");
	} else {
		page_to(page, COLUMN_DOMAIN);
		page_say(page, TONE_BAD, "no author domain");
	}
	page_line_end(page);
}

static void write_dmarc(struct diagram *d)
{
	struct conclusion dmarc = dmarc_conclusion(d->in);
	struct branch b = { .result = dmarc.result, .alignment = ALIGN_STRICT };

	begin_row(d, "DMARC", 0, branch_tone(&b), result_shown(dmarc.result));
	page_say(d->page, TONE_PLAIN, page_glyph(d->page, GLYPH_END));
	page_to(d->page, COLUMN_MARK);
	page_paragraph(d->page, COLUMN_MARK, dmarc.words);
	if (dmarc.note.len > 0)
		page_paragraph(d->page, COLUMN_DOMAIN, dmarc.note);
}

void report_diagram(struct page *page, const struct inspection *in)
{
	struct diagram d = { .page = page, .in = in };
	struct branch author = { .domain = in->author.domain };
	const struct branch *branches = branches_of(in);

	measure(&d, &author);
	for (const struct branch *b = branches; b != NULL; b = b->next)
		measure(&d, b);
	page_line_end(page);
	write_author(&d);
	write_stem(&d);
	for (const struct branch *b = branches; b != NULL; b = b->next)
		write_branch(&d, b);
	write_stem(&d);
	write_dmarc(&d);
}
