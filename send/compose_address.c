#include "send/compose_parts.h"

#include "common/mail/grammar.h"
#include "common/net/domain.h"
#include "common/net/ip.h"

#define LOCAL_MOST 64  /* RFC 5321 4.5.3.1.1 */
#define PATH_MOST  254 /* 4.5.3.1.3, without the angle brackets */

static bool is_dot_atom(struct bytes local)
{
	struct scan s = scan_of(local);

	return scan_dot_atom(&s).len > 0 && scan_done(&s);
}

/* RFC 5321 4.1.2: the local part as a dot-string or a quoted-string. */
static struct bytes local_write(struct arena *arena, struct bytes local)
{
	if (is_dot_atom(local))
		return local;
	char *text = arena_alloc(arena, 2 * local.len + 3);
	size_t len = 0;
	text[len++] = '"';
	for (size_t i = 0; i < local.len; i++) {
		if (local.ptr[i] == '"' || local.ptr[i] == '\\')
			text[len++] = '\\';
		text[len++] = local.ptr[i];
	}
	text[len++] = '"';
	return (struct bytes){ text, len };
}

/* A-labels in lower case, or an address literal. */
static struct bytes domain_write(struct arena *arena, struct bytes domain)
{
	struct ip ip;

	if (bytes_starts(domain, BYTES("[")))
		return ip_read(domain, &ip) ? domain : ABSENT;
	return domain_read(arena, domain);
}

static bool local_check(
    struct composer *c, const char *what, const struct address *address)
{
	struct bytes local = address->local;

	for (size_t i = 0; i < local.len; i++)
		if (is_control(local.ptr[i]))
			return fault_set(c->fault, FAULT_USAGE,
			    "%s: a control character in the local part of "
			    "'%.*s@%.*s'",
			    what, FMT(local), FMT(address->domain));
	if (is_ascii(local))
		return true;
	c->out->smtputf8 = true;
	return c->request->ses == NULL ||
	       fault_set(c->fault, FAULT_USAGE,
		   "%s: the part before the @ of '%.*s@%.*s' is not ASCII; SES "
		   "does not take such addresses (no SMTPUTF8): use another",
		   what, FMT(local), FMT(address->domain));
}

/* Make the address as it is sent: local part quoted, domain of A-labels. */
static bool address_prepare(
    struct composer *c, const char *what, struct address *address)
{
	if (!local_check(c, what, address))
		return false;
	struct bytes domain = domain_write(c->arena, address->domain);
	if (!bytes_present(domain))
		return fault_set(c->fault, FAULT_USAGE,
		    "%s: '%.*s' is not a domain", what, FMT(address->domain));
	struct bytes local = local_write(c->arena, address->local);
	if (local.len > LOCAL_MOST || local.len + 1 + domain.len > PATH_MOST)
		return fault_set(c->fault, FAULT_USAGE,
		    "%s: '%.*s@%.*s' is too long: %d octets before the @ and "
		    "%d in all are allowed",
		    what, FMT(local), FMT(domain), LOCAL_MOST, PATH_MOST);
	address->local = local;
	address->domain = domain;
	return true;
}

static bool list_read(struct composer *c, const char *what, struct bytes text,
    struct address_list *list)
{
	if (!field_check(what, text, FAULT_USAGE, c->fault))
		return false;
	address_list_read(list, c->arena, text);
	if (list->mistake != NULL)
		return fault_set(c->fault, FAULT_USAGE,
		    "%s: %s expected at octet %zu of '%.*s'", what,
		    list->mistake, list->mistake_at + 1, FMT(text));
	return true;
}

static bool list_prepare(
    struct composer *c, const char *what, struct address_list *list)
{
	for (struct address *a = list->first; a != NULL; a = a->next)
		if (!address_prepare(c, what, a))
			return false;
	return true;
}

static bool one_prepare(struct composer *c, const char *what, struct bytes text,
    struct address_list *list)
{
	if (!list_read(c, what, text, list) || !list_prepare(c, what, list))
		return false;
	if (list->count != 1)
		return fault_set(c->fault, FAULT_USAGE,
		    "%s: exactly one address is needed, here are %zu: '%.*s'",
		    what, list->count, FMT(text));
	return true;
}

static struct bytes address_write(
    struct arena *arena, const struct address *address)
{
	return arena_printf(
	    arena, "%.*s@%.*s", FMT(address->local), FMT(address->domain));
}

static bool sender(struct composer *c)
{
	struct bytes wanted = c->request->envelope_from;
	struct address_list list;

	c->out->from_domain = c->from.first->domain;
	if (!bytes_present(wanted)) {
		c->out->envelope_from = address_write(c->arena, c->from.first);
	} else if (wanted.len == 0 || bytes_eq(wanted, BYTES("<>"))) {
		c->out->envelope_from = BYTES("");
	} else {
		if (!one_prepare(c, "envelope sender", wanted, &list))
			return false;
		c->out->envelope_from = address_write(c->arena, list.first);
	}
	return true;
}

static bool recipients(struct composer *c)
{
	struct bytes *all =
	    arena_new_array(c->arena, struct bytes, c->to.count + 1);
	size_t n = 0;

	if (c->to.count == 0)
		return fault_set(c->fault, FAULT_USAGE,
		    "to: no address in '%.*s'", FMT(c->request->to));
	for (struct address *a = c->to.first; a != NULL; a = a->next)
		all[n++] = address_write(c->arena, a);
	c->out->recipients = all;
	c->out->recipient_count = n;
	return true;
}

static void recipients_label(struct composer *c)
{
	for (struct address *a = c->to.first; a != NULL; a = a->next)
		a->local = arena_printf(c->arena, "%.*s+%.*s", FMT(a->local),
		    FMT(c->request->token));
}

bool compose_addresses(struct composer *c)
{
	if (!one_prepare(c, "from", c->request->from, &c->from) ||
	    !list_read(c, "to", c->request->to, &c->to))
		return false;
	if (c->request->label)
		recipients_label(c);
	return list_prepare(c, "to", &c->to) && sender(c) && recipients(c);
}

void compose_address_list(
    struct composer *c, struct bytes name, const struct address_list *list)
{
	struct field_writer f = field_open(&c->text, name);

	for (struct address *a = list->first; a != NULL; a = a->next) {
		bool named = a->display.len > 0;
		if (named)
			field_phrase(&f, a->display);
		field_word(
		    &f, arena_printf(c->arena, "%s%.*s@%.*s%s%s",
			    named ? "<" : "", FMT(a->local), FMT(a->domain),
			    named ? ">" : "", a->next != NULL ? "," : ""));
	}
	field_close(&f);
}

bool compose_address_field(
    struct composer *c, struct bytes name, struct bytes value, const char *what)
{
	struct address_list list;

	if (!list_read(c, what, value, &list) || !list_prepare(c, what, &list))
		return false;
	if (list.count == 0)
		return fault_set(c->fault, FAULT_USAGE,
		    "%s: no address in '%.*s'", what, FMT(value));
	compose_address_list(c, name, &list);
	return true;
}
