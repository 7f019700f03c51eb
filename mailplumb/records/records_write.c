#include "mailplumb/records/records_write.h"

#include "common/mail/dmarc_uri.h"
#include "inspect/report/json_parts.h"
#include "inspect/report/page.h"
#include "inspect/report/report_ses.h"
#include "inspect/verify/align.h"
#include "mailplumb/records/records_notes.h"

#define PART_MOST ((size_t)1024 * 1024)

/* ---- what they are for ----------------------------------------------------
 */

static bool own_key(const struct records_page *p)
{
	return bytes_present(p->wish->wish.selector);
}

static struct bytes dkim_why(const struct records_page *p)
{
	if (own_key(p))
		return arena_printf(p->arena,
		    "The public key, of %u bits, for what SES signs with your "
		    "private key.",
		    p->wish->key_bits);
	return BYTES("Each CNAME leads to a key that SES keeps and renews. "
		     "All of them are needed: SES goes from one to the "
		     "next.");
}

static struct bytes mail_from_why(const struct records_page *p)
{
	return arena_printf(p->arena,
	    "Bounces go to SES, and SPF passes for a domain that aligns with "
	    "%.*s. SES wants exactly one MX here.",
	    FMT(p->wish->wish.domain));
}

static struct bytes dmarc_why(const struct records_page *p)
{
	const struct dmarc_wish *dmarc = &p->wish->wish.dmarc;
	const char *ask = bytes_is(dmarc->p, "reject")
			      ? "receivers are asked to refuse"
			  : bytes_is(dmarc->p, "quarantine")
			      ? "receivers are asked to take for suspicious"
			      : "nothing is asked of receivers about";

	return arena_printf(p->arena,
	    "With p=%.*s %s mail that neither DKIM nor SPF vouches for%s.",
	    FMT(dmarc->p), ask,
	    dmarc->testing ? "; t=y makes that one step softer" : "");
}

static struct bytes reports_why(const struct records_page *p)
{
	return arena_printf(p->arena,
	    "These are records of other organisations, in their own zones. "
	    "Without them receivers do not send reports about %.*s there.",
	    FMT(p->wish->wish.domain));
}

static const struct part {
	const char *title;
	struct bytes (*why)(const struct records_page *p);
	size_t changes; /* offset into struct sender_records */
	bool foreign;
} parts[] = {
#define AT(member) offsetof(struct sender_records, member)
	{ "DKIM", dkim_why, AT(dkim), false },
	{ "MAIL FROM", mail_from_why, AT(mail_from), false },
	{ "DMARC", dmarc_why, AT(dmarc), false },
	{ "To be published by others", reports_why, AT(reports), true },
#undef AT
};

#define PARTS (sizeof(parts) / sizeof(parts[0]))

static const struct change *part_changes(
    const struct records_page *p, const struct part *part)
{
	const char *records = (const char *)&p->records;

	return *(struct change *const *)(const void *)(records + part->changes);
}

/* ---- text -----------------------------------------------------------------
 */

static void write_heading(struct page *page, const char *title)
{
	page_line_end(page);
	page_say(page, TONE_PLAIN, title);
	page_line_end(page);
}

static void write_part(
    struct page *page, const struct records_page *p, const struct part *part)
{
	const struct change *changes = part_changes(p, part);

	if (changes == NULL)
		return;
	write_heading(page, part->title);
	page_paragraph(page, 2, part->why(p));
	page_line_end(page);
	change_rows_write(
	    changes, part->foreign ? ABSENT : p->wish->zone, page->out);
}

/* What is to be pasted stands unbroken at the beginning of its line. */
static void write_commands(struct page *page, const struct records_page *p)
{
	if (p->commands == NULL)
		return;
	write_heading(page, "At Amazon SES");
	for (const struct sender_command *c = p->commands; c; c = c->next) {
		page_paragraph(
		    page, 2, arena_printf(p->arena, "This %s:", c->purpose));
		page_line_end(page);
		page_add(page, TONE_PLAIN, c->text);
		page_line_end(page);
		if (c->next != NULL)
			page_line_end(page);
	}
}

static void write_notes(struct page *page, const struct records_page *p)
{
	const struct records_note *notes = records_notes(p->arena, p->wish);

	if (notes != NULL)
		write_heading(page, "Notes");
	for (const struct records_note *n = notes; n != NULL; n = n->next)
		page_paragraph(page, 2, n->text);
}

void records_text(
    const struct records_page *p, struct report_style style, struct text *out)
{
	const struct sender_wish *wish = &p->wish->wish;
	struct page page = { .out = out, .style = style };

	page_paragraph(&page, 0,
	    !bytes_present(wish->region)
		? arena_printf(p->arena, "What %.*s publishes to send mail.",
		      FMT(wish->domain))
		: arena_printf(p->arena,
		      "What %.*s publishes to send through Amazon SES in "
		      "%.*s.",
		      FMT(wish->domain), FMT(wish->region)));
	page_paragraph(&page, 0,
	    arena_printf(p->arena, "The host is the part before the zone %.*s.",
		FMT(p->wish->zone)));
	for (size_t i = 0; i < PARTS; i++)
		write_part(&page, p, &parts[i]);
	write_commands(&page, p);
	write_notes(&page, p);
}

/* ---- for name servers -----------------------------------------------------
 */

/* Those of the sender itself, as one list. */
static struct change *own_changes(const struct records_page *p)
{
	struct change *first = NULL, **end = &first;

	for (size_t i = 0; i < PARTS; i++)
		for (const struct change *c = part_changes(p, &parts[i]);
		     c != NULL && !parts[i].foreign; c = c->next) {
			*end = arena_new(p->arena, struct change);
			**end = *c;
			(*end)->next = NULL;
			end = &(*end)->next;
		}
	return first;
}

static void add_aside(
    const struct records_page *p, enum change_format format, struct text *aside)
{
	enum change_format form =
	    format == CHANGE_TABLE ? CHANGE_TABLE : CHANGE_ZONE;

	if (p->records.reports != NULL)
		text_printf(aside, "%.*s\n\n", FMT(reports_why(p)));
	changes_write(p->records.reports, form, ABSENT, aside);
	if (p->records.reports != NULL)
		text_char(aside, '\n');
	for (const struct sender_command *c = p->commands; c; c = c->next)
		text_printf(aside, "run: %.*s\n", FMT(c->text));
	for (const struct records_note *n = records_notes(p->arena, p->wish);
	     n != NULL; n = n->next)
		text_printf(aside, "note: %.*s\n", FMT(n->text));
}

void records_form_write(const struct records_page *p, enum change_format format,
    struct text *out, struct text *aside)
{
	struct text more = text_new(PART_MOST);

	changes_write(own_changes(p), format, p->wish->zone, out);
	add_aside(p, format, &more);
	if (more.len > 0 && change_comment(format) != NULL) {
		text_char(out, '\n');
		comment_write(out, format, text_bytes(&more));
	} else {
		text_add(aside, text_bytes(&more));
	}
	text_free(&more);
}

/* ---- JSON -----------------------------------------------------------------
 */

static const char *purpose_word(
    const struct records_page *p, const struct part *part, enum dns_type type)
{
	if (part->foreign)
		return "report-authorization";
	if (part->why == dkim_why)
		return own_key(p) ? "dkim-key" : "dkim-token";
	if (part->why == mail_from_why)
		return type == DNS_MX ? "mail-from-mx" : "mail-from-spf";
	return "dmarc";
}

/* The host of "DOMAIN._report._dmarc.HOST" is not this domain's. */
static struct bytes publisher(const struct records_page *p,
    const struct part *part, const struct change *change)
{
	struct bytes mark = BYTES("._report._dmarc.");
	const char *at = bytes_find(change->name, mark);

	return part->foreign && at != NULL
		   ? bytes_skip(change->name,
			 (size_t)(at - change->name.ptr) + mark.len)
		   : p->wish->wish.domain;
}

static void add_records(
    struct json *list, const struct records_page *p, const struct part *part)
{
	const struct change *change = part_changes(p, part);

	for (; change != NULL; change = change->next) {
		struct json *o = json_change(change);
		json_put(o, "purpose",
		    json_word(purpose_word(p, part, change->type)));
		json_put(o, "publisher", json_text(publisher(p, part, change)));
		json_append(list, o);
	}
}

static struct json *commands_json(const struct records_page *p)
{
	struct json *list = json_array_new();

	for (const struct sender_command *c = p->commands; c; c = c->next)
		json_append(list, json_text(c->text));
	return list;
}

static struct json *notes_json(const struct records_page *p)
{
	struct json *list = json_array_new();

	for (const struct records_note *n = records_notes(p->arena, p->wish);
	     n != NULL; n = n->next)
		json_append(list, json_text(n->text));
	return list;
}

struct json *records_json(const struct records_page *p)
{
	const struct sender_wish *wish = &p->wish->wish;
	struct json *o = json_object_new(), *records = json_array_new();

	for (size_t i = 0; i < PARTS; i++)
		add_records(records, p, &parts[i]);
	json_put(o, "schema", json_word("mailplumb.records/1"));
	json_put(o, "domain", json_text(wish->domain));
	json_put(o, "sender", json_text(p->wish->sender));
	json_put(o, "region", json_text(wish->region));
	json_put(o, "zone", json_text(p->wish->zone));
	json_put(o, "mail_from", json_text(wish->mail_from));
	json_put(o, "records", records);
	json_put(o, "commands", commands_json(p));
	json_put(o, "notes", notes_json(p));
	json_put(o, "ses", json_ses_word(p->wish->word));
	return o;
}
