/* common/dns/dns: the questions of a message, counted and listed */
#include "tests/test.h"

#include "common/dns/dns_limits.h"
#include "tests/suite_dns.h"

static struct arena *arena;

static struct resolver *resolver_for(const char *text)
{
	struct fault fault = { 0 };
	struct json *json = json_read(bytes_of(text), &fault);
	struct resolver *resolver = suite_resolver(json, &fault);

	check_text("fault", fault.text, "");
	json_free(json);
	return resolver;
}

static void check_status(struct dns *dns, enum dns_type type, const char *name,
    enum dns_status status)
{
	check_text(name,
	    dns_status_word(dns_ask(dns, type, bytes_of(name))->status),
	    dns_status_word(status));
}

/* ---- the suites' format ---------------------------------------------------
 */

static void try_suite(void)
{
	test_row("the dns object of a suite");
	struct resolver *resolver = resolver_for(
	    "{\"a.example\":[{\"type\":\"TXT\",\"strings\":[\"x\",\"y\"]},"
	    "{\"type\":\"TXT\",\"strings\":[\"\\u00e4\"]},"
	    "{\"type\":\"TXT\",\"strings\":[\"\\u00e4\"],\"enc\":\"latin-1\"},"
	    "{\"type\":\"SPF\",\"strings\":[\"z\"]},"
	    "{\"type\":\"MX\",\"preference\":5,\"exchange\":\"\"},"
	    "{\"type\":\"*\",\"rcode\":\"TIMEOUT\"}],"
	    "\"b.example\":[{\"type\":\"CNAME\",\"target\":\"a.example\"}],"
	    "\"c.example\":[],\"e\":[{\"type\":\"*\",\"rcode\":\"NXDOMAIN\"}],"
	    "\"d.example\":[{\"type\":\"TXT\",\"rcode\":\"SERVFAIL\"},"
	    "{\"type\":\"AAAA\",\"address\":\"::1\"}]}");
	struct dns *dns = dns_open(resolver);
	const struct dns_answer *txt =
	    dns_ask(dns, DNS_TXT, BYTES("b.example"));

	check_number("records", txt->record_count, 3);
	check_bytes("joined", txt->records->data, BYTES("xy"));
	check_bytes("UTF-8", txt->records->next->data, BYTES("\xc3\xa4"));
	check_bytes("latin-1", txt->records->next->next->data, BYTES("\xe4"));
	check_status(dns, DNS_SPF, "a.example", DNS_FOUND);
	check_status(dns, DNS_MX, "a.example", DNS_FOUND);
	check_status(dns, DNS_A, "a.example", DNS_TIMEOUT);
	check_status(dns, DNS_A, "c.example", DNS_NO_DATA);
	check_status(dns, DNS_A, "e", DNS_NO_NAME);
	check_status(dns, DNS_TXT, "d.example", DNS_SERVFAIL);
	check_status(dns, DNS_AAAA, "d.example", DNS_FOUND);
	check_status(dns, DNS_A, "d.example", DNS_NO_DATA);
	check_status(dns, DNS_A, "f.example", DNS_NO_NAME);
	dns_close(dns);
	resolver_close(resolver);
}

/* ---- a message's questions ------------------------------------------------
 */

static void try_list(void)
{
	struct resolver *resolver = resolver_for("{}");
	struct dns *dns = dns_open(resolver);

	test_row("asked questions are listed once, in order");
	dns_want(dns, DNS_TXT, BYTES("c.example"));
	dns_want(dns, DNS_TXT, BYTES("b.example"));
	const struct dns_answer *a = dns_ask(dns, DNS_TXT, BYTES("a.example"));
	const struct dns_answer *b = dns_ask(dns, DNS_TXT, BYTES("b.example"));
	check_true(
	    "the same answer", dns_ask(dns, DNS_TXT, BYTES("A.example.")) == a);
	const struct dns_answer *mx = dns_ask(dns, DNS_MX, BYTES("a.example"));
	dns_ask(dns, DNS_TXT, BYTES("a..b"));
	check_number("asked", dns_asked(dns), 3);
	check_true("a", dns_answer_at(dns, 0) == a);
	check_true("b", dns_answer_at(dns, 1) == b);
	check_true("mx", dns_answer_at(dns, 2) == mx);
	test_row("the next message begins anew");
	dns_begin(dns);
	check_number("asked", dns_asked(dns), 0);
	dns_ask(dns, DNS_MX, BYTES("b.example"));
	check_number("asked", dns_asked(dns), 1);
	check_bytes("name", dns_answer_at(dns, 0)->name, BYTES("b.example"));
	dns_close(dns);
	resolver_close(resolver);
}

static const struct dns_answer *ask_number(struct dns *dns, size_t n)
{
	return dns_ask(dns, DNS_A, arena_printf(arena, "n%zu.example", n));
}

static void try_limit(void)
{
	struct resolver *resolver = resolver_for("{}");
	struct dns *dns = dns_open(resolver);

	test_row("no more questions than the limit, wanted ones counted");
	for (size_t i = 0; i < LIMIT_DNS_QUESTIONS / 2; i++)
		dns_want(dns, DNS_A, arena_printf(arena, "w%zu.example", i));
	for (size_t i = 0; i < LIMIT_DNS_QUESTIONS; i++) {
		const struct dns_answer *got = ask_number(dns, i);
		bool within = i < LIMIT_DNS_QUESTIONS / 2;
		check_number(
		    "status", got->status, within ? DNS_NO_NAME : DNS_SERVFAIL);
		check_true("detail", within == (got->detail == NULL));
	}
	check_number("asked", dns_asked(dns), LIMIT_DNS_QUESTIONS / 2);
	check_status(dns, DNS_A, "w0.example", DNS_NO_NAME);
	check_number("n0 again", ask_number(dns, 0)->status, DNS_NO_NAME);
	dns_begin(dns);
	check_number("n150", ask_number(dns, 150)->status, DNS_NO_NAME);
	dns_close(dns);
	resolver_close(resolver);
}

/* ---- chains -----------------------------------------------------------------
 */

static struct bytes chain_of(size_t count)
{
	struct bytes text = BYTES("{");

	for (size_t i = 0; i < count; i++)
		text = arena_printf(arena,
		    "%.*s\"c%zu\":[{\"type\":\"CNAME\",\"target\":\"c%zu\"}],",
		    FMT(text), i, i + 1);
	return arena_printf(arena,
	    "%.*s\"c%zu\":[{\"type\":\"A\",\"address\":\"192.0.2.1\"}]}",
	    FMT(text), count);
}

static void try_chain(size_t count, enum dns_status status, size_t aliases)
{
	struct resolver *resolver = resolver_for(chain_of(count).ptr);
	struct dns *dns = dns_open(resolver);
	const struct dns_answer *got = dns_ask(dns, DNS_A, BYTES("c0"));
	size_t n = 0;

	test_row(arena_printf(arena, "%zu CNAMEs in a row", count).ptr);
	check_number("status", got->status, status);
	check_true("detail", (got->detail == NULL) == (status == DNS_FOUND));
	for (const struct dns_alias *a = got->aliases; a; a = a->next, n++)
		check_bytes("target", a->target,
		    a->next != NULL ? a->next->name : got->owner);
	check_number("aliases", n, aliases);
	dns_close(dns);
	resolver_close(resolver);
}

static void try_words(void)
{
	enum dns_type type = DNS_A;
	enum dns_status status = DNS_FOUND;

	test_row("words in any case, and none else");
	check_true("txt", dns_type_read(BYTES("txt"), &type));
	check_number("TXT", type, DNS_TXT);
	check_true("ANY", !dns_type_read(BYTES("ANY"), &type));
	check_true("nothing", !dns_type_read(ABSENT, &type));
	check_true("no-name", dns_status_read(BYTES("no-name"), &status));
	check_number("NO_NAME", status, DNS_NO_NAME);
	check_true("NXDOMAIN", !dns_status_read(BYTES("NXDOMAIN"), &status));
	check_true("TIMEOUT fails",
	    dns_failed(&(struct dns_answer){ .status = DNS_TIMEOUT }));
	check_true("NO_NAME tells",
	    !dns_failed(&(struct dns_answer){ .status = DNS_NO_NAME }));
}

int main(void)
{
	arena = arena_open();
	try_suite();
	try_list();
	try_limit();
	try_chain(0, DNS_FOUND, 0);
	try_chain(1, DNS_FOUND, 1);
	try_chain(LIMIT_DNS_ALIASES - 1, DNS_FOUND, LIMIT_DNS_ALIASES - 1);
	try_chain(LIMIT_DNS_ALIASES, DNS_MALFORMED, LIMIT_DNS_ALIASES);
	try_chain(20, DNS_MALFORMED, LIMIT_DNS_ALIASES);
	try_words();
	arena_close(arena);
	return test_end("test_dns");
}
