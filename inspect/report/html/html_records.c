#include "inspect/report/html/parts.h"

#include "inspect/model/record_check.h"
#include "inspect/report/report_dns.h"

static void put_state(struct text *out, enum record_state state)
{
	static const enum tone tones[] = {
		[RECORD_UNJUDGED] = TONE_FAINT,
		[RECORD_RIGHT] = TONE_GOOD,
		[RECORD_WRONG] = TONE_BAD,
		[RECORD_MISSING] = TONE_BAD,
		[RECORD_UNREACHABLE] = TONE_UNSURE,
	};
	const char *word = record_state_word(state);

	html_put(out, "<td class=\"word\"><span class=\"$\">$ $</span></td>",
	    html_tone(tones[state]), html_mark(tones[state]),
	    bytes_of(word != NULL ? word : ""));
}

static void put_found(const struct record_check *r, struct text *out)
{
	html_add(out, "<ul class=\"plain\">");
	for (size_t i = 0; i < r->found_count; i++)
		html_put(out, "<li><code>$</code></li>", r->found[i]);
	if (r->found_count == 0)
		html_put(out, "<li class=\"dim\">$</li>",
		    r->state == RECORD_UNREACHABLE ? BYTES("no answer")
						   : BYTES("nothing"));
	html_add(out, "</ul>");
}

static void put_record(const struct record_check *r, struct text *out)
{
	html_add(out, "<tr>");
	put_state(out, r->state);
	html_put(out,
	    "<th scope=\"row\"><code>$ $</code></th><td><span "
	    "class=\"label\">found: </span>",
	    r->name, bytes_of(dns_type_word(r->type)));
	put_found(r, out);
	html_add(out, "</td><td>");
	if (r->state != RECORD_RIGHT && bytes_present(r->wanted))
		html_put(out,
		    "<span class=\"label\">wanted: </span><code>$</code>",
		    r->wanted);
	if (bytes_present(r->note))
		html_put(out, "<div class=\"dim\">$</div>", r->note);
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

void html_records(const struct inspection *in, struct text *out)
{
	const char *title = NULL;

	if (in->records == NULL)
		return;
	html_add(out,
	    "<section><h3>Records</h3>\n<table class=\"grid records\"><thead>"
	    "<tr><th scope=\"col\">State</th><th scope=\"col\">Record</th><th "
	    "scope=\"col\">Found</th><th scope=\"col\">Wanted</th></tr>"
	    "</thead>\n");
	for (const struct record_check *r = in->records; r; r = r->next) {
		const char *own = record_purpose_title(r->purpose);
		if (title == NULL || !bytes_is(bytes_of(title), own))
			html_put(out,
			    "<tbody><tr><th scope=\"rowgroup\" colspan=\"4\" "
			    "class=\"group\">$</th></tr>\n",
			    bytes_of(own));
		title = own;
		put_record(r, out);
		const char *next = r->next != NULL
				       ? record_purpose_title(r->next->purpose)
				       : "";
		if (!bytes_is(bytes_of(next), own))
			html_add(out, "</tbody>\n");
	}
	html_add(out, "</table></section>\n");
	put_unknown(in, out);
}
