#include "inspect/report/html/parts.h"

#include "inspect/model/transit.h"

#define TEXT_MOST ((size_t)1000) /* octets of what was added, or of a value */

static void put_value(struct text *out, const char *label, struct bytes value)
{
	html_add(out, "<td>");
	if (bytes_present(value))
		html_put(out, "<span class=\"label\">$: </span>$$",
		    bytes_of(label), bytes_first(value, TEXT_MOST),
		    value.len > TEXT_MOST ? BYTES(" \u2026") : BYTES(""));
	html_add(out, "</td>");
}

static void put_change(const struct inspection *in,
    const struct field_change *change, struct text *out)
{
	static const char *const whose[] = {
		[BY_NOBODY] = "",
		[BY_SES] = "SES",
		[BY_SERVER] = "a server",
		[BY_LIST] = "a mailing list",
	};
	bool odd = change->by == BY_NOBODY && change->kind != CHANGE_MOVED;

	html_put(out, "<tr><th scope=\"row\">$$</th><td class=\"$\">$$$</td>",
	    change->name,
	    signatures_name(in->signatures, change->name) ? BYTES(" (signed)")
							  : BYTES(""),
	    html_tone(odd ? TONE_UNSURE : TONE_PLAIN),
	    bytes_of(field_change_word(change->kind)),
	    change->by != BY_NOBODY ? BYTES(" by ") : BYTES(""),
	    bytes_of(whose[change->by]));
	put_value(out, "sent", change->sent);
	put_value(out, "received", change->received);
	html_add(out, "</tr>\n");
}

static void put_fields(const struct inspection *in, struct text *out)
{
	const struct transit *t = in->transit;

	if (t->fields == NULL) {
		html_add(out, "<p>The header is as it was sent.</p>\n");
		return;
	}
	html_add(out,
	    "<table class=\"grid fixed\"><thead><tr><th scope=\"col\" "
	    "class=\"fifth\">Field</th><th scope=\"col\" class=\"fifth\">"
	    "Change</th><th scope=\"col\">Sent</th><th "
	    "scope=\"col\">Received</th></tr></thead><tbody>\n");
	for (const struct field_change *f = t->fields; f; f = f->next)
		put_change(in, f, out);
	html_add(out, "</tbody></table>\n");
	if (t->fields_left_out > 0)
		html_put(out, "<p>\u2026 and $ more.</p>\n",
		    html_count(in, t->fields_left_out));
	if (t->header_partial)
		html_add(out,
		    "<p>The header has more fields than are compared.</p>\n");
}

static void put_spot(const struct inspection *in, struct text *out,
    const char *side, const struct transit_spot *spot)
{
	html_put(out, "<dt>$</dt><dd>octet $, line $: <code>$</code></dd>\n",
	    bytes_of(side), html_count(in, spot->offset),
	    html_count(in, spot->line),
	    spot->octets.len > 0 ? octets_visible(in->arena, spot->octets)
				 : BYTES("the end"));
}

static void put_body(const struct inspection *in, struct text *out)
{
	const struct body_change *body = &in->transit->body;

	if (body->kind == BODY_NONE)
		return;
	html_add(out, "<dl class=\"tags\">\n");
	put_spot(in, out, "sent", &body->sent);
	put_spot(in, out, "received", &body->received);
	if (body->text.len > 0)
		html_put(out, "<dt>text</dt><dd><code>$</code></dd>\n",
		    octets_visible(
			in->arena, bytes_first(body->text, TEXT_MOST)));
	html_add(out, "</dl>\n");
}

void html_transit(const struct inspection *in, struct text *out)
{
	if (in->transit == NULL)
		return;
	if (!in->transit->compared) {
		html_put(out, "<p>Not compared with what was sent: $.</p>\n",
		    in->transit->sent->mistake);
		return;
	}
	fold_open(out, "Sent and received",
	    body_change_said(in->arena, &in->transit->body));
	put_body(in, out);
	put_fields(in, out);
	fold_close(out);
}
