#include "inspect/report/details.h"

#include "common/base/crypto.h"
#include "inspect/report/dkim_tags.h"
#include "inspect/report/report_dmarc.h"
#include "inspect/report/report_spf.h"
#include "inspect/report/report_transit.h"

#include <stdio.h>

static void write_title(struct page *page, const char *title)
{
	page_line_end(page);
	page_say(page, TONE_PLAIN, title);
	page_line_end(page);
}

/* ---- hops -----------------------------------------------------------------
 */

enum {
	HOP_DELAY = 2,
	HOP_TLS = 12,
	HOP_NAMES = 22,
};

static void write_hop(struct page *page, const struct hop *hop)
{
	struct text names = text_new(REPORT_LIMIT);
	struct bytes from = bytes_present(hop->rdns) ? hop->rdns : hop->helo;
	struct bytes version, cipher;
	char delay[32] = "?";

	if (hop->delay != TIME_UNKNOWN)
		snprintf(
		    delay, sizeof(delay), "%+.1f s", (double)hop->delay / 1000);
	page_to(page, HOP_DELAY);
	page_say(page, TONE_PLAIN, hop->next != NULL ? delay : "");
	page_to(page, HOP_TLS);
	bytes_cut(hop->tls, ' ', &version, &cipher);
	if (bytes_present(hop->tls))
		page_cell(page, TONE_GOOD, version, 8);
	else
		page_say(page, hop->encrypted ? TONE_GOOD : TONE_PLAIN,
		    hop->encrypted ? "TLS" : "-");
	if (bytes_present(from))
		text_printf(&names, "%.*s ", FMT(from));
	if (bytes_present(hop->ip))
		text_printf(&names, "[%.*s] ", FMT(hop->ip));
	text_printf(&names, "%s %.*s", page_glyph(page, GLYPH_TO),
	    FMT(bytes_present(hop->by) ? hop->by : BYTES("?")));
	if (bytes_present(hop->with))
		text_printf(&names, " (%.*s)", FMT(hop->with));
	page_to(page, HOP_NAMES);
	page_paragraph(page, HOP_NAMES, text_bytes(&names));
	text_free(&names);
}

static void write_hops(struct page *page, const struct inspection *in)
{
	if (in->hops == NULL)
		return;
	write_title(page, "Hops, the last one first");
	for (const struct hop *hop = in->hops; hop != NULL; hop = hop->next)
		write_hop(page, hop);
}

/* ---- claims ---------------------------------------------------------------
 */

void claim_words(const struct claim *claim, struct text *out)
{
	text_printf(out, "%.*s=%.*s", FMT(claim->method), FMT(claim->word));
	if (bytes_present(claim->reason))
		text_printf(out, " reason=\"%.*s\"", FMT(claim->reason));
	for (const struct property *p = claim->properties; p != NULL;
	     p = p->next)
		text_printf(out, " %.*s%s%.*s=%.*s", FMT(p->type),
		    bytes_present(p->type) ? "." : "", FMT(p->name),
		    FMT(p->value));
	if (bytes_present(claim->comment))
		text_printf(out, " (%.*s)", FMT(claim->comment));
}

static void write_claim(struct page *page, const struct claim *claim)
{
	struct text line = text_new(REPORT_LIMIT);

	claim_words(claim, &line);
	page_paragraph(page, 6, text_bytes(&line));
	text_free(&line);
}

static void write_remark(struct page *page, const struct remark *remark)
{
	struct text line = text_new(REPORT_LIMIT);

	text_printf(&line, "%.*s: %.*s", FMT(remark->name), FMT(remark->value));
	if (remark->meaning != NULL)
		text_printf(&line, ", %s", remark->meaning);
	page_paragraph(page, 6, text_bytes(&line));
	text_free(&line);
}

static void write_claim_field(
    struct page *page, const struct claim_field *field)
{
	struct text line = text_new(REPORT_LIMIT);
	bool trusted = field->trust == TRUST_YES;

	text_printf(&line, "%.*s", FMT(field->field->name));
	if (bytes_present(field->authserv_id))
		text_printf(&line, " of %.*s", FMT(field->authserv_id));
	text_printf(&line, ", field %zu: %s", field->position + 1,
	    field->why != NULL ? field->why : "");
	page_to(page, 2);
	page_say(page, trusted ? TONE_GOOD : TONE_UNSURE, trusted ? "+" : "-");
	page_paragraph(page, 4, text_bytes(&line));
	for (const struct claim *c = field->claims; c != NULL; c = c->next)
		write_claim(page, c);
	for (const struct remark *r = field->remarks; r != NULL; r = r->next)
		write_remark(page, r);
	if (field->mistake != NULL) {
		text_clear(&line);
		text_printf(&line, "mistake at octet %zu: %s",
		    field->mistake_at, field->mistake);
		page_paragraph(page, 6, text_bytes(&line));
	}
	text_free(&line);
}

static void write_claims(struct page *page, const struct inspection *in)
{
	if (in->claims == NULL)
		return;
	write_title(page, "Claims, + trusted, - not");
	for (const struct claim_field *f = in->claims; f != NULL; f = f->next)
		write_claim_field(page, f);
}

/* ---- facts of the session -------------------------------------------------
 */

static void write_fact(
    struct page *page, const char *label, const struct fact *fact)
{
	struct text line = text_new(REPORT_LIMIT);

	if (fact->source != FACT_NONE) {
		text_printf(&line, "%.*s (from: %s)",
		    FMT(bytes_empty(fact->value) ? BYTES("<>") : fact->value),
		    fact_source_word(fact->source));
		page_to(page, 2);
		page_say(page, TONE_PLAIN, label);
		page_paragraph(page, 14, text_bytes(&line));
	}
	text_free(&line);
}

static void write_envelope(struct page *page, const struct inspection *in)
{
	const struct envelope *e = &in->envelope;

	if (e->client_ip.source == FACT_NONE && e->helo.source == FACT_NONE &&
	    e->mail_from.source == FACT_NONE)
		return;
	write_title(page, "Envelope");
	write_fact(page, "MAIL FROM", &e->mail_from);
	write_fact(page, "client IP", &e->client_ip);
	write_fact(page, "HELO", &e->helo);
}

/* ---- signatures -----------------------------------------------------------
 */

static void write_tag(struct page *page, const char *tag, struct bytes value)
{
	if (!bytes_present(value))
		return;
	page_to(page, 6);
	page_say(page, TONE_PLAIN, tag);
	page_paragraph(page, 10, value);
}

/* ---- what we found of them ------------------------------------------------
 */

static void write_digest(struct page *page, const struct inspection *in,
    const char *what, enum match match, struct bytes digest)
{
	struct text line = text_new(REPORT_LIMIT);

	if (bytes_present(digest) || match != MATCH_UNCHECKED) {
		text_printf(&line, "%s %s", what, match_text(match));
		if (bytes_present(digest))
			text_printf(&line, ", computed %.*s",
			    FMT(base64_write(in->arena, digest)));
		page_paragraph(page, 6, text_bytes(&line));
	}
	text_free(&line);
}

static void write_found(struct page *page, const struct inspection *in,
    const struct dkim_verdict *v)
{
	struct text line = text_new(REPORT_LIMIT);

	if (v->reason != DKIM_UNASKED) {
		text_printf(&line, "%s: %s%s%.*s",
		    auth_result_word(dkim_result(v->reason)),
		    dkim_reason_text(v->reason),
		    bytes_present(v->detail) ? ", " : "", FMT(v->detail));
		page_paragraph(page, 6, text_bytes(&line));
	}
	write_digest(page, in, "body hash", v->body_hash, v->body_digest);
	write_digest(page, in, "signature over the header", v->header_signature,
	    v->header_digest);
	if (bytes_present(v->key_record)) {
		text_clear(&line);
		text_printf(&line, "key of %u bits: %.*s", v->key_bits,
		    FMT(bytes_first(v->key_record, 2000)));
		page_paragraph(page, 6, text_bytes(&line));
	}
	text_free(&line);
}

static void write_signature(struct page *page, const struct inspection *in,
    const struct dkim_signature *s)
{
	const struct dkim_verdict *v = verified_of_signature(&in->verified, s);
	struct dkim_tag tags[DKIM_TAGS];
	size_t n = dkim_tags(in->arena, s, tags);
	char text[64];

	snprintf(text, sizeof(text), "Signature %zu", s->index);
	page_to(page, 2);
	page_say(page, TONE_PLAIN, text);
	page_line_end(page);
	for (size_t i = 0; i < n; i++)
		write_tag(page, tags[i].name, tags[i].value);
	write_tag(page, "!", bytes_of(s->mistake));
	if (v != NULL)
		write_found(page, in, v);
}

static void write_signatures(struct page *page, const struct inspection *in)
{
	if (in->signatures == NULL)
		return;
	write_title(page, "Signatures");
	for (const struct dkim_signature *s = in->signatures; s != NULL;
	     s = s->next)
		write_signature(page, in, s);
}

static void write_spf(struct page *page, const struct inspection *in)
{
	const struct spf_verdict *spf = in->verified.spf;
	struct text line = text_new(REPORT_LIMIT);

	if (spf != NULL) {
		write_title(page, "SPF, term by term");
		text_printf(&line,
		    "%s for %.*s: ", auth_result_word(spf->result),
		    FMT(spf->domain));
		report_spf_why(spf, &line);
		page_paragraph(page, 2, text_bytes(&line));
		report_spf_steps(page, spf);
	}
	text_free(&line);
}

static void write_dmarc(struct page *page, const struct inspection *in)
{
	if (in->verified.dmarc == NULL)
		return;
	write_title(page, "DMARC");
	report_dmarc_details(page, in->verified.dmarc);
}

static void write_arc(struct page *page, const struct inspection *in)
{
	const struct arc_verdict *arc = in->verified.arc;
	struct text line = text_new(REPORT_LIMIT);

	if (arc != NULL) {
		write_title(page, "ARC");
		text_printf(&line, "%s: %s%s%.*s",
		    arc->result != AUTH_ABSENT ? auth_result_word(arc->result)
					       : "unknown",
		    arc_reason_text(arc->reason),
		    bytes_present(arc->detail) ? ", " : "", FMT(arc->detail));
		page_paragraph(page, 2, text_bytes(&line));
		for (const struct arc_instance *i = arc->instances; i != NULL;
		     i = i->next) {
			text_clear(&line);
			text_printf(&line, "%u: sealed by %.*s, cv=%.*s",
			    i->instance, FMT(i->domain), FMT(i->chain_value));
			page_paragraph(page, 4, text_bytes(&line));
		}
	}
	text_free(&line);
}

void report_details(struct page *page, const struct inspection *in)
{
	write_envelope(page, in);
	write_hops(page, in);
	report_transit_details(page, in);
	write_claims(page, in);
	write_signatures(page, in);
	write_spf(page, in);
	write_dmarc(page, in);
	write_arc(page, in);
	report_questions(page, in->dns);
}
