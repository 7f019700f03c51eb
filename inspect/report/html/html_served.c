#include "inspect/report/html/parts.h"

#include "inspect/model/served.h"
#include "inspect/report/report_served.h"

static void put_server(const struct inspection *in,
    const struct served_zone *zone, const struct served_server *s,
    struct text *out)
{
	enum tone tone = served_state_tone(s->state);

	html_put(out,
	    "<tr><td class=\"word\"><span class=\"$\">$ $</span></td><th "
	    "scope=\"row\">$</th><td>$</td><td>",
	    html_tone(tone), html_mark(tone),
	    bytes_of(served_state_word(s->state)), s->host->name, s->address);
	if (s->has_serial)
		html_put(out, "serial $", html_count(in, s->serial));
	if (s->detail != NULL)
		html_put(out, " $", bytes_of(s->detail));
	html_put(
	    out, "$</td></tr>\n", bytes_of(served_named_by(zone, s->host)));
}

static void put_zone(
    const struct inspection *in, const struct served_zone *z, struct text *out)
{
	html_put(out, "<h4>Name servers of $</h4>\n", z->name);
	if (z->delegation_known && !z->delegated)
		html_add(out,
		    "<p class=\"bad\">The parent does not delegate it.</p>\n");
	html_add(out,
	    "<table class=\"grid\"><thead><tr><th scope=\"col\">State</th><th "
	    "scope=\"col\">Host</th><th scope=\"col\">Address</th><th "
	    "scope=\"col\">Says</th></tr></thead><tbody>\n");
	for (const struct served_host *h = z->hosts; h; h = h->next)
		for (const struct served_server *s = h->servers; s; s = s->next)
			put_server(in, z, s, out);
	html_add(out, "</tbody></table>\n");
}

static void put_answers(const struct inspection *in,
    const struct served_answer *answers, struct text *out)
{
	for (const struct served_answer *a = answers; a; a = a->next)
		if (a->data != NULL)
			html_put(out,
			    "<tr><th scope=\"row\">$ $</th><td><code>$</code> "
			    "<span class=\"dim\">for $\u00a0s$</span></td>"
			    "</tr>\n",
			    a->server->host != NULL ? a->server->host->name
						    : BYTES("resolver"),
			    a->server->address,
			    served_text(in->arena, &a->answer),
			    html_count(in, a->answer.ttl),
			    a->data->newest ? BYTES("") : BYTES(", old"));
}

/* What is not the same everywhere, server by server. */
static void put_view(const struct inspection *in,
    const struct served_view *view, struct text *out)
{
	if (served_says_the_same(view))
		return;
	html_put(out,
	    "<h4><span class=\"unsure\">! differs</span> $ $</h4>\n<table "
	    "class=\"grid\"><tbody>\n",
	    bytes_of(dns_type_word(view->question.type)), view->question.name);
	put_answers(in, view->answers, out);
	put_answers(in, view->resolvers, out);
	html_add(out, "</tbody></table>\n");
}

void html_served(const struct inspection *in, struct text *out)
{
	if (in->served == NULL)
		return;
	fold_open(out, "Name servers, one by one", ABSENT);
	for (const struct served_zone *z = in->served->zones; z; z = z->next)
		put_zone(in, z, out);
	for (const struct served_view *v = in->served->views; v; v = v->next)
		put_view(in, v, out);
	fold_close(out);
}
