#include "common/dns/dns_wire.h"

#include <stdio.h>

#define NAME_OCTETS  255 /* RFC 1035 3.1, the root's label counted */
#define POINTERS_MAX 128 /* more than labels in a name */

void dns_wire_wrong(struct dns_wire *wire, const char *mistake)
{
	if (wire->mistake == NULL)
		wire->mistake = mistake;
	wire->at = wire->end;
}

struct bytes dns_wire_take(struct dns_wire *wire, size_t n)
{
	struct bytes taken = { wire->packet.ptr + wire->at, n };

	if (n > wire->end - wire->at) {
		dns_wire_wrong(wire, "it ends too early");
		return BYTES("");
	}
	wire->at += n;
	return taken;
}

static uint32_t number(struct dns_wire *wire, size_t octets)
{
	struct bytes taken = dns_wire_take(wire, octets);
	uint32_t value = 0;

	for (size_t i = 0; i < taken.len; i++)
		value = value << 8 | (unsigned char)taken.ptr[i];
	return value;
}

unsigned dns_wire_8(struct dns_wire *wire)
{
	return number(wire, 1);
}

unsigned dns_wire_16(struct dns_wire *wire)
{
	return number(wire, 2);
}

uint32_t dns_wire_32(struct dns_wire *wire)
{
	return number(wire, 4);
}

/* ---- names, RFC 1035 4.1.4 ---------------------------------------------- */

struct walk {
	struct dns_wire wire; /* where the next label is */
	size_t start;	      /* of the octets before the last pointer */
	size_t after;	      /* behind the name in place; 0: not known yet */
	size_t octets, pointers;
};

static struct walk walk_of(const struct dns_wire *wire)
{
	return (struct walk){ .wire = *wire, .start = wire->at };
}

/* A pointer leads to an earlier place, and so to an end. */
static void follow(struct walk *w, unsigned high)
{
	size_t target = (size_t)(high & 0x3f) << 8 | dns_wire_8(&w->wire);

	if (w->after == 0)
		w->after = w->wire.at;
	if (w->wire.mistake == NULL &&
	    (target >= w->start || ++w->pointers > POINTERS_MAX))
		dns_wire_wrong(&w->wire, "a compressed name is a circle");
	if (w->wire.mistake != NULL)
		return;
	w->start = w->wire.at = target;
	w->wire.end = w->wire.packet.len;
}

/* False behind the last label, and after a mistake. */
static bool label_next(struct walk *w, struct bytes *label)
{
	unsigned length = dns_wire_8(&w->wire);

	while (w->wire.mistake == NULL && length >= 0xc0) {
		follow(w, length);
		length = dns_wire_8(&w->wire);
	}
	w->octets += length + 1;
	if (length > LABEL_MAX)
		dns_wire_wrong(&w->wire, "a label of an unknown kind");
	else if (w->octets > NAME_OCTETS)
		dns_wire_wrong(&w->wire, "a name is too long");
	*label = dns_wire_take(&w->wire, length);
	if (w->wire.mistake == NULL && length > 0)
		return true;
	if (w->after == 0)
		w->after = w->wire.at;
	return false;
}

static void walk_end(const struct walk *w, struct dns_wire *wire)
{
	if (w->wire.mistake != NULL)
		dns_wire_wrong(wire, w->wire.mistake);
	else
		wire->at = w->after;
}

static bool is_odd(char c)
{
	return c <= ' ' || c > '~' || c == '.' || c == '\\';
}

static void add_label(struct dns_wire_name *name, struct bytes label)
{
	char *text = name->text;

	if (name->len > 0)
		text[name->len++] = '.';
	for (size_t i = 0; i < label.len; i++) {
		char c = label.ptr[i];
		if (!is_odd(c)) {
			text[name->len++] = ascii_lower(c);
			continue;
		}
		name->odd = true;
		name->len += (size_t)snprintf(text + name->len, 5,
		    c == '.' || c == '\\' ? "\\%c" : "\\%03d",
		    (unsigned char)c);
	}
}

struct bytes dns_wire_name(struct dns_wire *wire, struct dns_wire_name *name)
{
	struct walk w = walk_of(wire);
	struct bytes label;

	name->len = 0;
	name->odd = false;
	while (label_next(&w, &label))
		add_label(name, label);
	walk_end(&w, wire);
	return (struct bytes){ name->text, name->len };
}

void dns_wire_skip_name(struct dns_wire *wire)
{
	struct walk w = walk_of(wire);
	struct bytes label;

	while (label_next(&w, &label))
		;
	walk_end(&w, wire);
}

bool dns_wire_name_is(
    const struct dns_wire *wire, size_t offset, struct bytes name)
{
	struct walk w = walk_of(wire);
	struct bytes label, wanted;

	w.start = w.wire.at = offset;
	w.wire.end = w.wire.packet.len;
	if (name.len == 0)
		name = ABSENT;
	while (label_next(&w, &label)) {
		if (!bytes_present(name))
			return false;
		bytes_cut(name, '.', &wanted, &name);
		if (!bytes_ieq(label, wanted))
			return false;
	}
	return w.wire.mistake == NULL && !bytes_present(name);
}

bool dns_wire_name_above(
    const struct dns_wire *wire, size_t offset, struct bytes name)
{
	while (bytes_present(name)) {
		if (dns_wire_name_is(wire, offset, name))
			return true;
		name = domain_parent(name);
	}
	return dns_wire_name_is(wire, offset, BYTES(""));
}

/* RFC 1035 4.1.3 */
void dns_wire_record(struct dns_wire *wire, struct dns_wire_record *record)
{
	record->owner = wire->at;
	dns_wire_skip_name(wire);
	record->type = dns_wire_16(wire);
	record->class = dns_wire_16(wire);
	record->ttl = dns_wire_32(wire);
	size_t length = dns_wire_16(wire);
	record->data = *wire;
	dns_wire_take(wire, length);
	record->data.end = wire->at;
}
