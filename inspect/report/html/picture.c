#include "inspect/report/html/parts.h"

#include "inspect/model/witness.h"
#include "inspect/report/branches.h"
#include "inspect/report/report_spf.h"

/*
 *	From           o--[ example.com ]     the author's domain
 *	               |
 *	DKIM 1  pass   o--[ example.com ]     aligned: same domain
 *	SPF     pass   |  o- -[ amazonses.com ]  not aligned: ...
 *	               |
 *	DMARC   pass   V  by DKIM 1; policy reject
 *
 * A table, so that it can be read aloud and breaks where it must; each row
 * draws its piece of the line, 72 by 40, the line itself at 8.
 */
#define SVG                                                         \
	"<svg width=\"72\" height=\"40\" viewBox=\"0 0 72 40\" "    \
	"fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" " \
	"aria-hidden=\"true\" focusable=\"false\">"
#define END_SVG "</svg>"

enum join { JOIN_ALIGNED, JOIN_FAILED, JOIN_APART, JOIN_NOTHING };

/* What aligns and passes is tied to the line; what aligns and does not pass
 * reaches it and is crossed out; what does not align keeps off. */
static const char *const drawings[] = {
	[JOIN_ALIGNED] = SVG
	"<path d=\"M8 20H72\"/>"
	"<circle cx=\"8\" cy=\"20\" r=\"4\" fill=\"currentColor\"/>" END_SVG,
	[JOIN_FAILED] =
	    SVG "<path d=\"M12 20H72M20 14l12 12m0-12l-12 12\"/>"
		"<circle class=\"hole\" cx=\"8\" cy=\"20\" r=\"4\"/>" END_SVG,
	[JOIN_APART] = SVG "<path stroke-dasharray=\"4 4\" d=\"M32 20H72\"/>"
			   "<circle cx=\"28\" cy=\"20\" r=\"4\"/>" END_SVG,
	[JOIN_NOTHING] = SVG "<path d=\"M22 20h12\"/>" END_SVG,
};

static const char from[] =
    SVG "<path d=\"M8 20H72\"/>"
	"<circle cx=\"8\" cy=\"20\" r=\"5\" fill=\"currentColor\"/>" END_SVG;

/* The bob. */
static const char bob[] =
    SVG "<path d=\"M8 6v6M4 12h8l3 5-7 19-7-19z\" fill=\"currentColor\" "
	"stroke-linejoin=\"round\"/>" END_SVG;

/* ---- what aligns -----------------------------------------------------------
 */

static const struct dmarc_record *record_of(const struct inspection *in)
{
	const struct dmarc_view *view = own_dmarc(in);

	return view != NULL ? view->record : NULL;
}

static bool is_dkim(const struct branch *b)
{
	return bytes_is(bytes_of(b->label), "DKIM");
}

/* The record asks for the same domain. */
static bool is_strict(const struct inspection *in, const struct branch *b)
{
	const struct dmarc_record *record = record_of(in);

	return record != NULL &&
	       (is_dkim(b) ? record->strict_dkim : record->strict_spf);
}

static bool aligns(const struct inspection *in, const struct branch *b)
{
	return b->alignment == ALIGN_STRICT ||
	       (b->alignment == ALIGN_RELAXED && !is_strict(in, b));
}

static enum join join_of(const struct inspection *in, const struct branch *b)
{
	if (!bytes_present(b->domain) || !bytes_present(in->author.domain))
		return JOIN_NOTHING;
	if (!aligns(in, b))
		return JOIN_APART;
	return b->result == AUTH_PASS ? JOIN_ALIGNED : JOIN_FAILED;
}

/* Another signature ties: nobody misses this one. */
static bool is_spared(const struct inspection *in, const struct branch *b,
    const struct branch *others)
{
	for (; is_dkim(b) && others != NULL; others = others->next)
		if (is_dkim(others) && join_of(in, others) == JOIN_ALIGNED)
			return true;
	return false;
}

/* A pass that does not align serves nobody. */
static enum tone tone_of(const struct inspection *in, const struct branch *b,
    const struct branch *all)
{
	enum join join = join_of(in, b);

	if (join != JOIN_ALIGNED && b->result == AUTH_PASS)
		return is_spared(in, b, all) ? TONE_FAINT : TONE_UNSURE;
	return branch_tone(b);
}

static void put_relation(const struct inspection *in, const struct branch *b,
    enum tone tone, struct text *out)
{
	bool aligned = aligns(in, b);
	bool strict = is_strict(in, b) && b->alignment != ALIGN_NO;

	html_put(out, "<td role=\"cell\" class=\"relation $\">",
	    html_tone(aligned		   ? TONE_PLAIN
		      : tone == TONE_FAINT ? TONE_FAINT
					   : TONE_UNSURE));
	if (bytes_present(b->domain) && bytes_present(in->author.domain))
		html_put(out, "$ $: $", aligned ? BYTES("=") : BYTES("\u2260"),
		    aligned ? BYTES("aligned") : BYTES("not aligned"),
		    bytes_of(branch_words(b)));
	if (strict)
		html_put(out, ", $ $",
		    aligned ? BYTES("as asked by") : BYTES("too little for"),
		    is_dkim(b) ? BYTES("adkim=s") : BYTES("aspf=s"));
	html_add(out, "</td>");
}

/* ---- what else there is to a name ------------------------------------------
 */

static void put_sub(struct text *out, const struct text *line)
{
	if (line->len > 0)
		html_put(out, "<span class=\"sub\">$</span>", text_bytes(line));
}

static void put_signature(const struct inspection *in,
    const struct dkim_signature *s, struct text *out)
{
	const struct dkim_verdict *v = verified_of_signature(&in->verified, s);

	html_add(out, "<span class=\"sub\">");
	if (bytes_present(s->selector))
		html_put(out, "selector $", s->selector);
	if (bytes_present(s->algorithm))
		html_put(out, ", <span class=\"whole\">$</span>",
		    bytes_first(s->algorithm, 20));
	if (v != NULL && v->key_bits > 0)
		html_put(out, ", <span class=\"whole\">$ bits</span>",
		    html_count(in, v->key_bits));
	html_add(out, "</span>");
}

static void put_session(const struct inspection *in, struct text *out)
{
	const struct envelope *e = &in->envelope;
	const struct spf_verdict *spf = in->verified.spf;
	struct text line = text_new(HTML_VALUE_MOST * 8);
	bool helo = spf != NULL && spf->helo;

	text_add(&line, helo ? BYTES("HELO") : BYTES("MAIL FROM"));
	if (spf != NULL && spf->reason == SPF_MATCHED) {
		text_add(&line, BYTES("; "));
		report_spf_why(spf, &line);
	} else if (e->client_ip.source != FACT_NONE)
		text_printf(&line, "; client %.*s", FMT(e->client_ip.value));
	put_sub(out, &line);
	text_free(&line);
}

static void put_record(const struct inspection *in, struct text *out)
{
	const struct dmarc_record *record = record_of(in);

	if (record != NULL)
		html_put(out,
		    "<span class=\"sub\"><code>_dmarc.$</code> <code>$</code>"
		    "</span>",
		    record->domain, record->text);
}

static void put_organization(const struct inspection *in, struct text *out)
{
	const struct dmarc_verdict *v = in->verified.dmarc;
	struct bytes a = v != NULL ? v->by[RFC9989].organization : ABSENT;
	struct bytes b = v != NULL ? v->by[RFC7489].organization : ABSENT;

	if (v == NULL)
		a = b = in->reported.author_organization;
	if (!bytes_present(a) || !bytes_present(b))
		return;
	if (!bytes_eq(a, b))
		html_put(out,
		    "<span class=\"sub\">organisation $ by RFC 9989, $ by "
		    "RFC 7489</span>",
		    a, b);
	else if (!bytes_eq(a, in->author.domain))
		html_put(out, "<span class=\"sub\">organisation $</span>", a);
}

/* ---- rows ------------------------------------------------------------------
 */

static void row_open(struct text *out, const char *class, struct bytes label)
{
	html_put(out,
	    "<tr role=\"row\" class=\"$\"><th role=\"rowheader\" "
	    "scope=\"row\">$</th>",
	    bytes_of(class), label);
}

static void put_found(struct text *out, enum tone tone, const char *word)
{
	html_put(out, "<td role=\"cell\" class=\"result $\">$ $</td>",
	    html_tone(tone), html_mark(tone == TONE_FAINT ? TONE_GOOD : tone),
	    bytes_of(word));
}

static void put_line(struct text *out, enum tone tone, const char *drawing)
{
	html_put(out, "<td role=\"cell\" class=\"line $\">", html_tone(tone));
	html_add(out, drawing);
	html_add(out, "</td><td role=\"cell\" class=\"name\">");
}

static void put_domain(struct text *out, struct bytes domain)
{
	html_put(out, "<span class=\"domain code\">$</span>", domain);
}

static void put_author(const struct inspection *in, struct text *out)
{
	bool known = bytes_present(in->author.domain);

	row_open(out, "from", BYTES("From"));
	html_add(out, "<td role=\"cell\" class=\"result\"></td>");
	put_line(out, known ? TONE_PLAIN : TONE_BAD,
	    known ? from : drawings[JOIN_NOTHING]);
	if (known)
		put_domain(out, in->author.domain);
	else
		html_add(
		    out, "<strong class=\"bad\">no author domain</strong>");
	put_organization(in, out);
	html_put(out, "</td><td role=\"cell\" class=\"relation dim\">$</td>",
	    known ? BYTES("the author\u2019s domain")
		  : bytes_of(in->author.mistake));
	html_add(out, "</tr>\n");
}

static struct bytes label_of(
    const struct inspection *in, const struct branch *b)
{
	return b->number > 0
		   ? arena_printf(in->arena, "%s %zu", b->label, b->number)
		   : bytes_of(b->label);
}

static void put_branch(const struct inspection *in, const struct branch *b,
    enum tone tone, struct text *out)
{
	enum join join = join_of(in, b);

	row_open(out, join == JOIN_APART ? "apart" : "branch", label_of(in, b));
	put_found(out, tone, result_shown(b->result));
	put_line(out,
	    join == JOIN_APART && tone != TONE_FAINT ? TONE_UNSURE : tone,
	    drawings[join]);
	if (bytes_present(b->domain))
		put_domain(out, b->domain);
	else
		html_put(out, "$", bytes_of(b->nameless));
	if (b->signature != NULL)
		put_signature(in, b->signature, out);
	else if (!is_dkim(b) && bytes_present(b->domain))
		put_session(in, out);
	if (bytes_present(b->note))
		html_put(out, "<span class=\"sub $\">$</span>", html_tone(tone),
		    b->note);
	html_add(out, "</td>");
	put_relation(in, b, tone, out);
	html_add(out, "</tr>\n");
}

static void put_dmarc(const struct inspection *in, struct text *out)
{
	struct conclusion dmarc = dmarc_conclusion(in);
	struct branch b = { .result = dmarc.result, .alignment = ALIGN_STRICT };
	enum tone tone = branch_tone(&b);

	row_open(out, "end", BYTES("DMARC"));
	put_found(out, tone, result_shown(dmarc.result));
	put_line(out, tone, bob);
	html_put(out, "$", dmarc.words);
	put_record(in, out);
	if (dmarc.note.len > 0)
		html_put(out, "<span class=\"sub note\">$</span>", dmarc.note);
	html_add(out, "</td><td role=\"cell\" class=\"relation\"></td></tr>\n");
}

void html_picture(const struct inspection *in, struct text *out)
{
	const struct branch *all = branches_of(in);

	html_add(out, "<section><h3>Names and alignment</h3>\n"
		      "<table role=\"table\" class=\"chain\" aria-label=\"The "
		      "author\u2019s domain and the names compared with it\">"
		      "<tbody role=\"rowgroup\">\n");
	put_author(in, out);
	for (const struct branch *b = all; b != NULL; b = b->next)
		put_branch(in, b, tone_of(in, b, all), out);
	put_dmarc(in, out);
	html_add(out, "</tbody></table>\n");
}
