#include "inspect/report/html/parts.h"

#include "common/mail/limits.h"
#include "inspect/report/report_spf.h"

#define DEPTH_MOST 4 /* of indentation */

static struct bytes cost_of(
    const struct inspection *in, const struct spf_step *step)
{
	if (step->lookups == 0)
		return BYTES("");
	if (step->void_lookups == 0)
		return html_count(in, step->lookups);
	return arena_printf(
	    in->arena, "%u, %u void", step->lookups, step->void_lookups);
}

static void put_step(
    const struct inspection *in, const struct spf_step *step, struct text *out)
{
	unsigned depth = step->depth < DEPTH_MOST ? step->depth : DEPTH_MOST;

	html_put(out,
	    "<tr><td class=\"deep$\"><code>$</code></td><td>$</td><td "
	    "class=\"word\">",
	    html_count(in, depth), step->term, step->domain);
	if (step->matched)
		html_put(out, "<span class=\"good\">$ matches</span>",
		    html_mark(TONE_GOOD));
	if (step->result != AUTH_ABSENT)
		html_put(out, "$$", step->matched ? BYTES(", ") : BYTES(""),
		    bytes_of(auth_result_word(step->result)));
	html_put(
	    out, "</td><td class=\"number\">$</td></tr>\n", cost_of(in, step));
}

static void put_steps(const struct inspection *in,
    const struct spf_verdict *spf, struct text *out)
{
	html_put(out,
	    "<table class=\"grid\"><caption>Every term in the order tried: $ "
	    "of $ lookups, $ of $ void ones</caption><thead><tr><th "
	    "scope=\"col\">Term</th><th scope=\"col\">Of</th><th "
	    "scope=\"col\">Result</th><th scope=\"col\" class=\"number\">"
	    "Lookups</th></tr></thead><tbody>\n",
	    html_count(in, spf->lookups), html_count(in, LIMIT_SPF_LOOKUPS),
	    html_count(in, spf->void_lookups),
	    html_count(in, LIMIT_SPF_VOID_LOOKUPS));
	for (const struct spf_step *s = spf->steps; s != NULL; s = s->next)
		put_step(in, s, out);
	html_add(out, "</tbody></table>\n");
	if (spf->steps_left_out > 0)
		html_put(out, "<p>and $ more</p>\n",
		    html_count(in, spf->steps_left_out));
}

void html_spf(const struct inspection *in, struct text *out)
{
	const struct spf_verdict *spf = in->verified.spf;
	struct text why = text_new(HTML_VALUE_MOST * 4);

	if (spf == NULL || spf->result == AUTH_ABSENT) {
		text_free(&why);
		return;
	}
	report_spf_why(spf, &why);
	fold_open(out, "SPF, term by term", text_bytes(&why));
	html_add(out, "<dl class=\"tags\">\n<dt>result</dt><dd>");
	html_result(out, spf->result);
	html_add(out, "</dd>\n");
	html_pair(out, spf->helo ? "HELO" : "sender", spf->domain);
	html_pair(out, "client", spf->client_ip);
	html_pair(out, "record", spf->record);
	html_pair(out, "explains", spf->explanation);
	html_add(out, "</dl>\n");
	if (spf->steps != NULL)
		put_steps(in, spf, out);
	fold_close(out);
	text_free(&why);
}
