/* common/dns/resolver: where answers come from, and the record of a run */
#include "tests/test.h"

#include "common/dns/dns_report.h"
#include "common/dns/resolver.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena *arena;
static char folder[] = "/tmp/mailplumb-test.XXXXXX";

static const char *path_of(const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name).ptr;
}

static void file_write(const char *name, struct bytes text)
{
	FILE *file = fopen(path_of(name), "wb");

	check_true("file", file != NULL);
	if (file != NULL) {
		fwrite(text.ptr, 1, text.len, file);
		fclose(file);
	}
}

static const char base[] = "$ORIGIN example.com.\n"
			   "@ 300 IN SOA ns1 hostmaster 1 2 3 4 60\n"
			   "@ 300 TXT \"v=spf1 include:old.example.net -all\"\n"
			   "@ 300 MX 10 mx\n"
			   "mx 300 A 192.0.2.1\n"
			   "s1._domainkey 300 CNAME s1.dkim.example.net.\n"
			   "s2._domainkey 300 CNAME s2.dkim.example.net.\n"
			   "s3._domainkey 300 CNAME s3.dkim.example.net.\n"
			   "into 300 CNAME new.example.com.\n"
			   "gone 300 TXT \"gone\"\n"
			   "*.wild 300 TXT \"base\"\n"
			   "known.star 300 TXT \"base\"\n";
static const char other[] = "$ORIGIN dkim.example.net.\n"
			    "@ 300 IN SOA ns1 hostmaster 1 2 3 4 60\n"
			    "s1 300 TXT \"p=one\"\n"
			    "s2 300 TXT \"p=two\"\n"
			    "s3 300 TXT \"p=three\"\n";
static const char overlay[] = "$ORIGIN example.com.\n"
			      "@ 60 TXT \"v=spf1 -all\"\n"
			      "s2._domainkey 60 TXT \"p=own\"\n"
			      "new 60 TXT \"new\"\n"
			      "out 60 CNAME s1.dkim.example.net.\n"
			      "far 60 CNAME into.example.com.\n"
			      "deep.new 60 TXT \"deep\"\n"
			      "*.star 60 TXT \"star\"\n";
static const char batch[] =
    "{\"Changes\": [{\"Action\": \"DELETE\", \"ResourceRecordSet\":"
    " {\"Name\": \"s3._domainkey.example.com.\", \"Type\": \"CNAME\","
    " \"TTL\": 300, \"ResourceRecords\":"
    " [{\"Value\": \"s3.dkim.example.net.\"}]}},"
    " {\"Action\": \"DELETE\", \"ResourceRecordSet\":"
    " {\"Name\": \"gone.example.com.\", \"Type\": \"TXT\","
    " \"TTL\": 300, \"ResourceRecords\": [{\"Value\": \"\\\"gone\\\"\"}]}}]}";

static const struct {
	const char *shows, *name;
	enum dns_type type;
	enum dns_status status;
	const char *data, *owner; /* owner NULL: the name */
	int aliases;
} rows[] = {
	{ "the overlay's records stand for those below", "example.com", DNS_TXT,
	    DNS_FOUND, "v=spf1 -all", NULL, 0 },
	{ "other types are from below", "example.com", DNS_MX, DNS_FOUND,
	    "mx.example.com", NULL, 0 },
	{ "other names are from below", "mx.example.com", DNS_A, DNS_FOUND,
	    "192.0.2.1", NULL, 0 },
	{ "an alias below", "s1._domainkey.example.com", DNS_TXT, DNS_FOUND,
	    "p=one", "s1.dkim.example.net", 1 },
	{ "a record over an alias below", "s2._domainkey.example.com", DNS_TXT,
	    DNS_FOUND, "p=own", NULL, 0 },
	{ "an alias below is deleted", "s3._domainkey.example.com", DNS_TXT,
	    DNS_NO_DATA, "", NULL, 0 },
	{ "... and is none", "s3._domainkey.example.com", DNS_CNAME,
	    DNS_NO_DATA, "", NULL, 0 },
	{ "a deleted record", "gone.example.com", DNS_TXT, DNS_NO_DATA, "",
	    NULL, 0 },
	{ "an overlay's alias to a name below", "out.example.com", DNS_TXT,
	    DNS_FOUND, "p=one", "s1.dkim.example.net", 1 },
	{ "an alias below into the overlay", "into.example.com", DNS_TXT,
	    DNS_FOUND, "new", "new.example.com", 1 },
	{ "over, below and over again", "far.example.com", DNS_TXT, DNS_FOUND,
	    "new", "new.example.com", 2 },
	{ "a name that is new below has no data of other types",
	    "new.example.com", DNS_A, DNS_NO_DATA, "", NULL, 0 },
	{ "a name that neither knows", "nothing.example.com", DNS_TXT,
	    DNS_NO_NAME, "", NULL, 0 },
	{ "a star of the overlay", "any.star.example.com", DNS_TXT, DNS_FOUND,
	    "star", NULL, 0 },
	{ "... not where the name exists", "known.star.example.com", DNS_TXT,
	    DNS_FOUND, "base", NULL, 0 },
	{ "... for its types alone", "any.star.example.com", DNS_A, DNS_NO_DATA,
	    "", NULL, 0 },
	{ "a star below", "any.wild.example.com", DNS_TXT, DNS_FOUND, "base",
	    NULL, 0 },
};

static struct resolver *resolver_with(const struct resolver_options *options)
{
	struct fault fault = { 0 };
	struct resolver *resolver = resolver_open(options, &fault);

	check_text("fault", fault.text, "");
	return resolver;
}

static void check_rows(struct dns *dns)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		const struct dns_answer *got =
		    dns_ask(dns, rows[i].type, bytes_of(rows[i].name));
		int aliases = 0;
		test_row(rows[i].shows);
		for (const struct dns_alias *a = got->aliases; a; a = a->next)
			aliases++;
		check_text("status", dns_status_word(got->status),
		    dns_status_word(rows[i].status));
		check_bytes("data",
		    got->records != NULL ? got->records->data : BYTES(""),
		    bytes_of(rows[i].data));
		check_bytes("owner", got->owner,
		    bytes_of(
			rows[i].owner != NULL ? rows[i].owner : rows[i].name));
		check_number("aliases", aliases, rows[i].aliases);
	}
}

/* All answers of a message, as a report has them. */
static struct bytes answers_of(const struct dns *dns)
{
	struct json *list = json_array_new();
	struct text text = text_new(1 << 20);

	for (size_t i = 0; i < dns_asked(dns); i++)
		dns_answer_json(list, dns_answer_at(dns, i));
	json_print(list, JSON_INDENTED, &text);
	json_free(list);
	struct bytes copy = arena_copy(arena, text_bytes(&text));
	text_free(&text);
	return copy;
}

/* A second run, from the record of the first, gives the same. */
static void try_record(const struct resolver *first, const struct dns *dns)
{
	struct text record = text_new(1 << 20), again = text_new(1 << 20);

	resolver_record(first, &record);
	file_write("record", text_bytes(&record));
	struct resolver *resolver = resolver_with(&(struct resolver_options){
	    .replay = path_of("record"), .record = true });
	struct dns *replay = dns_open(resolver);
	check_rows(replay);
	test_row("a record gives the same answers");
	check_bytes("answers", answers_of(replay), answers_of(dns));
	resolver_record(resolver, &again);
	test_row("the record of a replay is the record");
	check_bytes("record", text_bytes(&again), text_bytes(&record));
	dns_close(replay);
	resolver_close(resolver);
	text_free(&record);
	text_free(&again);
}

static void try_sources(bool record)
{
	const char *zones[] = { path_of("base"), path_of("other"), NULL };
	const char *overlays[] = { path_of("overlay"), path_of("batch"), NULL };
	struct resolver *resolver = resolver_with(&(struct resolver_options){
	    .zones = zones, .overlays = overlays, .record = record });
	struct dns *dns = dns_open(resolver);

	check_rows(dns);
	if (record)
		try_record(resolver, dns);
	dns_begin(dns);
	check_rows(dns);
	dns_close(dns);
	resolver_close(resolver);
}

static void try_faults(void)
{
	const char *nothing[] = { path_of("nothing"), NULL };
	const char *record[] = { path_of("base"), NULL };
	const struct {
		const char *shows;
		struct resolver_options options;
		enum fault_kind kind;
		const char *says;
	} faults[] = {
		{ "no such zone", { .zones = nothing }, FAULT_INPUT,
		    "nothing: No such file" },
		{ "no such overlay", { .zones = record, .overlays = nothing },
		    FAULT_INPUT, "nothing: No such file" },
		{ "no such record", { .replay = nothing[0] }, FAULT_INPUT,
		    "nothing: No such file" },
		{ "no record", { .replay = record[0] }, FAULT_INPUT,
		    "base: not JSON" },
		{ "two sources", { .zones = record, .replay = record[0] },
		    FAULT_USAGE, "exclude" },
	};

	for (size_t i = 0; i < ROWS(faults); i++) {
		struct fault fault = { 0 };
		struct resolver *resolver =
		    resolver_open(&faults[i].options, &fault);
		test_row(faults[i].shows);
		check_true("refused", resolver == NULL);
		check_number("kind", fault.kind, faults[i].kind);
		check_true(
		    fault.text, strstr(fault.text, faults[i].says) != NULL);
		resolver_close(resolver);
	}
}

static void try_text(void)
{
	struct fault fault = { 0 };
	struct resolver *resolver = resolver_of_text(bytes_of(base), &fault);
	struct dns *dns = dns_open(resolver);

	test_row("a master file as text");
	check_number("found",
	    dns_ask(dns, DNS_MX, BYTES("example.com"))->status, DNS_FOUND);
	test_row("negative TTLs are of the SOA");
	check_number(
	    "ttl", dns_ask(dns, DNS_A, BYTES("x.example.com"))->ttl, 60);
	dns_close(dns);
	resolver_close(resolver);
}

int main(void)
{
	static const char *const names[] = { "base", "other", "overlay",
		"batch", "record" };

	arena = arena_open();
	test_row("a folder");
	check_true("made", mkdtemp(folder) != NULL);
	file_write("base", bytes_of(base));
	file_write("other", bytes_of(other));
	file_write("overlay", bytes_of(overlay));
	file_write("batch", bytes_of(batch));
	try_sources(false);
	try_sources(true);
	try_faults();
	try_text();
	for (size_t i = 0; i < ROWS(names); i++)
		unlink(path_of(names[i]));
	rmdir(folder);
	arena_close(arena);
	return test_end("test_resolver");
}
