/* common/dns/dns_replay, dns_set, dns: recorded answers are given again */
#include "tests/test.h"

#include "common/dns/resolver.h"

static struct arena *arena;

/* ---- what a list of answers says of names ---------------------------------
 */

static const char listed[] =
    "{\"schema\": \"mailplumb.dns/1\", \"answers\": ["
    "{\"name\":\"a.example.com\",\"type\":\"TXT\",\"status\":\"found\","
    " \"ttl\":60,\"data\":[\"one\",[\"t\",\"wo\"]],\"server\":\"192.0.2.1#53\"}"
    ","
    "{\"name\":\"a.example.com\",\"type\":\"MX\",\"status\":\"servfail\","
    " \"ttl\":0,\"data\":[],\"server\":null},"
    "{\"name\":\"Mail.Example.COM.\",\"type\":\"MX\",\"status\":\"found\","
    " \"data\":[\"10 MX1.example.com.\",\"0 .\"]},"
    "{\"name\":\"alias.example.com\",\"type\":\"CNAME\",\"status\":\"found\","
    " \"ttl\":5,\"data\":[\"A.example.com\"]},"
    "{\"name\":\"lost.example.com\",\"type\":\"CNAME\",\"status\":\"found\","
    " \"data\":[\"nowhere.example.net\"]},"
    "{\"name\":\"loop.example.com\",\"type\":\"CNAME\",\"status\":\"found\","
    " \"data\":[\"pool.example.com\"]},"
    "{\"name\":\"pool.example.com\",\"type\":\"CNAME\",\"status\":\"found\","
    " \"data\":[\"loop.example.com\"]},"
    "{\"name\":\"late.example.com\",\"type\":\"*\",\"status\":\"timeout\"},"
    "{\"name\":\"late.example.com\",\"type\":\"A\",\"status\":\"found\","
    " \"data\":[\"192.0.2.7\"]},"
    "{\"name\":\"not.example.org\",\"type\":\"A\",\"status\":\"no-name\","
    " \"ttl\":9},"
    "{\"name\":\"r.example.com\",\"type\":\"A\",\"status\":\"refused\"},"
    "{\"name\":\"m.example.com\",\"type\":\"A\",\"status\":\"malformed\","
    " \"detail\":\"cut short\"},"
    "{\"name\":\"six.example.com\",\"type\":\"AAAA\",\"status\":\"found\","
    " \"data\":[\"2001:DB8:0::1\"]},"
    "{\"name\":\"1.2.0.192.in-addr.arpa\",\"type\":\"PTR\","
    " \"status\":\"found\",\"data\":[\"A.example.com.\"]},"
    "{\"name\":\"example.com\",\"type\":\"NS\",\"status\":\"found\","
    " \"data\":[\"NS1.example.com\"]},"
    "{\"name\":\"example.com\",\"type\":\"SOA\",\"status\":\"found\","
    " \"ttl\":300,\"data\":[\"NS1.example.com. h.example.com 1 2 3 4 60\"]},"
    "{\"name\":\"b.example.com\",\"type\":\"TXT\",\"status\":\"found\","
    " \"data\":[\"\\u0000\\u00ff\\u00e4\",\"\",[\"\",\"x\"],[]]},"
    "{\"name\":\"b.example.com\",\"type\":\"SPF\",\"status\":\"found\","
    " \"data\":[\"v=spf1\"]},"
    "{\"name\":\"*.w.example.com\",\"type\":\"TXT\",\"status\":\"found\","
    " \"data\":[\"star\"]},"
    "{\"name\":\"caf\\u00e9.example.com\",\"type\":\"A\","
    " \"status\":\"no-data\",\"ttl\":7}"
    "]}";

static const struct {
	const char *shows, *name;
	enum dns_type type;
	enum dns_status status;
	int ttl;
	const char *records, *owner; /* owner NULL: the name */
	int aliases;
} rows[] = {
	{ "found", "a.example.com", DNS_TXT, DNS_FOUND, 60, "one|two", NULL,
	    0 },
	{ "any case, a final dot", "A.Example.com.", DNS_TXT, DNS_FOUND, 60,
	    "one|two", "a.example.com", 0 },
	{ "a status", "a.example.com", DNS_MX, DNS_SERVFAIL, 0, "", NULL, 0 },
	{ "other types of a listed name", "a.example.com", DNS_A, DNS_NO_DATA,
	    60, "", NULL, 0 },
	{ "MX, the root as host", "mail.example.com", DNS_MX, DNS_FOUND, 0,
	    "10 mx1.example.com|0 ", NULL, 0 },
	{ "an alias", "alias.example.com", DNS_TXT, DNS_FOUND, 60, "one|two",
	    "a.example.com", 1 },
	{ "an alias to a status", "alias.example.com", DNS_MX, DNS_SERVFAIL, 0,
	    "", "a.example.com", 1 },
	{ "an alias without the type", "alias.example.com", DNS_A, DNS_NO_DATA,
	    60, "", "a.example.com", 1 },
	{ "the alias itself", "alias.example.com", DNS_CNAME, DNS_FOUND, 5,
	    "a.example.com", NULL, 0 },
	{ "an alias to nothing", "lost.example.com", DNS_TXT, DNS_NO_NAME, 0,
	    "", "nowhere.example.net", 1 },
	{ "a circle", "loop.example.com", DNS_TXT, DNS_MALFORMED, 0, "",
	    "loop.example.com", 2 },
	{ "every type", "late.example.com", DNS_TXT, DNS_TIMEOUT, 0, "", NULL,
	    0 },
	{ "every type that is not listed", "late.example.com", DNS_A, DNS_FOUND,
	    0, "192.0.2.7", NULL, 0 },
	{ "no-name", "not.example.org", DNS_A, DNS_NO_NAME, 9, "", NULL, 0 },
	{ "no-name alone lists no name", "not.example.org", DNS_TXT,
	    DNS_NO_NAME, 0, "", NULL, 0 },
	{ "no-name makes nothing above", "example.org", DNS_TXT, DNS_NO_NAME, 0,
	    "", NULL, 0 },
	{ "refused", "r.example.com", DNS_A, DNS_REFUSED, 0, "", NULL, 0 },
	{ "malformed", "m.example.com", DNS_A, DNS_MALFORMED, 0, "", NULL, 0 },
	{ "not listed", "z.example.com", DNS_TXT, DNS_NO_NAME, 60, "", NULL,
	    0 },
	{ "a listed name lies below", "com", DNS_TXT, DNS_NO_DATA, 0, "", NULL,
	    0 },
	{ "... and between", "w.example.com", DNS_TXT, DNS_NO_DATA, 60, "",
	    NULL, 0 },
	{ "AAAA as it is written", "six.example.com", DNS_AAAA, DNS_FOUND, 0,
	    "2001:db8::1", NULL, 0 },
	{ "PTR", "1.2.0.192.in-addr.arpa", DNS_PTR, DNS_FOUND, 0,
	    "a.example.com", NULL, 0 },
	{ "NS", "example.com", DNS_NS, DNS_FOUND, 0, "ns1.example.com", NULL,
	    0 },
	{ "SOA", "example.com", DNS_SOA, DNS_FOUND, 300,
	    "ns1.example.com h.example.com 1 2 3 4 60", NULL, 0 },
	{ "SPF is a type", "b.example.com", DNS_SPF, DNS_FOUND, 0, "v=spf1",
	    NULL, 0 },
	{ "no wildcards", "x.w.example.com", DNS_TXT, DNS_NO_NAME, 60, "", NULL,
	    0 },
	{ "a star as it is", "*.w.example.com", DNS_TXT, DNS_FOUND, 0, "star",
	    NULL, 0 },
	{ "octets in a name", "caf\xe9.example.com", DNS_A, DNS_NO_DATA, 7, "",
	    NULL, 0 },
	{ "an empty label", "a..example.com", DNS_A, DNS_NO_NAME, 0, "", NULL,
	    0 },
	{ "no name", "", DNS_A, DNS_NO_NAME, 0, "", NULL, 0 },
	{ "the root", ".", DNS_A, DNS_NO_NAME, 0, "", NULL, 0 },
};

static struct bytes records_text(const struct dns_answer *answer)
{
	struct bytes text = BYTES("");

	for (const struct dns_record *r = answer->records; r; r = r->next)
		text = answer->type == DNS_MX
			   ? arena_printf(arena, "%.*s%s%u %.*s", FMT(text),
				 text.len > 0 ? "|" : "", r->preference,
				 FMT(r->data))
			   : arena_printf(arena, "%.*s%s%.*s", FMT(text),
				 text.len > 0 ? "|" : "", FMT(r->data));
	return text;
}

static int count_aliases(const struct dns_answer *answer)
{
	int count = 0;

	for (const struct dns_alias *a = answer->aliases; a; a = a->next)
		count++;
	return count;
}

static void try_listed(struct dns *dns)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		const struct dns_answer *got =
		    dns_ask(dns, rows[i].type, bytes_of(rows[i].name));
		test_row(rows[i].shows);
		check_text("status", dns_status_word(got->status),
		    dns_status_word(rows[i].status));
		check_number("ttl", got->ttl, rows[i].ttl);
		check_bytes(
		    "records", records_text(got), bytes_of(rows[i].records));
		check_bytes("owner", got->owner,
		    bytes_of(
			rows[i].owner != NULL ? rows[i].owner : rows[i].name));
		check_number("aliases", count_aliases(got), rows[i].aliases);
	}
}

static void try_strings(struct dns *dns)
{
	const struct dns_answer *got =
	    dns_ask(dns, DNS_TXT, BYTES("b.example.com"));
	const struct dns_record *r = got->records;

	test_row("octets, empty strings, several strings");
	check_number("records", got->record_count, 4);
	check_bytes("octets", r->data, BYTES("\0\xff\xe4"));
	check_number("one string", r->string_count, 1);
	check_bytes("empty", r->next->data, BYTES(""));
	check_number("an empty string", r->next->string_count, 1);
	check_number("two strings", r->next->next->string_count, 2);
	check_bytes("the first", r->next->next->strings[0], BYTES(""));
	check_bytes("the second", r->next->next->strings[1], BYTES("x"));
	check_bytes("no string", r->next->next->next->data, BYTES(""));
	test_row("who answered, and what more it said");
	check_bytes("server",
	    dns_ask(dns, DNS_TXT, BYTES("a.example.com"))->server,
	    BYTES("192.0.2.1#53"));
	check_text("detail",
	    dns_ask(dns, DNS_A, BYTES("m.example.com"))->detail, "cut short");
	check_bytes("none", got->server, ABSENT);
}

/* ---- what is no record ------------------------------------------------------
 */

#define ONE(members) \
	"{\"schema\":\"mailplumb.dns/1\",\"answers\":[{" members "}]}"

static const struct {
	const char *text, *fault;
} mistakes[] = {
	{ "{", "not JSON: line 1: string or '}' expected near end of file" },
	{ "{}", "the schema is not mailplumb.dns/1" },
	{ "{\"schema\":\"mailplumb.dns/1\"}", "there is no list of answers" },
	{ ONE(""), "answer 1: name is not a domain name" },
	{ ONE("\"name\":\"a..b\""), "answer 1: name is not a domain name" },
	{ ONE("\"name\":\"\\u0100.b\""),
	    "answer 1: name is not a domain name" },
	{ ONE("\"name\":\"a\""), "answer 1: type is none we know" },
	{ ONE("\"name\":\"a\",\"type\":\"HINFO\""),
	    "answer 1: type is none we know" },
	{ ONE("\"name\":\"a\",\"type\":\"A\""),
	    "answer 1: status is none we know" },
	{ ONE("\"name\":\"a\",\"type\":\"A\",\"status\":\"lost\""),
	    "answer 1: status is none we know" },
	{ ONE("\"name\":\"a\",\"type\":\"A\",\"status\":\"found\""),
	    "answer 1: \"found\" without data" },
	{ ONE("\"name\":\"a\",\"type\":\"A\",\"status\":\"no-data\","
	      "\"data\":[\"192.0.2.1\"]"),
	    "answer 1: data without \"found\"" },
	{ ONE("\"name\":\"a\",\"type\":\"A\",\"status\":\"no-data\","
	      "\"ttl\":-1"),
	    "answer 1: ttl is not a number of seconds" },
	{ ONE("\"name\":\"a\",\"type\":\"A\",\"status\":\"no-data\","
	      "\"ttl\":\"60\""),
	    "answer 1: ttl is not a number of seconds" },
#define DATA(type, item)                                                 \
	ONE("\"name\":\"a\",\"type\":\"" type "\",\"status\":\"found\"," \
	    "\"data\":[" item "]")
	{ DATA("A", "\"::1\""), "answer 1: an A item is an IPv4 address" },
	{ DATA("A", "1"), "answer 1: an item of data is a string" },
	{ DATA("AAAA", "\"mx\""), "answer 1: an AAAA item is an IPv6 address" },
	{ DATA("MX", "\"mx.example.com\""),
	    "answer 1: an MX item is a number and a host" },
	{ DATA("MX", "\"65536 mx.example.com\""),
	    "answer 1: an MX item is a number and a host" },
	{ DATA("MX", "\"10 a..b\""),
	    "answer 1: an MX item is a number and a host" },
	{ DATA("CNAME", "\"..\""), "answer 1: an item of this type is a name" },
	{ DATA("SOA", "\"a b 1 2 3 4\""),
	    "answer 1: a SOA item is two names and five numbers" },
	{ DATA("SOA", "\"a b 1 2 3 4 5 6\""),
	    "answer 1: a SOA item is two names and five numbers" },
	{ DATA("*", "\"a\""), "answer 1: \"*\" has no data" },
	{ DATA("TXT", "[1]"),
	    "answer 1: a TXT item is a string, or a list of strings, of "
	    "characters up to U+00FF" },
	{ DATA("TXT", "\"\\u0100\""),
	    "answer 1: a TXT item is a string, or a list of strings, of "
	    "characters up to U+00FF" },
};

static void try_mistakes(void)
{
	for (size_t i = 0; i < ROWS(mistakes); i++) {
		struct fault fault = { 0 };
		test_row(mistakes[i].text);
		struct resolver *resolver =
		    resolver_of_text(bytes_of(mistakes[i].text), &fault);
		check_true("refused", resolver == NULL);
		check_number("kind", fault.kind, FAULT_INPUT);
		check_text("fault", fault.text, mistakes[i].fault);
		resolver_close(resolver);
	}
}

int main(void)
{
	struct fault fault = { 0 };
	struct resolver *resolver = resolver_of_text(bytes_of(listed), &fault);

	arena = arena_open();
	test_row("a record is read");
	check_text("fault", fault.text, "");
	if (resolver != NULL) {
		struct dns *dns = dns_open(resolver);
		try_listed(dns);
		try_strings(dns);
		dns_close(dns);
	}
	try_mistakes();
	resolver_close(resolver);
	arena_close(arena);
	return test_end("test_dns_replay");
}
