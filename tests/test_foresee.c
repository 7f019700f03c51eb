/*
 * inspect/verify/foresee: what is known of a sender, what is published, and
 * what that lets anybody foresee
 */
#include "tests/foreseen.h"

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

static void show_verdict(const struct inspection *in, struct text *out)
{
	const struct dmarc_view *view = &in->verified.dmarc->by[RFC9989];

	text_printf(out, " | %s %s | %s %d",
	    word_or_dash(auth_result_word(dmarc_result(view->reason))),
	    word_or_dash(dmarc_policy_word(view->policy)),
	    verdict_word(in->verdict), in->exit_code);
}

/* ---- verdicts --------------------------------------------------------------
 */

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
	{ "SES cannot be asked", { AT_B },
	    SELF FROM MX "amazonses.com SERVFAIL\n",
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
	foreseen_open();
	try_verdicts();
	try_without_dns();
	foreseen_close();
	return test_end("test_foresee");
}
