/* publish: changes written for those who publish them */
#include "tests/change_rows.h"

#include "common/dns/dns_overlay.h"
#include "publish/change_write.h"
#include "publish/record_form.h"
#include <stdlib.h>

/* ---- each form ------------------------------------------------------------
 */

#define HEAD                                            \
	"data \"aws_route53_zone\" \"example_com\" {\n" \
	"  name = \"example.com\"\n}\n"
#define RESOURCE(called, name, type, values)                      \
	"\nresource \"aws_route53_record\" \"" called "\" {\n"    \
	"  zone_id = data.aws_route53_zone.example_com.zone_id\n" \
	"  name    = \"" name "\"\n  type    = \"" type           \
	"\"\n  ttl     = 300\n"                                   \
	"  records = [\n" values "  ]\n"
#define OVERWRITE                                                             \
	"\n  # There are records; without a state of them Terraform refuses " \
	"otherwise.\n  allow_overwrite = true\n"

static const struct {
	const char *shows, *name;
	enum dns_type type;
	const char *records, *replaces; /* no records: a deletion */
	enum change_format format;
	const char *want;
} rows[] = {
	{ "TXT", "_dmarc.example.com", DNS_TXT, "v=DMARC1; p=none", NULL,
	    CHANGE_ZONE,
	    "_dmarc.example.com. 300 IN TXT \"v=DMARC1; p=none\"\n" },
	{ "an empty TXT", "example.com", DNS_TXT, "", NULL, CHANGE_ZONE,
	    "example.com. 300 IN TXT \"\"\n" },
	{ "a quotation mark and a backslash", "example.com", DNS_TXT, "a\"b\\c",
	    NULL, CHANGE_ZONE, "example.com. 300 IN TXT \"a\\\"b\\\\c\"\n" },
	{ "a line end, an octet above ASCII", "example.com", DNS_TXT,
	    "a\nb\x7f\xe4", NULL, CHANGE_ZONE,
	    "example.com. 300 IN TXT \"a\\010b\\127\\228\"\n" },
	{ "a comment's mark and parentheses stay data", "example.com", DNS_TXT,
	    "a;b(c)", NULL, CHANGE_ZONE,
	    "example.com. 300 IN TXT \"a;b(c)\"\n" },
	{ "MX", "b.example.com", DNS_MX, "10 mx.example.com", NULL, CHANGE_ZONE,
	    "b.example.com. 300 IN MX 10 mx.example.com.\n" },
	{ "the null MX", "b.example.com", DNS_MX, "0 ", NULL, CHANGE_ZONE,
	    "b.example.com. 300 IN MX 0 .\n" },
	{ "CNAME", "t._domainkey.example.com", DNS_CNAME,
	    "t.dkim.amazonses.com", NULL, CHANGE_ZONE,
	    "t._domainkey.example.com. 300 IN CNAME t.dkim.amazonses.com.\n" },
	{ "NS", "example.com", DNS_NS, "ns.example.net", NULL, CHANGE_ZONE,
	    "example.com. 300 IN NS ns.example.net.\n" },
	{ "A", "example.com", DNS_A, "192.0.2.1", NULL, CHANGE_ZONE,
	    "example.com. 300 IN A 192.0.2.1\n" },
	{ "AAAA", "example.com", DNS_AAAA, "2001:db8::1", NULL, CHANGE_ZONE,
	    "example.com. 300 IN AAAA 2001:db8::1\n" },
	{ "SOA", "example.com", DNS_SOA, "ns.x a\\.b.x 1 2 3 4 5", NULL,
	    CHANGE_ZONE,
	    "example.com. 300 IN SOA ns.x. a\\046b.x. 1 2 3 4 5\n" },
	{ "a wildcard", "*.example.com", DNS_A, "192.0.2.1", NULL, CHANGE_ZONE,
	    "*.example.com. 300 IN A 192.0.2.1\n" },
	{ "a name that would be syntax", "a b;\"$@*.example.com", DNS_A,
	    "192.0.2.1", NULL, CHANGE_ZONE,
	    "a\\032b\\059\\034\\036\\064\\042.example.com. 300 IN A "
	    "192.0.2.1\n" },
	{ "several, one of them new", "example.com", DNS_TXT, "x|v=spf1 -all",
	    "x", CHANGE_ZONE,
	    "example.com. 300 IN TXT \"x\"\n"
	    "example.com. 300 IN TXT \"v=spf1 -all\"\n" },
	{ "what was replaced is a comment", "example.com", DNS_TXT, "new|x",
	    "x|o\nld", CHANGE_ZONE,
	    "; was: example.com. 300 IN TXT \"o\\010ld\"\n"
	    "example.com. 300 IN TXT \"new\"\n"
	    "example.com. 300 IN TXT \"x\"\n" },
	{ "a deletion is a comment", "example.com", DNS_MX, NULL,
	    "10 a.example|20 b.example", CHANGE_ZONE,
	    "; delete: example.com. 300 IN MX 10 a.example.\n"
	    "; delete: example.com. 300 IN MX 20 b.example.\n" },

	{ "Route 53", "_dmarc.example.com", DNS_TXT, "v=DMARC1; p=none", "x",
	    CHANGE_ROUTE53,
	    "{\n  \"Comment\": \"mailplumb: example.com.\",\n  \"Changes\": [\n"
	    "    {\n      \"Action\": \"UPSERT\",\n"
	    "      \"ResourceRecordSet\": {\n"
	    "        \"Name\": \"_dmarc.example.com.\",\n"
	    "        \"Type\": \"TXT\",\n        \"TTL\": 300,\n"
	    "        \"ResourceRecords\": [\n          {\n"
	    "            \"Value\": \"\\\"v=DMARC1; p=none\\\"\"\n"
	    "          }\n        ]\n      }\n    }\n  ]\n}\n" },
	{ "... a deletion, octal, two values", "*.a*.example.com", DNS_TXT,
	    NULL, "a\\\"\xe4|b", CHANGE_ROUTE53,
	    "{\n  \"Comment\": \"mailplumb: example.com.\",\n  \"Changes\": [\n"
	    "    {\n      \"Action\": \"DELETE\",\n"
	    "      \"ResourceRecordSet\": {\n"
	    "        \"Name\": \"*.a\\\\052.example.com.\",\n"
	    "        \"Type\": \"TXT\",\n        \"TTL\": 300,\n"
	    "        \"ResourceRecords\": [\n          {\n"
	    "            \"Value\": \"\\\"a\\\\134\\\\\\\"\\\\344\\\"\"\n"
	    "          },\n          {\n"
	    "            \"Value\": \"\\\"b\\\"\"\n"
	    "          }\n        ]\n      }\n    }\n  ]\n}\n" },

	{ "Terraform", "_dmarc.example.com", DNS_TXT, "v=DMARC1; p=none", NULL,
	    CHANGE_TERRAFORM,
	    HEAD RESOURCE("_dmarc_example_com_txt", "_dmarc.example.com", "TXT",
		"    \"v=DMARC1; p=none\",\n") "}\n" },
	{ "... what begins a template does not", "example.com", DNS_TXT,
	    "exists:%{i}.x ${y} $% 100%", NULL, CHANGE_TERRAFORM,
	    HEAD RESOURCE("example_com_txt", "example.com", "TXT",
		"    \"exists:%%{i}.x $${y} $% 100%\",\n") "}\n" },
	{ "... quotation mark, backslash, octets", "example.com", DNS_TXT,
	    "a\"\\\n", NULL, CHANGE_TERRAFORM,
	    HEAD RESOURCE("example_com_txt", "example.com", "TXT",
		"    \"a\\\\\\\"\\\\134\\\\012\",\n") "}\n" },
	{ "... a name that begins with a digit", "1.example.com", DNS_A,
	    "192.0.2.1", NULL, CHANGE_TERRAFORM,
	    HEAD RESOURCE("r_1_example_com_a", "1.example.com", "A",
		"    \"192.0.2.1\",\n") "}\n" },
	{ "... MX in place of another", "b.example.com", DNS_MX, "10 a.example",
	    "5 a.example", CHANGE_TERRAFORM,
	    HEAD RESOURCE("b_example_com_mx", "b.example.com", "MX",
		"    \"10 a.example.\",\n") OVERWRITE
	    "}\n# was: b.example.com. MX 5 a.example.\n" },
	{ "... a deletion", "b.example.com", DNS_CNAME, NULL, "a.example",
	    CHANGE_TERRAFORM,
	    HEAD "\n# delete: b.example.com. CNAME a.example.\n" },

	{ "a table", "_dmarc.example.com", DNS_TXT, "v=DMARC1; p=none",
	    "v=DMARC1;p=non", CHANGE_TABLE,
	    "zone      example.com\n\nset       TXT\nhost      _dmarc\n"
	    "name      _dmarc.example.com\nTTL       300\n"
	    "value     v=DMARC1; p=none\nwas       v=DMARC1;p=non\n" },
	{ "... the zone itself, one that stays", "example.com", DNS_TXT,
	    "\"x|new", "\"x", CHANGE_TABLE,
	    "zone      example.com\n\nset       TXT\nhost      @\n"
	    "name      example.com\nTTL       300\nkeep      \"x\n"
	    "value     new\n" },
	{ "... MX", "b.example.com", DNS_MX, "10 mx.example", "20 mx.example",
	    CHANGE_TABLE,
	    "zone      example.com\n\nset       MX\nhost      b\n"
	    "name      b.example.com\nTTL       300\npriority  10\n"
	    "value     mx.example\nwas       20 mx.example\n" },
	{ "... of another zone", "d._report._dmarc.example.net", DNS_TXT,
	    "v=DMARC1", NULL, CHANGE_TABLE,
	    "zone      example.com\n\nset       TXT\n"
	    "host      d._report._dmarc.example.net\n"
	    "name      d._report._dmarc.example.net\nTTL       300\n"
	    "value     v=DMARC1\n" },
	{ "... nothing raw on the terminal", "example.com", DNS_TXT, "a\x1b[m",
	    NULL, CHANGE_TABLE,
	    "zone      example.com\n\nset       TXT\nhost      @\n"
	    "name      example.com\nTTL       300\nvalue     a\\x1b[m\n" },
	{ "... a deletion", "b.example.com", DNS_CNAME, NULL, "a.example",
	    CHANGE_TABLE,
	    "zone      example.com\n\ndelete    CNAME\nhost      b\n"
	    "name      b.example.com\nTTL       300\nvalue     a.example\n" },
};

static void try_rows(void)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct text out = text_new(10000);
		test_row(rows[i].shows);
		changes_write(change_of(rows[i].name, rows[i].type,
				  rows[i].records, rows[i].replaces),
		    rows[i].format, BYTES("example.com"), &out);
		check_bytes(
		    "written", text_bytes(&out), bytes_of(rows[i].want));
		text_free(&out);
	}
}

static void try_lists(void)
{
	struct change *first = change_of("a.b.c", DNS_A, "192.0.2.1", NULL);
	struct text out = text_new(10000);

	test_row("names that Terraform would take for one");
	first->next = change_of("a_b.c", DNS_A, "192.0.2.2", NULL);
	first->next->next = change_of("a.b_c", DNS_A, "192.0.2.3", NULL);
	changes_write(first, CHANGE_TERRAFORM, ABSENT, &out);
	check_true("one", bytes_find(text_bytes(&out), BYTES("\"a_b_c_a\"")));
	check_true("two", bytes_find(text_bytes(&out), BYTES("\"a_b_c_a-2\"")));
	check_true(
	    "three", bytes_find(text_bytes(&out), BYTES("\"a_b_c_a-3\"")));
	check_true("without a zone its id is asked",
	    bytes_starts(text_bytes(&out), BYTES("variable \"zone_id\" {")) &&
		bytes_find(text_bytes(&out), BYTES("= var.zone_id\n")));

	test_row("a table of two");
	text_clear(&out);
	first->next->next = NULL;
	changes_write(first, CHANGE_TABLE, ABSENT, &out);
	check_bytes("written", text_bytes(&out),
	    BYTES("set       A\nhost      a.b.c\nname      a.b.c\n"
		  "TTL       300\nvalue     192.0.2.1\n\n"
		  "set       A\nhost      a_b.c\nname      a_b.c\n"
		  "TTL       300\nvalue     192.0.2.2\n"));

	for (int f = CHANGE_ZONE; f <= CHANGE_TABLE; f++) {
		test_row("no changes, nothing written");
		text_clear(&out);
		changes_write(NULL, (enum change_format)f, ABSENT, &out);
		check_number("octets", out.len, 0);
	}
	text_free(&out);
}

static void try_words(void)
{
	static const struct {
		const char *word;
		int format; /* -1: none */
	} words[] = {
		{ "zone", CHANGE_ZONE },
		{ "route53", CHANGE_ROUTE53 },
		{ "terraform", CHANGE_TERRAFORM },
		{ "table", CHANGE_TABLE },
		{ "", -1 },
		{ "json", -1 },
		{ "zones", -1 },
	};

	for (size_t i = 0; i < ROWS(words); i++) {
		enum change_format format = CHANGE_ZONE;
		test_row(words[i].word);
		bool known =
		    change_format_read(bytes_of(words[i].word), &format);
		check_number(
		    "format", known ? (int)format : -1, words[i].format);
	}
}

static void try_comments(void)
{
	struct text out = text_new(1000);

	test_row("a comment cannot be left by a line end");
	comment_write(&out, CHANGE_TERRAFORM, BYTES("a\nb\rc\x1b\n\nd"));
	check_bytes(
	    "written", text_bytes(&out), BYTES("# a\n# b\\x0dc\\x1b\n\n# d\n"));
	text_free(&out);
}

/* ---- read back ------------------------------------------------------------
 */

/* Written as `format` and read as --overlay reads it: the same octets, in
 * strings of at most 255. */
static void try_back(
    const char *shows, enum change_format format, struct bytes text)
{
	struct text out = text_new(1024 * 1024);
	struct dns_set *set = dns_set_open();
	struct fault fault = { 0 };
	struct dns_row row;
	struct change *change = arena_new(arena, struct change);

	*change = (struct change){ .name = BYTES("a\x01 .example.com"),
		.type = DNS_TXT,
		.ttl = 77,
		.records = record_text(arena, text) };
	test_row(shows);
	changes_write(change, format, ABSENT, &out);
	check_true("read back",
	    dns_overlay_read(set, text_bytes(&out), "file", &fault));
	check_text("no fault", fault.text, "");
	dns_set_find(set, DNS_TXT, change->name, &row);
	check_number("records", row.record_count, 1);
	check_number("ttl", row.ttl, 77);
	if (row.records != NULL) {
		check_bytes("octets", row.records->data, text);
		check_number("strings", row.records->string_count,
		    change->records->string_count);
		for (size_t i = 0; i < row.records->string_count; i++)
			check_bytes("string", row.records->strings[i],
			    change->records->strings[i]);
	}
	dns_set_close(set);
	text_free(&out);
}

static void try_octets(enum change_format format)
{
	static const size_t lengths[] = { 1, 255, 256, 510, 511, 4000 };
	char octets[4000];

	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = (char)(i % 256);
	for (size_t i = 0; i < ROWS(lengths); i++) {
		struct bytes text = { octets, lengths[i] };
		try_back("every octet, written and read", format, text);
	}
	for (int i = 0; i < 256; i++) {
		char pair[3] = { (char)i, '1', (char)i };
		try_back("an octet before a digit and at the end", format,
		    (struct bytes){ pair, 3 });
	}
}

static void try_strings(void)
{
	static const struct {
		size_t len, strings, last;
	} lengths[] = {
		{ 254, 1, 254 },
		{ 255, 1, 255 },
		{ 256, 2, 1 },
		{ 510, 2, 255 },
		{ 511, 3, 1 },
	};

	for (size_t i = 0; i < ROWS(lengths); i++) {
		char *octets = arena_alloc(arena, lengths[i].len);
		memset(octets, 'x', lengths[i].len);
		test_row("TXT is cut after 255 octets");
		struct dns_record *record = record_text(
		    arena, (struct bytes){ octets, lengths[i].len });
		check_number(
		    "strings", record->string_count, lengths[i].strings);
		check_number("last",
		    record->strings[record->string_count - 1].len,
		    lengths[i].last);

		struct change change = {
			.name = BYTES("a.b"), .type = DNS_TXT, .records = record
		};
		struct text out = text_new(10000);
		size_t marks = 0;
		changes_write(&change, CHANGE_ZONE, ABSENT, &out);
		for (size_t k = 0; k < out.len; k++)
			marks += out.ptr[k] == '"';
		check_number("zone", marks, 2 * lengths[i].strings);
		text_clear(&out);
		changes_write(&change, CHANGE_TERRAFORM, ABSENT, &out);
		const char *cut =
		    bytes_find(text_bytes(&out), BYTES("x\\\"\\\"x"));
		check_true(
		    "terraform", (cut != NULL) == (lengths[i].strings > 1));
		text_free(&out);
	}
}

int main(void)
{
	arena = arena_open();
	try_rows();
	try_lists();
	try_words();
	try_comments();
	try_octets(CHANGE_ZONE);
	try_octets(CHANGE_ROUTE53);
	try_strings();
	arena_close(arena);
	return test_end("test_change_write");
}
