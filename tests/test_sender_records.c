/* publish: what a sender publishes and runs; the public key of a PEM file */
#include "tests/test.h"

#include "publish/change_write.h"
#include "publish/dkim_pem.h"
#include "publish/sender_commands.h"
#include "publish/sender_records.h"

static struct arena *arena;

/* ---- records --------------------------------------------------------------
 */

static const struct bytes tokens[] = { { "aaa", 3 }, { "bbb", 3 } };
static const struct bytes uris[] = {
	{ "mailto:a@example.net", 20 },
	{ "mailto:b@mail.example.com", 25 },
	{ "mailto:c@example.net?subject=x", 30 },
};

#define LABEL10 "aaaaaaaaa."
#define LONG	LABEL10 LABEL10 LABEL10 LABEL10 LABEL10 LABEL10
#define LONG240 LONG LONG LONG LONG "example.com"

#define B(literal)                           \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

static const struct {
	const char *shows;
	struct sender_wish wish;
	const char *own, *others; /* as zone lines */
} rows[] = {
	{ "nothing", { .domain = B("a.example") }, "", "" },
	{ "Easy DKIM, by region",
	    { .domain = B("a.example"),
		.region = B("ap-south-2"),
		.tokens = tokens,
		.token_count = 2 },
	    "aaa._domainkey.a.example. 3600 IN CNAME "
	    "aaa.dkim.ap-south-2.amazonses.com.\n"
	    "bbb._domainkey.a.example. 3600 IN CNAME "
	    "bbb.dkim.ap-south-2.amazonses.com.\n",
	    "" },
	{ "... by the zone that SES names",
	    { .domain = B("a.example"),
		.region = B("ap-south-2"),
		.tokens = tokens,
		.token_count = 1,
		.dkim_zone = B("dkim.amazonses.com") },
	    "aaa._domainkey.a.example. 3600 IN CNAME "
	    "aaa.dkim.amazonses.com.\n",
	    "" },
	{ "a key of one's own",
	    { .domain = B("a.example"),
		.selector = B("s1"),
		.public_key = B("MIIB") },
	    "s1._domainkey.a.example. 3600 IN TXT \"p=MIIB\"\n", "" },
	{ "MAIL FROM",
	    { .domain = B("a.example"),
		.region = B("eu-west-1"),
		.mail_from = B("b.a.example") },
	    "b.a.example. 3600 IN MX 10 "
	    "feedback-smtp.eu-west-1.amazonses.com.\n"
	    "b.a.example. 3600 IN TXT \"v=spf1 include:amazonses.com ~all\"\n",
	    "" },
	{ "DMARC", { .domain = B("a.example"), .dmarc = { .p = B("none") } },
	    "_dmarc.a.example. 3600 IN TXT \"v=DMARC1; p=none\"\n", "" },
	{ "... every tag",
	    { .domain = B("example.com"),
		.dmarc = { .p = B("reject"),
		    .sp = B("none"),
		    .np = B("quarantine"),
		    .adkim = B("s"),
		    .aspf = B("r"),
		    .testing = true,
		    .rua = uris + 1,
		    .rua_count = 1,
		    .ruf = uris + 1,
		    .ruf_count = 1,
		    .fo = B("1") } },
	    "_dmarc.example.com. 3600 IN TXT \"v=DMARC1; p=reject; sp=none; "
	    "np=quarantine; adkim=s; aspf=r; t=y; "
	    "rua=mailto:b@mail.example.com; ruf=mailto:b@mail.example.com; "
	    "fo=1\"\n",
	    "" },
	{ "reports that go elsewhere, twice to one host",
	    { .domain = B("example.com"),
		.dmarc = { .p = B("none"),
		    .rua = uris,
		    .rua_count = 3,
		    .ruf = uris,
		    .ruf_count = 1 } },
	    "_dmarc.example.com. 3600 IN TXT \"v=DMARC1; p=none; "
	    "rua=mailto:a@example.net,mailto:b@mail.example.com,"
	    "mailto:c@example.net?subject=x; ruf=mailto:a@example.net\"\n",
	    "example.com._report._dmarc.example.net. 3600 IN TXT "
	    "\"v=DMARC1\"\n" },
	{ "a name too long for the DNS",
	    { .domain = B(LONG240), .dmarc = { .p = B("none") } }, NULL, NULL },
};

static void write(struct text *out, const struct change *changes)
{
	changes_write(changes, CHANGE_ZONE, ABSENT, out);
}

static void try_records(const struct suffix_list *suffixes)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct sender_records records;
		struct fault fault = { 0 };
		struct text out = text_new(10000);
		test_row(rows[i].shows);
		bool made = sender_records_make(
		    &records, arena, &rows[i].wish, suffixes, &fault);
		check_true("made", made == (rows[i].own != NULL));
		check_true("fault", made == (fault.kind == FAULT_NONE));
		if (rows[i].own == NULL) {
			text_free(&out);
			continue;
		}
		write(&out, records.dkim);
		write(&out, records.mail_from);
		write(&out, records.dmarc);
		check_bytes("own",
		    text_bytes(&out).len > 0 ? text_bytes(&out) : BYTES(""),
		    bytes_of(rows[i].own));
		text_clear(&out);
		write(&out, records.reports);
		check_bytes("of others",
		    text_bytes(&out).len > 0 ? text_bytes(&out) : BYTES(""),
		    bytes_of(rows[i].others));
		text_free(&out);
	}
}

/* ---- commands -------------------------------------------------------------
 */

static void try_commands(void)
{
	struct sender_wish wish = { .domain = BYTES("a.example"),
		.region = BYTES("eu-west-1"),
		.mail_from = BYTES("b.a.example") };
	const struct sender_command *c = sender_commands_make(arena, &wish);

	test_row("commands before the tokens are known");
	check_bytes("create", c->text,
	    BYTES("aws sesv2 create-email-identity --email-identity a.example "
		  "--dkim-signing-attributes "
		  "NextSigningKeyLength=RSA_2048_BIT --region eu-west-1"));
	check_bytes("tokens", c->next->text,
	    BYTES("aws sesv2 get-email-identity --email-identity a.example "
		  "--query DkimAttributes --region eu-west-1"));
	check_bytes("MAIL FROM", c->next->next->text,
	    BYTES("aws sesv2 put-email-identity-mail-from-attributes "
		  "--email-identity a.example --mail-from-domain b.a.example "
		  "--behavior-on-mx-failure USE_DEFAULT_VALUE --region "
		  "eu-west-1"));
	check_true("no more", c->next->next->next == NULL);

	test_row("... with tokens");
	wish.tokens = tokens;
	wish.token_count = 2;
	wish.mail_from = ABSENT;
	c = sender_commands_make(arena, &wish);
	check_true("one", c->next == NULL);

	test_row("... with a key of one's own");
	wish.token_count = 0;
	wish.selector = BYTES("s1");
	c = sender_commands_make(arena, &wish);
	check_bytes("create", c->text,
	    BYTES("aws sesv2 create-email-identity --email-identity a.example "
		  "--dkim-signing-attributes file://dkim.json --region "
		  "eu-west-1"));
	check_true("one", c->next == NULL);

	test_row("without a region there are none");
	wish.region = ABSENT;
	check_true("none", sender_commands_make(arena, &wish) == NULL);
}

/* ---- PEM ------------------------------------------------------------------
 */

/* RSA of 1024 bits, for nothing but this test. */
static const char rsa_1024[] =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDQYRnLhtRqKWtSPdbWZpg+"
    "VMwT1wb9DKWxsbXNyz2X82H0UFj+iBt0ARAFyZaHqQu5Fl4t/K+2HnhDJtDo"
    "3V5SSWhZV6mqYZrBXg8qukqKg+XS9/Dju9xnOn6AI3gxVbmlHCKUaNj2Zug5"
    "Q0cMJZkqUnwjRk56nQsE7cbWOHRwxwIDAQAB";

static void try_pem(const char *key)
{
	const struct {
		const char *shows;
		struct bytes pem;
		const char *mistake; /* NULL: none */
	} files[] = {
		{ "a key",
		    arena_printf(arena,
			"-----BEGIN PUBLIC KEY-----\n%s\n"
			"-----END PUBLIC KEY-----\n",
			key),
		    NULL },
		{ "... with CRLF, a text before and behind",
		    arena_printf(arena,
			"Key:\r\n-----BEGIN PUBLIC KEY-----\r\n%s\r\n"
			"-----END PUBLIC KEY-----\r\nx",
			key),
		    NULL },
		{ "... without an end",
		    arena_printf(
			arena, "-----BEGIN PUBLIC KEY-----\n%s\n", key),
		    "no PEM file" },
		{ "... whose first line does not end",
		    BYTES("-----BEGIN PUBLIC KEY"), "no PEM file" },
		{ "nothing", BYTES(""), "no PEM file" },
		{ "... cut off",
		    arena_printf(arena,
			"-----BEGIN PUBLIC KEY-----\n%.100s\n"
			"-----END PUBLIC KEY-----\n",
			key),
		    "is cut off" },
		{ "no base64",
		    BYTES("-----BEGIN PUBLIC KEY-----\n!\n"
			  "-----END PUBLIC KEY-----\n"),
		    "not base64" },
		{ "no key",
		    BYTES("-----BEGIN PUBLIC KEY-----\nAAAA\n"
			  "-----END PUBLIC KEY-----\n"),
		    "no RSA key" },
		{ "a private key",
		    BYTES("-----BEGIN PRIVATE KEY-----\nAAAA\n"
			  "-----END PRIVATE KEY-----\n"),
		    "a private key" },
		{ "a certificate",
		    BYTES("-----BEGIN CERTIFICATE-----\nAAAA\n"
			  "-----END CERTIFICATE-----\n"),
		    "a certificate" },
		{ "something else",
		    BYTES("-----BEGIN X-----\nAAAA\n-----END X-----\n"),
		    "no public key" },
	};

	for (size_t i = 0; i < ROWS(files); i++) {
		struct dkim_pem pem = { .bits = 0 };
		struct fault fault = { 0 };
		test_row(files[i].shows);
		bool read =
		    dkim_pem_read(&pem, arena, files[i].pem, "file", &fault);
		check_true("read", read == (files[i].mistake == NULL));
		if (files[i].mistake != NULL) {
			check_true("mistake",
			    strstr(fault.text, files[i].mistake) != NULL);
			check_true("names the file",
			    strncmp(fault.text, "file: ", 6) == 0);
			continue;
		}
		check_bytes("one line", pem.base64, bytes_of(key));
		check_number("bits", pem.bits, 1024);
	}
}

int main(void)
{
	struct fault fault = { 0 };
	struct suffix_list *suffixes = suffix_list_open(NULL, &fault);

	arena = arena_open();
	try_records(suffixes);
	try_commands();
	try_pem(rsa_1024);
	arena_close(arena);
	suffix_list_close(suffixes);
	return test_end("test_sender_records");
}
