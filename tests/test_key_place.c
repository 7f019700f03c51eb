/*
 * inspect/judge: where keys are looked for, what stands there, and what is to
 * be published; with a message and without
 */
#include "tests/test.h"

#include "common/net/suffix.h"
#include "inspect/judge/judge.h"
#include "inspect/judge/rule.h"
#include "inspect/run/inspection.h"
#include "inspect/verify/dkim_key.h"
#include "mailplumb/options/common_options.h"
#include "publish/change.h"
#include "tests/dns_of_lines.h"
#include <string.h>

#define A   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B   "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C   "cccccccccccccccccccccccccccccccc"
#define D   "._domainkey.example.com"
#define SUB "._domainkey.news.example.com"
#define Z   ".dkim.amazonses.com"
#define E2  ".dkim.eu-central-2.amazonses.com"
#define KEY                                                                   \
	"p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1BWYzrHj/"             \
	"1ggOEhi4Qn6PdwumEQAVYccfLiJEWzACAv9mPl7F49C6eUbUnGFZ+"               \
	"eqivH63sPf6wjV/iFBPVukaFCx7lJQ1AEr1gDfJ5hcuJhdkSflBY6zpL2aNz2J6+"    \
	"yIDBGqMtUytHD7+Q/"                                                   \
	"qoi5SRiaSsPOARbscbJ27CL+"                                            \
	"2RDU99BNfcYZdFR6hxAFBn7IhXXw6LuZL7rJlSfiM9X2OhC2Z4gQJ1OUui9ZF0ZZIGP" \
	"S6PP13i7X5M7j2lHem+2INj4iQls984TOdRLttZI3wWj7dhDmK+"                 \
	"OVFgZmXWvDNjzkTL9YVA9qvwIdhwXJFtP3a2pTH5OvJ/"                        \
	"1NaykMNykH5ywIDAQAB\n"

/* The tokens as they should be, and the key that signs. */
#define SES    "amazonses.com TXT v=spf1 -all\n"
#define GOOD_A SES A D " CNAME " A Z "\n" A Z " TXT " KEY
#define GOOD_B B D " CNAME " B Z "\n"
#define GOOD_C C D " CNAME " C Z "\n"
#define A_HERE A Z " TXT " KEY

enum told {	       /* who says what */
	MESSAGE = 1,   /* A signed it */
	FORESEEN = 2,  /* A is thought to sign */
	TOKENS = 4,    /* A, B and C are expected */
	OWN_KEY = 8,   /* s1 signed it, not a token */
	SES_ONLY = 16, /* amazonses.com alone signed it */
	ZURICH = 32,   /* SES sends from eu-central-2 */
	NOWHERE = 64,  /* nobody knows from where */
	REPLICA = 128, /* SES says that the zone is that of eu-central-2 */
	NEWS = 256,    /* the domain is news.example.com */
};

static const struct row {
	const char *shows;
	unsigned told;
	const char *dns;
	const char *findings; /* those about keys and tokens, worst first */
	const char *changes;  /* of the first */
} rows[] = {
	/* ---- nothing is wrong ---- */
	{ "all three are right", MESSAGE | TOKENS,
	    GOOD_A GOOD_B GOOD_C B Z " TXT " KEY C Z " TXT " KEY, "", "" },
	{ "the same without a message", FORESEEN | TOKENS,
	    GOOD_A GOOD_B GOOD_C B Z " TXT " KEY C Z " TXT " KEY, "", "" },
	{ "a token without a key, one revoked", MESSAGE | TOKENS,
	    GOOD_A GOOD_B GOOD_C C Z " TXT p=\n", "dkim-token-empty", "" },
	{ "... and nobody thinks that they sign", FORESEEN | TOKENS,
	    GOOD_A GOOD_B GOOD_C C Z " TXT \n", "dkim-token-empty", "" },
	{ "a region with a zone of its own", MESSAGE | TOKENS | ZURICH,
	    A D " CNAME " A E2 "\n" A E2 " TXT " KEY B D " CNAME " B E2
		"\n" B E2 " TXT " KEY C D " CNAME " C E2 "\n" C E2 " TXT " KEY,
	    "", "" },
	{ "a replica uses its parent's zone (DEED)", MESSAGE | TOKENS | ZURICH,
	    GOOD_A GOOD_B GOOD_C B Z " TXT " KEY C Z " TXT " KEY, "", "" },
	{ "... also for tokens without a key", MESSAGE | TOKENS | ZURICH,
	    GOOD_A GOOD_B GOOD_C, "dkim-token-empty", "" },
	{ "a region that is not known", TOKENS | FORESEEN | NOWHERE,
	    A D " CNAME " A E2 "\n" A E2 " TXT " KEY B D " CNAME " B E2
		"\n" B E2 " TXT " KEY C D " CNAME " C E2 "\n" C E2 " TXT " KEY,
	    "", "" },
	{ "a key of one's own", OWN_KEY, "s1" D " TXT v=DKIM1; " KEY, "", "" },
	{ "keys behind none", TOKENS, SES GOOD_B GOOD_C A D " CNAME " A Z "\n",
	    "dkim-token-empty", "" },
	{ "a DNS that knows nothing of SES", TOKENS,
	    A D " CNAME " A Z "\n" GOOD_B GOOD_C, "", "" },
	{ "the servers of Amazon do not answer for tokens", MESSAGE | TOKENS,
	    GOOD_A GOOD_B GOOD_C B Z " TIMEOUT\n" C Z " SERVFAIL\n", "", "" },

	/* ---- nothing is there ---- */
	{ "no CNAME", MESSAGE, A_HERE, "dkim-key-missing",
	    "upsert " A D " CNAME " A Z "\n" },
	{ "none of three", TOKENS, "", "dkim-key-missing",
	    "upsert " A D " CNAME " A Z "\nupsert " B D " CNAME " B Z
	    "\nupsert " C D " CNAME " C Z "\n" },
	{ "none of three, signed by SES alone", TOKENS | SES_ONLY, "",
	    "dkim-key-missing",
	    "upsert " A D " CNAME " A Z "\nupsert " B D " CNAME " B Z
	    "\nupsert " C D " CNAME " C Z "\n" },
	{ "no CNAME, in a region with a zone of its own", MESSAGE | ZURICH, "",
	    "dkim-key-missing", "upsert " A D " CNAME " A E2 "\n" },
	{ "... where the key is in another", MESSAGE | ZURICH, A_HERE,
	    "dkim-key-missing", "upsert " A D " CNAME " A Z "\n" },
	{ "... which SES says", MESSAGE | REPLICA, A_HERE, "dkim-key-missing",
	    "upsert " A D " CNAME " A E2 "\n" },
	{ "no CNAME, and nobody knows the region", MESSAGE | NOWHERE, "",
	    "dkim-key-missing", "" },
	{ "... but the key is found", MESSAGE | NOWHERE, A_HERE,
	    "dkim-key-missing", "upsert " A D " CNAME " A Z "\n" },
	{ "no TXT of a key of one's own", OWN_KEY, "", "dkim-key-missing", "" },
	{ "it stands without _domainkey", OWN_KEY, "s1.example.com TXT " KEY,
	    "dkim-key-missing", "upsert s1" D " TXT " KEY },
	{ "it stands at the domain above", OWN_KEY | NEWS, "s1" D " TXT " KEY,
	    "dkim-key-missing", "upsert s1" SUB " TXT " KEY },
	{ "a wildcard answers", MESSAGE,
	    A D " TXT v=spf1 -all\nno-such-selector" D
		" TXT v=spf1 -all\n" A_HERE,
	    "dkim-key-missing", "upsert " A D " CNAME " A Z "\n" },
	{ "an empty TXT", MESSAGE, A D " TXT \n" A_HERE, "dkim-key-missing",
	    "upsert " A D " CNAME " A Z "\n" },

	/* ---- at the wrong name ---- */
	{ "the domain twice", MESSAGE,
	    A D ".example.com CNAME " A Z "\n" A_HERE, "dkim-key-name-doubled",
	    "delete " A D ".example.com CNAME " A Z "\nupsert " A D
	    " CNAME " A Z "\n" },
	{ "the zone of the domain above", MESSAGE | NEWS,
	    A SUB ".example.com CNAME " A Z "\n" A_HERE,
	    "dkim-key-name-doubled",
	    "delete " A SUB ".example.com CNAME " A Z "\nupsert " A SUB
	    " CNAME " A Z "\n" },
	{ "all three", TOKENS,
	    A D ".example.com CNAME " A Z "\n" B D ".example.com CNAME " B Z
		"\n" C D ".example.com CNAME " C Z "\n",
	    "dkim-key-name-doubled",
	    "delete " A D ".example.com CNAME " A Z "\nupsert " A D
	    " CNAME " A Z "\ndelete " B D ".example.com CNAME " B Z
	    "\nupsert " B D " CNAME " B Z "\ndelete " C D
	    ".example.com CNAME " C Z "\nupsert " C D " CNAME " C Z "\n" },
	{ "a key of one's own", OWN_KEY, "s1" D ".example.com TXT " KEY,
	    "dkim-key-name-doubled",
	    "delete s1" D ".example.com TXT " KEY "upsert s1" D " TXT " KEY },
	{ "a wildcard there is none", MESSAGE,
	    A D ".example.com TXT v=spf1 -all\n", "dkim-key-missing",
	    "upsert " A D " CNAME " A Z "\n" },

	/* ---- with the wrong target ---- */
	{ "no final dot", MESSAGE, A D " CNAME " A Z ".example.com\n" A_HERE,
	    "dkim-key-target-zone-appended", "upsert " A D " CNAME " A Z "\n" },
	{ "... in the zone above", MESSAGE | NEWS,
	    A SUB " CNAME " A Z ".example.com\n" A_HERE,
	    "dkim-key-target-zone-appended",
	    "upsert " A SUB " CNAME " A Z "\n" },
	{ "... of somebody else's key", OWN_KEY,
	    "s1" D " CNAME k1.keys.mailer.example.example.com\n"
	    "k1.keys.mailer.example TXT " KEY,
	    "dkim-key-target-zone-appended",
	    "upsert s1" D " CNAME k1.keys.mailer.example\n" },
	{ "a target below the own domain", OWN_KEY,
	    "s1" D " CNAME k1.keys.example.com\n", "dkim-key-cname-dangling",
	    "" },
	{ "the general zone in a region with its own", MESSAGE | ZURICH,
	    A D " CNAME " A Z "\n" A E2 " TXT " KEY, "dkim-key-wrong-zone",
	    "upsert " A D " CNAME " A E2 "\n" },
	{ "a region's zone where the general one is right", MESSAGE,
	    A D " CNAME " A E2 "\n" A_HERE, "dkim-key-wrong-zone",
	    "upsert " A D " CNAME " A Z "\n" },
	{ "a zone that is none", MESSAGE,
	    A D " CNAME " A ".dkim.amazonaws.com\n" A_HERE,
	    "dkim-key-wrong-zone", "upsert " A D " CNAME " A Z "\n" },
	{ "SES says another zone", MESSAGE | REPLICA, A D " CNAME " A Z "\n",
	    "dkim-key-wrong-zone", "upsert " A D " CNAME " A E2 "\n" },
	{ "the right target without a key", MESSAGE, A D " CNAME " A Z "\n",
	    "dkim-key-cname-dangling", "" },
	{ "... of a region that is not known", MESSAGE | NOWHERE,
	    A D " CNAME " A E2 "\n", "dkim-key-cname-dangling", "" },
	{ "the target of another token", MESSAGE, A D " CNAME " B Z "\n" A_HERE,
	    "dkim-key-cname-dangling", "upsert " A D " CNAME " A Z "\n" },

	/* ---- something else in its place ---- */
	{ "an address", MESSAGE, A D " A 192.0.2.1\n" A_HERE,
	    "dkim-key-not-cname",
	    "delete " A D " A 192.0.2.1\nupsert " A D " CNAME " A Z "\n" },
	{ "both kinds of address", MESSAGE,
	    A D " A 192.0.2.1\n" A D " AAAA 2001:db8::1\n" A_HERE,
	    "dkim-key-not-cname",
	    "delete " A D " A 192.0.2.1\ndelete " A D
	    " AAAA 2001:db8::1\nupsert " A D " CNAME " A Z "\n" },
	{ "the address of a wildcard", MESSAGE,
	    A D " A 192.0.2.1\nno-such-selector" D " A 192.0.2.1\n" A_HERE,
	    "dkim-key-missing", "upsert " A D " CNAME " A Z "\n" },
	{ "the target as a TXT", MESSAGE, A D " TXT " A Z ".\n" A_HERE,
	    "dkim-key-not-cname",
	    "delete " A D " TXT " A Z ".\nupsert " A D " CNAME " A Z "\n" },
	{ "TXT beside the CNAME", MESSAGE,
	    A D " TXT p=\n" A D " CNAME " A Z "\n" A_HERE, "dkim-key-conflict",
	    "delete " A D " TXT p=\nupsert " A D " CNAME " A Z "\n" },
	{ "... which is wrong, too", MESSAGE,
	    A D " TXT p=\n" A D " CNAME " A E2 "\n" A_HERE, "dkim-key-conflict",
	    "delete " A D " TXT p=\nupsert " A D " CNAME " A Z "\n" },
	{ "of a key of one's own it cannot be told which", OWN_KEY,
	    "s1" D " TXT p=\ns1" D " CNAME k1.example.net\n",
	    "dkim-key-conflict", "" },

	/* ---- tokens that do not sign ---- */
	{ "one of three is absent", MESSAGE | TOKENS, GOOD_A GOOD_C,
	    "dkim-token-missing dkim-token-empty",
	    "upsert " B D " CNAME " B Z "\n" },
	{ "... without a message", FORESEEN | TOKENS, GOOD_A GOOD_C,
	    "dkim-token-missing dkim-token-empty",
	    "upsert " B D " CNAME " B Z "\n" },
	{ "two, each wrong in its own way", MESSAGE | TOKENS,
	    GOOD_A B D ".example.com CNAME " B Z "\n" C D " CNAME " C E2 "\n",
	    "dkim-token-missing",
	    "delete " B D ".example.com CNAME " B Z "\nupsert " B D
	    " CNAME " B Z "\nupsert " C D " CNAME " C Z "\n" },
	{ "one is an address, one lacks its dot", MESSAGE | TOKENS,
	    GOOD_A B D " A 192.0.2.1\n" C D " CNAME " C Z ".example.com\n",
	    "dkim-token-missing",
	    "delete " B D " A 192.0.2.1\nupsert " B D " CNAME " B Z
	    "\nupsert " C D " CNAME " C Z "\n" },
	{ "the one that signs is missing, and another", MESSAGE | TOKENS,
	    SES A_HERE GOOD_C,
	    "dkim-key-missing dkim-token-missing "
	    "dkim-token-empty",
	    "upsert " A D " CNAME " A Z "\nupsert " B D " CNAME " B Z "\n" },
	{ "the one that signs is missing, another wrong", MESSAGE | TOKENS,
	    SES A_HERE GOOD_C B D " A 192.0.2.1\n",
	    "dkim-key-missing dkim-token-missing dkim-token-empty",
	    "upsert " A D " CNAME " A Z "\n" },
	{ "the servers do not answer for a token", MESSAGE | TOKENS,
	    GOOD_A GOOD_C B D " SERVFAIL\n", "dkim-token-empty", "" },

	/* ---- what the record says ---- */
	{ "revoked where it signs", MESSAGE,
	    A D " CNAME " A Z "\n" A Z " TXT v=DKIM1; p=\n", "dkim-key-revoked",
	    "" },
	{ "a copy of the key that is revoked", MESSAGE,
	    A D " TXT v=DKIM1; p=\n" A_HERE, "dkim-key-revoked",
	    "delete " A D " TXT v=DKIM1; p=\nupsert " A D " CNAME " A Z "\n" },
	{ "revoked, and so it is at SES", MESSAGE,
	    A D " TXT v=DKIM1; p=\n" A Z " TXT p=\n", "dkim-key-revoked", "" },
	{ "the servers do not answer", MESSAGE, A D " SERVFAIL\n",
	    "dkim-key-unreachable", "" },
	{ "the servers of Amazon do not answer", MESSAGE,
	    A D " CNAME " A Z "\n" A Z " TIMEOUT\n", "dkim-key-unreachable",
	    "" },
};

/* ---- the inspection --------------------------------------------------------
 */

static struct suffix_list *suffixes;
static struct dkim_keys *keys;
static struct arena *arena;

static void sign(struct inspection *in, const char *selector,
    struct bytes domain, bool foreseen)
{
	struct dkim_signature *s = arena_new(arena, struct dkim_signature);
	struct dkim_verdict *v = arena_new(arena, struct dkim_verdict);
	struct field *field = arena_new(arena, struct field);
	bool ses = bytes_iends(domain, BYTES("amazonses.com"));

	*s = (struct dkim_signature){ .field = foreseen ? NULL : field,
		.index = 1,
		.algorithm = BYTES("rsa-sha256"),
		.domain = domain,
		.selector = bytes_of(selector),
		.names = BYTES("From:From"),
		.timestamp = TIME_UNKNOWN,
		.expiration = TIME_UNKNOWN,
		.length = -1,
		.alignment = ses ? ALIGN_NO : ALIGN_STRICT,
		.next = in->signatures };
	*v = (struct dkim_verdict){ .signature = s, .next = in->verified.dkim };
	in->signatures = s;
	in->verified.dkim = v;
	if (ses)
		return; /* it verifies */
	v->key = dkim_key_ask(in->dns, s->selector, domain);
	const struct dkim_key *key = dkim_key_read(arena, keys, v->key);
	v->reason = dkim_key_fits(key, PUBLIC_KEY_RSA);
	v->key_record = key->record;
	v->key_bits = key->bits;
}

static void expect_tokens(struct expected *e, unsigned told)
{
	static const struct bytes tokens[] = { { A, 32 }, { B, 32 },
		{ C, 32 } };

	e->identity =
	    told & NEWS ? BYTES("news.example.com") : BYTES("example.com");
	if (told & REPLICA)
		e->dkim_zone = BYTES("dkim.eu-central-2.amazonses.com");
	if (!(told & NOWHERE))
		e->region =
		    told & ZURICH ? BYTES("eu-central-2") : BYTES("us-east-1");
	if (told & TOKENS) {
		e->dkim_tokens = tokens;
		e->dkim_token_count = 3;
	}
}

static void make(
    struct inspection *in, struct premises *premises, unsigned told)
{
	struct common_options options = common_options_new();
	struct dns *dns = in->dns;

	*premises = common_premises(&options);
	premises->suffixes = suffixes;
	premises->now = INT64_C(1795168900000);
	expect_tokens(&premises->expected, told);
	*in = inspection_new(arena, premises);
	in->dns = dns;
	in->author.domain = premises->expected.identity;
	in->reported.author_organization = BYTES("example.com");
	if (told & (MESSAGE | OWN_KEY | SES_ONLY))
		sign(in, "ses", BYTES("amazonses.com"), false);
	if (told & (MESSAGE | FORESEEN))
		sign(in, A, in->author.domain, told & FORESEEN);
	if (told & OWN_KEY)
		sign(in, "s1", in->author.domain, false);
}

/* ---- what is said ----------------------------------------------------------
 */

static bool is_about_keys(const struct finding *f)
{
	return strncmp(f->row->id, "dkim-key-", 9) == 0 ||
	       strncmp(f->row->id, "dkim-token-", 11) == 0;
}

static const struct finding *findings_add(
    const struct inspection *in, struct text *out)
{
	const struct finding *first = NULL;

	for (const struct finding *f = in->findings; f != NULL; f = f->next) {
		if (!is_about_keys(f))
			continue;
		text_printf(out, "%s%s", out->len > 0 ? " " : "", f->row->id);
		if (first == NULL)
			first = f;
	}
	return first;
}

static void changes_add(const struct finding *f, struct text *out)
{
	const struct change *c = f != NULL ? f->fix.changes : NULL;

	for (; c != NULL; c = c->next)
		for (const struct dns_record *r = c->records; r; r = r->next)
			text_printf(out, "%s %.*s %s %.*s\n",
			    change_action_word(c->action), FMT(c->name),
			    dns_type_word(c->type), FMT(r->data));
}

static void try_row(const struct row *row)
{
	struct resolver *resolver = dns_of_lines(row->dns);
	struct premises premises;
	struct inspection in = { .dns = dns_open(resolver) };
	struct text out = text_new(10000);

	test_row(row->shows);
	dns_begin(in.dns);
	make(&in, &premises, row->told);
	judge(&in);
	const struct finding *first = findings_add(&in, &out);
	check_bytes("findings", text_bytes(&out), bytes_of(row->findings));
	text_clear(&out);
	changes_add(first, &out);
	check_bytes("changes", text_bytes(&out), bytes_of(row->changes));
	check_true("has a sentence and a fix",
	    first == NULL || first->row->severity == SEVERITY_NOTE ||
		bytes_present(first->fix.text));
	text_free(&out);
	dns_close(in.dns);
	resolver_close(resolver);
	arena_reset(arena);
}

static void try_complete(void)
{
	for (const struct rule *r = rules_token; r->finding != NULL; r++) {
		size_t i = 0;
		while (i < ROWS(rows) &&
		       strstr(rows[i].findings, r->finding) == NULL)
			i++;
		test_row(r->finding);
		check_true("has a row here", i < ROWS(rows));
	}
}

int main(void)
{
	struct fault fault = { 0 };

	suffixes = suffix_list_open(NULL, &fault);
	keys = dkim_keys_open();
	arena = arena_open();
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(&rows[i]);
	try_complete();
	arena_close(arena);
	dkim_keys_close(keys);
	suffix_list_close(suffixes);
	return test_end("test_key_place");
}
