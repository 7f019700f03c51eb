/* The names that SES derives from a region. */
#include "tests/test.h"

#include "common/mail/ses.h"

static void test_hosts(void)
{
	static const struct {
		const char *region;
		enum ses_endpoint endpoint;
		const char *host;
	} rows[] = {
		{ "us-east-1", SES_STANDARD,
		    "email-smtp.us-east-1.amazonaws.com" },
		{ "US-West-2", SES_STANDARD,
		    "email-smtp.us-west-2.amazonaws.com" },
		{ "us-gov-west-1", SES_FIPS,
		    "email-smtp-fips.us-gov-west-1.amazonaws.com" },
		{ "eu-west-1", SES_DUAL_STACK, "email-smtp.eu-west-1.api.aws" },
		{ "ca-central-1", SES_FIPS_DUAL_STACK,
		    "email-smtp-fips.ca-central-1.api.aws" },
		{ "cn-north-1", SES_STANDARD,
		    "email-smtp.cn-north-1.amazonaws.com.cn" },
		{ "cn-north-1", SES_DUAL_STACK,
		    "email-smtp.cn-north-1.api.amazonwebservices.com.cn" },
		{ "mars-north-9", SES_STANDARD,
		    "email-smtp.mars-north-9.amazonaws.com" },
	};
	struct arena *arena = arena_open();

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].host);
		struct bytes host = ses_smtp_host(
		    arena, bytes_of(rows[i].region), rows[i].endpoint);
		check_bytes("host", host, bytes_of(rows[i].host));
		check_true("region of the host",
		    bytes_ieq(ses_host_region(host), bytes_of(rows[i].region)));
	}
	arena_close(arena);
}

static void test_api_hosts(void)
{
	static const struct {
		const char *region;
		enum ses_endpoint endpoint;
		const char *host;
	} rows[] = {
		{ "us-east-1", SES_STANDARD, "email.us-east-1.amazonaws.com" },
		{ "us-gov-west-1", SES_FIPS,
		    "email-fips.us-gov-west-1.amazonaws.com" },
		{ "EU-West-1", SES_DUAL_STACK, "email.eu-west-1.api.aws" },
		{ "ca-central-1", SES_FIPS_DUAL_STACK,
		    "email-fips.ca-central-1.api.aws" },
		{ "cn-north-1", SES_STANDARD,
		    "email.cn-north-1.amazonaws.com.cn" },
		{ "cn-north-1", SES_DUAL_STACK,
		    "email.cn-north-1.api.amazonwebservices.com.cn" },
	};
	struct arena *arena = arena_open();

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].host);
		check_bytes("host",
		    ses_api_host(
			arena, bytes_of(rows[i].region), rows[i].endpoint),
		    bytes_of(rows[i].host));
	}
	arena_close(arena);
}

static void test_other_hosts(void)
{
	static const char *const rows[] = { "smtp.example.com",
		"email-smtp.amazonaws.com", "email-smtp..amazonaws.com",
		"email-smtp.us-east-1.amazonaws.com.example.com",
		"x.mail-manager-smtp.amazonaws.com", "" };

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i]);
		check_true("is no SES host",
		    !bytes_present(ses_host_region(bytes_of(rows[i]))));
	}
}

static void test_domains(void)
{
	static const struct {
		const char *region, *message_id, *mail_from, *feedback;
	} rows[] = {
		{ "us-east-1", "<0100-x@email.amazonses.com>", "amazonses.com",
		    "feedback-smtp.us-east-1.amazonses.com" },
		{ "eu-west-1", "<0100-x@eu-west-1.amazonses.com>",
		    "eu-west-1.amazonses.com",
		    "feedback-smtp.eu-west-1.amazonses.com" },
		{ "MARS-1", "<0100-x@mars-1.amazonses.com>",
		    "mars-1.amazonses.com",
		    "feedback-smtp.mars-1.amazonses.com" },
	};
	struct arena *arena = arena_open();

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bytes region = bytes_of(rows[i].region);
		test_row(rows[i].region);
		check_bytes("Message-ID",
		    ses_message_id(arena, region, BYTES("0100-x")),
		    bytes_of(rows[i].message_id));
		check_bytes("MAIL FROM", ses_mail_from_domain(arena, region),
		    bytes_of(rows[i].mail_from));
		check_bytes("MX", ses_feedback_host(arena, region),
		    bytes_of(rows[i].feedback));
	}
	arena_close(arena);
}

static void test_ids(void)
{
	static const struct {
		const char *id, *region;
		bool valid;
	} rows[] = {
		{ "0100019ecc094b6e-bdc413f0-f630-484d-be45-d139151a7ed6-"
		  "000000",
		    "us-east-1", true },
		{ "0101019ecc094b6e-bdc413f0", "us-west-2", true },
		{ "0102018f10d1841b-bdc413f0", "eu-west-1", true },
		{ "0107018f10d1841b-bdc413f0", "eu-central-1", true },
		{ "0108018f10d1841b-bdc413f0", NULL, true },
		{ "0100", NULL, false },
		{ "0100019ecc094b6g-bdc413f0", NULL, false },
		{ "", NULL, false },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].id);
		check_true("validity",
		    ses_id_valid(bytes_of(rows[i].id)) == rows[i].valid);
		check_bytes("region", ses_id_region(bytes_of(rows[i].id)),
		    bytes_of(rows[i].region));
	}
}

static void test_words(void)
{
	static const struct {
		const char *word, *address;
	} rows[] = {
		{ "success", "success@simulator.amazonses.com" },
		{ "BOUNCE", "bounce@simulator.amazonses.com" },
		{ "ooto", "ooto@simulator.amazonses.com" },
		{ "complaint", "complaint@simulator.amazonses.com" },
		{ "suppressionlist",
		    "suppressionlist@simulator.amazonses.com" },
		{ "other", NULL },
	};
	static const struct {
		unsigned port;
		enum ses_port_tls tls;
	} ports[] = { { 25, SES_PORT_STARTTLS }, { 587, SES_PORT_STARTTLS },
		{ 2587, SES_PORT_STARTTLS }, { 465, SES_PORT_TLS },
		{ 2465, SES_PORT_TLS }, { 26, SES_PORT_OTHER } };
	static const struct {
		const char *name;
		bool valid;
	} regions[] = { { "us-east-1", true }, { "", false },
		{ "us-east-1.evil.example", false }, { "-us", false },
		{ "us east", false }, { "us-", false } };

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].word);
		check_text("simulator",
		    ses_simulator_address(bytes_of(rows[i].word)),
		    rows[i].address);
	}
	for (size_t i = 0; i < ROWS(ports); i++) {
		test_row("port");
		check_number("TLS", ses_port_tls(ports[i].port), ports[i].tls);
	}
	for (size_t i = 0; i < ROWS(regions); i++) {
		test_row(regions[i].name);
		check_true(
		    "validity", ses_region_valid(bytes_of(regions[i].name)) ==
				    regions[i].valid);
	}
	test_row("a region of the table");
	check_true("is there", ses_region_row(BYTES("US-EAST-1")) != NULL);
	check_true("unknown", ses_region_row(BYTES("mars-1")) == NULL);
}

static void test_dkim_zones(void)
{
	static const struct {
		const char *region, *zone;
	} rows[] = {
		{ "us-east-1", "dkim.amazonses.com" },
		{ "eu-central-1", "dkim.amazonses.com" },
		{ "af-south-1", "dkim.af-south-1.amazonses.com" },
		{ "EU-Central-2", "dkim.eu-central-2.amazonses.com" },
		{ "mars-north-9", "dkim.amazonses.com" },
		{ "", "dkim.amazonses.com" },
	};
	struct arena *arena = arena_open();

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].region);
		struct bytes zone =
		    ses_dkim_zone(arena, bytes_of(rows[i].region));
		check_bytes("zone", zone, bytes_of(rows[i].zone));
		check_true("is one", ses_dkim_zone_is(zone));
	}
	test_row("other zones");
	check_true("of mail", !ses_dkim_zone_is(BYTES("mail.amazonses.com")));
	check_true("of another",
	    !ses_dkim_zone_is(BYTES("dkim.us-east-1.amazonses.org")));
	check_true("SES alone", !ses_dkim_zone_is(BYTES("amazonses.com")));
	check_true("empty", !ses_dkim_zone_is(BYTES("")));
	arena_close(arena);
}

static void test_feedback_regions(void)
{
	static const struct {
		const char *host, *region;
	} rows[] = {
		{ "feedback-smtp.eu-west-1.amazonses.com", "eu-west-1" },
		{ "Feedback-SMTP.us-east-1.AmazonSES.com", "us-east-1" },
		{ "feedback-smtp.us-east-1.amazonaws.com", NULL },
		{ "feedback-smtp.amazonses.com", NULL },
		{ "inbound-smtp.us-east-1.amazonses.com", NULL },
		{ "feedback-smtp.a b.amazonses.com", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].host);
		check_bytes("region",
		    ses_feedback_region(bytes_of(rows[i].host)),
		    bytes_of(rows[i].region));
	}
}

static void test_tokens(void)
{
	test_row("tokens");
	check_true("a token",
	    ses_dkim_token_is(BYTES("k4vq2hzeu7txm5yd3rwn6bgjl2ocfpsa")));
	check_true("too short", !ses_dkim_token_is(BYTES("k4vq2hzeu7txm5yd")));
	check_true("a hyphen",
	    !ses_dkim_token_is(BYTES("k4vq2hzeu7txm5yd3rwn6bgjl2oc-psa")));
	check_true("empty", !ses_dkim_token_is(BYTES("")));
}

int main(void)
{
	test_dkim_zones();
	test_feedback_regions();
	test_tokens();
	test_hosts();
	test_api_hosts();
	test_other_hosts();
	test_domains();
	test_ids();
	test_words();
	return test_end("test_ses");
}
