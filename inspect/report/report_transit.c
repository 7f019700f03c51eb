#include "inspect/report/report_transit.h"

#include "inspect/model/transit.h"
#include <stdio.h>

#define VALUE_MOST 300	/* octets of a value that are shown */
#define TEXT_MOST  1000 /* ... and of a footer */

enum { INDENT = 2, DEEPER = 4 };

static void write_title(struct page *page, const char *title)
{
	page_line_end(page);
	page_say(page, TONE_PLAIN, title);
	page_line_end(page);
}

/* ---- fields -------------------------------------------------------------- */

static void add_value(struct text *out, const char *mark, struct bytes value)
{
	if (!bytes_present(value))
		return;
	text_printf(out, "%s\"%.*s%s\"", mark,
	    FMT(bytes_first(value, VALUE_MOST)),
	    value.len > VALUE_MOST ? " ..." : "");
}

static bool is_usual(const struct field_change *change)
{
	return change->by != BY_NOBODY || change->kind == CHANGE_MOVED;
}

static void write_change(struct page *page, const struct inspection *in,
    const struct field_change *change)
{
	struct text line = text_new(REPORT_LIMIT);

	text_printf(&line, "%.*s %s", FMT(change->name),
	    field_change_word(change->kind));
	add_value(&line, ": ", change->sent);
	add_value(&line, bytes_present(change->sent) ? " became " : ": ",
	    change->received);
	if (change->why != NULL)
		text_printf(&line, " (%s)", change->why);
	else if (change->below != NULL && bytes_present(change->below->by))
		text_printf(&line, " (below the Received of %.*s)",
		    FMT(change->below->by));
	if (signatures_name(in->signatures, change->name))
		text_add(&line, BYTES(", signed"));
	page_to(page, INDENT);
	page_say(page, TONE_UNSURE, "!");
	page_paragraph(page, DEEPER, text_bytes(&line));
	text_free(&line);
}

/* "SES: Message-ID replaced, DKIM-Signature added" */
static void write_usual(
    struct page *page, const struct inspection *in, enum changed_by by)
{
	static const char *const titles[] = {
		[BY_NOBODY] = "order",
		[BY_SES] = "SES",
		[BY_SERVER] = "servers",
		[BY_LIST] = "mailing list",
	};
	struct text line = text_new(REPORT_LIMIT);

	for (const struct field_change *f = in->transit->fields; f; f = f->next)
		if (is_usual(f) && f->by == by)
			text_printf(&line, "%s %.*s %s",
			    line.len == 0 ? "" : ",", FMT(f->name),
			    field_change_word(f->kind));
	if (line.len > 0) {
		page_to(page, INDENT);
		page_say(page, TONE_FAINT, "-");
		page_to(page, DEEPER);
		page_say(page, TONE_FAINT, titles[by]);
		page_add(page, TONE_FAINT, BYTES(":"));
		page_to(page, page->column + 1);
		page_paragraph(page, DEEPER + 2, bytes_trim(text_bytes(&line)));
	}
	text_free(&line);
}

/* What is nobody's habit first. */
static void write_fields(struct page *page, const struct inspection *in)
{
	const struct transit *t = in->transit;
	char left_out[40];

	if (t->fields == NULL)
		page_paragraph(
		    page, INDENT, BYTES("The header is as it was sent."));
	for (const struct field_change *f = t->fields; f; f = f->next)
		if (!is_usual(f))
			write_change(page, in, f);
	for (int by = BY_NOBODY; by <= BY_LIST; by++)
		write_usual(page, in, (enum changed_by)by);
	if (t->fields_left_out > 0) {
		snprintf(left_out, sizeof(left_out), "... and %zu more.",
		    t->fields_left_out);
		page_paragraph(page, INDENT, bytes_of(left_out));
	}
	if (t->header_partial)
		page_paragraph(page, INDENT,
		    BYTES("The header has more fields than are compared."));
}

/* ---- the body ------------------------------------------------------------ */

static void write_spot(struct page *page, const struct inspection *in,
    const char *side, const struct transit_spot *spot)
{
	struct text line = text_new(REPORT_LIMIT);

	text_printf(
	    &line, "%s, octet %zu, line %zu: ", side, spot->offset, spot->line);
	if (spot->octets.len == 0)
		text_add(&line, BYTES("the end"));
	else
		text_add(&line, octets_visible(in->arena, spot->octets));
	page_paragraph(page, DEEPER, text_bytes(&line));
	text_free(&line);
}

/* A signature over the body as it is here: the change came before it. */
static bool body_is_as_signed(const struct inspection *in)
{
	for (const struct dkim_verdict *v = in->verified.dkim; v; v = v->next)
		if (v->body_hash == MATCH_YES)
			return true;
	return false;
}

static void write_body(struct page *page, const struct inspection *in)
{
	const struct body_change *body = &in->transit->body;
	struct text line = text_new(REPORT_LIMIT);
	bool before = body_is_as_signed(in);

	text_printf(&line, "Body: %.*s%s.",
	    FMT(body_change_said(in->arena, body)),
	    body->kind != BODY_NONE && before
		? ", before it was signed: no fault"
		: "");
	page_to(page, INDENT);
	page_say(page,
	    body->kind == BODY_NONE || before ? TONE_FAINT : TONE_UNSURE,
	    body->kind == BODY_NONE || before ? "-" : "!");
	page_paragraph(page, DEEPER, text_bytes(&line));
	if (body->kind != BODY_NONE) {
		write_spot(page, in, "sent", &body->sent);
		write_spot(page, in, "received", &body->received);
	}
	if (body->text.len > 0) {
		text_clear(&line);
		text_add(&line, BYTES("text: "));
		text_add(&line, octets_visible(in->arena,
				    bytes_first(body->text, TEXT_MOST)));
		page_paragraph(page, DEEPER, text_bytes(&line));
	}
	text_free(&line);
}

void report_transit_details(struct page *page, const struct inspection *in)
{
	if (in->transit == NULL || !in->transit->compared)
		return;
	write_title(page, "Sent and received, ! changed, - by habit");
	write_fields(page, in);
	write_body(page, in);
}

void report_transit_mistake(struct page *page, const struct inspection *in)
{
	struct text line = text_new(REPORT_LIMIT);

	if (in->transit != NULL && !in->transit->compared) {
		text_printf(&line, "Not compared with what was sent: %.*s.",
		    FMT(in->transit->sent->mistake));
		page_line_end(page);
		page_paragraph(page, INDENT, text_bytes(&line));
	}
	text_free(&line);
}

/* ---- JSON ---------------------------------------------------------------- */

static struct json *json_value(struct bytes value)
{
	return value.len > 0 ? json_text(bytes_first(value, VALUE_MOST))
			     : json_null_new();
}

static struct json *json_change(
    const struct inspection *in, const struct field_change *change)
{
	struct json *o = json_object_new();

	json_put(o, "change", json_word(field_change_word(change->kind)));
	json_put(o, "field", json_text(change->name));
	json_put(o, "sent", json_value(change->sent));
	json_put(o, "received", json_value(change->received));
	json_put(o, "by", json_word(changed_by_word(change->by)));
	json_put(o, "why", json_word(change->why));
	json_put(o, "signed",
	    json_truth(signatures_name(in->signatures, change->name)));
	json_put(o, "below",
	    json_text(change->below != NULL ? change->below->by : ABSENT));
	return o;
}

static struct json *json_changes(const struct inspection *in)
{
	struct json *list = json_array_new();

	for (const struct field_change *f = in->transit->fields; f; f = f->next)
		json_append(list, json_change(in, f));
	return list;
}

static struct json *json_spot(
    const struct body_change *body, const struct transit_spot *spot)
{
	struct json *o;

	if (body->kind == BODY_NONE)
		return json_null_new();
	o = json_object_new();
	json_put(o, "offset", json_count((int64_t)spot->offset));
	json_put(o, "line", json_count((int64_t)spot->line));
	json_put(o, "octets",
	    spot->octets.len > 0 ? json_text(spot->octets) : json_null_new());
	return o;
}

static struct json *json_body(const struct inspection *in)
{
	const struct body_change *body = &in->transit->body;
	struct json *o = json_object_new();
	bool same = body->kind == BODY_NONE;

	json_put(o, "change", json_word(body_change_word(body->kind)));
	json_put(o, "said", json_text(body_change_said(in->arena, body)));
	json_put(
	    o, "before_signing", json_truth(!same && body_is_as_signed(in)));
	json_put(o, "part", json_text(body->part));
	json_put(o, "media_type", json_text(body->media));
	json_put(o, "parts", json_count((int64_t)body->parts));
	json_put(
	    o, "white_space", json_word(blanks_changed_text(body->blanks)));
	json_put(o, "line_ends",
	    json_truth(body->line_ends || body->kind == BODY_LINE_ENDS));
	json_put(o, "tracking", json_truth(body->tracking));
	json_put(o, "encoding_sent", json_text(body->encoded_before));
	json_put(o, "encoding_received", json_text(body->encoded_after));
	json_put(o, "octets", json_count((int64_t)body->text.len));
	json_put(o, "text",
	    body->text.len > 0 ? json_text(bytes_first(body->text, TEXT_MOST))
			       : json_null_new());
	json_put(o, "sent", json_spot(body, &body->sent));
	json_put(o, "received", json_spot(body, &body->received));
	return o;
}

struct json *json_transit(const struct inspection *in)
{
	const struct transit *t = in->transit;
	struct json *o;

	if (t == NULL)
		return json_null_new();
	o = json_object_new();
	json_put(o, "compared", json_truth(t->compared));
	json_put(o, "mistake", json_text(t->sent->mistake));
	json_put(o, "file", json_text(t->sent->file));
	json_put(o, "ses_message_id", json_text(t->sent->ses_message_id));
	json_put(
	    o, "expected_message_id", json_text(t->sent->expected_message_id));
	json_put(o, "queued", json_time(t->sent->queued));
	json_put(o, "accepted", json_time(t->sent->accepted));
	json_put(o, "size",
	    t->compared ? json_count((int64_t)t->size) : json_null_new());
	json_put(
	    o, "header", t->compared ? json_changes(in) : json_array_new());
	json_put(o, "header_left_out", json_count((int64_t)t->fields_left_out));
	json_put(o, "body", t->compared ? json_body(in) : json_null_new());
	return o;
}
