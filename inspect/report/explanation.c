#include "inspect/report/explanation.h"

#include "inspect/report/page.h"
#include <assert.h>
#include <string.h>

static const struct explanation *const tables[] = { explanation_way,
	explanation_ses, explanation_dkim, explanation_spf, explanation_dmarc,
	explanation_message, NULL };

const struct explanation *explanation_of(const char *id)
{
	for (size_t i = 0; tables[i] != NULL; i++)
		for (const struct explanation *e = tables[i]; e->id; e++)
			if (strcmp(e->id, id) == 0)
				return e;
	return NULL;
}

/* ---- for people -----------------------------------------------------------
 */

#define LABEL 2
#define SAID  11

static void write_part(struct page *page, const char *label, struct bytes said)
{
	if (!bytes_present(said))
		return;
	page_to(page, LABEL);
	page_say(page, TONE_FAINT, label);
	page_to(page, SAID);
	page_paragraph(page, SAID, said);
}

void explanation_text(const struct catalogue_row *row, struct bytes fix,
    struct report_style style, struct text *out)
{
	struct page page = { .out = out, .style = style };
	const struct explanation *e = explanation_of(row->id);

	page_say(&page, TONE_PLAIN, row->id);
	page_say(&page, TONE_PLAIN, " (");
	page_say(&page, TONE_PLAIN, severity_word(row->severity));
	page_say(&page, TONE_PLAIN, "): ");
	page_paragraph(&page, LABEL, bytes_of(row->title));
	write_part(&page, "cause", e != NULL ? bytes_of(e->cause) : ABSENT);
	write_part(&page, "example", e != NULL ? bytes_of(e->example) : ABSENT);
	write_part(
	    &page, "fix", bytes_present(fix) ? fix : BYTES("Nothing to do."));
	write_part(&page, "source", bytes_of(row->basis));
}

/* ---- for programs ---------------------------------------------------------
 */

struct json *explanation_json(const struct catalogue_row *row, struct bytes fix)
{
	const struct explanation *e = explanation_of(row->id);
	struct json *o = json_object_new();

	json_put(o, "id", json_word(row->id));
	json_put(o, "severity", json_word(severity_word(row->severity)));
	json_put(o, "subject", json_word(row->subject));
	json_put(o, "title", json_word(row->title));
	json_put(o, "cause", json_word(e != NULL ? e->cause : NULL));
	json_put(o, "example", json_word(e != NULL ? e->example : NULL));
	json_put(o, "fix", json_text(fix));
	json_put(o, "source", json_word(row->basis));
	return o;
}

/* ---- for the manual -------------------------------------------------------
 */

/* A sentence begins a line, as mdoc(7) has it; its control characters mean
 * nothing. */
static void add_mdoc(struct text *out, struct bytes words)
{
	bool begins = true;

	for (size_t i = 0; i < words.len; i++) {
		char c = words.ptr[i];
		bool ends = i > 0 && c == ' ' && words.ptr[i - 1] == '.';
		if (ends) {
			text_char(out, '\n');
			begins = true;
			continue;
		}
		if (c == '\\')
			text_add(out, BYTES("\\e"));
		else if (begins && (c == '.' || c == '\''))
			text_printf(out, "\\&%c", c);
		else
			text_char(out, c);
		begins = false;
	}
	text_char(out, '\n');
}

static void add_labelled(
    struct text *out, const char *label, struct bytes words)
{
	if (!bytes_present(words))
		return;
	text_printf(out, ".Em %s :\n", label);
	add_mdoc(out, words);
}

void explanation_mdoc(
    const struct catalogue_row *row, struct bytes fix, struct text *out)
{
	const struct explanation *e = explanation_of(row->id);

	assert(e != NULL);
	text_printf(
	    out, ".It Sy %s Pq %s\n", row->id, severity_word(row->severity));
	add_mdoc(out, bytes_of(e->cause));
	add_labelled(out, "Example", bytes_of(e->example));
	add_labelled(out, "Fix", fix);
	add_labelled(out, "Source", bytes_of(row->basis));
}
