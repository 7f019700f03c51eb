/* What was heard: claims in the message, answers of the DNS. */
#include "inspect/report/html/parts.h"

#include "inspect/report/details.h"

#define ANSWER_MOST ((size_t)64 * 1024)

/* ---- claims ----------------------------------------------------------------
 */

static void put_claim_field(
    const struct inspection *in, const struct claim_field *f, struct text *out)
{
	enum tone tone = f->trust == TRUST_YES ? TONE_GOOD : TONE_UNSURE;
	struct text words = text_new(ANSWER_MOST);

	html_put(out, "<h4>$ <span class=\"dim\">field $</span></h4>\n",
	    f->field->name, html_count(in, f->position + 1));
	html_put(out, "<p><span class=\"$\">$ $</span> $$: $</p>\n",
	    html_tone(tone), html_mark(tone),
	    f->trust == TRUST_YES ? BYTES("trusted") : BYTES("not trusted"),
	    bytes_present(f->authserv_id) ? BYTES("of ") : BYTES(""),
	    f->authserv_id, bytes_of(f->why));
	html_add(out, "<ul class=\"plain\">\n");
	for (const struct claim *c = f->claims; c != NULL; c = c->next) {
		text_clear(&words);
		claim_words(c, &words);
		html_put(out, "<li><code>$</code></li>\n", text_bytes(&words));
	}
	if (f->mistake != NULL)
		html_put(out,
		    "<li class=\"unsure\">mistake at octet $: $</li>\n",
		    html_count(in, f->mistake_at), bytes_of(f->mistake));
	html_add(out, "</ul>\n");
	text_free(&words);
}

void html_claims(const struct inspection *in, struct text *out)
{
	size_t trusted = 0, others = 0;

	for (const struct claim_field *f = in->claims; f != NULL; f = f->next)
		*(f->trust == TRUST_YES ? &trusted : &others) += 1;
	if (trusted + others == 0)
		return;
	fold_open(out, "Claims in the message",
	    arena_printf(in->arena, "%zu trusted, %zu not", trusted, others));
	for (const struct claim_field *f = in->claims; f != NULL; f = f->next)
		put_claim_field(in, f, out);
	fold_close(out);
}

/* ---- answers of the DNS ----------------------------------------------------
 */

static void put_data(
    const struct inspection *in, const struct dns_answer *a, struct text *out)
{
	for (const struct dns_alias *alias = a->aliases; alias != NULL;
	     alias = alias->next)
		html_put(out, "<li><code>CNAME $</code></li>", alias->target);
	for (const struct dns_record *r = a->records; r != NULL; r = r->next)
		html_put(out, "<li><code>$$$</code></li>",
		    a->type == DNS_MX ? html_count(in, r->preference)
				      : BYTES(""),
		    a->type == DNS_MX ? BYTES(" ") : BYTES(""), r->data);
}

static void put_answer(
    const struct inspection *in, const struct dns_answer *a, struct text *out)
{
	html_put(out, "<tr><td>$ $</td><td>$", bytes_of(dns_type_word(a->type)),
	    a->name, bytes_of(dns_status_word(a->status)));
	if (a->detail != NULL)
		html_put(out, ", $", bytes_of(a->detail));
	html_put(
	    out, "<div class=\"dim\">for $\u00a0s", html_count(in, a->ttl));
	if (bytes_present(a->server))
		html_put(out, ", by $", a->server);
	html_add(out, "</div></td><td>");
	if (a->records != NULL || a->aliases != NULL) {
		html_add(out, "<ul class=\"plain\">");
		put_data(in, a, out);
		html_add(out, "</ul>");
	}
	html_add(out, "</td></tr>\n");
}

void html_questions(const struct inspection *in, struct text *out)
{
	size_t n = in->dns != NULL ? dns_asked(in->dns) : 0;

	if (n == 0)
		return;
	fold_open(out, "Questions to the DNS",
	    arena_printf(in->arena, "%zu, in order", n));
	html_add(out,
	    "<table class=\"grid fixed\"><thead><tr><th scope=\"col\" "
	    "class=\"third\">Question</th><th scope=\"col\" "
	    "class=\"fifth\">Answer</th><th scope=\"col\">Data</th></tr>"
	    "</thead><tbody>\n");
	for (size_t i = 0; i < n; i++)
		put_answer(in, dns_answer_at(in->dns, i), out);
	html_add(out, "</tbody></table>\n");
	fold_close(out);
}
