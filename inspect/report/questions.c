#include "inspect/report/details.h"

#define LINE_MOST ((size_t)16 * 1024)
#define DATA_MOST 120 /* octets of a record: enough to know it by */

static void add_data(const struct dns_answer *a, struct text *line)
{
	for (const struct dns_alias *alias = a->aliases; alias != NULL;
	     alias = alias->next)
		text_printf(line, ", CNAME %.*s", FMT(alias->target));
	for (const struct dns_record *r = a->records; r != NULL; r = r->next)
		text_printf(
		    line, ", %.*s", FMT(bytes_first(r->data, DATA_MOST)));
}

static void write_question(struct page *page, const struct dns_answer *a)
{
	struct text line = text_new(LINE_MOST);

	text_printf(&line, "%s %.*s: %s", dns_type_word(a->type), FMT(a->name),
	    dns_status_word(a->status));
	if (a->detail != NULL)
		text_printf(&line, " (%s)", a->detail);
	if (bytes_present(a->server))
		text_printf(&line, " (%.*s)", FMT(a->server));
	add_data(a, &line);
	page_paragraph(page, 2, text_bytes(&line));
	text_free(&line);
}

void report_questions(struct page *page, const struct dns *dns)
{
	if (dns == NULL || dns_asked(dns) == 0)
		return;
	page_line_end(page);
	page_say(page, TONE_PLAIN, "Questions to the DNS");
	page_line_end(page);
	for (size_t i = 0; i < dns_asked(dns); i++)
		write_question(page, dns_answer_at(dns, i));
}
