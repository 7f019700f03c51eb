#include "common/dns/dns_data_wire.h"

#include <stdlib.h>
#include <string.h>

struct reading {
	struct dns_record *record;
	struct arena *arena;
	struct dns_wire data;
	bool odd; /* a name has octets that ours have not */
};

static struct bytes take_name(struct reading *r)
{
	struct dns_wire_name name;
	struct bytes text = dns_wire_name(&r->data, &name);

	r->odd = r->odd || name.odd;
	return arena_copy(r->arena, text);
}

static void read_name(struct reading *r)
{
	r->record->data = take_name(r);
}

static void read_mx(struct reading *r)
{
	r->record->preference = (uint16_t)dns_wire_16(&r->data);
	r->record->data = take_name(r);
}

/* A mapped address becomes one of IPv4, as everywhere (common/net/ip.h). */
static void read_ip(struct reading *r, int family, size_t octets)
{
	struct ip *ip = &r->record->ip;
	char text[IP_TEXT_SIZE];
	struct bytes taken = dns_wire_take(&r->data, octets);

	ip->family = family;
	memcpy(ip->octets, taken.ptr, taken.len);
	ip_read(bytes_of(ip_write(ip, text)), ip);
	r->record->data = arena_copy(r->arena, bytes_of(ip_write(ip, text)));
}

static void read_a(struct reading *r)
{
	read_ip(r, 4, 4);
}

static void read_aaaa(struct reading *r)
{
	read_ip(r, 6, 16);
}

static size_t count_strings(struct dns_wire data)
{
	size_t count = 0;

	for (; data.at < data.end; count++)
		dns_wire_take(&data, dns_wire_8(&data));
	return count;
}

/* RFC 1035 3.3.14: one or more strings. */
static void read_txt(struct reading *r)
{
	size_t count = count_strings(r->data), len = 0;
	struct bytes *strings = arena_new_array(r->arena, struct bytes, count);
	char *joined = arena_alloc(r->arena, r->data.end - r->data.at + 1);

	if (count == 0)
		dns_wire_wrong(&r->data, "");
	for (size_t i = 0; i < count; i++) {
		struct bytes taken =
		    dns_wire_take(&r->data, dns_wire_8(&r->data));
		strings[i] = (struct bytes){ joined + len, taken.len };
		memcpy(joined + len, taken.ptr, taken.len);
		len += taken.len;
	}
	r->record->strings = strings;
	r->record->string_count = count;
	r->record->data = (struct bytes){ joined, len };
}

static const char *dot_for_root(struct bytes name)
{
	return name.len > 0 ? "" : ".";
}

/* Here odd octets are kept, escaped: a mailbox may have dots. */
static void read_soa(struct reading *r)
{
	uint32_t numbers[5];
	struct bytes server = take_name(r), mailbox = take_name(r);

	for (size_t i = 0; i < 5; i++)
		numbers[i] = dns_wire_32(&r->data);
	r->odd = false;
	r->record->data =
	    arena_printf(r->arena, "%.*s%s %.*s%s %u %u %u %u %u", FMT(server),
		dot_for_root(server), FMT(mailbox), dot_for_root(mailbox),
		numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
}

static const struct {
	enum dns_type type;
	void (*read)(struct reading *r);
	const char *mistake;
} types[] = {
	{ DNS_A, read_a, "an A record that is none" },
	{ DNS_NS, read_name, "an NS record that is none" },
	{ DNS_CNAME, read_name, "a CNAME record that is none" },
	{ DNS_SOA, read_soa, "an SOA record that is none" },
	{ DNS_PTR, read_name, "a PTR record that is none" },
	{ DNS_MX, read_mx, "an MX record that is none" },
	{ DNS_TXT, read_txt, "a TXT record that is none" },
	{ DNS_AAAA, read_aaaa, "an AAAA record that is none" },
	{ DNS_SPF, read_txt, "an SPF record that is none" },
};

const char *dns_data_of_wire(struct dns_record *record, struct arena *arena,
    enum dns_type type, struct dns_wire data)
{
	struct reading r = { record, arena, data, false };
	size_t i = 0;

	while (types[i].type != type)
		i++;
	types[i].read(&r);
	bool whole = r.data.mistake == NULL && r.data.at == r.data.end;
	return whole && !r.odd ? NULL : types[i].mistake;
}

/* ---- equal records -------------------------------------------------------
 */

static int compare_bytes(struct bytes a, struct bytes b)
{
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return a.len == 0 ? 0 : memcmp(a.ptr, b.ptr, a.len);
}

static int compare(const struct dns_record *a, const struct dns_record *b)
{
	int order = compare_bytes(a->data, b->data);

	if (order == 0)
		order = (int)a->preference - (int)b->preference;
	if (order == 0 && a->string_count != b->string_count)
		order = a->string_count < b->string_count ? -1 : 1;
	for (size_t i = 0; order == 0 && i < a->string_count; i++)
		order = compare_bytes(a->strings[i], b->strings[i]);
	return order;
}

/* Equal ones in the order of the packet. */
static int by_data(const void *one, const void *other)
{
	const struct dns_record *const *a = one, *const *b = other;
	int order = compare(*a, *b);

	return order != 0 ? order : *a < *b ? -1 : 1;
}

const struct dns_record *dns_data_set(
    struct arena *arena, struct dns_record *records, size_t count, size_t *left)
{
	struct dns_record **sorted =
	    arena_new_array(arena, struct dns_record *, count);
	bool *again = arena_new_array(arena, bool, count);
	const struct dns_record *first = NULL, **end = &first;

	*left = 0;
	for (size_t i = 0; i < count; i++)
		sorted[i] = &records[i];
	qsort(sorted, count, sizeof(*sorted), by_data);
	for (size_t i = 1; i < count; i++)
		again[sorted[i] - records] =
		    compare(sorted[i - 1], sorted[i]) == 0;
	for (size_t i = 0; i < count; i++) {
		if (again[i])
			continue;
		*end = &records[i];
		end = &records[i].next;
		++*left;
	}
	return first;
}
