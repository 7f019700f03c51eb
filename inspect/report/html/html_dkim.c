#include "inspect/report/html/parts.h"

#include "common/base/crypto.h"
#include "inspect/report/dkim_tags.h"

/* ---- what we found ---------------------------------------------------------
 */

static void put_match(const struct inspection *in, struct text *out,
    const char *label, enum match match, struct bytes digest)
{
	enum tone tone = match == MATCH_YES  ? TONE_GOOD
			 : match == MATCH_NO ? TONE_BAD
					     : TONE_FAINT;

	if (match == MATCH_UNCHECKED && !bytes_present(digest))
		return;
	html_put(out, "<dt>$</dt><dd><span class=\"$\">$ $</span>",
	    bytes_of(label), html_tone(tone), html_mark(tone),
	    bytes_of(match_text(match)));
	if (bytes_present(digest))
		html_put(out, " <code class=\"dim\">$</code>",
		    base64_write(in->arena, digest));
	html_add(out, "</dd>\n");
}

static void put_verdict(
    const struct inspection *in, const struct dkim_verdict *v, struct text *out)
{
	if (v->reason != DKIM_UNASKED) {
		html_add(out, "<dt>found</dt><dd>");
		html_result(out, dkim_result(v->reason));
		html_put(out, ": $", bytes_of(dkim_reason_text(v->reason)));
		if (bytes_present(v->detail))
			html_put(out, ", $", v->detail);
		html_add(out, "</dd>\n");
	}
	put_match(in, out, "body hash", v->body_hash, v->body_digest);
	put_match(
	    in, out, "header signature", v->header_signature, v->header_digest);
	if (bytes_present(v->key_record))
		html_put(out,
		    "<dt>key</dt><dd>$ <code class=\"dim\">$</code></dd>\n",
		    v->key_bits > 0
			? arena_printf(in->arena, "%u bits", v->key_bits)
			: BYTES(""),
		    v->key_record);
}

/* ---- the field -------------------------------------------------------------
 */

static void put_tags(const struct inspection *in,
    const struct dkim_signature *s, struct text *out)
{
	struct dkim_tag tags[DKIM_TAGS];
	size_t n = dkim_tags(in->arena, s, tags);

	for (size_t i = 0; i < n; i++)
		html_put(out,
		    "<dt><code>$</code></dt><dd><code>$</code></dd>\n",
		    bytes_of(tags[i].name), tags[i].value);
	html_pair(out, "mistake", bytes_of(s->mistake));
}

void html_signatures(const struct inspection *in, struct text *out)
{
	size_t n = 0;

	for (const struct dkim_signature *s = in->signatures; s; s = s->next)
		n++;
	if (n == 0)
		return;
	fold_open(out, "DKIM signatures", html_count(in, n));
	for (const struct dkim_signature *s = in->signatures; s; s = s->next) {
		const struct dkim_verdict *v =
		    verified_of_signature(&in->verified, s);
		html_put(out, "<h4>Signature $ $</h4>\n<dl class=\"tags\">\n",
		    html_count(in, s->index), s->domain);
		if (v != NULL)
			put_verdict(in, v, out);
		put_tags(in, s, out);
		html_add(out, "</dl>\n");
	}
	fold_close(out);
}

/* ---- ARC -------------------------------------------------------------------
 */

void html_arc(const struct inspection *in, struct text *out)
{
	const struct arc_verdict *arc = in->verified.arc;

	if (arc == NULL)
		return;
	fold_open(out, "ARC", bytes_of(arc_reason_text(arc->reason)));
	html_add(out, "<p>");
	html_result(out, arc->result);
	if (bytes_present(arc->detail))
		html_put(out, ": $", arc->detail);
	html_add(out,
	    "</p>\n<table class=\"grid\"><thead><tr><th scope=\"col\">"
	    "Instance</th><th scope=\"col\">Sealed by</th><th scope=\"col\">"
	    "cv=</th><th scope=\"col\">The seal</th></tr></thead><tbody>\n");
	for (const struct arc_instance *i = arc->instances; i; i = i->next) {
		html_put(out,
		    "<tr><th scope=\"row\">$</th><td>$</td><td>$</td><td>",
		    html_count(in, i->instance), i->domain, i->chain_value);
		html_result(out, i->sealed);
		if (bytes_present(i->detail))
			html_put(out, ": $", i->detail);
		html_add(out, "</td></tr>\n");
	}
	html_add(out, "</tbody></table>\n");
	fold_close(out);
}
