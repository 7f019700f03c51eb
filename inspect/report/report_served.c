#include "inspect/report/report_served.h"

#include "inspect/model/served.h"
#include "inspect/model/waited.h"
#include "inspect/report/json_parts.h"

#define HOSTS	  2
#define WORDS	  15 /* column of what is said */
#define NAME_MOST 250

/* ---- name servers ----------------------------------------------------------
 */

/* Who names the host, where that is not both. */
const char *served_named_by(
    const struct served_zone *zone, const struct served_host *host)
{
	if (!served_sets_differ(zone))
		return "";
	return host->delegated && host->listed ? ""
	       : host->delegated	       ? ", named by the parent alone"
	       : host->listed		       ? ", not named by the parent"
					       : ", named by nobody any more";
}

enum tone served_state_tone(enum served_state state)
{
	static const enum tone tones[] = {
		[SERVED_AUTHORITY] = TONE_GOOD,
		[SERVED_LAME] = TONE_BAD,
		[SERVED_FAILING] = TONE_BAD,
		[SERVED_SILENT] = TONE_UNSURE,
		[SERVED_NO_ROUTE] = TONE_FAINT,
	};

	return tones[state];
}

static void write_server(struct page *page, const struct served_zone *zone,
    const struct served_server *s)
{
	struct text line = text_new(1024);

	page_to(page, HOSTS);
	page_say(
	    page, served_state_tone(s->state), served_state_word(s->state));
	page_to(page, WORDS);
	text_printf(&line, "%.*s %.*s",
	    FMT(bytes_first(s->host->name, NAME_MOST)), FMT(s->address));
	if (s->has_serial)
		text_printf(&line, ", serial %u", s->serial);
	if (s->detail != NULL)
		text_printf(&line, ", %s", s->detail);
	text_printf(&line, "%s", served_named_by(zone, s->host));
	page_paragraph(page, WORDS, text_bytes(&line));
	text_free(&line);
}

static void write_zone(struct page *page, const struct served_zone *z)
{
	struct text line = text_new(1024);

	page_line_end(page);
	text_printf(&line, "Name servers of %.*s",
	    FMT(bytes_first(z->name, NAME_MOST)));
	page_add(page, TONE_PLAIN, text_bytes(&line));
	page_line_end(page);
	text_free(&line);
	if (z->delegation_known && !z->delegated) {
		page_to(page, HOSTS);
		page_say(page, TONE_BAD, "the parent does not delegate it");
		page_line_end(page);
	}
	for (const struct served_host *h = z->hosts; h; h = h->next)
		for (const struct served_server *s = h->servers; s; s = s->next)
			write_server(page, z, s);
}

/* What is not the same everywhere, server by server. */
static void write_answer(
    struct page *page, struct arena *arena, const struct served_answer *a)
{
	struct text line = text_new(4096);

	if (a->data == NULL)
		return;
	page_to(page, WORDS);
	text_printf(&line, "%.*s %.*s: ",
	    FMT(bytes_first(a->server->host != NULL ? a->server->host->name
						    : BYTES("resolver"),
		NAME_MOST)),
	    FMT(a->server->address));
	text_add(&line, served_text(arena, &a->answer));
	text_printf(&line, ", for %u s%s", a->answer.ttl,
	    a->data->newest ? "" : " (old)");
	page_paragraph(page, WORDS + 2, text_bytes(&line));
	text_free(&line);
}

bool served_says_the_same(const struct served_view *view)
{
	return view->data == NULL || view->data->next == NULL;
}

static void write_view(
    struct page *page, struct arena *arena, const struct served_view *view)
{
	struct text line = text_new(1024);

	if (served_says_the_same(view))
		return;
	page_to(page, HOSTS);
	page_say(page, TONE_UNSURE, "differs");
	page_to(page, WORDS);
	text_printf(&line, "%.*s %s", FMT(view->question.name),
	    dns_type_word(view->question.type));
	page_paragraph(page, WORDS, text_bytes(&line));
	text_free(&line);
	for (const struct served_answer *a = view->answers; a; a = a->next)
		write_answer(page, arena, a);
	for (const struct served_answer *a = view->resolvers; a; a = a->next)
		write_answer(page, arena, a);
}

void report_servers(struct page *page, const struct inspection *in)
{
	if (in->served == NULL)
		return;
	for (const struct served_zone *z = in->served->zones; z; z = z->next)
		write_zone(page, z);
	for (const struct served_view *v = in->served->views; v; v = v->next)
		write_view(page, in->arena, v);
}

/* ---- how waiting ended -----------------------------------------------------
 */

static void write_waited(struct page *page, const struct waited_record *r)
{
	struct text line = text_new(4096);

	page_to(page, HOSTS);
	page_say(page, r->visible ? TONE_GOOD : TONE_BAD,
	    r->visible ? "everywhere" : "not yet");
	page_to(page, WORDS);
	text_printf(&line, "%.*s %s: %zu of %zu servers have it", FMT(r->name),
	    dns_type_word(r->type), r->have, r->servers);
	if (bytes_present(r->behind))
		text_printf(
		    &line, "; %.*s says: %.*s", FMT(r->behind), FMT(r->says));
	if (r->wrong)
		text_add(&line, BYTES("; it is not what the sender needs"));
	if (r->lingers > 0)
		text_printf(&line, "; at most %u s more in caches", r->lingers);
	page_paragraph(page, WORDS, text_bytes(&line));
	text_free(&line);
}

void report_waited(struct page *page, const struct inspection *in)
{
	const struct waited *waited = in->premises->waited;
	struct text line = text_new(256);

	if (waited == NULL)
		return;
	page_line_end(page);
	text_printf(&line,
	    waited->visible ? "Visible at all name servers after %.1f s"
			    : "Not visible at all name servers after %.1f s",
	    (double)waited->took / 1000);
	page_add(page, TONE_PLAIN, text_bytes(&line));
	page_line_end(page);
	text_free(&line);
	for (const struct waited_record *r = waited->records; r; r = r->next)
		write_waited(page, r);
}

static struct json *json_waited_record(const struct waited_record *r)
{
	struct json *o = json_object_new();

	json_put(o, "name", json_filled(r->name));
	json_put(o, "type", json_word(dns_type_word(r->type)));
	json_put(o, "visible", json_truth(r->visible));
	json_put(o, "right", json_truth(!r->wrong));
	json_put(o, "servers", json_count((int64_t)r->servers));
	json_put(o, "have", json_count((int64_t)r->have));
	json_put(o, "behind", json_filled(r->behind));
	json_put(o, "says", json_filled(r->says));
	json_put(o, "lingers", json_count(r->lingers));
	return o;
}

struct json *json_waited(const struct inspection *in)
{
	const struct waited *waited = in->premises->waited;

	if (waited == NULL)
		return json_null_new();
	struct json *o = json_object_new(), *records = json_array_new();
	json_put(o, "visible", json_truth(waited->visible));
	json_put(o, "took", json_seconds(waited->took));
	json_put(o, "timeout", json_seconds(waited->timeout));
	for (const struct waited_record *r = waited->records; r; r = r->next)
		json_append(records, json_waited_record(r));
	json_put(o, "records", records);
	return o;
}
