#include "inspect/report/html/parts.h"

#include "inspect/model/witness.h"
#include "inspect/report/verdict_line.h"

struct row {
	struct bytes name;
	enum auth_result theirs, ours;
	bool aligns, has_alignment;
	const struct method *method; /* NULL: nothing that can be required */
};

static void put_aligned(struct text *out, const struct row *row)
{
	enum tone tone = row->aligns ? TONE_GOOD : TONE_UNSURE;

	html_add(out, "<td class=\"word\">");
	if (row->has_alignment)
		html_put(out,
		    "<span class=\"label\">Aligned: </span><span class=\"$\">"
		    "$ $</span>",
		    html_tone(tone), row->aligns ? BYTES("=") : BYTES("\u2260"),
		    row->aligns ? BYTES("yes") : BYTES("no"));
	html_add(out, "</td>");
}

static void put_standing(
    struct text *out, const struct inspection *in, const struct row *row)
{
	static const struct {
		const char *word;
		enum tone tone;
	} words[] = {
		[STANDING_UNKNOWN] = { "undecided", TONE_UNSURE },
		[STANDING_PASS] = { "met", TONE_GOOD },
		[STANDING_FAIL] = { "not met", TONE_BAD },
	};

	html_add(
	    out, "<td class=\"word\"><span class=\"label\">Required: </span>");
	if (row->method == NULL || !method_is_required(in, row->method)) {
		html_add(out, "<span class=\"dim\">no</span></td>");
		return;
	}
	enum tone tone = words[row->method->standing].tone;
	html_put(out, "<span class=\"$\">$ yes, $</span></td>", html_tone(tone),
	    html_mark(tone), bytes_of(words[row->method->standing].word));
}

static void put_word(struct text *out, const char *who, enum auth_result result,
    const char *otherwise)
{
	html_put(out, "<td class=\"word\"><span class=\"label\">$: </span>",
	    bytes_of(who));
	if (result != AUTH_ABSENT)
		html_result(out, result);
	else
		html_put(
		    out, "<span class=\"dim\">$</span>", bytes_of(otherwise));
	html_add(out, "</td>");
}

static void put_row(
    struct text *out, const struct inspection *in, const struct row *row)
{
	html_put(out, "<tr><th scope=\"row\">$</th>", row->name);
	put_word(out, "The receiver says", row->theirs, "no claim");
	put_word(out, "mailplumb finds", row->ours, "not verified");
	put_aligned(out, row);
	put_standing(out, in, row);
	html_add(out, "</tr>\n");
}

static enum auth_result own_dmarc_result(const struct inspection *in)
{
	const struct dmarc_view *view = own_dmarc(in);

	return view != NULL ? dmarc_result(view->reason) : AUTH_ABSENT;
}

void html_witnesses(const struct inspection *in, struct text *out)
{
	const struct spf_verdict *spf = in->verified.spf;
	const struct arc_verdict *arc = in->verified.arc;
	struct method methods[METHODS];

	methods_of(in, methods);
	const struct row rows[] = {
		{ BYTES("DKIM"), in->reported.dkim, in->verified.dkim_result,
		    dkim_aligns(in), true, &methods[0] },
		{ BYTES("SPF"), in->reported.spf,
		    spf != NULL ? spf->result : AUTH_ABSENT, spf_aligns(in),
		    true, &methods[1] },
		{ BYTES("DMARC"), in->reported.dmarc, own_dmarc_result(in),
		    false, false, &methods[2] },
		{ BYTES("ARC"), in->reported.arc,
		    arc != NULL ? arc->result : AUTH_ABSENT, false, false,
		    NULL },
	};
	html_add(out,
	    "<section><h3>Two witnesses</h3>\n<table class=\"grid "
	    "kept\"><thead><tr>"
	    "<th scope=\"col\">Method</th><th scope=\"col\">The receiver says"
	    "</th><th scope=\"col\">mailplumb finds</th><th scope=\"col\">"
	    "Aligned</th><th scope=\"col\">Required</th></tr></thead><tbody>"
	    "\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].method != NULL || rows[i].theirs != AUTH_ABSENT ||
		    rows[i].ours != AUTH_ABSENT)
			put_row(out, in, &rows[i]);
	html_add(out, "</tbody></table></section>\n");
}
