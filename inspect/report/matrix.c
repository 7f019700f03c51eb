#include "inspect/report/matrix.h"

#include "inspect/model/catalogue.h"
#include "inspect/model/receivers.h"
#include "inspect/model/witness.h"
#include "inspect/report/page.h"
#include <stdio.h>
#include <string.h>

#define LABEL	2  /* columns before what a line is about */
#define CELLS	14 /* ... before the first mailbox */
#define WIDTH	13 /* of one */
#define BLOCK	((PAGE_COLUMNS - CELLS) / WIDTH)
#define WORDS	32 /* octets of what a cell says */
#define NOWHERE SIZE_MAX

enum line { LINE_PLACE, LINE_SPF, LINE_DKIM, LINE_DMARC, LINE_TIME, LINES };

static const char *const labels[LINES] = { "placement", "SPF", "DKIM", "DMARC",
	"time" };

/* What one line says of one cell. */
struct value {
	char words[WORDS];
	enum tone tone;
	bool said;    /* it can be compared with others of its line */
	bool ours;    /* the receiver says nothing: what mailplumb found */
	bool foreign; /* it passes, for another organisation */
	bool unasked; /* no receiver had its say: it is our side's */
};

/* ---- one cell -------------------------------------------------------------
 */

static bool stands_there(const struct inspection *in, const char *id)
{
	const struct finding *f = in->findings;

	while (f != NULL && strcmp(f->row->id, id) != 0)
		f = f->next;
	return f != NULL;
}

/* Why there is no message; NULL: there is one. */
static const char *outcome_of(const struct inspection *in)
{
	if (in->message.field_count > 0)
		return NULL;
	switch (in->exit_code) {
	case 5:
		return "not sent";
	case 6:
		return stands_there(in, "locate-bounced") ? "bounced" : "lost";
	case 7:
		return "unreadable";
	default:
		return "nothing";
	}
}

static struct value place_of(const struct inspection *in)
{
	static const struct {
		const char *words;
		enum tone tone;
	} places[] = {
		[PLACEMENT_UNKNOWN] = { "somewhere", TONE_UNSURE },
		[PLACEMENT_INBOX] = { "inbox", TONE_GOOD },
		[PLACEMENT_JUNK] = { "junk", TONE_BAD },
		[PLACEMENT_OTHER] = { "other folder", TONE_UNSURE },
	};
	const char *outcome = outcome_of(in);
	enum placement at = in->origin.placement;
	struct value value = { .said = true,
		.unasked = outcome != NULL && in->exit_code != 6,
		.tone = outcome != NULL ? TONE_BAD : places[at].tone };

	snprintf(value.words, WORDS, "%s",
	    outcome != NULL ? outcome : places[at].words);
	return value;
}

/* A method by both witnesses. */
struct method {
	enum auth_result reported, verified;
	bool reported_aligned, verified_aligned;
};

static struct method method_of(const struct inspection *in, enum line line)
{
	const struct reported *r = &in->reported;
	const struct verified *v = &in->verified;
	const struct dmarc_view *dmarc = own_dmarc(in);
	bool altered = own_copy_altered(in);

	switch (line) {
	case LINE_SPF:
		return (struct method){ r->spf,
			v->spf != NULL ? v->spf->result : AUTH_ABSENT,
			r->spf_aligned, v->spf_aligned };
	case LINE_DKIM:
		return (struct method){ r->dkim,
			altered ? AUTH_ABSENT : v->dkim_result, r->dkim_aligned,
			v->dkim_aligned };
	default:
		return (struct method){ r->dmarc,
			dmarc != NULL && !altered ? dmarc_result(dmarc->reason)
						  : AUTH_ABSENT,
			true, true };
	}
}

static enum tone tone_of(enum auth_result result, bool aligned)
{
	if (result == AUTH_PASS)
		return aligned ? TONE_GOOD : TONE_BAD;
	return decides(result) ? TONE_BAD : TONE_UNSURE;
}

static struct value auth_of(
    const struct page *page, const struct inspection *in, enum line line)
{
	struct method m = method_of(in, line);
	bool ours = m.reported == AUTH_ABSENT;
	enum auth_result result = ours ? m.verified : m.reported;
	bool aligned = ours ? m.verified_aligned : m.reported_aligned;
	struct value value = { .words = "-", .tone = TONE_FAINT };

	if (result == AUTH_ABSENT || outcome_of(in) != NULL)
		return value;
	value.foreign = result == AUTH_PASS && !aligned;
	value.ours = ours;
	value.said = !ours;
	value.tone = tone_of(result, aligned);
	snprintf(value.words, WORDS, ours ? "(%s%s%s)" : "%s%s%s",
	    auth_result_word(result), value.foreign ? " " : "",
	    value.foreign ? page_glyph(page, GLYPH_DIFFERS) : "");
	return value;
}

static struct value time_of(const struct inspection *in)
{
	const struct timing *t = in->probe != NULL ? &in->probe->timing : NULL;
	struct value value = { .words = "-", .tone = TONE_FAINT };

	if (t == NULL || t->accepted == TIME_UNKNOWN ||
	    t->found == TIME_UNKNOWN)
		return value;
	value.tone = stands_there(in, "locate-late") ? TONE_UNSURE : TONE_PLAIN;
	snprintf(value.words, WORDS, "%.2f s",
	    (double)(t->found - t->accepted) / 1000);
	return value;
}

static struct value value_of(
    const struct page *page, const struct matrix_cell *cell, enum line line)
{
	struct value value = { .words = "", .tone = TONE_FAINT };

	if (cell->in == NULL) {
		if (cell->failed && line == LINE_PLACE)
			snprintf(value.words, WORDS, "fault");
		return value;
	}
	if (line == LINE_PLACE)
		return place_of(cell->in);
	return line == LINE_TIME ? time_of(cell->in)
				 : auth_of(page, cell->in, line);
}

/* ---- the table ------------------------------------------------------------
 */

struct drawing {
	struct page *page;
	const struct matrix *matrix;
	bool ours, foreign; /* a value was so: the legend tells */
};

static const struct matrix_cell *row_of(const struct matrix *m, size_t sender)
{
	return m->cells + sender * m->mailbox_count;
}

static void draw_line(struct drawing *d, const struct matrix_cell *row,
    enum line line, size_t from, size_t to)
{
	page_to(d->page, LABEL);
	page_say(d->page, TONE_FAINT, labels[line]);
	for (size_t i = from; i < to; i++) {
		struct value value = value_of(d->page, &row[i], line);
		page_to(d->page, CELLS + (i - from) * WIDTH);
		page_cell(
		    d->page, value.tone, bytes_of(value.words), WIDTH - 1);
		d->ours |= value.ours;
		d->foreign |= value.foreign;
	}
	page_line_end(d->page);
}

static void draw_block(struct drawing *d, size_t from, size_t to)
{
	const struct matrix *m = d->matrix;

	for (size_t i = from; i < to; i++) {
		page_to(d->page, CELLS + (i - from) * WIDTH);
		page_cell(d->page, TONE_PLAIN, m->mailboxes[i], WIDTH - 1);
	}
	page_line_end(d->page);
	for (size_t s = 0; s < m->sender_count; s++) {
		page_add(d->page, TONE_PLAIN, m->senders[s]);
		page_line_end(d->page);
		for (int line = 0; line < LINES; line++)
			draw_line(d, row_of(m, s), (enum line)line, from, to);
	}
}

static void draw_legend(struct drawing *d)
{
	char words[200];

	if (!d->ours && !d->foreign)
		return;
	snprintf(words, sizeof(words), "%s%s%s%s%s",
	    d->ours ? "(pass): what mailplumb found where the receiver says "
		      "nothing"
		    : "",
	    d->ours && d->foreign ? "; " : "", d->foreign ? "pass " : "",
	    d->foreign ? page_glyph(d->page, GLYPH_DIFFERS) : "",
	    d->foreign ? ": of another organisation" : "");
	page_line_end(d->page);
	page_paragraph(d->page, 0, bytes_of(words));
}

/* ---- where receivers disagree ---------------------------------------------
 */

static bool arrived(const struct matrix_cell *cell)
{
	return cell->in != NULL && outcome_of(cell->in) == NULL;
}

/* How many say the same; to have arrived is more usual than not to, however
 * many did not. */
static size_t weight(const struct page *page, const struct matrix *m,
    const struct matrix_cell *row, size_t cell, enum line line)
{
	struct value value = value_of(page, &row[cell], line);
	size_t n = arrived(&row[cell]) ? m->mailbox_count : 0;

	if (!value.said)
		return 0;
	for (size_t i = 0; i < m->mailbox_count; i++) {
		struct value other = value_of(page, &row[i], line);
		n += other.said && strcmp(other.words, value.words) == 0;
	}
	return n;
}

/* The mailbox that says what most of a row say, the first of them where it is
 * a draw; NOWHERE: nobody says anything. */
static size_t usual(const struct page *page, const struct matrix *m,
    const struct matrix_cell *row, enum line line)
{
	size_t best = NOWHERE, most = 0;

	for (size_t i = 0; i < m->mailbox_count; i++) {
		size_t n = weight(page, m, row, i, line);
		if (n > most) {
			most = n;
			best = i;
		}
	}
	return best;
}

/* "placement is junk, elsewhere inbox"; how many lines differ. */
static size_t add_differences(const struct page *page, const struct matrix *m,
    const struct matrix_cell *row, size_t cell, struct text *out)
{
	size_t n = 0;

	for (int line = LINE_PLACE; line <= LINE_DMARC; line++) {
		struct value value =
		    value_of(page, &row[cell], (enum line)line);
		size_t at = usual(page, m, row, (enum line)line);
		if (!value.said || at == NOWHERE)
			continue;
		struct value most = value_of(page, &row[at], (enum line)line);
		if (most.unasked || strcmp(value.words, most.words) == 0)
			continue;
		text_printf(out, "%s%s is %s, elsewhere %s", n > 0 ? "; " : "",
		    labels[line], value.words, most.words);
		n++;
	}
	return n;
}

/* The worst finding that stands here and not there.  What would be refused of
 * bulk mail follows from another one. */
static const struct finding *finding_here_alone(
    const struct inspection *here, const struct inspection *there)
{
	const struct finding *f = here->findings;

	while (f != NULL &&
	       (strncmp(f->row->id, "rule-", 5) == 0 ||
		   (there != NULL && stands_there(there, f->row->id))))
		f = f->next;
	return f;
}

static const char *habit_of(const struct inspection *in)
{
	unsigned habits = in->receiver != NULL ? in->receiver->habits : 0;

	if ((habits & HABIT_DKIM_ONLY) != 0)
		return "This receiver reports DKIM alone.";
	if ((habits & HABIT_ONE_SIGNATURE) != 0)
		return "This receiver reports one signature of several.";
	return "mailplumb finds there what it finds elsewhere: this receiver "
	       "decides otherwise.";
}

static void add_why(const struct inspection *here,
    const struct inspection *there, struct text *out)
{
	const struct finding *f = finding_here_alone(here, there);

	text_add(out, BYTES(". "));
	if (f != NULL)
		text_printf(out, "%.*s (%s)", FMT(f->message), f->row->id);
	else
		text_printf(out, "%s", habit_of(here));
}

/* One that is as most are; NULL: none. */
static const struct inspection *model_of(const struct page *page,
    const struct matrix *m, const struct matrix_cell *row)
{
	for (size_t i = 0; i < m->mailbox_count; i++) {
		struct text text = text_new(REPORT_LIMIT);
		bool usual_one = row[i].in != NULL &&
				 add_differences(page, m, row, i, &text) == 0;
		text_free(&text);
		if (usual_one)
			return row[i].in;
	}
	return NULL;
}

static size_t draw_differences(
    struct page *page, const struct matrix *m, size_t sender)
{
	const struct matrix_cell *row = row_of(m, sender);
	const struct inspection *there = model_of(page, m, row);
	size_t n = 0;

	for (size_t i = 0; i < m->mailbox_count; i++) {
		struct text text = text_new(REPORT_LIMIT);
		if (add_differences(page, m, row, i, &text) > 0) {
			struct text line = text_new(REPORT_LIMIT);
			add_why(row[i].in, there, &text);
			text_printf(&line, "%.*s %s %.*s: %.*s",
			    FMT(m->senders[sender]), page_glyph(page, GLYPH_TO),
			    FMT(m->mailboxes[i]), FMT(text_bytes(&text)));
			page_paragraph(page, LABEL, text_bytes(&line));
			text_free(&line);
			n++;
		}
		text_free(&text);
	}
	return n;
}

static bool anybody_spoke(const struct matrix *m)
{
	for (size_t i = 0; i < m->sender_count * m->mailbox_count; i++)
		if (m->cells[i].in != NULL && !place_of(m->cells[i].in).unasked)
			return true;
	return false;
}

void report_matrix(
    const struct matrix *matrix, struct report_style style, struct text *out)
{
	struct page page = { .out = out, .style = style };
	struct drawing d = { .page = &page, .matrix = matrix };
	size_t n = 0;

	for (size_t from = 0; from < matrix->mailbox_count; from += BLOCK) {
		size_t to = from + BLOCK < matrix->mailbox_count
				? from + BLOCK
				: matrix->mailbox_count;
		if (from > 0)
			page_line_end(&page);
		draw_block(&d, from, to);
	}
	draw_legend(&d);
	page_line_end(&page);
	struct text text = text_new(4 * REPORT_LIMIT);
	struct page below = { .out = &text, .style = style };
	for (size_t s = 0; s < matrix->sender_count; s++)
		n += draw_differences(&below, matrix, s);
	page_say(&page, TONE_PLAIN,
	    n > 0		    ? "Where the receivers disagree, and why"
	    : anybody_spoke(matrix) ? "The receivers agree."
				    : "No receiver was heard.");
	page_line_end(&page);
	text_add(out, text_bytes(&text));
	text_free(&text);
}
