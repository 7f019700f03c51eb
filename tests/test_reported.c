/* inspect/verify: what the trusted claims amount to, and what aligns */
#include "tests/test.h"

#include "common/net/suffix.h"
#include "inspect/read/author.h"
#include "inspect/read/authres.h"
#include "inspect/read/dkim_signature.h"
#include "inspect/read/envelope.h"
#include "inspect/read/message.h"
#include "inspect/read/trust.h"
#include "inspect/verify/align.h"
#include "inspect/verify/reported.h"

#define AR   "Authentication-Results: mx; "
#define FROM "From: a@news.example.com\r\n"
#define SIGNATURE(d, s, b)                                 \
	"DKIM-Signature: v=1; a=rsa-sha256; d=" d "; s=" s \
	"; h=from; bh=aGFzaA==; b=" b "\r\n"
#define OWN SIGNATURE("example.com", "s1", "AAAABBBBCCCC")
#define AWS SIGNATURE("amazonses.com", "s2", "DDDDEEEEFFFF")

static struct arena *arena;
static struct suffix_list *suffixes;

static struct reported reported_of(struct bytes header)
{
	static const char *const ids[] = { "mx", NULL };
	struct premises premises = { .suffixes = suffixes,
		.authserv_ids = ids };
	struct reported reported;
	struct envelope envelope;
	struct author author;
	struct message m;

	message_read(&m, header, arena);
	author_read(&author, arena, &m);
	struct claim_field *claims = claims_read(arena, &m);
	claims_trust(claims, &m, NULL, NULL, NULL, &premises);
	envelope_read(&envelope, arena, &m, NULL, claims, &premises);
	reported_read(&reported, arena, claims, dkim_signatures_read(arena, &m),
	    &author, &envelope, suffixes);
	return reported;
}

/* "dkim pass 1 example.com relaxed" */
static struct bytes identifier_text(const struct identifier *i)
{
	static const char *const words[] = { [ALIGN_NO] = "no",
		[ALIGN_RELAXED] = "relaxed",
		[ALIGN_STRICT] = "strict" };

	return arena_printf(arena, "%s %s %zu %.*s %s",
	    i->kind == IDENTIFIER_DKIM ? "dkim" : "spf",
	    auth_result_word(i->result),
	    i->signature != NULL ? i->signature->index : 0,
	    FMT(bytes_present(i->domain) ? i->domain : BYTES("-")),
	    words[i->alignment]);
}

static struct bytes identifiers_text(const struct reported *reported)
{
	struct bytes text = BYTES("");

	for (struct identifier *i = reported->identifiers; i; i = i->next)
		text = arena_printf(arena, "%.*s%s%.*s", FMT(text),
		    text.len > 0 ? ", " : "", FMT(identifier_text(i)));
	return text;
}

static const struct {
	const char *shows, *header;
	const char *identifiers;
	const char *dkim, *spf;
	bool dkim_aligned, spf_aligned;
} rows[] = {
	/* which signature a claim is about */
	{ "by header.b",
	    AR "dkim=pass header.i=@amazonses.com header.b=DDDDEEEE; "
	       "dkim=fail header.i=@example.com header.b=AAAABBBB\r\n" OWN AWS
		   FROM,
	    "dkim pass 2 amazonses.com no, dkim fail 1 example.com relaxed",
	    "fail", NULL, false, false },
	{ "by header.b, quoted and two of one domain",
	    AR "dkim=pass header.d=example.com header.b=\"XXXXYYYY\"\r\n" OWN
		SIGNATURE("example.com", "s1", "XXXXYYYYZZZZ") FROM,
	    "dkim pass 2 example.com relaxed", "pass", NULL, true, false },
	{ "header.b of no signature here",
	    AR "dkim=pass header.d=example.com header.b=99999999\r\n" OWN FROM,
	    "dkim pass 0 example.com relaxed", "pass", NULL, true, false },
	{ "header.b too short to tell",
	    AR "dkim=pass header.d=example.com header.b=AAAA\r\n" OWN FROM,
	    "dkim pass 0 example.com relaxed", "pass", NULL, true, false },
	{ "header.b of another domain's signature",
	    AR "dkim=pass header.d=example.org header.b=AAAABBBB\r\n" OWN FROM,
	    "dkim pass 0 example.org no", "pass", NULL, false, false },
	{ "by domain and selector",
	    AR "dkim=pass header.d=example.com header.s=s2\r\n" OWN SIGNATURE(
		"example.com", "s2", "GGGG") FROM,
	    "dkim pass 2 example.com relaxed", "pass", NULL, true, false },
	{ "by domain", AR "dkim=pass header.d=amazonses.com\r\n" OWN AWS FROM,
	    "dkim pass 2 amazonses.com no", "pass", NULL, false, false },
	{ "by domain, a claim for each signature",
	    AR "dkim=pass header.d=example.com; dkim=fail "
	       "header.d=example.com\r\n" OWN SIGNATURE(
		   "example.com", "s2", "GGGG") FROM,
	    "dkim pass 1 example.com relaxed, dkim fail 2 example.com relaxed",
	    "pass", NULL, true, false },
	{ "by header.i",
	    AR "dkim=pass header.i=joe@sub.example.com\r\n" OWN AWS FROM,
	    "dkim pass 1 example.com relaxed", "pass", NULL, true, false },
	{ "header.i without a signature",
	    AR "dkim=pass header.i=@sub.example.com\r\n" FROM,
	    "dkim pass 0 sub.example.com relaxed", "pass", NULL, true, false },
	{ "nothing named, one signature", AR "dkim=pass\r\n" OWN FROM,
	    "dkim pass 1 example.com relaxed", "pass", NULL, true, false },
	{ "nothing named, two signatures", AR "dkim=pass\r\n" OWN AWS FROM,
	    "dkim pass 0 - no", "pass", NULL, false, false },
	{ "nothing named, no signature", AR "dkim=pass\r\n" FROM,
	    "dkim pass 0 - no", "pass", NULL, false, false },
	{ "none is about no domain", AR "dkim=none\r\n" FROM, "", "none", NULL,
	    false, false },
	{ "none of Exchange",
	    AR "dkim=none (message not signed) header.d=none\r\n" FROM, "",
	    "none", NULL, false, false },
	{ "said twice",
	    AR "dkim=pass header.d=example.com header.b=AAAABBBB\r\n" AR
	       "dkim=pass header.d=example.com header.b=AAAABBBB\r\n" OWN FROM,
	    "dkim pass 1 example.com relaxed", "pass", NULL, true, false },
	/* the summary: the best aligned, else the best */
	{ "an aligned pass before an aligned failure",
	    AR "dkim=fail header.d=example.com header.b=AAAABBBB; dkim=pass "
	       "header.d=news.example.com\r\n" OWN FROM,
	    "dkim fail 1 example.com relaxed, dkim pass 0 news.example.com "
	    "strict",
	    "pass", NULL, true, false },
	{ "an aligned temporary failure before an unaligned pass",
	    AR "dkim=temperror header.d=example.com; dkim=pass "
	       "header.d=amazonses.com\r\n" OWN AWS FROM,
	    "dkim temperror 1 example.com relaxed, dkim pass 2 amazonses.com "
	    "no",
	    "temperror", NULL, false, false },
	{ "a temporary failure before a failure, both aligned",
	    AR "dkim=fail header.d=example.com header.s=s1; dkim=temperror "
	       "header.d=example.com header.s=s9\r\n" OWN FROM,
	    "dkim fail 1 example.com relaxed, dkim temperror 0 example.com "
	    "relaxed",
	    "temperror", NULL, false, false },
	{ "no claim", AR "none\r\n" OWN FROM, "", NULL, NULL, false, false },
	{ "a claim nobody trusts",
	    "Authentication-Results: evil; dkim=pass header.d=example.com; "
	    "spf=pass smtp.mailfrom=example.com\r\n" OWN FROM,
	    "", NULL, NULL, false, false },
	{ "of one's parent's organisation alone",
	    AR "dkim=pass header.d=example.org\r\n" FROM,
	    "dkim pass 0 example.org no", "pass", NULL, false, false },
	{ "a public suffix aligns with itself only",
	    AR "dkim=pass header.d=com\r\n" FROM, "dkim pass 0 - no", "pass",
	    NULL, false, false },
	/* spf */
	{ "an address",
	    AR "spf=pass smtp.mailfrom=x@bounce.example.com\r\n" FROM,
	    "spf pass 0 bounce.example.com relaxed", NULL, "pass", false,
	    true },
	{ "a domain", AR "spf=pass smtp.mailfrom=News.Example.com\r\n" FROM,
	    "spf pass 0 news.example.com strict", NULL, "pass", false, true },
	{ "a domain that does not align",
	    AR "spf=pass smtp.mailfrom=amazonses.com\r\n" FROM,
	    "spf pass 0 amazonses.com no", NULL, "pass", false, false },
	{ "aligned, and failed",
	    AR "spf=softfail smtp.mailfrom=example.com\r\n" FROM,
	    "spf softfail 0 example.com relaxed", NULL, "softfail", false,
	    false },
	{ "smtp.mail", AR "spf=pass smtp.mail=x@example.com\r\n" FROM,
	    "spf pass 0 example.com relaxed", NULL, "pass", false, true },
	{ "angle brackets",
	    AR "spf=pass smtp.mailfrom=<x@example.com>\r\n" FROM,
	    "spf pass 0 example.com relaxed", NULL, "pass", false, true },
	{ "the null sender",
	    AR "spf=pass smtp.mailfrom=<> "
	       "smtp.helo=example.com\r\n" FROM,
	    "spf pass 0 - no", NULL, "pass", false, false },
	{ "no MAIL FROM named: that of the envelope",
	    AR "spf=pass\r\nReturn-Path: <x@example.com>\r\n" FROM,
	    "spf pass 0 example.com relaxed", NULL, "pass", false, true },
	{ "HELO never aligns",
	    AR "spf=pass smtp.helo=example.com\r\n"
	       "Return-Path: <x@example.com>\r\n" FROM,
	    "spf pass 0 - no", NULL, "pass", false, false },
	{ "MAIL FROM before HELO",
	    AR "spf=fail smtp.helo=h.example; spf=pass "
	       "smtp.mailfrom=example.com\r\n" FROM,
	    "spf pass 0 example.com relaxed", NULL, "pass", false, true },
	{ "a local part cannot add a domain",
	    AR "spf=pass smtp.mailfrom=\"@example.com\"@evil.example\r\n" FROM,
	    "spf pass 0 evil.example no", NULL, "pass", false, false },
	{ "Received-SPF where nothing else tells",
	    "Received-SPF: pass receiver=mx; envelope-from=\"x@example.com\""
	    "\r\n" FROM,
	    "spf pass 0 example.com relaxed", NULL, "pass", false, true },
	{ "Received-SPF of HELO",
	    "Received-SPF: pass receiver=mx; identity=helo; "
	    "envelope-from=\"x@example.com\"\r\n" FROM,
	    "spf pass 0 - no", NULL, "pass", false, false },
	{ "Authentication-Results before Received-SPF",
	    "Received-SPF: pass receiver=mx; envelope-from=\"x@e.example\""
	    "\r\n" AR "spf=pass smtp.mailfrom=example.com\r\n" FROM,
	    "spf pass 0 example.com relaxed", NULL, "pass", false, true },
	{ "Received-SPF that contradicts what stands below",
	    "Received-SPF: fail receiver=mx; envelope-from=\"x@e.example\""
	    "\r\n" AR "spf=pass smtp.mailfrom=example.com\r\n" FROM,
	    "spf fail 0 e.example no", NULL, "fail", false, false },
	{ "ARC where nothing else tells",
	    "ARC-Authentication-Results: i=1; mx; dkim=pass "
	    "header.d=example.com\r\n" OWN FROM,
	    "dkim pass 1 example.com relaxed", "pass", NULL, true, false },
	{ "SES as it should be",
	    AR "dkim=pass header.i=@example.com header.s=s1 "
	       "header.b=AAAABBBB; dkim=pass header.i=@amazonses.com "
	       "header.s=s2 header.b=DDDDEEEE; spf=pass "
	       "smtp.mailfrom=x@bounce.example.com\r\n" OWN AWS FROM,
	    "dkim pass 1 example.com relaxed, dkim pass 2 amazonses.com no, "
	    "spf pass 0 bounce.example.com relaxed",
	    "pass", "pass", true, true },
	/* no author */
	{ "nothing aligns without an author domain",
	    AR "dkim=pass header.d=example.com; spf=pass "
	       "smtp.mailfrom=example.com\r\n" OWN,
	    "dkim pass 1 example.com no, spf pass 0 example.com no", "pass",
	    "pass", false, false },
};

static void try_rows(void)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		struct reported r = reported_of(
		    arena_printf(arena, "%s\r\nbody", rows[i].header));
		check_bytes("identifiers", identifiers_text(&r),
		    bytes_of(rows[i].identifiers));
		check_text("dkim", auth_result_word(r.dkim), rows[i].dkim);
		check_text("spf", auth_result_word(r.spf), rows[i].spf);
		check_true(
		    "dkim aligned", r.dkim_aligned == rows[i].dkim_aligned);
		check_true("spf aligned", r.spf_aligned == rows[i].spf_aligned);
	}
}

static const struct {
	const char *shows, *header, *dmarc, *policy, *arc;
} policies[] = {
	{ "a comment, for show",
	    AR "dmarc=pass (p=REJECT sp=NONE dis=NONE) "
	       "header.from=example.com\r\n",
	    "pass", "reject", NULL },
	{ "rspamd",
	    AR "dmarc=pass (policy=quarantine) header.from=example.com\r\n",
	    "pass", "quarantine", NULL },
	{ "Fastmail's property",
	    AR "dmarc=pass policy.published-domain-policy=none (p=reject) "
	       "header.from=example.com\r\n",
	    "pass", "none", NULL },
	{ "Stalwart's property",
	    AR "dmarc=fail (policy not aligned) header.from=example.com "
	       "policy.dmarc=quarantine\r\n",
	    "fail", "quarantine", NULL },
	{ "none written",
	    AR "dmarc=pass action=none header.from=example.com\r\n", "pass",
	    NULL, NULL },
	{ "another comment", AR "dmarc=fail (sp=none p=none)\r\n", "fail", NULL,
	    NULL },
	{ "the first one counts",
	    AR "dmarc=fail header.from=example.com; dmarc=pass "
	       "header.from=example.com\r\n",
	    "fail", NULL, NULL },
	{ "Exchange's guess is no policy",
	    AR "dmarc=bestguesspass action=none\r\n", "none", NULL, NULL },
	{ "arc", AR "dmarc=none; arc=pass (i=1)\r\n", "none", NULL, "pass" },
	{ "about the organisation, an address, in upper case",
	    AR "dmarc=pass header.from=<A@Example.COM>\r\n", "pass", NULL,
	    NULL },
	{ "about another author", AR "dmarc=pass header.from=evil.example\r\n",
	    NULL, NULL, NULL },
	{ "about another author, and about this one",
	    AR "dmarc=pass header.from=example.com.evil.example; dmarc=fail "
	       "header.from=news.example.com\r\n",
	    "fail", NULL, NULL },
	{ "a failure about another author stands",
	    AR "dmarc=none header.from=evil.example\r\n", "none", NULL, NULL },
	{ "not mentioned", AR "spf=pass\r\n", NULL, NULL, NULL },
};

static void try_policies(void)
{
	for (size_t i = 0; i < ROWS(policies); i++) {
		test_row(policies[i].shows);
		struct reported r = reported_of(
		    arena_printf(arena, "%s" FROM "\r\n", policies[i].header));
		check_text(
		    "dmarc", auth_result_word(r.dmarc), policies[i].dmarc);
		check_bytes(
		    "policy", r.dmarc_policy, bytes_of(policies[i].policy));
		check_text("arc", auth_result_word(r.arc), policies[i].arc);
		check_bytes("organisation", r.author_organization,
		    BYTES("example.com"));
	}
}

static const struct {
	const char *author, *domain;
	enum alignment alignment;
} pairs[] = {
	{ "example.com", "example.com", ALIGN_STRICT },
	{ "example.com", "EXAMPLE.com", ALIGN_STRICT },
	{ "example.com", "a.example.com", ALIGN_RELAXED },
	{ "a.example.com", "example.com", ALIGN_RELAXED },
	{ "a.example.com", "b.example.com", ALIGN_RELAXED },
	{ "a.example.co.uk", "b.example.co.uk", ALIGN_RELAXED },
	{ "example.co.uk", "other.co.uk", ALIGN_NO },
	{ "co.uk", "example.co.uk", ALIGN_NO },
	{ "co.uk", "co.uk", ALIGN_STRICT },
	{ "example.com", "notexample.com", ALIGN_NO },
	{ "localhost", "localhost", ALIGN_STRICT },
	{ NULL, "example.com", ALIGN_NO },
	{ "example.com", NULL, ALIGN_NO },
	{ NULL, NULL, ALIGN_NO },
};

static void try_alignment(void)
{
	for (size_t i = 0; i < ROWS(pairs); i++) {
		test_row(arena_printf(arena, "%s and %s",
		    pairs[i].author != NULL ? pairs[i].author : "nothing",
		    pairs[i].domain != NULL ? pairs[i].domain : "nothing")
			     .ptr);
		check_number("alignment",
		    alignment_of(suffixes, bytes_of(pairs[i].author),
			bytes_of(pairs[i].domain)),
		    pairs[i].alignment);
	}
}

int main(void)
{
	struct fault fault = { 0 };

	arena = arena_open();
	suffixes = suffix_list_open(NULL, &fault);
	try_rows();
	try_policies();
	try_alignment();
	suffix_list_close(suffixes);
	arena_close(arena);
	return test_end("test_reported");
}
