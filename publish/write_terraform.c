/* Resources aws_route53_record, in the form that `terraform fmt` gives. */
#include "common/net/domain.h"
#include "publish/change_formats.h"
#include "publish/record_form.h"

#define VALUE_MOST ((size_t)4 * 65535 + 1024) /* TXT, each octet escaped */
#define NAME_MOST  (4 * DOMAIN_MAX + 2)

/* ---- strings and names ----------------------------------------------------
 */

/* "${" and "%{" would begin a template. */
static void hcl_form(struct text *out, struct bytes b)
{
	text_char(out, '"');
	for (size_t i = 0; i < b.len; i++) {
		char c = b.ptr[i];
		bool opens = i + 1 < b.len && b.ptr[i + 1] == '{';
		if (c == '"' || c == '\\')
			text_char(out, '\\');
		else if ((c == '$' || c == '%') && opens)
			text_char(out, c);
		text_char(out, c);
	}
	text_char(out, '"');
}

/* A name as the language's identifiers are: letters, digits, '_' and '-', no
 * digit or '-' first. */
static void identifier_form(struct text *out, struct bytes name)
{
	if (name.len == 0 || is_digit(name.ptr[0]) || name.ptr[0] == '-')
		text_add(out, BYTES("r_"));
	for (size_t i = 0; i < name.len; i++) {
		char c = ascii_lower(name.ptr[i]);
		bool fits = is_alpha(c) || is_digit(c) || c == '-';
		text_char(out, fits ? c : '_');
	}
}

static void resource_form(struct text *out, const struct change *change)
{
	identifier_form(out, change->name);
	text_char(out, '_');
	identifier_form(out, bytes_of(dns_type_word(change->type)));
}

/* How many earlier ones would be called the same: '.' and '_' are alike. */
static size_t namesakes(const struct change *changes, const struct change *self)
{
	struct text name = text_new(NAME_MOST), other = text_new(NAME_MOST);
	size_t count = 0;

	resource_form(&name, self);
	for (const struct change *c = changes; c != self; c = c->next) {
		text_clear(&other);
		resource_form(&other, c);
		count += c->action == CHANGE_UPSERT &&
			 bytes_eq(text_bytes(&name), text_bytes(&other));
	}
	text_free(&name);
	text_free(&other);
	return count;
}

/* ---- records --------------------------------------------------------------
 */

/* The provider puts the outer quotation marks of TXT itself: two strings are
 * parted by \"\". */
static void strings_value(struct text *value, const struct dns_record *record)
{
	for (size_t i = 0; i < record->string_count; i++) {
		if (i > 0)
			text_add(value, BYTES("\"\""));
		string_form(value, record->strings[i], RADIX_OCTAL);
	}
}

static void record_value(
    struct text *value, enum dns_type type, const struct dns_record *record)
{
	text_clear(value);
	if (type == DNS_TXT || type == DNS_SPF)
		strings_value(value, record);
	else
		record_form(value, type, record, RADIX_OCTAL);
}

static void write_values(struct text *out, const char *lead,
    const struct change *change, const struct dns_record *list)
{
	struct text value = text_new(VALUE_MOST);

	for (const struct dns_record *r = list; r != NULL; r = r->next) {
		record_value(&value, change->type, r);
		text_add(out, bytes_of(lead));
		hcl_form(out, text_bytes(&value));
		text_add(out, BYTES(",\n"));
	}
	text_free(&value);
}

static void write_name(struct text *out, struct bytes domain)
{
	struct text name = text_new(NAME_MOST);

	name_form(&name, domain, RADIX_OCTAL);
	hcl_form(out, bytes_first(text_bytes(&name), name.len - 1));
	text_free(&name);
}

static void write_zone_id(struct text *out, struct bytes zone)
{
	if (!bytes_present(zone)) {
		text_add(out, BYTES("var.zone_id"));
		return;
	}
	text_add(out, BYTES("data.aws_route53_zone."));
	identifier_form(out, zone);
	text_add(out, BYTES(".zone_id"));
}

static void write_resource(struct text *out, const struct change *changes,
    const struct change *change, struct bytes zone)
{
	size_t before = namesakes(changes, change);

	text_add(out, BYTES("\nresource \"aws_route53_record\" \""));
	resource_form(out, change);
	if (before > 0)
		text_printf(out, "-%zu", before + 1);
	text_add(out, BYTES("\" {\n  zone_id = "));
	write_zone_id(out, zone);
	text_add(out, BYTES("\n  name    = "));
	write_name(out, change->name);
	text_printf(out, "\n  type    = \"%s\"\n  ttl     = %lu\n",
	    dns_type_word(change->type), (unsigned long)change->ttl);
	text_add(out, BYTES("  records = [\n"));
	write_values(out, "    ", change, change->records);
	text_add(out, BYTES("  ]\n"));
	if (change->replaces != NULL)
		text_add(out,
		    BYTES("\n  # There are records; without a state of them "
			  "Terraform refuses otherwise.\n"
			  "  allow_overwrite = true\n"));
	text_add(out, BYTES("}\n"));
}

/* ---- what goes ------------------------------------------------------------
 */

static void write_comment(struct text *out, const char *lead,
    const struct change *change, const struct dns_record *record)
{
	text_printf(out, "# %s: ", lead);
	name_form(out, change->name, RADIX_DECIMAL);
	text_printf(out, " %s ", dns_type_word(change->type));
	record_form(out, change->type, record, RADIX_DECIMAL);
	text_char(out, '\n');
}

static void write_change(struct text *out, const struct change *changes,
    const struct change *change, struct bytes zone)
{
	if (change->action == CHANGE_DELETE) {
		text_char(out, '\n');
		for (const struct dns_record *r = change->records; r;
		     r = r->next)
			write_comment(out, "delete", change, r);
		return;
	}
	write_resource(out, changes, change, zone);
	for (const struct dns_record *r = change->replaces; r; r = r->next)
		if (!record_listed(change->records, r))
			write_comment(out, "was", change, r);
}

static void write_head(struct text *out, struct bytes zone)
{
	if (!bytes_present(zone)) {
		text_add(
		    out, BYTES("variable \"zone_id\" {\n  type = string\n}\n"));
		return;
	}
	text_add(out, BYTES("data \"aws_route53_zone\" \""));
	identifier_form(out, zone);
	text_add(out, BYTES("\" {\n  name = "));
	write_name(out, zone);
	text_add(out, BYTES("\n}\n"));
}

void write_terraform(
    const struct change *changes, struct bytes zone, struct text *out)
{
	write_head(out, zone);
	for (const struct change *c = changes; c != NULL; c = c->next)
		write_change(out, changes, c, zone);
}
