/* a fix in reports, and what --fix-format prints of all of them */
#include "tests/test.h"

#include "common/net/suffix.h"
#include "inspect/model/catalogue.h"
#include "inspect/report/advice.h"
#include "inspect/report/json_parts.h"
#include "mailplumb/options/fixes.h"

static struct arena *arena;

static struct finding *finding_new(
    const char *id, struct change *change, const char *command)
{
	struct finding *finding = arena_new(arena, struct finding);

	finding->row = catalogue_row(id);
	finding->severity = SEVERITY_BROKEN;
	finding->message = BYTES("It is so.");
	finding->fix.text = BYTES("Do it.");
	finding->fix.changes = change;
	if (command != NULL) {
		finding->fix.commands = arena_new(arena, struct fix_command);
		finding->fix.commands->text = bytes_of(command);
	}
	return finding;
}

static struct change *change_new(const char *name, struct dns_record *records,
    const struct dns_record *replaces)
{
	struct dns_answer now = {
		.status = DNS_FOUND, .ttl = 600, .records = replaces
	};

	return change_to(arena, bytes_of(name), DNS_TXT, records,
	    replaces != NULL ? &now : NULL);
}

/* One root with a change of two records, of which one stays, and a command;
 * its consequence with another change; a root that says the same again and
 * one of another zone; one that takes away. */
static struct finding *findings_new(void)
{
	struct dns_record *old = record_text(arena, BYTES("v=spf1 -all"));
	struct dns_record *other = record_text(arena, BYTES("x"));
	struct dns_record *new =
	    record_text(arena, BYTES("v=spf1 include:amazonses.com ~all"));
	struct dns_record *mx = record_mx(arena, 10, BYTES("mx.example.com"));
	const char *command = "aws sesv2 get-account --region eu-west-1";
	struct finding *list[5];

	old->next = other;
	new->next = record_text(arena, BYTES("x"));
	list[0] = finding_new(
	    "spf-record-missing", change_new("example.com", new, old), command);
	list[1] = finding_new("spf-mailfrom-amazonses",
	    change_new("not.example.com", new, NULL), NULL);
	list[1]->cause = list[0];
	list[2] = finding_new(
	    "spf-record-missing", change_new("example.com", new, old), command);
	list[3] = finding_new("spf-record-missing",
	    change_new("d._report._dmarc.example.net",
		record_text(arena, BYTES("v=DMARC1")), NULL),
	    NULL);
	list[4] = finding_new(
	    "spf-record-missing", change_new("b.example.com", mx, NULL), NULL);
	list[4]->fix.changes->type = DNS_MX;
	list[4]->fix.changes->action = CHANGE_DELETE;
	for (size_t i = 0; i + 1 < ROWS(list); i++)
		list[i]->next = list[i + 1];
	return list[0];
}

static const char advice[] =
    "\n  BROKEN  spf-record-missing\n          It is so.\n"
    "  fix     Do it.\n"
    "  set     TXT example.com, TTL 600\n"
    "          v=spf1 include:amazonses.com ~all\n"
    "  was     v=spf1 -all\n"
    "  keep    the other record there as it is\n"
    "  run     aws sesv2 get-account --region eu-west-1\n"
    "  so      It is so. (spf-mailfrom-amazonses, broken)\n";

static const char removed[] = "  fix     Do it.\n"
			      "  delete  MX b.example.com\n"
			      "          10 mx.example.com\n";

static void try_advice(const struct inspection *in)
{
	struct text out = text_new(100000);
	struct page page = { .out = &out };

	test_row("a fix in the text report");
	report_advice(&page, in);
	check_bytes("root", bytes_first(text_bytes(&out), sizeof(advice) - 1),
	    bytes_of(advice));
	check_true(
	    "what goes", bytes_find(text_bytes(&out), bytes_of(removed)));
	text_free(&out);
}

static void try_long(void)
{
	char key[600];
	struct text out = text_new(100000);
	struct page page = { .out = &out };
	struct inspection in = { .arena = arena };
	struct bytes line, rest;

	test_row("a value is one line, however long");
	memset(key, 'k', sizeof(key));
	in.findings = finding_new("spf-record-missing",
	    change_new("example.com",
		record_text(arena, (struct bytes){ key, sizeof(key) }), NULL),
	    NULL);
	report_advice(&page, &in);
	rest = text_bytes(&out);
	while (bytes_line(&rest, &line) && line.len < sizeof(key))
		;
	check_number("octets", line.len, sizeof(key) + 10);
	text_free(&out);
}

static void try_json(const struct inspection *in)
{
	struct json *list = json_findings(in->findings);
	struct json *fix = json_get(json_at(list, 0), "fix");
	struct text out = text_new(100000);

	test_row("a fix as JSON");
	json_print(json_get(fix, "records"), JSON_LINE, &out);
	check_bytes("records", text_bytes(&out),
	    BYTES("[{\"action\": \"upsert\", \"name\": \"example.com\", "
		  "\"type\": \"TXT\", \"ttl\": 600, "
		  "\"data\": [\"v=spf1 include:amazonses.com ~all\", \"x\"], "
		  "\"replaces\": [\"v=spf1 -all\", \"x\"]}]"));
	text_clear(&out);
	json_print(json_get(fix, "commands"), JSON_LINE, &out);
	check_bytes("commands", text_bytes(&out),
	    BYTES("[\"aws sesv2 get-account --region eu-west-1\"]"));
	text_clear(&out);
	fix = json_get(json_at(list, 4), "fix");
	json_print(json_get(fix, "records"), JSON_LINE, &out);
	check_bytes("what goes", text_bytes(&out),
	    BYTES("[{\"action\": \"delete\", \"name\": \"b.example.com\", "
		  "\"type\": \"MX\", \"ttl\": 3600, "
		  "\"data\": [\"10 mx.example.com\"], \"replaces\": []}]"));
	text_free(&out);
	json_free(list);
}

static const struct {
	enum change_format format;
	const char *want;
} rows[] = {
	{ CHANGE_ZONE,
	    "; was: example.com. 600 IN TXT \"v=spf1 -all\"\n"
	    "example.com. 600 IN TXT \"v=spf1 include:amazonses.com ~all\"\n"
	    "example.com. 600 IN TXT \"x\"\n"
	    "; delete: b.example.com. 3600 IN MX 10 mx.example.com.\n"
	    "\nd._report._dmarc.example.net. 3600 IN TXT \"v=DMARC1\"\n"
	    "\n; run: aws sesv2 get-account --region eu-west-1\n" },
	{ CHANGE_TABLE,
	    "zone      example.com\n\nset       TXT\nhost      @\n"
	    "name      example.com\nTTL       600\nkeep      x\n"
	    "value     v=spf1 include:amazonses.com ~all\n"
	    "was       v=spf1 -all\n\n"
	    "delete    MX\nhost      b\nname      b.example.com\n"
	    "TTL       3600\npriority  10\nvalue     mx.example.com\n\n"
	    "zone      example.net\n\nset       TXT\n"
	    "host      d._report._dmarc\n"
	    "name      d._report._dmarc.example.net\nTTL       3600\n"
	    "value     v=DMARC1\n\n"
	    "run: aws sesv2 get-account --region eu-west-1\n" },
};

static void try_written(
    const struct inspection *in, const struct suffix_list *suffixes)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct common_options options = { .fix_format =
						      rows[i].format };
		struct fixes fixes = { .arena = arena };
		struct fixes all = { .arena = arena };
		struct text out = text_new(100000);
		test_row("the fixes of all roots, each once");
		fixes_add(&fixes, in);
		fixes_join(&all, &fixes);
		fixes_join(&all, &fixes);
		fixes_write(&all, suffixes, &options, &out);
		check_bytes(
		    "written", text_bytes(&out), bytes_of(rows[i].want));
		text_free(&out);
	}
}

/* One change batch, that of the user's own zone; without any, that of others.
 */
static void try_theirs(
    const struct suffix_list *suffixes, struct finding *findings, bool own)
{
	struct common_options options = { .fix_format = CHANGE_ROUTE53 };
	struct inspection in = { .arena = arena, .findings = findings };
	struct fixes fixes = { .arena = arena };
	struct text out = text_new(100000);

	test_row("what others have to publish is no part of a change batch");
	in.reported.author_organization = BYTES("example.com");
	fixes_add(&fixes, &in);
	fixes_write(&fixes, suffixes, &options, &out);
	check_true("own",
	    (bytes_find(text_bytes(&out), BYTES("spf1")) != NULL) == own);
	check_true("theirs", (bytes_find(text_bytes(&out),
				  BYTES("example.net")) == NULL) == own);
	text_free(&out);
}

static void try_full(const struct suffix_list *suffixes)
{
	struct common_options options = { .fix_format = CHANGE_ROUTE53 };
	struct fixes fixes = { .arena = arena };
	struct text out = text_new(10000000);
	struct inspection in = { .arena = arena };

	test_row("no more than Route 53 takes");
	for (int i = 0; i < FIXES_MOST + 5; i++) {
		struct bytes name = arena_printf(arena, "a%d.example.com", i);
		in.findings = finding_new("spf-record-missing",
		    change_new(name.ptr, record_text(arena, BYTES("x")), NULL),
		    NULL);
		fixes_add(&fixes, &in);
	}
	check_true("full", fixes.full);
	fixes_write(&fixes, suffixes, &options, &out);
	struct fault fault = { 0 };
	struct json *batch = json_read(text_bytes(&out), &fault);
	check_number(
	    "changes", json_size(json_get(batch, "Changes")), FIXES_MOST);
	json_free(batch);
	text_free(&out);
}

int main(void)
{
	struct fault fault = { 0 };
	struct suffix_list *suffixes = suffix_list_open(NULL, &fault);
	struct inspection in = { 0 };

	arena = arena_open();
	in = (struct inspection){ .arena = arena, .findings = findings_new() };
	try_advice(&in);
	try_long();
	try_json(&in);
	try_written(&in, suffixes);
	try_theirs(suffixes, findings_new(), true);
	try_theirs(suffixes,
	    finding_new("dmarc-rua-unauthorized",
		change_new("d._report._dmarc.example.net",
		    record_text(arena, BYTES("v=DMARC1")), NULL),
		NULL),
	    false);
	try_full(suffixes);
	arena_close(arena);
	suffix_list_close(suffixes);
	return test_end("test_fix_format");
}
