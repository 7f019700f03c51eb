#include "common/dns/dns_data.h"

#include "common/base/names.h"
#include "common/net/domain.h"
#include <string.h>

#define STRING_MAX 255
#define RDATA_MAX  65535
#define TTL_MAX	   INT32_MAX

/* ---- items --------------------------------------------------------------- */

void dns_data_mistaken(
    struct dns_data *data, const char *mistake, struct dns_item wrong)
{
	if (data->mistake == NULL) {
		data->mistake = mistake;
		data->wrong = wrong;
	}
}

struct dns_item dns_data_item(struct dns_data *data, const char *lacks)
{
	if (data->count == 0) {
		dns_data_mistaken(data, lacks, data->items[-1]);
		return (struct dns_item){ .text = BYTES("") };
	}
	data->count--;
	return *data->items++;
}

bool dns_data_done(struct dns_data *data)
{
	if (data->count > 0)
		dns_data_mistaken(data, "is one item too many", *data->items);
	return data->mistake == NULL;
}

/* ---- octets -------------------------------------------------------------- */

static bool digits_read(
    const struct dns_data *data, struct bytes digits, unsigned *number)
{
	*number = 0;
	for (size_t i = 0; i < digits.len; i++) {
		unsigned digit = (unsigned)(digits.ptr[i] - '0');
		if (!is_digit(digits.ptr[i]) || digit >= data->radix)
			return false;
		*number = *number * data->radix + digit;
	}
	return digits.len == 3 && *number <= UINT8_MAX;
}

/* Take the octet that `rest` begins with: itself, \X or \DDD. */
static char octet_take(
    struct dns_data *data, struct bytes *rest, struct dns_item item)
{
	unsigned number = 0;
	char c = rest->ptr[0];

	*rest = bytes_skip(*rest, 1);
	if (c != '\\')
		return c;
	if (rest->len > 0 && !is_digit(rest->ptr[0])) {
		c = rest->ptr[0];
		*rest = bytes_skip(*rest, 1);
		return c;
	}
	if (!digits_read(data, bytes_first(*rest, 3), &number))
		dns_data_mistaken(
		    data, "has a backslash before what is no octet", item);
	*rest = bytes_skip(*rest, 3);
	return (char)number;
}

/* ---- names --------------------------------------------------------------- */

struct domain_name {
	char text[DOMAIN_MAX];
	size_t len, label; /* octets in all, and of the last label */
};

static bool is_plain(char c)
{
	return c > ' ' && c < 127;
}

static void name_put(struct dns_data *data, struct domain_name *name,
    struct dns_item item, char c)
{
	if (name->len < DOMAIN_MAX)
		name->text[name->len++] = ascii_lower(c);
	else
		dns_data_mistaken(data, "is longer than 253 octets", item);
}

static void name_dot(
    struct dns_data *data, struct domain_name *name, struct dns_item item)
{
	if (name->label == 0)
		dns_data_mistaken(data, "has an empty label", item);
	name->label = 0;
}

static void name_octet(struct dns_data *data, struct domain_name *name,
    struct dns_item item, char c)
{
	if (name->label == 0 && name->len > 0)
		name_put(data, name, item, '.');
	if (++name->label > LABEL_MAX)
		dns_data_mistaken(
		    data, "has a label of more than 63 octets", item);
	if (c == '.')
		name_put(data, name, item, '\\');
	name_put(data, name, item, c);
}

static void name_complete(
    struct dns_data *data, struct domain_name *name, struct dns_item item)
{
	struct bytes origin = data->origin;

	if (!bytes_present(origin))
		dns_data_mistaken(data,
		    "is relative and there is no $ORIGIN: end it with a dot "
		    "or write $ORIGIN above",
		    item);
	if (name->len > 0 && origin.len > 0)
		name_put(data, name, item, '.');
	for (size_t i = 0; i < origin.len; i++)
		name_put(data, name, item, origin.ptr[i]);
}

/* Labels up to the end or to a dot at the end; true: it is relative. */
static bool name_labels(
    struct dns_data *data, struct domain_name *name, struct dns_item item)
{
	struct bytes rest = item.text;

	while (rest.len > 0 && data->mistake == NULL) {
		if (rest.ptr[0] == '.') {
			name_dot(data, name, item);
			rest = bytes_skip(rest, 1);
			continue;
		}
		if (!is_plain(rest.ptr[0]))
			dns_data_mistaken(data,
			    "is not ASCII: write its A-labels (xn--...)", item);
		name_octet(data, name, item, octet_take(data, &rest, item));
	}
	return name->label > 0;
}

struct bytes dns_data_name(struct dns_data *data, struct dns_item item)
{
	struct domain_name name = { .len = 0 };

	if (item.quoted || item.text.len == 0)
		dns_data_mistaken(data, "stands where a name belongs", item);
	else if (bytes_eq(item.text, BYTES("@")))
		name_complete(data, &name, item);
	else if (!bytes_eq(item.text, BYTES(".")) &&
		 name_labels(data, &name, item))
		name_complete(data, &name, item);
	return arena_copy(data->arena, (struct bytes){ name.text, name.len });
}

/* ---- numbers ------------------------------------------------------------- */

static uint64_t number_read(struct dns_data *data, struct dns_item item,
    uint64_t most, const char *mistake)
{
	uint64_t number = 0;

	if (!bytes_number(item.text, most, &number))
		dns_data_mistaken(data, mistake, item);
	return number;
}

static uint64_t unit_seconds(char c)
{
	switch (ascii_lower(c)) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	case 'w':
		return UINT64_C(7) * 86400;
	default:
		return 0;
	}
}

/* 1*( number unit ), or a number alone */
static bool time_read(struct bytes text, uint64_t *seconds)
{
	size_t n = 0;

	*seconds = 0;
	while (text.len > 0 && *seconds <= TTL_MAX) {
		uint64_t number = 0, unit = 1;
		for (n = 0; n < text.len && is_digit(text.ptr[n]);)
			n++;
		if (!bytes_number(bytes_first(text, n), TTL_MAX, &number))
			return false;
		text = bytes_skip(text, n);
		if (text.len > 0) {
			unit = unit_seconds(text.ptr[0]);
			text = bytes_skip(text, 1);
		}
		if (unit == 0)
			return false;
		*seconds += number * unit;
	}
	return n > 0 && *seconds <= TTL_MAX;
}

uint32_t dns_data_ttl(struct dns_data *data, struct dns_item item)
{
	uint64_t seconds = 0;

	if (item.quoted || !time_read(item.text, &seconds))
		dns_data_mistaken(data,
		    "is no time: write seconds, or as in 1h30m (at most 2^31-1 "
		    "seconds)",
		    item);
	return (uint32_t)seconds;
}

/* ---- types --------------------------------------------------------------- */

/* The others of the IANA registry that zones hold, and what it once had. */
static const char *const other_types[] = { "AFSDB", "AMTRELAY", "APL", "ATMA",
	"AVC", "CAA", "CDNSKEY", "CDS", "CERT", "CSYNC", "DHCID", "DLV",
	"DNAME", "DNSKEY", "DOA", "DS", "DSYNC", "EID", "EUI48", "EUI64",
	"GPOS", "HINFO", "HIP", "HTTPS", "IPSECKEY", "ISDN", "KEY", "KX", "L32",
	"L64", "LOC", "LP", "MB", "MD", "MF", "MG", "MINFO", "MR", "NAPTR",
	"NID", "NIMLOC", "NINFO", "NSAP", "NSAP-PTR", "NSEC", "NSEC3",
	"NSEC3PARAM", "NULL", "NXT", "OPENPGPKEY", "PX", "RESINFO", "RKEY",
	"RP", "RRSIG", "RT", "SIG", "SINK", "SMIMEA", "SRV", "SSHFP", "SVCB",
	"TA", "TALINK", "TLSA", "URI", "WALLET", "WKS", "X25", "ZONEMD", NULL };

/* TYPE123 (RFC 3597 5) */
static bool is_numbered(struct bytes word, enum dns_type *type)
{
	static const enum dns_type known[] = {
#define X(id, number, text) DNS_##id,
		DNS_TYPES(X)
#undef X
	};
	uint64_t number = 0;

	if (!bytes_istarts(word, BYTES("TYPE")) ||
	    !bytes_number(bytes_skip(word, 4), UINT16_MAX, &number))
		return false;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i] == (enum dns_type)number)
			*type = known[i];
	return true;
}

enum dns_type dns_data_type(struct dns_data *data, struct dns_item item)
{
	enum dns_type type = 0;

	if (item.quoted || !(dns_type_read(item.text, &type) ||
			       is_numbered(item.text, &type) ||
			       word_listed(other_types, item.text)))
		dns_data_mistaken(data, "is no type of record", item);
	return type;
}

/* ---- data ---------------------------------------------------------------- */

static void read_ip(struct dns_data *data, struct dns_record *record,
    int family, const char *mistake)
{
	struct dns_item item = dns_data_item(data, "lacks an address");
	char text[IP_TEXT_SIZE];

	if (item.quoted || !ip_read_family(item.text, family, &record->ip))
		dns_data_mistaken(data, mistake, item);
	record->data =
	    arena_copy(data->arena, bytes_of(ip_write(&record->ip, text)));
}

static void read_a(struct dns_data *data, struct dns_record *record)
{
	read_ip(data, record, 4, "is no IPv4 address");
}

static void read_aaaa(struct dns_data *data, struct dns_record *record)
{
	read_ip(data, record, 6, "is no IPv6 address");
}

static void read_host(struct dns_data *data, struct dns_record *record)
{
	record->data = dns_data_name(data, dns_data_item(data, "lacks a name"));
}

static void read_mx(struct dns_data *data, struct dns_record *record)
{
	struct dns_item item = dns_data_item(data, "lacks a preference");

	record->preference = (uint16_t)number_read(
	    data, item, UINT16_MAX, "is no preference from 0 to 65535");
	read_host(data, record);
}

static const char *dot_for_root(struct bytes name)
{
	return name.len > 0 ? "" : ".";
}

static void read_soa(struct dns_data *data, struct dns_record *record)
{
	struct bytes names[2];
	uint32_t times[4];

	for (size_t i = 0; i < 2; i++)
		names[i] = dns_data_name(data,
		    dns_data_item(data, "lacks one of the SOA's two names"));
	uint64_t serial = number_read(data,
	    dns_data_item(data, "lacks the SOA's serial number"), UINT32_MAX,
	    "is no serial number");
	for (size_t i = 0; i < 4; i++)
		times[i] = dns_data_ttl(data,
		    dns_data_item(data, "lacks one of the SOA's four times"));
	record->data =
	    arena_printf(data->arena, "%.*s%s %.*s%s %lu %lu %lu %lu %lu",
		FMT(names[0]), dot_for_root(names[0]), FMT(names[1]),
		dot_for_root(names[1]), (unsigned long)serial,
		(unsigned long)times[0], (unsigned long)times[1],
		(unsigned long)times[2], (unsigned long)times[3]);
}

static size_t string_decode(
    struct dns_data *data, struct dns_item item, char *octets)
{
	struct bytes rest = item.text;
	size_t len = 0;

	while (rest.len > 0 && len <= STRING_MAX && data->mistake == NULL)
		octets[len++] = octet_take(data, &rest, item);
	if (len > STRING_MAX)
		dns_data_mistaken(data,
		    "is longer than the 255 octets of one string: split it "
		    "into several, each in quotation marks",
		    item);
	return len;
}

static void read_strings(struct dns_data *data, struct dns_record *record)
{
	size_t most = data->count, wire = 0;
	struct bytes *strings =
	    arena_new_array(data->arena, struct bytes, most + 1);
	char *octets = arena_alloc(data->arena, most * STRING_MAX + 1);

	record->data = (struct bytes){ octets, 0 };
	if (most == 0)
		dns_data_item(data, "lacks a string");
	while (data->count > 0 && data->mistake == NULL) {
		struct dns_item item = dns_data_item(data, NULL);
		char *start = octets + record->data.len;
		char string[STRING_MAX + 1];
		size_t len = string_decode(data, item, string);
		if (data->mistake != NULL)
			break;
		memcpy(start, string, len);
		strings[record->string_count++] = (struct bytes){ start, len };
		record->data.len += len;
		wire += len + 1;
		if (wire > RDATA_MAX)
			dns_data_mistaken(
			    data, "passes the 65535 octets of a record", item);
	}
	record->strings = strings;
}

static const struct form {
	enum dns_type type;
	void (*read)(struct dns_data *data, struct dns_record *record);
} forms[] = {
	{ DNS_A, read_a },
	{ DNS_NS, read_host },
	{ DNS_CNAME, read_host },
	{ DNS_SOA, read_soa },
	{ DNS_PTR, read_host },
	{ DNS_MX, read_mx },
	{ DNS_TXT, read_strings },
	{ DNS_AAAA, read_aaaa },
	{ DNS_SPF, read_strings },
};

void dns_data_record(
    struct dns_data *data, enum dns_type type, struct dns_record *record)
{
	*record = (struct dns_record){ 0 };
	if (data->count > 0 && !data->items[0].quoted &&
	    bytes_eq(data->items[0].text, BYTES("\\#")))
		dns_data_mistaken(data,
		    "begins data in hexadecimal: write them as the type does",
		    data->items[0]);
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (forms[i].type == type && data->mistake == NULL)
			forms[i].read(data, record);
	dns_data_done(data);
}
