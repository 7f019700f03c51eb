#include "inspect/report/html/parts.h"

#include "inspect/model/record_check.h"
#include "inspect/report/report_dns.h"

static void put_state(struct text *out, enum record_state state)
{
	enum tone tone = record_state_tone(state);
	const char *word = record_state_word(state);

	html_put(out, "<td class=\"word\"><span class=\"$\">$ $</span></td>",
	    html_tone(tone), html_mark(tone),
	    bytes_of(word != NULL ? word : ""));
}

static void put_found(const struct record_check *r, struct text *out)
{
	html_add(out,
	    "<td><span class=\"label\">found: </span><ul class=\"plain\">");
	for (size_t i = 0; i < r->found_count; i++)
		html_put(out, "<li><code>$</code></li>", r->found[i]);
	if (r->found_count == 0)
		html_put(out, "<li class=\"dim\">$</li>",
		    r->state == RECORD_UNREACHABLE ? BYTES("no answer")
						   : BYTES("nothing"));
	if (bytes_present(r->note))
		html_put(out, "<li class=\"dim\">$</li>", r->note);
	html_add(out, "</ul></td>");
}

static void put_record(const struct record_check *r, struct text *out)
{
	html_add(out, "<tr>");
	put_state(out, r->state);
	html_put(out, "<th scope=\"row\"><code>$ $</code></th>", r->name,
	    bytes_of(dns_type_word(r->type)));
	put_found(r, out);
	html_add(out, "<td>");
	if (r->state != RECORD_RIGHT && bytes_present(r->wanted))
		html_put(out,
		    "<span class=\"label\">wanted: </span><code>$</code>",
		    r->wanted);
	html_add(out, "</td></tr>\n");
}

static void put_unknown(const struct inspection *in, struct text *out)
{
	bool any = false;

	for (const struct unknown_fact *u = unknown_facts; u->word; u++) {
		if (!u->is(in))
			continue;
		html_add(out,
		    any ? ""
			: "<section><h3>Not known</h3>\n<dl class=\"tags\">\n");
		html_pair(out, u->title, bytes_of(u->text));
		any = true;
	}
	html_add(out, any ? "</dl></section>\n" : "");
}

static void put_records(const struct inspection *in, struct text *out)
{
	const char *title = "";

	html_add(out,
	    "<table class=\"grid\"><thead><tr><th scope=\"col\">State</th>"
	    "<th scope=\"col\">Record</th><th scope=\"col\">Found</th><th "
	    "scope=\"col\">Wanted</th></tr></thead>\n");
	for (const struct record_check *r = in->records; r; r = r->next) {
		const char *own = record_purpose_title(r->purpose);
		const char *next = r->next != NULL
				       ? record_purpose_title(r->next->purpose)
				       : "";
		if (!bytes_is(bytes_of(title), own))
			html_put(out,
			    "<tbody><tr><th scope=\"rowgroup\" "
			    "colspan=\"4\">$</th></tr>\n",
			    bytes_of(own));
		put_record(r, out);
		if (!bytes_is(bytes_of(next), own))
			html_add(out, "</tbody>\n");
		title = own;
	}
	html_add(out, "</table>\n");
}

void html_records(const struct inspection *in, struct text *out)
{
	if (in->records == NULL)
		return;
	html_add(out, "<section><h3>Records</h3>\n");
	put_records(in, out);
	html_add(out, "</section>\n");
	put_unknown(in, out);
}

void html_published(const struct inspection *in, struct text *out)
{
	const struct inspection *published = in->published;
	struct text why = text_new(HTML_VALUE_MOST);

	if (published == NULL || published->records == NULL) {
		text_free(&why);
		return;
	}
	report_dns_why(published, &why);
	fold_open(out, "What is published for the sender", text_bytes(&why));
	put_records(published, out);
	fold_close(out);
	text_free(&why);
}
