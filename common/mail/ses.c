#include "common/mail/ses.h"

/* Prefixes as seen in real messages; SES documents none. */
static const struct ses_region regions[] = {
	{ "af-south-1", false, true, NULL },
	{ "ap-northeast-1", false, false, NULL },
	{ "ap-northeast-2", false, false, NULL },
	{ "ap-northeast-3", false, true, NULL },
	{ "ap-south-1", false, false, NULL },
	{ "ap-south-2", false, true, NULL },
	{ "ap-southeast-1", false, false, NULL },
	{ "ap-southeast-2", false, false, NULL },
	{ "ap-southeast-3", false, true, NULL },
	{ "ap-southeast-5", false, true, NULL },
	{ "ca-central-1", true, false, NULL },
	{ "ca-west-1", true, true, NULL },
	{ "eu-central-1", false, false, "0107" },
	{ "eu-central-2", false, true, NULL },
	{ "eu-north-1", false, false, NULL },
	{ "eu-south-1", false, true, NULL },
	{ "eu-west-1", false, false, "0102" },
	{ "eu-west-2", false, false, NULL },
	{ "eu-west-3", false, false, NULL },
	{ "il-central-1", false, true, NULL },
	{ "me-central-1", false, true, NULL },
	{ "me-south-1", false, false, NULL },
	{ "sa-east-1", false, false, NULL },
	{ "us-east-1", true, false, "0100" },
	{ "us-east-2", true, false, NULL },
	{ "us-gov-east-1", true, true, NULL },
	{ "us-gov-west-1", true, false, NULL },
	{ "us-west-1", true, false, NULL },
	{ "us-west-2", true, false, "0101" },
	{ NULL, false, false, NULL },
};

/* The domains below which the endpoints of a partition lie. */
static const struct {
	const char *region_prefix;
	const char *standard, *dual_stack;
} partitions[] = {
	{ "cn-", ".amazonaws.com.cn", ".api.amazonwebservices.com.cn" },
	{ "", ".amazonaws.com", ".api.aws" },
};
#define PARTITIONS (sizeof(partitions) / sizeof(partitions[0]))

static const struct {
	unsigned port;
	enum ses_port_tls tls;
} ports[] = {
	{ 25, SES_PORT_STARTTLS },
	{ 587, SES_PORT_STARTTLS },
	{ 2587, SES_PORT_STARTTLS },
	{ 465, SES_PORT_TLS },
	{ 2465, SES_PORT_TLS },
};

static const struct {
	const char *word, *address;
} simulators[] = {
	{ "success", "success@simulator.amazonses.com" },
	{ "bounce", "bounce@simulator.amazonses.com" },
	{ "ooto", "ooto@simulator.amazonses.com" },
	{ "complaint", "complaint@simulator.amazonses.com" },
	{ "suppressionlist", "suppressionlist@simulator.amazonses.com" },
};

const struct ses_region *ses_regions(void)
{
	return regions;
}

const struct ses_region *ses_region_row(struct bytes name)
{
	for (const struct ses_region *row = regions; row->name != NULL; row++)
		if (bytes_ieq(bytes_of(row->name), name))
			return row;
	return NULL;
}

bool ses_region_valid(struct bytes name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!is_alpha(name.ptr[i]) && !is_digit(name.ptr[i]) &&
		    name.ptr[i] != '-')
			return false;
	return name.len > 0 && name.len <= 40 && name.ptr[0] != '-' &&
	       name.ptr[name.len - 1] != '-';
}

static struct bytes host_of(struct arena *arena, const char *service,
    struct bytes region, enum ses_endpoint endpoint)
{
	size_t i = 0;

	region = arena_lower(arena, region);
	while (!bytes_starts(region, bytes_of(partitions[i].region_prefix)))
		i++;
	return arena_printf(arena, "%s%s.%.*s%s", service,
	    endpoint & SES_FIPS ? "-fips" : "", FMT(region),
	    endpoint & SES_DUAL_STACK ? partitions[i].dual_stack
				      : partitions[i].standard);
}

struct bytes ses_smtp_host(
    struct arena *arena, struct bytes region, enum ses_endpoint endpoint)
{
	return host_of(arena, "email-smtp", region, endpoint);
}

struct bytes ses_api_host(
    struct arena *arena, struct bytes region, enum ses_endpoint endpoint)
{
	return host_of(arena, "email", region, endpoint);
}

static bool cut_end(struct bytes *b, const char *ending)
{
	struct bytes end = bytes_of(ending);

	if (!bytes_iends(*b, end))
		return false;
	b->len -= end.len;
	return true;
}

struct bytes ses_host_region(struct bytes host)
{
	const struct bytes starts[] = { BYTES("email-smtp."),
		BYTES("email-smtp-fips.") };
	bool ended = false;

	for (size_t i = 0; i < PARTITIONS && !ended; i++)
		ended = cut_end(&host, partitions[i].dual_stack) ||
			cut_end(&host, partitions[i].standard);
	for (size_t i = 0; i < 2 && ended; i++)
		if (bytes_istarts(host, starts[i]) &&
		    ses_region_valid(bytes_skip(host, starts[i].len)))
			return bytes_skip(host, starts[i].len);
	return ABSENT;
}

enum ses_port_tls ses_port_tls(unsigned port)
{
	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		if (ports[i].port == port)
			return ports[i].tls;
	return SES_PORT_OTHER;
}

/* us-east-1 was there first and has the names without a region. */
static bool is_first(struct bytes region)
{
	return bytes_ieq(region, BYTES("us-east-1"));
}

static struct bytes below_amazonses(
    struct arena *arena, const char *label, struct bytes region)
{
	return arena_printf(arena, "%s%.*s.amazonses.com", label,
	    FMT(arena_lower(arena, region)));
}

static struct bytes ses_message_id_domain(
    struct arena *arena, struct bytes region)
{
	if (is_first(region))
		return BYTES("email.amazonses.com");
	return below_amazonses(arena, "", region);
}

struct bytes ses_message_id(
    struct arena *arena, struct bytes region, struct bytes id)
{
	return arena_printf(arena, "<%.*s@%.*s>", FMT(id),
	    FMT(ses_message_id_domain(arena, region)));
}

struct bytes ses_mail_from_domain(struct arena *arena, struct bytes region)
{
	if (is_first(region))
		return BYTES("amazonses.com");
	return below_amazonses(arena, "", region);
}

struct bytes ses_domain_region(struct bytes domain)
{
	struct bytes label, rest;

	if (bytes_ieq(domain, BYTES("email.amazonses.com")) ||
	    bytes_ieq(domain, BYTES("amazonses.com")))
		return BYTES("us-east-1");
	bytes_cut(domain, '.', &label, &rest);
	return bytes_ieq(rest, BYTES("amazonses.com")) &&
		       ses_region_valid(label)
		   ? label
		   : ABSENT;
}

struct bytes ses_feedback_host(struct arena *arena, struct bytes region)
{
	return below_amazonses(arena, "feedback-smtp.", region);
}

struct bytes ses_feedback_region(struct bytes host)
{
	struct bytes name, rest, region;

	bytes_cut(host, '.', &name, &rest);
	bytes_cut(rest, '.', &region, &rest);
	return bytes_ieq(name, BYTES("feedback-smtp")) &&
		       bytes_ieq(rest, BYTES("amazonses.com")) &&
		       ses_region_valid(region)
		   ? region
		   : ABSENT;
}

struct bytes ses_dkim_zone(struct arena *arena, struct bytes region)
{
	const struct ses_region *row = ses_region_row(region);

	return row != NULL && row->own_dkim_zone
		   ? below_amazonses(arena, "dkim.", region)
		   : BYTES("dkim.amazonses.com");
}

bool ses_dkim_zone_is(struct bytes zone)
{
	struct bytes label, rest;

	bytes_cut(zone, '.', &label, &rest);
	return bytes_ieq(label, BYTES("dkim")) &&
	       (bytes_ieq(rest, BYTES("amazonses.com")) ||
		   bytes_present(ses_domain_region(rest)));
}

bool ses_dkim_token_is(struct bytes selector)
{
	for (size_t i = 0; i < selector.len; i++)
		if (!is_digit(selector.ptr[i]) && !is_alpha(selector.ptr[i]))
			return false;
	return selector.len == 32;
}

static bool is_hex(char c)
{
	return is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f');
}

/* Seen: 16 digits, a UUID, 6 digits.  The parts may change, the octets not. */
bool ses_id_valid(struct bytes id)
{
	for (size_t i = 0; i < id.len; i++)
		if (!is_hex(id.ptr[i]) && id.ptr[i] != '-')
			return false;
	return id.len >= 16 && id.len <= 100;
}

struct bytes ses_id_region(struct bytes id)
{
	for (const struct ses_region *row = regions; row->name != NULL; row++)
		if (row->id_prefix != NULL && ses_id_valid(id) &&
		    bytes_istarts(id, bytes_of(row->id_prefix)))
			return bytes_of(row->name);
	return ABSENT;
}

const char *ses_simulator_address(struct bytes word)
{
	for (size_t i = 0; i < sizeof(simulators) / sizeof(simulators[0]); i++)
		if (bytes_ieq(bytes_of(simulators[i].word), word))
			return simulators[i].address;
	return NULL;
}
