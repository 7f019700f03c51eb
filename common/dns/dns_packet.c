#include "common/dns/dns_packet.h"

#include "common/dns/dns_data_wire.h"
#include "common/dns/dns_limits.h"
#include <string.h>

#define CLASS_IN 1
#define TYPE_OPT 41

#define FLAG_RESPONSE	   0x8000u
#define FLAG_AUTHORITATIVE 0x0400u
#define FLAG_TRUNCATED	   0x0200u
#define FLAG_RECURSE	   0x0100u
#define FLAG_UNCHECKED	   0x0010u /* RFC 4035 3.2.2 */
#define OPCODE		   0x7800u

enum rcode { RCODE_FORMERR = 1, RCODE_SERVFAIL, RCODE_NXDOMAIN };

/* ---- the question ------------------------------------------------------- */

static void put_16(unsigned char *at, unsigned value)
{
	at[0] = (unsigned char)(value >> 8);
	at[1] = (unsigned char)value;
}

/* The octets of a name, or 0. */
static size_t put_name(unsigned char *at, struct bytes name)
{
	size_t len = 0;

	if (name.len > DOMAIN_MAX)
		return 0;
	if (name.len == 0)
		name = ABSENT;
	while (bytes_present(name)) {
		struct bytes label;
		bytes_cut(name, '.', &label, &name);
		if (label.len == 0 || label.len > LABEL_MAX)
			return 0;
		at[len++] = (unsigned char)label.len;
		memcpy(at + len, label.ptr, label.len);
		len += label.len;
	}
	at[len++] = 0;
	return len;
}

/* RFC 6891 6.1.2; version 0, no options. */
static size_t put_opt(unsigned char *at)
{
	memset(at, 0, 11);
	put_16(at + 1, TYPE_OPT);
	put_16(at + 3, DNS_PAYLOAD);
	return 11;
}

size_t dns_packet_write(unsigned char packet[DNS_QUESTION_SIZE], uint16_t id,
    unsigned type, struct bytes name, unsigned how)
{
	size_t len = 12;
	bool edns = (how & DNS_EDNS) != 0;

	memset(packet, 0, len);
	put_16(packet, id);
	put_16(packet + 2, (how & DNS_RECURSE ? FLAG_RECURSE : 0) |
			       (how & DNS_UNCHECKED ? FLAG_UNCHECKED : 0));
	put_16(packet + 4, 1);
	put_16(packet + 10, edns);
	size_t octets = put_name(packet + len, name);
	if (octets == 0)
		return 0;
	len += octets;
	put_16(packet + len, type);
	put_16(packet + len + 2, CLASS_IN);
	len += 4;
	return edns ? len + put_opt(packet + len) : len;
}

/* ---- the answer, its head alone ------------------------------------------ */

struct dns_packet_head dns_packet_head(struct bytes packet)
{
	struct dns_wire wire = { .packet = packet, .end = packet.len };

	dns_wire_16(&wire);
	unsigned flags = dns_wire_16(&wire);
	dns_wire_take(&wire, 8);
	if (wire.mistake != NULL || !(flags & FLAG_RESPONSE))
		return (struct dns_packet_head){ .answer = false };
	return (struct dns_packet_head){
		.answer = true,
		.authoritative = (flags & FLAG_AUTHORITATIVE) != 0,
		.truncated = (flags & FLAG_TRUNCATED) != 0,
		.rcode = flags & 0xf,
	};
}

/* ---- the answer, looked at as a whole ------------------------------------ */

struct reading {
	struct arena *arena;
	struct dns_answer *answer;
	struct dns_wire wire;
	unsigned flags, rcode, counts[4];
	struct dns_wire answers; /* where they begin */
	bool edns;		 /* there is an OPT record */
	bool soa, referral;	 /* of the authority section */
	size_t soa_owner;
	uint32_t soa_ttl;
	bool aliased; /* it has told of an alias */
};

static void read_header(struct reading *r)
{
	dns_wire_16(&r->wire);
	r->flags = dns_wire_16(&r->wire);
	r->rcode = r->flags & 0xf;
	for (size_t i = 0; i < 4; i++)
		r->counts[i] = dns_wire_16(&r->wire);
	if (!(r->flags & FLAG_RESPONSE) || (r->flags & OPCODE))
		dns_wire_wrong(&r->wire, "it is no answer");
}

static void read_question(struct reading *r)
{
	size_t name = r->wire.at;

	if (r->counts[0] != 1) {
		dns_wire_wrong(&r->wire, "it does not repeat the question");
		return;
	}
	dns_wire_skip_name(&r->wire);
	bool asked = dns_wire_16(&r->wire) == r->answer->type;
	asked = dns_wire_16(&r->wire) == CLASS_IN && asked;
	if (r->wire.mistake == NULL &&
	    (!asked || !dns_wire_name_is(&r->wire, name, r->answer->owner)))
		dns_wire_wrong(&r->wire, "it answers another question");
}

/* RFC 2181 8: the highest bit is not meant. */
static uint32_t ttl_of(uint32_t ttl)
{
	return ttl > INT32_MAX ? 0 : ttl;
}

/* RFC 2308 5: the lower of its own TTL and MINIMUM. */
static void read_soa(struct reading *r, const struct dns_wire_record *record)
{
	struct dns_wire data = record->data;

	dns_wire_skip_name(&data);
	dns_wire_skip_name(&data);
	dns_wire_take(&data, 16);
	uint32_t minimum = ttl_of(dns_wire_32(&data));
	if (data.mistake != NULL) {
		dns_wire_wrong(&r->wire, "an SOA record that is none");
		return;
	}
	r->soa_owner = record->owner;
	r->soa_ttl = ttl_of(record->ttl);
	if (minimum < r->soa_ttl)
		r->soa_ttl = minimum;
	r->soa = true;
}

static void read_record(struct reading *r, size_t section)
{
	struct dns_wire_record record;

	dns_wire_record(&r->wire, &record);
	if (r->wire.mistake != NULL)
		return;
	if (section == 3 && record.type == TYPE_OPT && !r->edns) {
		r->edns = true;
		r->rcode |= record.ttl >> 24 << 4; /* RFC 6891 6.1.3 */
	}
	if (section != 2 || record.class != CLASS_IN)
		return;
	if (record.type == DNS_SOA && !r->soa)
		read_soa(r, &record);
	else if (record.type == DNS_NS)
		r->referral = true;
}

static void read_records(struct reading *r)
{
	r->answers = r->wire;
	for (size_t section = 1; section < 4; section++)
		for (size_t i = r->counts[section];
		     i > 0 && r->wire.mistake == NULL; i--)
			read_record(r, section);
	/* RFC 2308 2.2: what an authority says of itself is no referral. */
	if (r->soa || (r->flags & FLAG_AUTHORITATIVE))
		r->referral = false;
}

/* ---- what it says ------------------------------------------------------- */

/* The row is what stands in the packet where the chain has come to. */
static void malformed(struct dns_row *row, const char *detail)
{
	*row = (struct dns_row){ .status = DNS_MALFORMED, .detail = detail };
}

struct found {
	size_t count; /* of the type asked for */
	bool aliased;
	struct dns_wire_record alias; /* the first CNAME */
};

static bool is_here(const struct reading *r,
    const struct dns_wire_record *record, enum dns_type type)
{
	return record->type == type && record->class == CLASS_IN &&
	       dns_wire_name_is(&r->wire, record->owner, r->answer->owner);
}

static struct found find(const struct reading *r)
{
	struct found found = { .count = 0 };
	struct dns_wire wire = r->answers;
	struct dns_wire_record record;

	for (size_t i = r->counts[1]; i > 0; i--) {
		dns_wire_record(&wire, &record);
		if (is_here(r, &record, r->answer->type)) {
			found.count++;
		} else if (!found.aliased && is_here(r, &record, DNS_CNAME)) {
			found.aliased = true;
			found.alias = record;
		}
	}
	return found;
}

static void row_of_alias(const struct reading *r,
    const struct dns_wire_record *alias, struct dns_row *row)
{
	struct dns_record *record = arena_new(r->arena, struct dns_record);
	const char *mistake =
	    dns_data_of_wire(record, r->arena, DNS_CNAME, alias->data);

	*row = (struct dns_row){ DNS_CNAME, DNS_FOUND, ttl_of(alias->ttl),
		record, 1, ABSENT, NULL };
	if (mistake != NULL)
		malformed(row, mistake);
}

/* All of them have the lowest TTL of them (RFC 2181 5.2). */
static void row_of_records(
    const struct reading *r, size_t count, struct dns_row *row)
{
	enum dns_type type = r->answer->type;
	struct dns_record *records =
	    arena_new_array(r->arena, struct dns_record, count);
	struct dns_wire wire = r->answers;
	struct dns_wire_record record;

	*row = (struct dns_row){ type, DNS_FOUND, INT32_MAX, NULL, 0, ABSENT,
		NULL };
	for (size_t i = 0; i < count && row->detail == NULL;) {
		dns_wire_record(&wire, &record);
		if (!is_here(r, &record, type))
			continue;
		if (ttl_of(record.ttl) < row->ttl)
			row->ttl = ttl_of(record.ttl);
		row->detail = dns_data_of_wire(
		    &records[i++], r->arena, type, record.data);
	}
	if (row->detail != NULL)
		malformed(row, row->detail);
	else
		row->records =
		    dns_data_set(r->arena, records, count, &row->record_count);
}

/* RFC 2308 2; the response code is about the end of the chain (RFC 6604).
 * False when that is not known here. */
static bool row_of_nothing(const struct reading *r, struct dns_row *row)
{
	bool covered = r->soa && dns_wire_name_above(
				     &r->wire, r->soa_owner, r->answer->owner);

	*row = (struct dns_row){ .type = r->answer->type,
		.status = DNS_NO_DATA,
		.ttl = covered ? r->soa_ttl : 0 };
	if (r->rcode == RCODE_NXDOMAIN) {
		row->status = DNS_NO_NAME;
	} else if (r->aliased && !covered) {
		return false;
	} else if (r->referral) {
		row->status = DNS_SERVFAIL;
		row->detail = "a referral: the server does not look further";
	}
	return true;
}

static bool row_read(struct reading *r, struct dns_row *row)
{
	struct found found = find(r);

	if (found.count > 0 && r->rcode == RCODE_NXDOMAIN)
		malformed(row, "it has records and says that there are none");
	else if (found.count > 0)
		row_of_records(r, found.count, row);
	else if (found.aliased)
		row_of_alias(r, &found.alias, row);
	else
		return row_of_nothing(r, row);
	r->aliased = true;
	return true;
}

static const struct {
	unsigned rcode;
	enum dns_status status;
	const char *detail;
} failures[] = {
	/* RFC 1035 4.1.1, RFC 2136 2.2, RFC 6891 9 */
	{ RCODE_FORMERR, DNS_SERVFAIL, "the server says FORMERR" },
	{ RCODE_SERVFAIL, DNS_SERVFAIL, NULL },
	{ 4, DNS_SERVFAIL, "the server says NOTIMP" },
	{ 5, DNS_REFUSED, NULL },
	{ 9, DNS_REFUSED, "the server says NOTAUTH" },
	{ 16, DNS_SERVFAIL, "the server says BADVERS" },
	{ 0, DNS_SERVFAIL, "the server says what is no answer" },
};

static void row_of_failure(const struct reading *r, struct dns_row *row)
{
	size_t i = 0;

	while (failures[i].rcode != 0 && failures[i].rcode != r->rcode)
		i++;
	*row = (struct dns_row){ .status = failures[i].status,
		.detail = failures[i].detail };
}

static enum dns_packet_says advice_of(const struct reading *r)
{
	if (r->flags & FLAG_TRUNCATED)
		return DNS_PACKET_TRUNCATED;
	return r->rcode == RCODE_FORMERR && !r->edns ? DNS_PACKET_NO_EDNS
						     : DNS_PACKET_ALL;
}

/* What the packet as a whole says, else what is at the owner. */
static bool row_first(struct reading *r, enum dns_packet_says says,
    bool repeated, struct dns_row *row)
{
	if (says == DNS_PACKET_TRUNCATED)
		malformed(row, "it is truncated");
	else if (repeated && r->rcode != 0 && r->rcode != RCODE_NXDOMAIN)
		row_of_failure(r, row);
	else if (r->wire.mistake != NULL)
		malformed(row, r->wire.mistake);
	else
		return row_read(r, row);
	return true;
}

enum dns_packet_says dns_packet_read(struct dns_chain *chain,
    struct arena *arena, struct bytes packet, struct bytes server)
{
	struct reading r = { .arena = arena,
		.answer = chain->answer,
		.wire = { .packet = packet, .end = packet.len } };
	struct dns_row row;

	read_header(&r);
	read_question(&r);
	bool repeated = r.wire.mistake == NULL;
	read_records(&r);
	enum dns_packet_says says = repeated ? advice_of(&r) : DNS_PACKET_ALL;
	if (!row_first(&r, says, repeated, &row))
		return DNS_PACKET_GOES_ON;
	row.server = server;
	while (dns_chain_add(chain, arena, &row)) {
		if (!row_read(&r, &row))
			return DNS_PACKET_GOES_ON;
		row.server = server;
	}
	return says;
}
