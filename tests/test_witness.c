/*
 * inspect/judge: each rule about our own verification, with a verdict in which
 * it holds and one close by in which it must stay silent
 */
#include "tests/world.h"

static const char long_text[512] = "v=spf1 ~all";

CHANGE(healthy, (void)w)
CHANGE(dmarc_policy_is_none, w->record.p = POLICY_NONE;
       w->dmarc.by[RFC9989].policy = POLICY_NONE)
CHANGE(key_missing, own_is(w, DKIM_KEY_MISSING); w->key.status = DNS_NO_NAME)
CHANGE(key_no_data, own_is(w, DKIM_KEY_MISSING); w->key.status = DNS_NO_DATA)
CHANGE(key_dangling, own_is(w, DKIM_KEY_MISSING); aliased(w))
CHANGE(key_of_ses_missing, w->ses.reason = DKIM_KEY_MISSING)
CHANGE(key_unreachable, own_is(w, DKIM_KEY_UNREACHABLE);
       w->key.status = DNS_SERVFAIL)
CHANGE(key_ambiguous, own_is(w, DKIM_KEY_AMBIGUOUS))
CHANGE(key_malformed, own_is(w, DKIM_KEY_MALFORMED);
       w->own.key_record = BYTES("p=-----BEGIN"))
CHANGE(key_truncated, own_is(w, DKIM_KEY_TRUNCATED))
CHANGE(key_unusable, own_is(w, DKIM_KEY_UNUSABLE);
       w->own.key_record = BYTES("p=MIIAATAN"))
CHANGE(key_of_other_kind, own_is(w, DKIM_KEY_TYPE))
CHANGE(key_revoked, own_is(w, DKIM_KEY_REVOKED))
CHANGE(key_weak, own_is(w, DKIM_KEY_WEAK); w->own.key_bits = 512)
CHANGE(key_forbids, own_is(w, DKIM_KEY_SUBDOMAIN))
CHANGE(key_service, own_is(w, DKIM_KEY_SERVICE))
CHANGE(key_hash, own_is(w, DKIM_KEY_HASH))
CHANGE(key_1024, w->own.key_bits = 1024)
CHANGE(key_of_ses_1024, w->ses.key_bits = 1024)
CHANGE(key_testing, w->own.key_testing = true)
CHANGE(key_of_ses_testing, w->ses.key_testing = true)
CHANGE(copy_changed, body_is(w, MATCH_YES))
CHANGE(body_and_header_changed, body_is(w, MATCH_NO))
CHANGE(body_failed_there_too, body_is(w, MATCH_YES);
       claims_of_dkim_are(w, AUTH_FAIL))
CHANGE(key_mismatch, header_is(w, MATCH_YES))
CHANGE(header_changed, header_is(w, MATCH_NO))
CHANGE(key_of_another, header_is(w, MATCH_NO); w->own.key_fits = MATCH_NO)
CHANGE(key_fits, header_is(w, MATCH_NO); w->own.key_fits = MATCH_YES)
CHANGE(key_fits_fields_too, header_is(w, MATCH_YES);
       w->own.key_fits = MATCH_YES)
CHANGE(signature_expired, own_is(w, DKIM_EXPIRED))
CHANGE(from_once, w->in.signatures->names = BYTES("To:fROM :Date"))
CHANGE(spf_unreachable, spf_is(w, SPF_UNREACHABLE))
CHANGE(spf_several, spf_is(w, SPF_SEVERAL))
CHANGE(spf_syntax, spf_is(w, SPF_SYNTAX))
CHANGE(spf_include_none, spf_is(w, SPF_INCLUDE_NONE))
CHANGE(spf_redirect_none, spf_is(w, SPF_REDIRECT_NONE))
CHANGE(spf_loop, spf_is(w, SPF_LOOP))
CHANGE(spf_lookups, spf_is(w, SPF_LOOKUPS))
CHANGE(spf_mx_hosts, spf_is(w, SPF_MX_HOSTS))
CHANGE(spf_voids, spf_is(w, SPF_VOID_LOOKUPS))
CHANGE(spf_no_record, spf_is(w, SPF_NO_RECORD); w->spf.result = AUTH_NONE)
CHANGE(spf_of_ses, spf_is(w, SPF_SYNTAX);
       w->spf.domain = BYTES("amazonses.com"))
CHANGE(spf_8, w->spf.lookups = 8)
CHANGE(spf_7, w->spf.lookups = 7)
CHANGE(spf_neutral, w->spf.record = BYTES("v=spf1 a ?all"))
CHANGE(spf_no_all, w->spf.record = BYTES("v=spf1 a include:all.example"))
CHANGE(spf_redirect, w->spf.record = BYTES("v=spf1 redirect=x.example"))
CHANGE(spf_all, w->spf.record = BYTES("v=spf1 a all"))
CHANGE(spf_plus_all, w->spf.record = BYTES("v=spf1 a +ALL"))
CHANGE(spf_all_of_other, spf_all(w); w->spf.domain = BYTES("mailer.example"))
CHANGE(spf_ptr, w->spf.record = BYTES("v=spf1 ?ptr:example.com -all"))
CHANGE(spf_a_ptr, w->spf.record = BYTES("v=spf1 a:ptr -all"))
CHANGE(spf_text, w->spf.record = w->texts[0].data; w->texts[0].string_count = 1;
       w->texts[0].strings = &w->texts[0].data; w->txt.records = &w->texts[0])
CHANGE(spf_quoted, spf_no_record(w);
       w->texts[0].data = BYTES("\"v=spf1 mx -all\""); spf_text(w))
CHANGE(spf_dotted, spf_no_record(w);
       w->texts[0].data = BYTES("v=spf1. mx -all"); spf_text(w))
CHANGE(spf_near_ses, spf_says(w, AUTH_SOFTFAIL);
       w->spf.record = BYTES("v=spf1 include:amazon.com ~all"))
CHANGE(spf_typo, spf_near_ses(w); w->in.envelope.ses_message_id = BYTES("01"))
CHANGE(spf_behind_all, w->spf.record = BYTES("v=spf1 ~all mx"))
CHANGE(spf_exp_behind_all, w->spf.record = BYTES("v=spf1 ~all exp=a.b"))
CHANGE(spf_hard, w->spf.record = BYTES("v=spf1 mx -all"))
CHANGE(spf_hard_alone, spf_hard(w); dmarc_policy_is_none(w))
CHANGE(spf_long, w->texts[0].data = (struct bytes){ long_text, 456 };
       spf_text(w))
CHANGE(spf_longest, w->texts[0].data = (struct bytes){ long_text, 255 };
       spf_text(w))
CHANGE(spf_sender_id, w->texts[0].data = BYTES("spf2.0/pra -all");
       w->txt.records = &w->texts[0])
CHANGE(strict_spf, w->record.strict_spf = true)
CHANGE(strict_spf_same, strict_spf(w); w->spf.domain = BYTES("example.com"))
CHANGE(dmarc_unreachable, no_record(w, DMARC_UNREACHABLE))
CHANGE(dmarc_several, no_record(w, DMARC_SEVERAL); w->place.count = 2)
CHANGE(dmarc_none, no_record(w, DMARC_NO_RECORD))
CHANGE(dmarc_refused, dmarc_none(w); w->place.refused = BYTES("v=dmarc1");
       w->place.why = "DMARC1 is not in capitals")
CHANGE(dmarc_commas, flaw_is(w, FLAW_VALUE, "p", "none, rua=mailto:a@b.c"))
CHANGE(dmarc_dangling, dmarc_none(w); aliased(w))
CHANGE(dmarc_one_has_it, dmarc_none(w);
       w->dmarc.by[RFC7489].reason = DMARC_ALIGNED)
CHANGE(dmarc_no_policy, flaw_is(w, FLAW_MISSING, "p", NULL))
CHANGE(dmarc_bad_policy, flaw_is(w, FLAW_VALUE, "sp", "quarentine"))
CHANGE(dmarc_bad_rua, flaw_is(w, FLAW_VALUE, "rua", "a@example.com"))
CHANGE(dmarc_http_rua, flaw_is(w, FLAW_IDLE, "ruf", "https://example.com"))
CHANGE(dmarc_idle_fo, flaw_is(w, FLAW_IDLE, "fo", "1"))
CHANGE(dmarc_pct, flaw_is(w, FLAW_REMOVED, "pct", "50"))
CHANGE(dmarc_unknown, flaw_is(w, FLAW_UNKNOWN, "policy", "none"))
CHANGE(dmarc_testing, w->record.testing = true)
CHANGE(dmarc_no_rua, w->record.rua = ABSENT)
CHANGE(dmarc_sp_none, w->record.sp = POLICY_NONE)
CHANGE(dmarc_np_none, w->record.np = POLICY_NONE)
CHANGE(dmarc_all_none, dmarc_sp_none(w); w->record.p = POLICY_NONE)
CHANGE(dmarc_of_subdomain, dmarc_sp_none(w);
       w->dmarc.by[RFC9989].organization = BYTES("com"))
CHANGE(dmarc_psd, w->record.psd = PSD_YES)
CHANGE(dmarc_psd_no, w->record.psd = PSD_NO)
CHANGE(dmarc_psd_cuts, w->record.psd = PSD_NO;
       w->ids[2].alignment[RFC9989] = ALIGN_NO)
CHANGE(rua_refused,
       w->target = (struct report_target){ BYTES("mailto:a@x.example"),
	   BYTES("x.example"), false, REPORT_UNAUTHORIZED, NULL, NULL };
       w->dmarc.targets = &w->target)
CHANGE(rua_unknown, rua_refused(w); w->target.permission = REPORT_UNKNOWN)
CHANGE(diverges, w->dmarc.diverges = true; dmarc_is(w, DMARC_ALIGNED);
       w->dmarc.by[RFC9989].reason = DMARC_UNALIGNED;
       w->ids[0].aligned[RFC9989] = false)
CHANGE(diverges_by_pct, w->dmarc.diverges = true;
       w->dmarc.by[RFC7489].applied = POLICY_QUARANTINE)
CHANGE(strict_dkim, w->record.strict_dkim = true; dmarc_is(w, DMARC_UNALIGNED);
       w->ids[0].alignment[RFC9989] = ALIGN_RELAXED)
CHANGE(relaxed_dkim, strict_dkim(w); w->record.strict_dkim = false)
CHANGE(spf_alone, own_is(w, DKIM_KEY_REVOKED);
       claims_of_dkim_are(w, AUTH_ABSENT))
CHANGE(both_fail, own_is(w, DKIM_KEY_REVOKED);
       claims_of_dkim_are(w, AUTH_NEUTRAL))
CHANGE(spf_of_other_sender, w->spf.domain = BYTES("c.example.com");
       w->in.reported.spf_aligned = false)
CHANGE(spf_fails, spf_says(w, AUTH_FAIL))
CHANGE(spf_fails_for_both, spf_says(w, AUTH_FAIL);
       w->in.reported.spf = AUTH_SOFTFAIL)
CHANGE(spf_undecided, spf_is(w, SPF_UNREACHABLE))
CHANGE(dmarc_fails, dmarc_is(w, DMARC_UNALIGNED))
CHANGE(dmarc_fails_for_both, dmarc_is(w, DMARC_UNALIGNED);
       w->in.reported.dmarc = AUTH_FAIL)
CHANGE(arc_fails, w->arc = (struct arc_verdict){ .result = AUTH_FAIL,
		      .reason = ARC_SEAL_BROKEN };
       w->in.verified.arc = &w->arc)
CHANGE(arc_passes, arc_fails(w); w->arc.result = AUTH_PASS;
       w->in.reported.arc = AUTH_FAIL)

static const struct row {
	const char *finding;
	void (*holds)(struct world *w), (*silent)(struct world *w);
} rows[] = {
	{ "dkim-key-missing", key_missing, key_dangling },
	{ "dkim-key-missing", key_no_data, key_of_ses_missing },
	{ "dkim-key-cname-dangling", key_dangling, key_missing },
	{ "dkim-key-unreachable", key_unreachable, key_missing },
	{ "dkim-key-ambiguous", key_ambiguous, key_missing },
	{ "dkim-key-malformed", key_malformed, key_truncated },
	{ "dkim-key-malformed", key_of_other_kind, key_revoked },
	{ "dkim-key-malformed", key_unusable, key_weak },
	{ "dkim-key-truncated", key_truncated, key_unusable },
	{ "dkim-key-revoked", key_revoked, key_missing },
	{ "dkim-key-weak", key_weak, key_1024 },
	{ "dkim-key-short", key_1024, key_of_ses_1024 },
	{ "dkim-key-testing", key_testing, key_of_ses_testing },
	{ "dkim-key-no-subdomain", key_forbids, key_service },
	{ "dkim-key-service", key_service, key_forbids },
	{ "dkim-key-service", key_hash, key_of_other_kind },
	{ "dkim-local-copy-altered", copy_changed, body_and_header_changed },
	{ "dkim-local-copy-altered", copy_changed, body_failed_there_too },
	{ "dkim-body-changed", body_failed_there_too, copy_changed },
	{ "dkim-body-changed", body_and_header_changed, header_changed },
	{ "dkim-key-mismatch", key_mismatch, header_changed },
	{ "dkim-key-mismatch", key_of_another, key_fits },
	{ "dkim-header-changed", header_changed, key_mismatch },
	{ "dkim-header-changed", key_fits, key_of_another },
	{ "dkim-header-changed", key_fits_fields_too, key_of_another },
	{ "dkim-header-changed", body_and_header_changed, copy_changed },
	{ "dkim-expired", signature_expired, key_revoked },
	{ "dkim-oversign-missing", from_once, healthy },
	{ "dkim-aligned-broken-masked", key_revoked, copy_changed },
	{ "spf-unreachable", spf_unreachable, spf_several },
	{ "spf-record-several", spf_several, spf_syntax },
	{ "spf-record-malformed", spf_syntax, spf_of_ses },
	{ "spf-include-dangling", spf_include_none, spf_loop },
	{ "spf-include-dangling", spf_redirect_none, spf_syntax },
	{ "spf-loop", spf_loop, spf_lookups },
	{ "spf-too-many-lookups", spf_lookups, spf_voids },
	{ "spf-too-many-lookups", spf_mx_hosts, spf_8 },
	{ "spf-too-many-void", spf_voids, spf_lookups },
	{ "spf-near-limit", spf_8, spf_7 },
	{ "spf-neutral-all", spf_neutral, healthy },
	{ "spf-neutral-all", spf_no_all, spf_redirect },
	{ "spf-pass-all", spf_all, spf_neutral },
	{ "spf-pass-all", spf_plus_all, spf_all_of_other },
	{ "spf-ptr", spf_ptr, spf_a_ptr },
	{ "spf-record-quoted", spf_quoted, spf_dotted },
	{ "spf-record-malformed", spf_dotted, spf_quoted },
	{ "spf-include-typo", spf_typo, spf_near_ses },
	{ "spf-after-all", spf_behind_all, spf_exp_behind_all },
	{ "spf-hard-fail", spf_hard, spf_hard_alone },
	{ "spf-too-long", spf_long, spf_longest },
	{ "spf-sender-id", spf_sender_id, healthy },
	{ "spf-strict-impossible", strict_spf, strict_spf_same },
	{ "spf-not-authorized", spf_fails, spf_several },
	{ "dmarc-unreachable", dmarc_unreachable, dmarc_none },
	{ "dmarc-record-several", dmarc_several, dmarc_none },
	{ "dmarc-record-malformed", dmarc_refused, dmarc_none },
	{ "dmarc-record-malformed", dmarc_commas, dmarc_bad_policy },
	{ "dmarc-cname-dangling", dmarc_dangling, dmarc_none },
	{ "dmarc-record-missing", dmarc_none, dmarc_one_has_it },
	{ "dmarc-record-missing", dmarc_none, dmarc_dangling },
	{ "dmarc-policy-missing", dmarc_no_policy, dmarc_bad_policy },
	{ "dmarc-policy-invalid", dmarc_bad_policy, dmarc_bad_rua },
	{ "dmarc-policy-none", dmarc_policy_is_none, healthy },
	{ "dmarc-testing", dmarc_testing, healthy },
	{ "dmarc-subdomain-open", dmarc_sp_none, dmarc_all_none },
	{ "dmarc-subdomain-open", dmarc_np_none, dmarc_of_subdomain },
	{ "dmarc-subdomain-tag-ignored", dmarc_of_subdomain, dmarc_sp_none },
	{ "dmarc-rua-missing", dmarc_no_rua, healthy },
	{ "dmarc-rua-invalid", dmarc_bad_rua, dmarc_idle_fo },
	{ "dmarc-rua-invalid", dmarc_http_rua, dmarc_pct },
	{ "dmarc-rua-unauthorized", rua_refused, rua_unknown },
	{ "dmarc-tag-removed", dmarc_pct, dmarc_unknown },
	{ "dmarc-tag-unknown", dmarc_unknown, dmarc_pct },
	{ "dmarc-psd-misused", dmarc_psd, dmarc_psd_no },
	{ "dmarc-psd-misused", dmarc_psd_cuts, healthy },
	{ "dmarc-discovery-diverges", diverges, diverges_by_pct },
	{ "dmarc-strict-misaligned", strict_dkim, relaxed_dkim },
	{ "dmarc-spf-only-enforced", spf_alone, spf_fails },
	{ "dmarc-one-leg", spf_fails_for_both, spf_undecided },
	{ "claim-disagrees-dkim", key_revoked, both_fail },
	{ "claim-disagrees-dkim", header_changed, key_unreachable },
	{ "claim-disagrees-dkim", key_missing, copy_changed },
	{ "claim-disagrees-spf", spf_fails, spf_undecided },
	{ "claim-disagrees-spf", spf_several, spf_fails_for_both },
	{ "claim-disagrees-spf", spf_of_other_sender, spf_fails_for_both },
	{ "claim-disagrees-dmarc", dmarc_fails, dmarc_unreachable },
	{ "claim-disagrees-dmarc", dmarc_none, dmarc_fails_for_both },
	{ "arc-broken", arc_fails, arc_passes },
};

static void try_row(const struct row *row)
{
	struct world *w = arena_new(arena, struct world);

	test_row(row->finding);
	world_make(w);
	row->holds(w);
	judge(&w->in);
	check_true("holds", finding_of(&w->in, row->finding) != NULL);
	world_make(w);
	row->silent(w);
	judge(&w->in);
	const struct finding *f = finding_of(&w->in, row->finding);
	if (f != NULL)
		printf("said: %.*s\n", FMT(f->message));
	check_true("is silent close by", f == NULL);
	arena_reset(arena);
}

static void try_healthy(void)
{
	struct world *w = arena_new(arena, struct world);

	test_row("both witnesses agree that all is well");
	world_make(w);
	judge(&w->in);
	for (const struct finding *f = w->in.findings; f != NULL; f = f->next)
		printf("found: %s: %.*s\n", f->row->id, FMT(f->message));
	check_true("nothing is found", w->in.findings == NULL);
	check_number("verdict", w->in.verdict, VERDICT_PASS);
	arena_reset(arena);
}

/* ---- causes ----------------------------------------------------------------
 */

static void try_weights(void)
{
	struct world *w = arena_new(arena, struct world);
	const struct finding *f;

	test_row("the author's key is missing, another of his carries DKIM");
	world_make(w);
	key_missing(w);
	w->in.verified.dkim_aligned = true;
	judge(&w->in);
	f = finding_of(&w->in, "dkim-key-missing");
	check_number(
	    "a risk", f != NULL ? (int)f->severity : -1, SEVERITY_RISK);

	test_row("an old signature of his stands beside the one that passes");
	world_make(w);
	w->in.signatures->next->alignment = ALIGN_STRICT;
	w->in.signatures->next->algorithm = BYTES("rsa-sha1");
	judge(&w->in);
	f = finding_of(&w->in, "dkim-sha1");
	check_number(
	    "a risk", f != NULL ? (int)f->severity : -1, SEVERITY_RISK);

	test_row("what follows names its cause");
	world_make(w);
	key_revoked(w);
	judge(&w->in);
	f = finding_of(&w->in, "dkim-aligned-broken-masked");
	check_true(
	    "the key", f != NULL && f->cause != NULL &&
			   strcmp(f->cause->row->id, "dkim-key-revoked") == 0);

	test_row("one leg stands, for the other aligns by one standard alone");
	world_make(w);
	w->dmarc.diverges = true;
	w->in.verified.spf_aligned = false;
	w->ids[2].aligned[RFC9989] = false;
	judge(&w->in);
	f = finding_of(&w->in, "dmarc-one-leg");
	check_true("the discovery",
	    f != NULL && f->cause != NULL &&
		strcmp(f->cause->row->id, "dmarc-discovery-diverges") == 0);

	test_row("Amazon's signature alone, and a claim about another");
	world_make(w);
	w->in.signatures->domain = BYTES("us-east-1.amazonses.com");
	w->in.signatures->alignment = ALIGN_NO;
	key_missing(w);
	judge(&w->in);
	check_true(
	    "is said", finding_of(&w->in, "dkim-only-amazonses") != NULL);
	arena_reset(arena);
}

/* ---- fixes -----------------------------------------------------------------
 */

CHANGE(by_ses, w->in.envelope.ses_message_id = BYTES("0100"))
CHANGE(ses_refused, by_ses(w); spf_says(w, AUTH_FAIL);
       w->spf.record = BYTES("v=spf1 mx -all"))
CHANGE(ses_included, ses_refused(w);
       w->spf.record = BYTES("v=spf1 include:amazonses.com -all"))
CHANGE(ses_record_missing, by_ses(w); spf_is(w, SPF_NO_RECORD);
       w->spf.result = AUTH_NONE)
CHANGE(ses_forwarded, ses_record_missing(w);
       w->in.envelope.ses_outgoing_ip = BYTES("54.240.8.1"))
CHANGE(ses_of_other, ses_record_missing(w);
       w->spf.domain = BYTES("list.example"))
CHANGE(refused_of_other, ses_refused(w); w->spf.domain = BYTES("list.example"))
CHANGE(walk_alone, diverges(w); dmarc_is(w, DMARC_UNALIGNED);
       w->dmarc.by[RFC9989].reason = DMARC_ALIGNED;
       w->ids[0].aligned[RFC9989] = true; w->ids[0].aligned[RFC7489] = false)

static const struct fix_row {
	const char *shows;
	void (*holds)(struct world *w);
	const char *finding, *says, *not ;
} fix_rows[] = {
	{ "SES, not included", ses_refused, "spf-not-authorized",
	    "include:amazonses.com", "already" },
	{ "SES, included", ses_included, "spf-not-authorized", "already",
	    "Add " },
	{ "SES, for another organisation", refused_of_other,
	    "spf-not-authorized", "under example.com", "Add " },
	{ "SES, no record", ses_record_missing, "spf-record-missing",
	    "b.example.com TXT \"v=spf1 include:amazonses.com ~all\"", "..." },
	{ "SES, no record, forwarded", ses_forwarded, "spf-record-missing",
	    "directly", "Publish" },
	{ "SES, no record of another organisation", ses_of_other,
	    "spf-record-missing", "under example.com", "Publish" },
	{ "no record, somebody's server", spf_no_record, "spf-record-missing",
	    "the servers which send", "amazonses" },
	{ "the suffix list alone aligns", diverges, "dmarc-discovery-diverges",
	    "_dmarc.example.com", "Sign" },
	{ "the tree walk alone aligns", walk_alone, "dmarc-discovery-diverges",
	    "Sign with example.com", "Publish" },
	{ "a record that is none", dmarc_refused, "dmarc-record-malformed",
	    "Correct", "p=none" },
};

static void try_fix(const struct fix_row *row)
{
	struct world *w = arena_new(arena, struct world);

	test_row(row->shows);
	world_make(w);
	row->holds(w);
	judge(&w->in);
	const struct finding *f = finding_of(&w->in, row->finding);
	check_true("holds", f != NULL && bytes_present(f->fix.text));
	if (f == NULL)
		return;
	bool fits = bytes_find(f->fix.text, bytes_of(row->says)) != NULL &&
		    bytes_find(f->fix.text, bytes_of(row->not )) == NULL;
	if (!fits)
		printf("fix: %.*s\n", FMT(f->fix.text));
	check_true("fits", fits);
	arena_reset(arena);
}

/* They ask the DNS for more than a verdict: cases show them. */
static bool asks_more(const char *id)
{
	return strcmp(id, "dmarc-record-misplaced") == 0 ||
	       strcmp(id, "dmarc-rua-no-mx") == 0;
}

/* Rules that need our verification, and none that the claims alone show. */
static void try_complete(void)
{
	static const struct rule *const tables[] = { rules_key,
		rules_spf_record, rules_spf_terms, rules_dmarc_record,
		rules_dmarc_tags, rules_dmarc, rules_disagree };

	for (size_t t = 0; t < ROWS(tables); t++)
		for (const struct rule *r = tables[t]; r->finding; r++) {
			size_t i = 0;
			while (i < ROWS(rows) &&
			       strcmp(rows[i].finding, r->finding) != 0)
				i++;
			test_row(r->finding);
			check_true("has a row here",
			    i < ROWS(rows) || asks_more(r->finding));
		}
}

int main(void)
{
	struct fault fault = { 0 };

	suffixes = suffix_list_open(NULL, &fault);
	arena = arena_open();
	try_healthy();
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(&rows[i]);
	try_weights();
	for (size_t i = 0; i < ROWS(fix_rows); i++)
		try_fix(&fix_rows[i]);
	try_complete();
	arena_close(arena);
	suffix_list_close(suffixes);
	return test_end("test_witness");
}
