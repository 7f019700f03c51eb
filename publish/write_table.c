/*
 * For the forms of providers: each thing on a line of its own, the value in
 * full and without quotation marks, as forms want it.
 */
#include "common/net/domain.h"
#include "publish/change_formats.h"

#define VALUE 10 /* column of what is typed */

static void write_label(struct text *out, const char *label)
{
	text_printf(out, "%-*s", VALUE, label);
}

static void write_line(struct text *out, const char *label, struct bytes value)
{
	write_label(out, label);
	text_shown(out, value);
	text_char(out, '\n');
}

/* What stands before the zone: "@" is the zone itself. */
static struct bytes host_part(struct bytes name, struct bytes zone)
{
	if (!bytes_present(zone) || !domain_under(name, zone))
		return name;
	return name.len == zone.len
		   ? BYTES("@")
		   : bytes_first(name, name.len - zone.len - 1);
}

static void write_records(struct text *out, const char *label,
    const struct change *change, const struct dns_record *list, bool kept)
{
	bool apart = change->type == DNS_MX;

	for (const struct dns_record *r = list; r != NULL; r = r->next) {
		if (record_listed(change->replaces, r) != kept)
			continue;
		write_label(out, apart ? "priority" : label);
		if (apart) {
			text_printf(out, "%u\n", r->preference);
			write_label(out, label);
		}
		text_shown(out, r->data.len > 0 ? r->data : BYTES("."));
		text_char(out, '\n');
	}
}

static void write_gone(struct text *out, const struct change *change)
{
	for (const struct dns_record *r = change->replaces; r; r = r->next) {
		if (record_listed(change->records, r))
			continue;
		write_label(out, "was");
		if (change->type == DNS_MX)
			text_printf(out, "%u ", r->preference);
		text_shown(out, r->data.len > 0 ? r->data : BYTES("."));
		text_char(out, '\n');
	}
}

static void write_change(
    struct text *out, const struct change *change, struct bytes zone)
{
	bool deletes = change->action == CHANGE_DELETE;

	write_line(out, deletes ? "delete" : "set",
	    bytes_of(dns_type_word(change->type)));
	write_line(out, "host", host_part(change->name, zone));
	write_line(out, "name", change->name);
	write_label(out, "TTL");
	text_printf(out, "%lu\n", (unsigned long)change->ttl);
	write_records(
	    out, deletes ? "value" : "keep", change, change->records, true);
	write_records(out, "value", change, change->records, false);
	if (!deletes)
		write_gone(out, change);
}

void change_rows_write(
    const struct change *changes, struct bytes zone, struct text *out)
{
	for (const struct change *c = changes; c != NULL; c = c->next) {
		write_change(out, c, zone);
		if (c->next != NULL)
			text_char(out, '\n');
	}
}

void write_table(
    const struct change *changes, struct bytes zone, struct text *out)
{
	if (bytes_present(zone)) {
		write_line(out, "zone", zone);
		text_char(out, '\n');
	}
	change_rows_write(changes, zone, out);
}
