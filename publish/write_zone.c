/* Master-file lines; names are absolute, so any $ORIGIN may stand above. */
#include "publish/change_formats.h"
#include "publish/record_form.h"

static void write_line(struct text *out, const char *comment,
    const struct change *change, const struct dns_record *record)
{
	text_printf(out, "%s", comment);
	name_form(out, change->name, RADIX_DECIMAL);
	text_printf(out, " %lu IN %s ", (unsigned long)change->ttl,
	    dns_type_word(change->type));
	record_form(out, change->type, record, RADIX_DECIMAL);
	text_char(out, '\n');
}

static void write_change(struct text *out, const struct change *change)
{
	bool deletes = change->action == CHANGE_DELETE;

	for (const struct dns_record *r = change->replaces; r; r = r->next)
		if (!record_listed(change->records, r))
			write_line(out, "; was: ", change, r);
	for (const struct dns_record *r = change->records; r; r = r->next)
		write_line(out, deletes ? "; delete: " : "", change, r);
}

void write_zone(
    const struct change *changes, struct bytes zone, struct text *out)
{
	(void)zone;
	for (const struct change *c = changes; c != NULL; c = c->next)
		write_change(out, c);
}
