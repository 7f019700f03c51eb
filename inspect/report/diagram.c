#include "inspect/report/diagram.h"

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

struct branch {
	const char *label;
	size_t number; /* behind the label; 0: none */
	enum auth_result result;
	enum alignment alignment;
	struct bytes domain;
	const char *nameless; /* said when there is no domain */
};

static enum tone branch_tone(const struct branch *b)
{
	if (b->result == AUTH_PASS)
		return b->alignment != ALIGN_NO ? TONE_GOOD : TONE_UNSURE;
	return b->result == AUTH_ABSENT || b->result == AUTH_TEMPERROR ||
		       b->result == AUTH_OTHER
		   ? TONE_UNSURE
		   : TONE_BAD;
}

static const char *result_shown(enum auth_result result)
{
	return result == AUTH_ABSENT ? "unknown" : auth_result_word(result);
}

static const char *alignment_words(enum alignment alignment)
{
	static const char *const words[] = {
		[ALIGN_NO] = "another organisation",
		[ALIGN_RELAXED] = "same organisation",
		[ALIGN_STRICT] = "same domain",
	};

	return words[alignment];
}

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
		    alignment_words(b->alignment));
	}
	page_line_end(page);
}

static void write_stem(struct diagram *d)
{
	page_to(d->page, COLUMN_LINE);
	page_say(d->page, TONE_PLAIN, page_glyph(d->page, GLYPH_LINE));
	page_line_end(d->page);
}

static struct branch identifier_branch(const struct identifier *id)
{
	return (struct branch){
		.label = id->kind == IDENTIFIER_DKIM ? "DKIM" : "SPF",
		.result = id->result,
		.alignment = id->alignment,
		.domain = id->domain,
		.nameless = "the claim names no domain",
	};
}

/* Call `use` for each DKIM row: signatures in order with what is claimed of
 * them, then claims that fit no signature. */
static void each_dkim(
    struct diagram *d, void (*use)(struct diagram *d, const struct branch *b))
{
	const struct identifier *ids = d->in->reported.identifiers, *id;
	bool several =
	    d->in->signatures != NULL && d->in->signatures->next != NULL;

	for (const struct dkim_signature *s = d->in->signatures; s != NULL;
	     s = s->next) {
		struct branch b = { "DKIM", several ? s->index : 0, AUTH_ABSENT,
			s->alignment, s->domain,
			"a signature that cannot be read" };
		id = reported_of_signature(&d->in->reported, s);
		if (id != NULL)
			b.result = id->result;
		use(d, &b);
	}
	for (id = ids; id != NULL; id = id->next)
		if (id->kind == IDENTIFIER_DKIM && id->signature == NULL) {
			struct branch b = identifier_branch(id);
			use(d, &b);
		}
}

static struct branch spf_branch(const struct inspection *in)
{
	const struct identifier *id = reported_of_spf(&in->reported);

	if (id != NULL)
		return identifier_branch(id);
	return (struct branch){ "SPF", 0, in->reported.spf, ALIGN_NO, ABSENT,
		"no claim" };
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

/* "DKIM 1 and SPF": what passes and aligns. */
static size_t add_carriers(const struct inspection *in, struct text *out)
{
	bool several = in->signatures != NULL && in->signatures->next != NULL;
	size_t n = 0;

	for (const struct identifier *id = in->reported.identifiers; id != NULL;
	     id = id->next) {
		if (id->result != AUTH_PASS || id->alignment == ALIGN_NO)
			continue;
		text_printf(out, "%s%s", n++ > 0 ? " and " : "",
		    id->kind == IDENTIFIER_DKIM ? "DKIM" : "SPF");
		if (id->kind == IDENTIFIER_DKIM && several &&
		    id->signature != NULL)
			text_printf(out, " %zu", id->signature->index);
	}
	return n;
}

static void add_dmarc_words(const struct inspection *in, struct text *out)
{
	struct text carriers = text_new(1024);
	size_t n = add_carriers(in, &carriers);
	bool pass = in->reported.dmarc == AUTH_PASS;

	if (in->reported.dmarc == AUTH_ABSENT)
		text_add(out, BYTES("no claim"));
	else if (in->reported.dmarc == AUTH_NONE)
		text_add(out, BYTES("no record found"));
	else if (n > 0)
		text_printf(out, "%s %.*s", pass ? "by" : "in spite of",
		    FMT(text_bytes(&carriers)));
	else
		text_add(out, pass ? BYTES("by what the receiver knows")
				   : BYTES("nothing that passes aligns"));
	if (bytes_present(in->reported.dmarc_policy))
		text_printf(
		    out, "; policy %.*s", FMT(in->reported.dmarc_policy));
	text_free(&carriers);
}

static void write_dmarc(struct diagram *d)
{
	enum auth_result result = d->in->reported.dmarc;
	struct branch b = { .result = result, .alignment = ALIGN_STRICT };
	struct text words = text_new(REPORT_LIMIT);

	begin_row(d, "DMARC", 0, branch_tone(&b), result_shown(result));
	page_say(d->page, TONE_PLAIN, page_glyph(d->page, GLYPH_END));
	page_to(d->page, COLUMN_MARK);
	add_dmarc_words(d->in, &words);
	page_paragraph(d->page, COLUMN_MARK, text_bytes(&words));
	text_free(&words);
}

void report_diagram(struct page *page, const struct inspection *in)
{
	struct diagram d = { .page = page, .in = in };
	struct branch author = { .domain = in->author.domain };
	struct branch none = { .label = "DKIM",
		.result = AUTH_NONE,
		.nameless = "no DKIM-Signature" };
	struct branch spf = spf_branch(in);

	measure(&d, &author);
	measure(&d, &spf);
	each_dkim(&d, measure);
	page_line_end(page);
	write_author(&d);
	write_stem(&d);
	each_dkim(&d, write_branch);
	if (in->signatures == NULL)
		write_branch(&d, &none);
	write_branch(&d, &spf);
	write_stem(&d);
	write_dmarc(&d);
}
