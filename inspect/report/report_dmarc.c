#include "inspect/report/report_dmarc.h"

#include "inspect/report/advice.h"
#include "inspect/report/details.h"

#define LABELS	   16	/* column of the facts */
#define VALUE_MOST 2000 /* octets of one: more than anybody reads */
#define LINE_MOST  ((size_t)16 * 1024)

static const char *const standards[] = {
	[RFC9989] = "RFC 9989", [RFC7489] = "RFC 7489"
};
static const char *const methods[] = {
	[RFC9989] = "tree walk", [RFC7489] = "Public Suffix List"
};

static void write_heading(struct page *page, const char *words)
{
	page_line_end(page);
	page_say(page, TONE_PLAIN, words);
	page_line_end(page);
}

static void write_fact(struct page *page, const char *label, struct bytes b)
{
	page_to(page, 2);
	page_say(page, TONE_FAINT, label);
	page_to(page, LABELS);
	page_paragraph(page, LABELS, bytes_first(b, VALUE_MOST));
}

/* ---- the result ------------------------------------------------------------
 */

static enum tone result_tone(enum auth_result result)
{
	return result == AUTH_PASS   ? TONE_GOOD
	       : result == AUTH_FAIL ? TONE_BAD
				     : TONE_UNSURE;
}

static void add_reason(const struct dmarc_view *view, struct text *out)
{
	text_add(out, bytes_of(dmarc_reason_text(view->reason)));
	if (!bytes_present(view->detail))
		return;
	text_add(out, BYTES(": "));
	text_add(out, bytes_first(view->detail, VALUE_MOST));
}

static void write_result(struct page *page, const struct dmarc_view *view)
{
	struct text line = text_new(LINE_MOST);
	enum auth_result result = dmarc_result(view->reason);

	for (const char *w = auth_result_word(result); *w != '\0'; w++)
		text_char(&line, (char)(*w - 'a' + 'A'));
	page_add(page, result_tone(result), text_bytes(&line));
	page_to(page, page->column + 2);
	text_clear(&line);
	add_reason(view, &line);
	page_reason(page, text_bytes(&line));
	text_free(&line);
}

/* ---- domains, record, policy ------------------------------------------------
 */

static void write_organizations(
    struct page *page, const struct dmarc_verdict *v)
{
	struct text line = text_new(LINE_MOST);

	for (int s = 0; s < DMARC_STANDARDS; s++) {
		struct bytes domain = v->by[s].organization;
		text_printf(&line, "%s%.*s by %s (%s)", s > 0 ? ", " : "",
		    FMT(bytes_present(domain) ? domain : BYTES("unknown")),
		    standards[s], methods[s]);
	}
	write_fact(page, "Organisation", text_bytes(&line));
	text_free(&line);
}

static void write_record(struct page *page, const struct dmarc_view *view)
{
	struct text line = text_new(LINE_MOST);

	if (view->record == NULL) {
		write_fact(page, "Record", BYTES("none"));
		text_free(&line);
		return;
	}
	text_printf(&line, "_dmarc.%.*s: %.*s", FMT(view->record->domain),
	    FMT(bytes_first(view->record->text, VALUE_MOST)));
	write_fact(page, "Record", text_bytes(&line));
	text_free(&line);
}

static void write_policy(struct page *page, const struct dmarc_verdict *v)
{
	const struct dmarc_view *view = &v->by[RFC9989];
	struct text line = text_new(LINE_MOST);

	if (view->policy == POLICY_UNSET) {
		text_free(&line);
		return;
	}
	text_printf(&line, "%s for mail of %.*s",
	    dmarc_policy_text(view->policy), FMT(v->author_domain));
	if (!v->author_exists)
		text_add(&line, BYTES(", which does not exist"));
	if (dmarc_result(view->reason) == AUTH_FAIL)
		text_printf(
		    &line, "; applied: %s", dmarc_policy_text(view->applied));
	write_fact(page, "Policy", text_bytes(&line));
	text_clear(&line);
	text_printf(&line, "DKIM %s, SPF %s",
	    view->record->strict_dkim ? "strictly (adkim=s)" : "relaxed",
	    view->record->strict_spf ? "strictly (aspf=s)" : "relaxed");
	write_fact(page, "Aligns", text_bytes(&line));
	text_free(&line);
}

/* ---- the walk --------------------------------------------------------------
 */

void dmarc_place_words(const struct dmarc_place *place, struct text *out)
{
	if (place->answer == NULL)
		text_add(out, BYTES("too long to be asked"));
	else if (place->count > 1)
		text_printf(out, "%zu records, all ignored", place->count);
	else if (place->count == 1)
		text_add(out, BYTES("a record"));
	else if (place->why != NULL)
		text_printf(out, "no record: %s", place->why);
	else if (place->answer->status == DNS_FOUND)
		text_add(out, BYTES("no record, other texts"));
	else
		text_add(out, bytes_of(dns_status_word(place->answer->status)));
	if (place->record != NULL && place->record->psd != PSD_UNKNOWN)
		text_printf(out, ", with psd=%c: the walk ends",
		    place->record->psd == PSD_YES ? 'y' : 'n');
}

static void write_walk(struct page *page, const struct dmarc_walk *walk)
{
	struct text line = text_new(LINE_MOST);

	write_heading(page, "Names asked by the tree walk");
	for (size_t i = 0; i < walk->count; i++) {
		text_clear(&line);
		text_printf(
		    &line, "_dmarc.%.*s: ", FMT(walk->places[i]->domain));
		dmarc_place_words(walk->places[i], &line);
		page_paragraph(page, 2, text_bytes(&line));
	}
	text_free(&line);
}

/* ---- identifiers ------------------------------------------------------------
 */

static const char *alignment_word(const struct verified_identifier *id, int s)
{
	return id->unknown[s] ? "unknown" : alignment_text(id->alignment[s]);
}

static void write_identifier(
    struct page *page, const struct verified_identifier *id)
{
	struct text line = text_new(LINE_MOST);
	bool same = id->alignment[RFC9989] == id->alignment[RFC7489] &&
		    id->unknown[RFC9989] == id->unknown[RFC7489];

	text_printf(&line, "%s %.*s: %s, ",
	    id->kind == IDENTIFIER_DKIM ? "DKIM" : "SPF", FMT(id->domain),
	    auth_result_word(id->result));
	if (same)
		text_add(&line, bytes_of(alignment_word(id, RFC9989)));
	else
		text_printf(&line, "%s by RFC 9989, %s by RFC 7489",
		    alignment_word(id, RFC9989), alignment_word(id, RFC7489));
	page_to(page, 2);
	page_say(page, id->aligned[RFC9989] ? TONE_GOOD : TONE_PLAIN,
	    id->aligned[RFC9989] ? "+" : "-");
	page_paragraph(page, 4, text_bytes(&line));
	text_free(&line);
}

static void write_identifiers(
    struct page *page, const struct verified_identifier *id)
{
	if (id == NULL)
		return;
	write_heading(page, "Identifiers, + passes and aligns");
	for (; id != NULL; id = id->next)
		write_identifier(page, id);
}

/* ---- the record's mistakes, its reports -------------------------------------
 */

static void write_mistakes(struct page *page, const struct dmarc_record *record)
{
	const struct dmarc_flaw *flaw = record != NULL ? record->flaws : NULL;
	struct text line = text_new(LINE_MOST);

	if (flaw != NULL)
		write_heading(page, "The record");
	for (; flaw != NULL; flaw = flaw->next) {
		text_clear(&line);
		text_add(&line, bytes_first(flaw->tag, VALUE_MOST));
		if (bytes_present(flaw->tag) && flaw->value.len > 0)
			text_char(&line, '=');
		text_add(&line, bytes_first(flaw->value, VALUE_MOST));
		text_printf(
		    &line, "%s%s", line.len > 0 ? ": " : "", flaw->what);
		page_paragraph(page, 2, text_bytes(&line));
	}
	text_free(&line);
}

const char *report_permission_words(enum report_permission permission)
{
	static const char *const words[] = {
		[REPORT_INSIDE] = "inside the organisation",
		[REPORT_AUTHORIZED] = "authorized by its domain",
		[REPORT_UNAUTHORIZED] = "not authorized by its domain",
		[REPORT_UNKNOWN] = "whether it is authorized is not known",
	};

	return words[permission];
}

static void write_targets(struct page *page, const struct report_target *t)
{
	struct text line = text_new(LINE_MOST);

	if (t != NULL)
		write_heading(page, "Reports");
	for (; t != NULL; t = t->next) {
		text_clear(&line);
		text_printf(&line, "%s %.*s: %s", t->failure ? "ruf" : "rua",
		    FMT(bytes_first(t->uri, VALUE_MOST)),
		    report_permission_words(t->permission));
		page_paragraph(page, 2, text_bytes(&line));
	}
	text_free(&line);
}

/* ---- all of it -------------------------------------------------------------
 */

void report_dmarc_details(struct page *page, const struct dmarc_verdict *v)
{
	if (v->diverges)
		write_fact(page, "Differs", v->divergence);
	write_fact(page, "Author", v->author_domain);
	write_organizations(page, v);
	write_record(page, &v->by[RFC9989]);
	write_policy(page, v);
	write_identifiers(page, v->identifiers);
	write_walk(page, &v->walk);
	write_mistakes(page, v->by[RFC9989].record);
	write_targets(page, v->targets);
}

void report_dmarc(
    const struct inspection *in, struct report_style style, struct text *out)
{
	const struct dmarc_verdict *v = in->verified.dmarc;
	struct page page = { .out = out, .style = style };

	write_result(&page, &v->by[RFC9989]);
	if (style.quiet)
		return;
	page_line_end(&page);
	report_dmarc_details(&page, v);
	report_advice(&page, in);
	if (style.verbose > 0)
		report_questions(&page, in->dns);
}
