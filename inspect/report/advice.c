#include "inspect/report/advice.h"

#include "inspect/model/catalogue.h"
#include "inspect/report/report_transit.h"

#define TEXT 10 /* column of what is said */

static enum tone severity_tone(enum severity severity)
{
	static const enum tone tones[] = {
		[SEVERITY_NOTE] = TONE_PLAIN,
		[SEVERITY_RISK] = TONE_UNSURE,
		[SEVERITY_BROKEN] = TONE_BAD,
	};

	return tones[severity];
}

static void write_marked(struct page *page, const char *mark, struct bytes b)
{
	if (!bytes_present(b))
		return;
	page_to(page, 2);
	page_say(page, TONE_FAINT, mark);
	page_paragraph(page, TEXT, b);
}

static void write_evidence(struct page *page, const struct finding *f)
{
	struct text line = text_new(REPORT_LIMIT);

	for (const struct evidence *e = f->evidence; e != NULL; e = e->next) {
		text_clear(&line);
		text_printf(&line, "%s: ", e->label);
		text_add(&line, e->value);
		write_marked(page, "seen", text_bytes(&line));
	}
	text_free(&line);
}

/* ---- what to publish and what to run: unbroken, so that it can be pasted --
 */

static void write_value(
    struct page *page, enum dns_type type, const struct dns_record *record)
{
	struct text value = text_new(REPORT_LIMIT);

	if (type == DNS_MX)
		text_printf(&value, "%u ", record->preference);
	text_add(&value, record->data.len > 0 || type == DNS_TXT ? record->data
								 : BYTES("."));
	page_to(page, TEXT);
	page_add(page, TONE_PLAIN, text_bytes(&value));
	page_line_end(page);
	text_free(&value);
}

/* Those of `list` that `other` has not; their number. */
static size_t write_values(struct page *page, const char *mark,
    enum dns_type type, const struct dns_record *list,
    const struct dns_record *other)
{
	size_t count = 0;

	for (const struct dns_record *r = list; r != NULL; r = r->next) {
		if (record_listed(other, r))
			continue;
		if (count++ == 0 && mark != NULL) {
			page_to(page, 2);
			page_say(page, TONE_FAINT, mark);
		}
		write_value(page, type, r);
	}
	return count;
}

static void write_kept(struct page *page, size_t count)
{
	struct text line = text_new(100);

	if (count == 0)
		return;
	text_printf(&line,
	    count == 1 ? "the other record there as it is"
		       : "the other %zu records there as they are",
	    count);
	write_marked(page, "keep", text_bytes(&line));
	text_free(&line);
}

static void write_change(struct page *page, const struct change *change)
{
	bool deletes = change->action == CHANGE_DELETE;
	struct text head = text_new(REPORT_LIMIT);
	size_t count = 0;

	for (const struct dns_record *r = change->records; r; r = r->next)
		count++;
	text_printf(
	    &head, "%s %.*s", dns_type_word(change->type), FMT(change->name));
	if (!deletes)
		text_printf(&head, ", TTL %lu", (unsigned long)change->ttl);
	write_marked(page, deletes ? "delete" : "set", text_bytes(&head));
	text_free(&head);
	if (deletes) {
		write_values(page, NULL, change->type, change->records, NULL);
		return;
	}
	count -= write_values(
	    page, NULL, change->type, change->records, change->replaces);
	write_values(
	    page, "was", change->type, change->replaces, change->records);
	write_kept(page, count);
}

size_t command_option_end(struct bytes command)
{
	bool quoted = false;
	size_t i = 1;

	for (; i < command.len; i++) {
		quoted ^= command.ptr[i] == '\'';
		if (!quoted &&
		    bytes_starts(bytes_skip(command, i), BYTES(" --")))
			return i;
	}
	return i;
}

/* Broken before options, as a shell takes it. */
static void write_command(struct page *page, struct bytes command)
{
	page_to(page, 2);
	page_say(page, TONE_FAINT, "run");
	page_to(page, TEXT);
	while (command.len > 0) {
		struct bytes part =
		    bytes_first(command, command_option_end(command));
		if (page->column > TEXT + 2 &&
		    page->column + page_columns(page, part) + 2 >
			PAGE_COLUMNS) {
			page_say(page, TONE_PLAIN, " \\");
			page_line_end(page);
			page_to(page, TEXT + 2);
			part = bytes_skip(part, 1);
			command = bytes_skip(command, 1);
		}
		page_add(page, TONE_PLAIN, part);
		command = bytes_skip(command, part.len);
	}
	page_line_end(page);
}

static void write_fix(struct page *page, const struct fix *fix)
{
	write_marked(page, "fix", fix->text);
	for (const struct change *c = fix->changes; c != NULL; c = c->next)
		write_change(page, c);
	for (const struct fix_command *c = fix->commands; c; c = c->next)
		write_command(page, c->text);
}

/* ---- findings -------------------------------------------------------------
 */

static void write_consequences(
    struct page *page, const struct inspection *in, const struct finding *cause)
{
	struct text line = text_new(REPORT_LIMIT);

	for (const struct finding *f = in->findings; f != NULL; f = f->next) {
		if (f->cause != cause)
			continue;
		text_clear(&line);
		text_printf(&line, "%.*s (%s, %s)", FMT(f->message), f->row->id,
		    severity_word(f->severity));
		write_marked(page, "so", text_bytes(&line));
		write_consequences(page, in, f); /* causes stand before */
	}
	text_free(&line);
}

static void write_finding(
    struct page *page, const struct inspection *in, const struct finding *f)
{
	static const char *const words[] = {
		[SEVERITY_NOTE] = "note",
		[SEVERITY_RISK] = "RISK",
		[SEVERITY_BROKEN] = "BROKEN",
	};

	page_line_end(page);
	page_to(page, 2);
	page_say(page, severity_tone(f->severity), words[f->severity]);
	page_to(page, TEXT);
	page_say(page, TONE_PLAIN, f->row->id);
	page_line_end(page);
	page_paragraph(page, TEXT, f->message);
	if (page->style.verbose > 0)
		write_evidence(page, f);
	write_fix(page, &f->fix);
	write_consequences(page, in, f);
}

/* A note that asks for nothing is named in one line. */
static bool is_quiet(const struct page *page, const struct inspection *in,
    const struct finding *f)
{
	return f->severity == SEVERITY_NOTE && !bytes_present(f->fix.text) &&
	       page->style.verbose == 0 && in->dns != NULL &&
	       in->message.field_count > 0;
}

static void write_names(struct page *page, const struct inspection *in)
{
	struct text line = text_new(REPORT_LIMIT);

	for (const struct finding *f = in->findings; f != NULL; f = f->next)
		if (f->cause == NULL && is_quiet(page, in, f))
			text_printf(&line, "%s%s", line.len > 0 ? ", " : "",
			    f->row->id);
	if (line.len > 0) {
		text_add(&line, BYTES(" (-v explains)"));
		page_line_end(page);
		write_marked(page, "notes", text_bytes(&line));
	}
	text_free(&line);
}

void report_advice(struct page *page, const struct inspection *in)
{
	report_transit_mistake(page, in);
	for (const struct finding *f = in->findings; f != NULL; f = f->next)
		if (f->cause == NULL && !is_quiet(page, in, f))
			write_finding(page, in, f);
	write_names(page, in);
}
