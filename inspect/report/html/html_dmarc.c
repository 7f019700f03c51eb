#include "inspect/report/html/parts.h"

#include "inspect/report/dmarc_tags.h"
#include "inspect/report/report_dmarc.h"

static struct bytes known(struct bytes b)
{
	return bytes_present(b) ? b : BYTES("unknown");
}

static void put_facts(const struct inspection *in,
    const struct dmarc_verdict *v, struct text *out)
{
	const struct dmarc_view *view = &v->by[RFC9989];

	html_add(out, "<dl class=\"tags\">\n<dt>result</dt><dd>");
	html_result(out, dmarc_result(view->reason));
	html_put(out, ": $", bytes_of(dmarc_reason_text(view->reason)));
	if (bytes_present(view->detail))
		html_put(out, ", $", view->detail);
	html_add(out, "</dd>\n");
	if (v->diverges)
		html_pair(out, "differs", v->divergence);
	html_pair(out, "author", v->author_domain);
	html_put(out,
	    "<dt>organisation</dt><dd>$ by RFC 9989 (tree walk), $ by RFC "
	    "7489 (Public Suffix List)</dd>\n",
	    known(view->organization), known(v->by[RFC7489].organization));
	if (view->policy != POLICY_UNSET)
		html_pair(out, "policy",
		    arena_printf(in->arena, "%s%s%s%s",
			dmarc_policy_text(view->policy),
			v->author_exists ? ""
					 : ", for a domain that does not exist",
			dmarc_result(view->reason) == AUTH_FAIL
			    ? "; applied to this message: "
			    : "",
			dmarc_result(view->reason) == AUTH_FAIL
			    ? dmarc_policy_text(view->applied)
			    : ""));
	html_add(out, "</dl>\n");
}

/* ---- the record ------------------------------------------------------------
 */

static void put_flaws(const struct dmarc_record *record, struct text *out)
{
	const struct dmarc_flaw *flaw = record->flaws;

	if (flaw == NULL)
		return;
	html_add(out, "<ul>\n");
	for (; flaw != NULL; flaw = flaw->next) {
		html_add(out, "<li class=\"unsure\">");
		if (bytes_present(flaw->tag))
			html_put(out, "<code>$$$</code>: ", flaw->tag,
			    flaw->value.len > 0 ? BYTES("=") : BYTES(""),
			    flaw->value);
		html_put(out, "$</li>\n", bytes_of(flaw->what));
	}
	html_add(out, "</ul>\n");
}

static void put_record(const struct dmarc_record *record, struct text *out)
{
	struct bytes rest = record->text;
	struct dmarc_tag tag;

	html_put(out,
	    "<h4>The record</h4>\n<p><code>_dmarc.$</code></p>\n"
	    "<pre><code>$</code></pre>\n<dl class=\"tags\">\n",
	    record->domain, record->text);
	while (dmarc_tag_next(&rest, &tag))
		html_put(out, "<dt><code>$$$</code></dt><dd>$</dd>\n", tag.name,
		    bytes_present(tag.value) ? BYTES("=") : BYTES(""),
		    tag.value, bytes_of(tag.meaning));
	html_add(out, "</dl>\n");
	put_flaws(record, out);
}

/* ---- identifiers, the walk, reports ----------------------------------------
 */

static struct bytes alignment_word(
    const struct verified_identifier *id, enum dmarc_standard standard)
{
	return id->unknown[standard]
		   ? BYTES("unknown")
		   : bytes_of(alignment_text(id->alignment[standard]));
}

static void put_identifiers(
    const struct verified_identifier *id, struct text *out)
{
	if (id == NULL)
		return;
	html_add(out,
	    "<h4>Identifiers</h4>\n<table class=\"grid\"><thead><tr><th "
	    "scope=\"col\">Method</th><th scope=\"col\">Domain</th><th "
	    "scope=\"col\">Result</th><th scope=\"col\">By RFC 9989</th><th "
	    "scope=\"col\">By RFC 7489</th></tr></thead><tbody>\n");
	for (; id != NULL; id = id->next) {
		html_put(out, "<tr><th scope=\"row\">$</th><td>$</td><td>",
		    id->kind == IDENTIFIER_DKIM ? BYTES("DKIM") : BYTES("SPF"),
		    id->domain);
		html_result(out, id->result);
		html_put(out, "</td><td>$</td><td>$</td></tr>\n",
		    alignment_word(id, RFC9989), alignment_word(id, RFC7489));
	}
	html_add(out, "</tbody></table>\n");
}

static void put_walk(const struct dmarc_walk *walk, struct text *out)
{
	struct text words = text_new(HTML_VALUE_MOST * 2);

	if (walk->count > 0)
		html_add(out, "<h4>Names asked by the tree walk</h4>\n<table "
			      "class=\"grid\"><tbody>\n");
	for (size_t i = 0; i < walk->count; i++) {
		text_clear(&words);
		dmarc_place_words(walk->places[i], &words);
		html_put(out,
		    "<tr><th scope=\"row\"><code>_dmarc.$</code></th><td>$"
		    "</td></tr>\n",
		    walk->places[i]->domain, text_bytes(&words));
	}
	if (walk->count > 0)
		html_add(out, "</tbody></table>\n");
	text_free(&words);
}

static void put_targets(const struct report_target *t, struct text *out)
{
	if (t == NULL)
		return;
	html_add(out, "<h4>Reports</h4>\n<table class=\"grid\"><tbody>\n");
	for (; t != NULL; t = t->next)
		html_put(out,
		    "<tr><th scope=\"row\">$</th><td>$</td><td>$</td></tr>\n",
		    t->failure ? BYTES("ruf") : BYTES("rua"), t->uri,
		    bytes_of(report_permission_words(t->permission)));
	html_add(out, "</tbody></table>\n");
}

void html_dmarc(const struct inspection *in, struct text *out)
{
	const struct dmarc_verdict *v = in->verified.dmarc;

	if (v == NULL)
		return;
	fold_open(out, "DMARC, by both standards",
	    bytes_of(dmarc_reason_text(v->by[RFC9989].reason)));
	put_facts(in, v, out);
	if (v->by[RFC9989].record != NULL)
		put_record(v->by[RFC9989].record, out);
	put_identifiers(v->identifiers, out);
	put_walk(&v->walk, out);
	put_targets(v->targets, out);
	fold_close(out);
}
