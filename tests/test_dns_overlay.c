/* common/dns/dns_overlay: master files and Route 53 change batches */
#include "tests/test.h"

#include "common/dns/dns_overlay.h"
#include "tests/dns_shown.h"

#define BATCH(changes) "{\"Changes\": [" changes "]}"
#define SET(action, name, type, ttl, values)                              \
	"{\"Action\": \"" action "\", \"ResourceRecordSet\": {\"Name\": " \
	"\"" name "\", \"Type\": \"" type "\", \"TTL\": " ttl ", "        \
	"\"ResourceRecords\": [" values "]}}"
#define VALUE(value)		  "{\"Value\": \"" value "\"}"
#define UPSERT(name, type, value) SET("UPSERT", name, type, "60", VALUE(value))
#define DELETE(name, type, value) SET("DELETE", name, type, "60", VALUE(value))

static const struct {
	const char *shows, *text;
	enum dns_type type;
	const char *name, *want;
} rows[] = {
	{ "a master file", "a.example.com. 5 A 192.0.2.1\n", DNS_A,
	    "a.example.com", "5 192.0.2.1" },
	{ "... a type not known says nothing",
	    "a.example.com. 5 CAA 0 issue x\n", DNS_A, "a.example.com",
	    "unknown" },
	{ "nothing", "", DNS_A, "a.example.com", "unknown" },

	{ "UPSERT", BATCH(UPSERT("a.example.com.", "A", "192.0.2.1")), DNS_A,
	    "a.example.com", "60 192.0.2.1" },
	{ "CREATE",
	    BATCH(
		SET("CREATE", "a.example.com.", "A", "5", VALUE("192.0.2.1"))),
	    DNS_A, "a.example.com", "5 192.0.2.1" },
	{ "no final dot", BATCH(UPSERT("a.example.com", "A", "192.0.2.1")),
	    DNS_A, "a.example.com", "60 192.0.2.1" },
	{ "letter case", BATCH(UPSERT("A.Example.com", "a", "192.0.2.1")),
	    DNS_A, "a.example.com", "60 192.0.2.1" },
	{ "blanks before",
	    " \n" BATCH(UPSERT("a.example.com.", "A", "192.0.2.1")), DNS_A,
	    "a.example.com", "60 192.0.2.1" },
	{ "a comment of the batch",
	    "{\"Comment\": \"x\", \"Changes\": [" UPSERT(
		"a.b", "A", "192.0.2.1") "]}",
	    DNS_A, "a.b", "60 192.0.2.1" },
	{ "the request around it",
	    "{\"HostedZoneId\": \"Z\", \"ChangeBatch\": " BATCH(
		UPSERT("a.b", "A", "192.0.2.1")) "}",
	    DNS_A, "a.b", "60 192.0.2.1" },
	{ "two values",
	    BATCH(SET("UPSERT", "a.b", "A", "5",
		VALUE("192.0.2.1") ", " VALUE("192.0.2.2"))),
	    DNS_A, "a.b", "5 192.0.2.1, 192.0.2.2" },
	{ "another type at the name", BATCH(UPSERT("a.b", "A", "192.0.2.1")),
	    DNS_TXT, "a.b", "no-data" },

	{ "a wildcard in octal", BATCH(UPSERT("\\\\052.a.b", "A", "192.0.2.1")),
	    DNS_A, "x.a.b", "60 192.0.2.1" },
	{ "a wildcard as it is", BATCH(UPSERT("*.a.b", "A", "192.0.2.1")),
	    DNS_A, "x.a.b", "60 192.0.2.1" },
	{ "octal in a label", BATCH(UPSERT("x\\\\053y.a.b", "A", "192.0.2.1")),
	    DNS_A, "x+y.a.b", "60 192.0.2.1" },

	{ "TXT", BATCH(UPSERT("a.b", "TXT", "\\\"v=spf1 -all\\\"")), DNS_TXT,
	    "a.b", "60 [v=spf1 -all]" },
	{ "TXT of two strings",
	    BATCH(UPSERT("a.b", "TXT", "\\\"v=spf1 \\\" \\\"-all\\\"")),
	    DNS_TXT, "a.b", "60 [v=spf1 ][-all]" },
	{ "a ';' in TXT", BATCH(UPSERT("a.b", "TXT", "\\\"p=;k\\\"")), DNS_TXT,
	    "a.b", "60 [p=;k]" },
	{ "a quote in TXT", BATCH(UPSERT("a.b", "TXT", "\\\"a\\\\\\\"b\\\"")),
	    DNS_TXT, "a.b", "60 [a\"b]" },
	{ "octal in TXT", BATCH(UPSERT("a.b", "TXT", "\\\"\\\\101\\\\377\\\"")),
	    DNS_TXT, "a.b", "60 [A\xff]" },
	{ "SPF", BATCH(UPSERT("a.b", "SPF", "\\\"v=spf1\\\"")), DNS_SPF, "a.b",
	    "60 [v=spf1]" },
	{ "MX", BATCH(UPSERT("a.b", "MX", "10 Mx.b")), DNS_MX, "a.b",
	    "60 10 mx.b" },
	{ "CNAME", BATCH(UPSERT("a.b", "CNAME", "c.d.")), DNS_CNAME, "a.b",
	    "60 c.d" },
	{ "AAAA", BATCH(UPSERT("a.b", "AAAA", "2001:db8::1")), DNS_AAAA, "a.b",
	    "60 2001:db8::1" },
	{ "NS", BATCH(UPSERT("a.b", "NS", "ns.b")), DNS_NS, "a.b", "60 ns.b" },
	{ "a type that is not known here",
	    BATCH(UPSERT("a.b", "CAA", "0 issue \\\"x\\\"")), DNS_A, "a.b",
	    "unknown" },
	{ "... does not hide another",
	    BATCH(UPSERT("a.b", "A", "192.0.2.1") "," UPSERT(
		"a.b", "CAA", "0 issue \\\"x\\\"")),
	    DNS_A, "a.b", "60 192.0.2.1" },

	{ "UPSERT replaces",
	    BATCH(UPSERT("a.b", "A", "192.0.2.1") "," UPSERT(
		"a.b", "A", "192.0.2.2")),
	    DNS_A, "a.b", "60 192.0.2.2" },
	{ "... that type alone",
	    BATCH(UPSERT("a.b", "A", "192.0.2.1") "," UPSERT(
		"a.b", "TXT", "\\\"x\\\"")),
	    DNS_A, "a.b", "60 192.0.2.1" },
	{ "DELETE", BATCH(DELETE("a.b", "A", "192.0.2.1")), DNS_A, "a.b",
	    "no-data" },
	{ "DELETE of what was there",
	    BATCH(UPSERT("a.b", "A", "192.0.2.1") "," DELETE(
		"a.b", "A", "192.0.2.1")),
	    DNS_A, "a.b", "no-data" },
	{ "DELETE, then CREATE",
	    BATCH(DELETE("a.b", "A", "192.0.2.1") "," UPSERT(
		"a.b", "A", "192.0.2.2")),
	    DNS_A, "a.b", "60 192.0.2.2" },
	{ "a CNAME where a TXT was",
	    BATCH(DELETE("a.b", "TXT", "\\\"x\\\"") "," UPSERT(
		"a.b", "CNAME", "c.d")),
	    DNS_TXT, "a.b", "c.d> no-name" },
	{ "DELETE of a type not known here", BATCH(DELETE("a.b", "CAA", "x")),
	    DNS_A, "a.b", "unknown" },
};

static const struct {
	const char *shows, *text, *fault;
} mistakes[] = {
	{ "a master file", "a A 192.0.2.1\n",
	    "o:1: 'a' is relative and there is no $ORIGIN: end it with a dot "
	    "or write $ORIGIN above" },
	{ "not JSON", "{\"Changes\": [", "o: not JSON: line 1: " },
	{ "no changes", "{}",
	    "o: no Route 53 change batch: Changes is no list of 1 to 1000" },
	{ "an empty list", BATCH(""),
	    "o: no Route 53 change batch: Changes is no list of 1 to 1000" },
	{ "Changes is a word", "{\"Changes\": \"x\"}",
	    "o: no Route 53 change batch: Changes is no list of 1 to 1000" },
	{ "a change of the wrong kind", BATCH("5"),
	    "o: Changes[0]: Action is none of CREATE, UPSERT, DELETE" },
	{ "no action", BATCH("{}"),
	    "o: Changes[0]: Action is none of CREATE, UPSERT, DELETE" },
	{ "another action", BATCH(SET("REPLACE", "a.b", "A", "5", "")),
	    "o: Changes[0]: the A of a.b: Action is none of CREATE, UPSERT, "
	    "DELETE" },
	{ "no record set", BATCH("{\"Action\": \"UPSERT\"}"),
	    "o: Changes[0]: ResourceRecordSet is missing" },
	{ "no name",
	    BATCH("{\"Action\": \"UPSERT\", \"ResourceRecordSet\": {\"Type\": "
		  "\"A\"}}"),
	    "o: Changes[0]: Name or Type is missing" },
	{ "an empty name", BATCH(UPSERT("", "A", "192.0.2.1")),
	    "o: Changes[0]: the A of : '' stands where a name belongs" },
	{ "a name that is none", BATCH(UPSERT("a..b", "A", "192.0.2.1")),
	    "o: Changes[0]: the A of a..b: 'a..b' has an empty label" },
	{ "an escape in decimal",
	    BATCH(UPSERT("\\\\042.b", "A", "192.0.2.1") "," UPSERT(
		"\\\\089.b", "A", "x")),
	    "o: Changes[1]: the A of \\089.b: '\\089.b' has a backslash before "
	    "what is no octet" },
	{ "an unknown type", BATCH(UPSERT("a.b", "AA", "x")),
	    "o: Changes[0]: the AA of a.b: 'AA' is no type of record" },
	{ "the second change",
	    BATCH(UPSERT("a.b", "A", "192.0.2.1") "," UPSERT("a.b", "A", "x")),
	    "o: Changes[1]: the A of a.b: 'x' is no IPv4 address" },
	{ "an alias",
	    BATCH("{\"Action\": \"UPSERT\", \"ResourceRecordSet\": {\"Name\": "
		  "\"a.b\", \"Type\": \"A\", \"AliasTarget\": {}}}"),
	    "o: Changes[0]: the A of a.b: AliasTarget is resolved by Route 53 "
	    "alone: write the records that it gives" },
	{ "a routing policy",
	    BATCH("{\"Action\": \"UPSERT\", \"ResourceRecordSet\": {\"Name\": "
		  "\"a.b\", \"Type\": \"A\", \"SetIdentifier\": \"x\", "
		  "\"Weight\": 1}}"),
	    "o: Changes[0]: the A of a.b: SetIdentifier belongs to a routing "
	    "policy, by which each client may get another answer: write the "
	    "records of one" },
	{ "no TTL",
	    BATCH("{\"Action\": \"UPSERT\", \"ResourceRecordSet\": {\"Name\": "
		  "\"a.b\", \"Type\": \"A\"}}"),
	    "o: Changes[0]: the A of a.b: TTL is missing or no number of "
	    "seconds" },
	{ "a negative TTL", BATCH(SET("UPSERT", "a.b", "A", "-1", "")),
	    "o: Changes[0]: the A of a.b: TTL is missing or no number of "
	    "seconds" },
	{ "a TTL too large", BATCH(SET("UPSERT", "a.b", "A", "2147483648", "")),
	    "o: Changes[0]: the A of a.b: TTL is missing or no number of "
	    "seconds" },
	{ "a TTL in quotes", BATCH(SET("UPSERT", "a.b", "A", "\"5\"", "")),
	    "o: Changes[0]: the A of a.b: TTL is missing or no number of "
	    "seconds" },
	{ "no records", BATCH(SET("UPSERT", "a.b", "A", "5", "")),
	    "o: Changes[0]: the A of a.b: ResourceRecords is no list of 1 to "
	    "400" },
	{ "no value", BATCH(SET("UPSERT", "a.b", "A", "5", "{}")),
	    "o: Changes[0]: the A of a.b: ResourceRecords[0] has no Value" },
	{ "an empty value", BATCH(UPSERT("a.b", "A", "")),
	    "o: Changes[0]: the A of a.b: '' is not one line with data" },
	{ "two lines", BATCH(UPSERT("a.b", "A", "192.0.2.1\\n192.0.2.2")),
	    "o: Changes[0]: the A of a.b: '192.0.2.1?192.0.2.2' is not one "
	    "line with data" },
	{ "two in one", BATCH(UPSERT("a.b", "A", "192.0.2.1 192.0.2.2")),
	    "o: Changes[0]: the A of a.b: '192.0.2.2' is one item too many" },
	{ "TXT without quotes", BATCH(UPSERT("a.b", "TXT", "v=spf1 -all")),
	    "o: Changes[0]: the TXT of a.b: 'v=spf1' stands without the "
	    "quotation marks that Route 53 asks for: \"\\\"...\\\"\"" },
	{ "quotes never closed", BATCH(UPSERT("a.b", "TXT", "\\\"v=spf1")),
	    "o: Changes[0]: the TXT of a.b: 'v=spf1' has no closing quotation "
	    "mark on its line" },
};

static struct arena *arena;

static void try_row(size_t i)
{
	struct dns_set *set = dns_set_open();
	struct fault fault = { 0 };

	test_row(rows[i].shows);
	check_true(
	    "read", dns_overlay_read(set, bytes_of(rows[i].text), "o", &fault));
	check_text("fault", fault.text, "");
	check_bytes("answer", dns_shown(set, arena, rows[i].type, rows[i].name),
	    bytes_of(rows[i].want));
	dns_set_close(set);
}

/* Of what the JSON library says the beginning is compared. */
static void try_mistake(size_t i)
{
	struct dns_set *set = dns_set_open();
	struct bytes want = bytes_of(mistakes[i].fault);
	struct fault fault = { 0 };

	test_row(mistakes[i].shows);
	check_true("refused",
	    !dns_overlay_read(set, bytes_of(mistakes[i].text), "o", &fault));
	check_number("kind", fault.kind, FAULT_INPUT);
	struct bytes got = bytes_of(fault.text);
	check_bytes("fault",
	    bytes_iends(want, BYTES(": ")) ? bytes_first(got, want.len) : got,
	    want);
	dns_set_close(set);
}

static const struct {
	const char *shows, *first, *second;
	enum dns_type type;
	const char *want;
} pairs[] = {
	{ "a later file replaces", "a.b. 5 A 192.0.2.1\n",
	    "a.b. 6 A 192.0.2.2\na.b. 6 A 192.0.2.3\n", DNS_A,
	    "6 192.0.2.2, 192.0.2.3" },
	{ "... that type alone", "a.b. 5 A 192.0.2.1\n", "a.b. 6 TXT x\n",
	    DNS_A, "5 192.0.2.1" },
	{ "... a batch, too", BATCH(UPSERT("a.b", "A", "192.0.2.1")),
	    "a.b. 6 A 192.0.2.2\n", DNS_A, "6 192.0.2.2" },
	{ "... and a batch a file", "a.b. 5 A 192.0.2.1\na.b. 5 A 192.0.2.9\n",
	    BATCH(UPSERT("a.b", "A", "192.0.2.2")), DNS_A, "60 192.0.2.2" },
	{ "... what was deleted", BATCH(DELETE("a.b", "A", "192.0.2.1")),
	    "a.b. 6 A 192.0.2.2\n", DNS_A, "6 192.0.2.2" },
	{ "a wildcard is a name of its own", "*.b. 5 A 192.0.2.1\n",
	    "x.b. 6 A 192.0.2.2\n*.b. 6 A 192.0.2.3\n", DNS_A, "6 192.0.2.3" },
};

static void try_pair(size_t i)
{
	struct dns_set *set = dns_set_open();
	struct fault fault = { 0 };

	test_row(pairs[i].shows);
	check_true("read",
	    dns_overlay_read(set, bytes_of(pairs[i].first), "1", &fault) &&
		dns_overlay_read(set, bytes_of(pairs[i].second), "2", &fault));
	check_text("fault", fault.text, "");
	check_bytes("answer", dns_shown(set, arena, pairs[i].type, "a.b"),
	    bytes_of(pairs[i].want));
	dns_set_close(set);
}

int main(void)
{
	arena = arena_open();
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(i);
	for (size_t i = 0; i < ROWS(mistakes); i++)
		try_mistake(i);
	for (size_t i = 0; i < ROWS(pairs); i++)
		try_pair(i);
	arena_close(arena);
	return test_end("test_dns_overlay");
}
