/*
 * inspect/verify/foresee and published: what is known of a sender, what is
 * published, and what that lets anybody foresee
 */
#include "tests/test.h"

#include "common/base/text.h"
#include "common/net/suffix.h"
#include "inspect/model/record_check.h"
#include "inspect/report/report_dns.h"
#include "inspect/verify/dkim_key.h"
#include "mailplumb/common_options.h"
#include "mailplumb/foresight.h"
#include "mailplumb/inspection.h"
#include "tests/dns_of_lines.h"
#include <string.h>

#define LIST_MOST 4

#define KEY                                                                    \
	"v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC0QtDV1yYaGP" \
	"FdDDXDRcOY6ZhGzc/1Cd4NLmensoptFYFboD8U1mHhgS7vVh+q9z/mqbwz7MQH8sstb5" \
	"bNr64MQ633WO1n7ngIqmBOgofS+EhY1k8D9pGA7t2iWfncycv7DkzD6jzTRSul6/75Z9" \
	"L0EHTQD9lpy6Dq/Y6dBPcHLwIDAQAB\n"
#define SES "amazonses.com TXT v=spf1 ip4:54.240.0.0/18 -all\n"
#define SELF                                          \
	"_dmarc.example.com TXT v=DMARC1; p=reject; " \
	"rua=mailto:a@example.com\n"
#define FROM "b.example.com TXT v=spf1 include:amazonses.com ~all\n"
#define MX   "b.example.com MX 10 feedback-smtp.us-east-1.amazonses.com\n"
#define T(t) t "._domainkey.example.com CNAME " t ".dkim.amazonses.com\n"
#define K(t) t ".dkim.amazonses.com TXT " KEY

static struct suffix_list *suffixes;
static struct dkim_keys *keys;
static struct arena *arena;

/* ---- what is known ---------------------------------------------------------
 */

struct known {
	const char *identity, *author, *mail_from, *region, *zone;
	const char *tokens[LIST_MOST], *selectors[LIST_MOST];
	bool elsewhere;
};

static size_t words(const char *const *list, const struct bytes **into)
{
	struct bytes *words = arena_new_array(arena, struct bytes, LIST_MOST);
	size_t n = 0;

	for (; n < LIST_MOST && list[n] != NULL; n++)
		words[n] = bytes_of(list[n]);
	*into = words;
	return n;
}

static struct expected expected_of(const struct known *known)
{
	struct expected e = {
		.identity = bytes_of(
		    known->identity != NULL ? known->identity : "example.com"),
		.author = bytes_of(known->author),
		.mail_from = bytes_of(known->mail_from),
		.region = bytes_of(known->region),
		.dkim_zone = bytes_of(known->zone),
		.elsewhere = known->elsewhere,
	};

	e.dkim_token_count = words(known->tokens, &e.dkim_tokens);
	e.dkim_selector_count = words(known->selectors, &e.dkim_selectors);
	return e;
}

/* ---- what it comes to, in one line -----------------------------------------
 */

/* "t1=pass, t2=permerror" */
static void show_dkim(const struct inspection *in, struct text *out)
{
	for (const struct dkim_verdict *v = in->verified.dkim; v; v = v->next)
		text_printf(out, "%s%.*s=%s", out->len > 0 ? " " : "",
		    FMT(v->signature->selector),
		    auth_result_word(dkim_result(v->reason)));
	if (in->verified.dkim == NULL)
		text_add(out, BYTES("-"));
}

/* "pass include:amazonses.com 1/0" */
static void show_spf(const struct inspection *in, struct text *out)
{
	const struct spf_verdict *spf = in->verified.spf;

	text_add(out, BYTES(" | "));
	if (spf == NULL) {
		text_add(out, BYTES("-"));
		return;
	}
	text_printf(out, "%s %.*s %u/%u", auth_result_word(spf->result),
	    FMT(bytes_present(spf->matched) ? spf->matched : BYTES("-")),
	    spf->lookups, spf->void_lookups);
}

static const char *word_or_dash(const char *word)
{
	return word != NULL ? word : "-";
}

static void show_verdict(const struct inspection *in, struct text *out)
{
	const struct dmarc_view *view = &in->verified.dmarc->by[RFC9989];

	text_printf(out, " | %s %s | %s %d",
	    word_or_dash(auth_result_word(dmarc_result(view->reason))),
	    word_or_dash(dmarc_policy_word(view->policy)),
	    verdict_word(in->verdict), in->exit_code);
}

/* "dkim-token right, dmarc missing" */
static void show_records(const struct inspection *in, struct text *out)
{
	for (const struct record_check *r = in->records; r; r = r->next)
		text_printf(out, "%s%s %s", out->len > 0 ? ", " : "",
		    record_purpose_word(r->purpose),
		    word_or_dash(record_state_word(r->state)));
}

static struct inspection foreseen(
    struct premises *premises, const struct known *known, struct dns *dns)
{
	struct common_options options = common_options_new();

	*premises = common_premises(&options);
	premises->suffixes = suffixes;
	premises->expected = expected_of(known);
	struct inspection in = inspection_new(arena, premises);
	in.dns = dns;
	in.keys = keys;
	dns_begin(dns);
	foresight_run(&in);
	return in;
}

/* ---- verdicts --------------------------------------------------------------
 */

#define ONE   .tokens = { "t1" }
#define THREE .tokens = { "t1", "t2", "t3" }
#define AT_B  .mail_from = "b.example.com"

static const struct {
	const char *shows;
	struct known known;
	const char *dns, *comes_to;
} verdicts[] = {
	{ "nothing is known", { 0 }, SELF SES, "- | - | - reject | pass 0" },
	{ "nothing is known, and there is no DMARC", { 0 }, SES,
	    "- | - | none - | fail 1" },
	{ "nothing is known, and no DNS answers", { 0 },
	    "_dmarc.example.com SERVFAIL\n",
	    "- | - | temperror - | unknown 4" },
	{ "all of it", { AT_B, THREE },
	    SELF SES FROM MX T("t1") K("t1") T("t2") K("t2") T("t3") K("t3"),
	    "t1=pass t2=pass t3=pass | pass include:amazonses.com 1/0 | "
	    "pass reject | warn 0" },
	{ "tokens without a key rest", { AT_B, THREE },
	    SELF SES FROM MX T("t1") K("t1") T("t2")
		T("t3") "t3.dkim.amazonses.com TXT p=\n",
	    "t1=pass | pass include:amazonses.com 1/0 | pass reject | "
	    "warn 0" },
	{ "but not all of them", { ONE }, SELF SES T("t1"),
	    "t1=permerror | - | - reject | fail 1" },
	{ "a token that nobody published", { ONE }, SELF SES,
	    "t1=permerror | - | - reject | fail 1" },
	{ "a key that the DNS does not tell", { ONE },
	    SELF SES "t1._domainkey.example.com TIMEOUT\n",
	    "t1=temperror | - | temperror reject | unknown 4" },
	{ "SES is not in this DNS", { ONE, AT_B }, SELF FROM MX T("t1"),
	    "- | - | - reject | pass 0" },
	{ "SES cannot be asked", { AT_B }, SELF FROM "amazonses.com SERVFAIL\n",
	    "- | temperror - 1/0 | temperror reject | unknown 4" },
	{ "a selector", { .selectors = { "own" } },
	    SELF SES "own._domainkey.example.com TXT " KEY,
	    "own=pass | - | pass reject | warn 0" },
	{ "SES signs with RSA alone", { .selectors = { "own" } },
	    SELF SES "own._domainkey.example.com TXT k=ed25519; "
		     "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n",
	    "own=permerror | - | - reject | fail 1" },
	{ "of two selectors both sign", { .selectors = { "own", "gone" } },
	    SELF SES "own._domainkey.example.com TXT " KEY,
	    "own=pass gone=permerror | - | pass reject | warn 0" },
	{ "no record at MAIL FROM", { AT_B }, SELF SES MX,
	    "- | none - 0/0 | - reject | fail 1" },
	{ "SES is not named", { AT_B },
	    SELF SES MX "b.example.com TXT v=spf1 ip4:192.0.2.1 -all\n",
	    "- | fail -all 0/0 | - reject | fail 1" },
	{ "SPF carries DMARC", { AT_B }, SELF SES FROM MX,
	    "- | pass include:amazonses.com 1/0 | pass reject | pass 0" },
	{ "what stands behind the match costs, too", { AT_B },
	    SELF SES MX
	    "b.example.com TXT v=spf1 include:amazonses.com "
	    "a:gone.example.com include:x.example.com ~all\n"
	    "x.example.com TXT v=spf1 a mx -all\nx.example.com A 192.0.2.1\n"
	    "x.example.com MX 10 x.example.com\n",
	    "- | pass include:amazonses.com 5/1 | pass reject | pass 0" },
	{ "a loop behind the match", { AT_B },
	    SELF SES MX "b.example.com TXT v=spf1 include:amazonses.com "
			"include:b.example.com ~all\n",
	    "- | permerror - 2/0 | - reject | fail 1" },
	{ "no answer behind the match says nothing", { AT_B },
	    SELF SES MX "b.example.com TXT v=spf1 include:amazonses.com "
			"include:down.example.com ~all\n"
			"down.example.com SERVFAIL\n",
	    "- | pass include:amazonses.com 1/0 | pass reject | pass 0" },
	{ "an IPv6 address of SES", { AT_B },
	    SELF FROM MX "amazonses.com TXT v=spf1 a ip6:2001:db8::/32 -all\n",
	    "- | pass include:amazonses.com 2/1 | pass reject | pass 0" },
	{ "another server than SES", { AT_B, .elsewhere = true },
	    SELF "b.example.com TXT v=spf1 ip4:192.0.2.1 -all\n",
	    "- | - | - reject | pass 0" },
	{ "whose record is malformed", { AT_B, .elsewhere = true },
	    SELF "b.example.com TXT v=spf1 ip4:192.0.2 -all\n",
	    "- | permerror - 0/0 | - reject | fail 1" },
	{ "the author is below the identity",
	    { ONE, .author = "news.example.com" }, SELF SES T("t1") K("t1"),
	    "t1=pass | - | pass reject | warn 0" },
	{ "which strict alignment forbids",
	    { ONE, .author = "news.example.com" },
	    SES T("t1")
		K("t1") "_dmarc.example.com TXT v=DMARC1; p=reject; adkim=s\n",
	    "t1=pass | - | - reject | fail 1" },
};

static void try_verdicts(void)
{
	for (size_t i = 0; i < ROWS(verdicts); i++) {
		struct resolver *resolver = dns_of_lines(verdicts[i].dns);
		struct dns *dns = dns_open(resolver);
		struct text text = text_new(4096);
		struct premises premises;
		test_row(verdicts[i].shows);
		struct inspection in =
		    foreseen(&premises, &verdicts[i].known, dns);
		show_dkim(&in, &text);
		show_spf(&in, &text);
		show_verdict(&in, &text);
		check_bytes("comes to", text_bytes(&text),
		    bytes_of(verdicts[i].comes_to));
		check_true("foreseen", in.foreseen);
		text_free(&text);
		dns_close(dns);
		resolver_close(resolver);
		arena_reset(arena);
	}
}

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

/* Without a DNS nothing is foreseen, which is no pass. */
static void try_without_dns(void)
{
	static const struct known known = { ONE, AT_B };
	struct common_options options = common_options_new();
	struct premises premises = common_premises(&options);

	test_row("no DNS");
	premises.suffixes = suffixes;
	premises.expected = expected_of(&known);
	struct inspection in = inspection_new(arena, &premises);
	foresight_run(&in);
	check_true("no records", in.records == NULL);
	check_true("no findings", in.findings == NULL);
	check_number("verdict", in.verdict, VERDICT_UNKNOWN);
}

int main(void)
{
	struct fault fault = { 0 };

	suffixes = suffix_list_open(NULL, &fault);
	keys = dkim_keys_open();
	arena = arena_open();
	try_verdicts();
	try_records();
	try_name_servers();
	try_without_dns();
	arena_close(arena);
	dkim_keys_close(keys);
	suffix_list_close(suffixes);
	return test_end("test_foresee");
}
