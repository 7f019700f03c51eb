/*
 * inspect/verify/published: the records that a sender needs, beside what is
 * published; and the questions about them to name servers
 */
#include "tests/foreseen.h"

#include "inspect/model/record_check.h"
#include "inspect/report/report_dns.h"

/* ---- records ---------------------------------------------------------------
 */

#define US	 .region = "us-east-1"
#define NO_APEX	 ", domain-spf -"
#define REPORTED "_dmarc.example.com TXT v=DMARC1; p=none; rua=mailto:a@"

static const struct {
	const char *shows;
	struct known known;
	const char *dns, *states;
} records[] = {
	{ "a domain alone", { 0 }, SELF, "dmarc right" NO_APEX },
	{ "no DMARC", { 0 }, "", "dmarc missing" NO_APEX },
	{ "no answer", { 0 }, "_dmarc.example.com SERVFAIL\n",
	    "dmarc unreachable" NO_APEX },
	{ "two records", { 0 }, SELF SELF "_dmarc.example.com TXT v=DMARC1\n",
	    "dmarc wrong" NO_APEX },
	{ "a text that was meant as one", { 0 },
	    "_dmarc.example.com TXT v=dmarc1; p=none\n",
	    "dmarc wrong" NO_APEX },
	{ "neither policy nor reports", { 0 },
	    "_dmarc.example.com TXT v=DMARC1; fo=1\n", "dmarc wrong" NO_APEX },
	{ "inherited", { .identity = "a.example.com" }, SELF,
	    "dmarc right" NO_APEX },
	{ "reports inside", { 0 }, REPORTED "r.example.com\n",
	    "dmarc right" NO_APEX },
	{ "reports outside, allowed", { 0 },
	    REPORTED "r.example.net\n"
		     "example.com._report._dmarc.r.example.net TXT v=DMARC1\n",
	    "dmarc right, report-authorization right" NO_APEX },
	{ "not allowed", { 0 }, REPORTED "r.example.net\n",
	    "dmarc right, report-authorization missing" NO_APEX },
	{ "not known", { 0 },
	    REPORTED "r.example.net\n"
		     "example.com._report._dmarc.r.example.net SERVFAIL\n",
	    "dmarc right, report-authorization unreachable" NO_APEX },
	{ "a token", { ONE, US }, SELF SES T("t1") K("t1"),
	    "dkim-token right, dmarc right" NO_APEX },
	{ "with no key behind it", { ONE, US }, SELF SES T("t1"),
	    "dkim-token right, dmarc right" NO_APEX },
	{ "of another region", { ONE, .region = "eu-south-1" },
	    SELF SES T("t1") K("t1"), "dkim-token wrong, dmarc right" NO_APEX },
	{ "whose zone is told",
	    { ONE, .region = "eu-south-1", .zone = "dkim.amazonses.com" },
	    SELF SES T("t1") K("t1"), "dkim-token right, dmarc right" NO_APEX },
	{ "in a zone of SES", { ONE }, SELF SES T("t1") K("t1"),
	    "dkim-token right, dmarc right" NO_APEX },
	{ "in none", { ONE },
	    SELF SES "t1._domainkey.example.com CNAME t1.dkim.example.net\n"
		     "t1.dkim.example.net TXT " KEY,
	    "dkim-token wrong, dmarc right" NO_APEX },
	{ "another token", { ONE },
	    SELF SES
	    "t1._domainkey.example.com CNAME t2.dkim.amazonses.com\n" K("t2"),
	    "dkim-token wrong, dmarc right" NO_APEX },
	{ "behind a CNAME of one's own", { ONE, US },
	    SELF SES "t1._domainkey.example.com CNAME t1.example.net\n"
		     "t1.example.net CNAME t1.dkim.amazonses.com\n" K("t1"),
	    "dkim-token right, dmarc right" NO_APEX },
	{ "TXT instead of CNAME", { ONE, US },
	    SELF SES "t1._domainkey.example.com TXT " KEY,
	    "dkim-token wrong, dmarc right" NO_APEX },
	{ "no token", { ONE, US }, SELF SES,
	    "dkim-token missing, dmarc right" NO_APEX },
	{ "a token that the DNS does not tell", { ONE, US },
	    SELF SES "t1._domainkey.example.com TIMEOUT\n",
	    "dkim-token unreachable, dmarc right" NO_APEX },
	{ "a key of one's own", { .selectors = { "own" } },
	    SELF SES "own._domainkey.example.com TXT " KEY,
	    "dkim-key right, dmarc right" NO_APEX },
	{ "revoked", { .selectors = { "own" } },
	    SELF SES "own._domainkey.example.com TXT p=\n",
	    "dkim-key wrong, dmarc right" NO_APEX },
	{ "missing", { .selectors = { "own" } }, SELF SES,
	    "dkim-key missing, dmarc right" NO_APEX },
	{ "MAIL FROM", { AT_B, US }, SELF SES MX FROM,
	    "mail-from-mx right, mail-from-spf right, dmarc right" NO_APEX },
	{ "of another region", { AT_B, .region = "eu-west-1" },
	    SELF SES MX FROM,
	    "mail-from-mx wrong, mail-from-spf right, dmarc right" NO_APEX },
	{ "of whatever region", { AT_B }, SELF SES MX FROM,
	    "mail-from-mx right, mail-from-spf right, dmarc right" NO_APEX },
	{ "one MX too many", { AT_B, US },
	    SELF SES MX FROM "b.example.com MX 20 mx.example.com\n",
	    "mail-from-mx wrong, mail-from-spf right, dmarc right" NO_APEX },
	{ "no MX", { AT_B, US }, SELF SES FROM,
	    "mail-from-mx missing, mail-from-spf right, dmarc right" NO_APEX },
	{ "another preference", { AT_B, US },
	    SELF SES FROM
	    "b.example.com MX 5 feedback-smtp.us-east-1.amazonses.com\n",
	    "mail-from-mx right, mail-from-spf right, dmarc right" NO_APEX },
	{ "no SPF", { AT_B, US },
	    SELF SES MX "b.example.com TXT some other text\n",
	    "mail-from-mx right, mail-from-spf missing, dmarc right" NO_APEX },
	{ "SPF of others", { AT_B, US },
	    SELF SES MX "b.example.com TXT v=spf1 ip4:192.0.2.1 -all\n",
	    "mail-from-mx right, mail-from-spf wrong, dmarc right" NO_APEX },
	{ "SPF that a DNS without SES cannot judge", { AT_B, US }, SELF MX FROM,
	    "mail-from-mx right, mail-from-spf -, dmarc right" NO_APEX },
	{ "no MX where SES does not send", { AT_B, .elsewhere = true },
	    SELF "b.example.com TXT v=spf1 ip4:192.0.2.1 -all\n",
	    "mail-from-spf -, dmarc right" NO_APEX },
	{ "MAIL FROM at the domain itself", { .mail_from = "example.com" },
	    SELF SES "example.com TXT v=spf1 include:amazonses.com ~all\n",
	    "mail-from-mx missing, mail-from-spf right, dmarc right" },
};

/* "dkim-token right, dmarc missing" */
static void show_records(const struct inspection *in, struct text *out)
{
	for (const struct record_check *r = in->records; r; r = r->next)
		text_printf(out, "%s%s %s", out->len > 0 ? ", " : "",
		    record_purpose_word(r->purpose),
		    word_or_dash(record_state_word(r->state)));
}

/* A report may not call right what a rule does not find wrong. */
static void check_told(const struct inspection *in)
{
	bool wrong = false;

	for (const struct record_check *r = in->records; r; r = r->next)
		wrong = wrong || r->state == RECORD_WRONG ||
			r->state == RECORD_MISSING;
	check_true(
	    "what is wrong is told", !wrong || in->verdict != VERDICT_PASS);
}

static void try_records(void)
{
	for (size_t i = 0; i < ROWS(records); i++) {
		struct resolver *resolver = dns_of_lines(records[i].dns);
		struct dns *dns = dns_open(resolver);
		struct text text = text_new(4096);
		struct premises premises;
		test_row(records[i].shows);
		struct inspection in =
		    foreseen(&premises, &records[i].known, dns);
		show_records(&in, &text);
		check_bytes(
		    "states", text_bytes(&text), bytes_of(records[i].states));
		check_told(&in);
		text_free(&text);
		dns_close(dns);
		resolver_close(resolver);
		arena_reset(arena);
	}
}

/* ---- name servers ----------------------------------------------------------
 */

static void show_question(const struct served_question *q, struct text *out)
{
	text_printf(out, "%s%s %.*s:", out->len > 0 ? "\n" : "",
	    dns_type_word(q->type), FMT(q->name));
	for (const struct dns_record *r = q->wanted; r != NULL; r = r->next)
		text_printf(out, " %u %.*s", r->preference, FMT(r->data));
}

static void try_questions(const struct inspection *in)
{
	struct served_question questions[10];
	struct text text = text_new(4096);
	size_t n = foresight_questions(in, questions, ROWS(questions));

	test_row("questions to name servers");
	for (size_t i = 0; i < n; i++)
		show_question(&questions[i], &text);
	check_bytes("all", text_bytes(&text),
	    BYTES("CNAME t1._domainkey.example.com: 0 t1.dkim.amazonses.com\n"
		  "MX b.example.com: 10 feedback-smtp.us-east-1.amazonses.com\n"
		  "TXT b.example.com: 0 v=spf1 include:amazonses.com ~all\n"
		  "TXT _dmarc.example.com:\nTXT example.com:"));
	check_number("no more than that",
	    (int64_t)foresight_questions(in, questions, 2), 2);
	text_free(&text);
}

static struct json *servers_of(const struct inspection *in, size_t record)
{
	struct json *report = report_dns_json(in);
	const struct json *list = json_get(report, "records");
	struct text text = text_new((size_t)64 * 1024);
	struct fault fault = { 0 };

	json_print(
	    json_get(json_at(list, record), "servers"), JSON_LINE, &text);
	struct json *servers = json_read(text_bytes(&text), &fault);
	text_free(&text);
	json_free(report);
	return servers;
}

static void try_servers(struct inspection *in)
{
	struct served_host host = { .name = BYTES("ns.example.net") };
	struct served_server servers[] = {
		{ .host = &host, .address = BYTES("192.0.2.1"), .family = 4 },
		{ .host = &host, .address = BYTES("2001:db8::1"), .family = 6 },
		{ .address = BYTES("192.0.2.9"), .family = 4 },
	};
	struct served_data data = { .newest = true };
	struct served_answer answers[] = {
		{ &servers[0], SERVED_AUTHORITY,
		    { .type = DNS_MX, .status = DNS_NO_NAME, .ttl = 60 }, NULL,
		    &data, &answers[1] },
		{ .server = &servers[1], .state = SERVED_NO_ROUTE },
		{ &servers[2], SERVED_AUTHORITY,
		    { .type = DNS_MX, .status = DNS_NO_DATA, .ttl = 7 }, NULL,
		    NULL, NULL },
	};
	struct served_view view = { .question = { .type = DNS_MX,
					.name = BYTES("b.example.com") },
		.answers = answers,
		.resolvers = &answers[2] };
	struct served served = { .views = &view };
	struct text text = text_new((size_t)64 * 1024);

	test_row("what they say");
	in->served = &served;
	struct json *mx = servers_of(in, 1), *spf = servers_of(in, 2);
	json_print(mx, JSON_LINE, &text);
	check_number("of another record", (int64_t)json_size(spf), 0);
	check_bytes("all", text_bytes(&text),
	    BYTES("[{\"server\": \"192.0.2.1\", \"host\": "
		  "\"ns.example.net\", \"state\": \"authority\", "
		  "\"status\": \"no-name\", \"ttl\": 60, \"data\": "
		  "\"no such name\", \"newest\": true}, {\"server\": "
		  "\"2001:db8::1\", \"host\": \"ns.example.net\", "
		  "\"state\": \"no-route\", \"status\": null, \"ttl\": "
		  "null, \"data\": null, \"newest\": null}, {\"server\": "
		  "\"192.0.2.9\", \"host\": null, \"state\": "
		  "\"authority\", \"status\": \"no-data\", \"ttl\": 7, "
		  "\"data\": \"no such record\", \"newest\": "
		  "null}]"));
	json_free(mx);
	json_free(spf);
	text_free(&text);
}

static void try_name_servers(void)
{
	static const struct known known = { ONE, AT_B, US };
	struct resolver *resolver =
	    dns_of_lines(SELF SES FROM MX T("t1") K("t1"));
	struct dns *dns = dns_open(resolver);
	struct premises premises;
	struct inspection in = foreseen(&premises, &known, dns);

	try_questions(&in);
	try_servers(&in);
	dns_close(dns);
	resolver_close(resolver);
	arena_reset(arena);
}

int main(void)
{
	foreseen_open();
	try_records();
	try_name_servers();
	foreseen_close();
	return test_end("test_record_check");
}
