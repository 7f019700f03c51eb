#include "common/dns/dns_delegation.h"

#include "common/dns/dns_wire.h"
#include <string.h>

#define CLASS_IN   1
#define ANSWER	   1
#define ADDITIONAL 3

struct reading {
	struct dns_delegation *delegation;
	struct arena *arena;
	struct dns_wire wire;
	unsigned type;
	struct bytes name;
};

static struct bytes owner_of(
    struct reading *r, const struct dns_wire_record *record)
{
	struct dns_wire wire = r->wire;
	struct dns_wire_name name;

	wire.at = record->owner;
	wire.end = wire.packet.len;
	struct bytes owner = dns_wire_name(&wire, &name);
	return wire.mistake == NULL ? arena_copy(r->arena, owner) : ABSENT;
}

static bool is_at_or_above(struct bytes owner, struct bytes name)
{
	return owner.len == 0 || domain_under(name, owner);
}

/* All of them have one owner: the first's. */
static void read_ns(struct reading *r, const struct dns_wire_record *record)
{
	struct dns_delegation *d = r->delegation;
	struct bytes owner = owner_of(r, record);
	struct dns_wire data = record->data;
	struct dns_wire_name name;
	struct bytes host = dns_wire_name(&data, &name);

	if (!bytes_present(owner) || !is_at_or_above(owner, r->name) ||
	    (bytes_present(d->owner) && !bytes_eq(d->owner, owner)))
		return;
	d->owner = owner;
	if (data.mistake != NULL || name.odd || host.len == 0 ||
	    host.len > DOMAIN_MAX || d->host_count == DNS_DELEGATION_HOSTS)
		return;
	for (size_t i = 0; i < d->host_count; i++)
		if (bytes_eq(d->hosts[i].name, host))
			return;
	d->hosts[d->host_count++].name = arena_copy(r->arena, host);
}

static void read_glue(struct reading *r, const struct dns_wire_record *record)
{
	struct dns_delegation *d = r->delegation;
	size_t octets = record->type == DNS_A ? 4 : 16, i = 0;
	struct dns_wire data = record->data;
	struct bytes taken = dns_wire_take(&data, octets);
	struct ip ip = { .family = octets == 4 ? 4 : 6 };

	while (i < d->host_count &&
	       !dns_wire_name_is(&r->wire, record->owner, d->hosts[i].name))
		i++;
	if (data.mistake != NULL || data.at != data.end || i == d->host_count ||
	    d->hosts[i].glue_count == DNS_DELEGATION_GLUE)
		return;
	memcpy(ip.octets, taken.ptr, octets);
	d->hosts[i].glue[d->hosts[i].glue_count++] = ip;
}

static void read_record(struct reading *r, size_t section)
{
	struct dns_wire_record record;

	dns_wire_record(&r->wire, &record);
	if (r->wire.mistake != NULL || record.class != CLASS_IN)
		return;
	if (section == ANSWER && record.type == r->type)
		r->delegation->answers++;
	if (section < ADDITIONAL && record.type == DNS_NS)
		read_ns(r, &record);
	else if (section == ADDITIONAL &&
		 (record.type == DNS_A || record.type == DNS_AAAA))
		read_glue(r, &record);
}

static void read_sections(struct reading *r)
{
	unsigned counts[4];

	dns_wire_take(&r->wire, 4);
	for (size_t i = 0; i < 4; i++)
		counts[i] = dns_wire_16(&r->wire);
	for (; counts[0] > 0 && r->wire.mistake == NULL; counts[0]--) {
		dns_wire_skip_name(&r->wire);
		dns_wire_take(&r->wire, 4);
	}
	for (size_t section = ANSWER; section <= ADDITIONAL; section++)
		for (; counts[section] > 0 && r->wire.mistake == NULL;
		     counts[section]--)
			read_record(r, section);
}

void dns_delegation_read(struct dns_delegation *delegation, struct arena *arena,
    struct bytes packet, unsigned type, struct bytes name)
{
	struct reading r = { .delegation = delegation,
		.arena = arena,
		.wire = { .packet = packet, .end = packet.len },
		.type = type,
		.name = name };

	*delegation =
	    (struct dns_delegation){ .head = dns_packet_head(packet) };
	if (!delegation->head.answer) {
		delegation->mistake = "it is no answer";
		return;
	}
	read_sections(&r);
	delegation->mistake = r.wire.mistake;
}
