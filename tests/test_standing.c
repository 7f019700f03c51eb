/*
 * inspect/judge: how DKIM, SPF and DMARC stand for each pair of what the
 * receiver claims and what we found
 */
#include "tests/world.h"

CHANGE(copy_changed, body_is(w, MATCH_YES))
CHANGE(body_failed_there_too, body_is(w, MATCH_YES);
       claims_of_dkim_are(w, AUTH_FAIL))

/* ---- how the methods stand -------------------------------------------------
 */

static void no_claims(struct world *w)
{
	w->in.reported =
	    (struct reported){ .author_organization = BYTES("example.com") };
	for (struct claim_field *f = w->in.claims; f != NULL; f = f->next)
		f->trust = TRUST_FOREIGN;
}

static void claim_dkim(struct world *w, enum auth_result result)
{
	claims_of_dkim_are(w, result);
}

static void claim_spf(struct world *w, enum auth_result result)
{
	struct identifier *id = w->in.reported.identifiers;

	w->in.reported.spf = result;
	w->in.reported.spf_aligned = result == AUTH_PASS;
	for (; id != NULL; id = id->next)
		if (id->kind == IDENTIFIER_SPF)
			id->result = result;
}

static void claim_dmarc(struct world *w, enum auth_result result)
{
	w->in.reported.dmarc = result;
}

static void find_dkim(struct world *w, enum standing standing)
{
	if (standing == STANDING_FAIL)
		own_is(w, DKIM_HEADER_CHANGED);
	else if (standing == STANDING_UNKNOWN)
		own_is(w, DKIM_KEY_UNREACHABLE);
}

static void find_spf(struct world *w, enum standing standing)
{
	if (standing == STANDING_FAIL)
		spf_says(w, AUTH_SOFTFAIL);
	else if (standing == STANDING_UNKNOWN)
		spf_is(w, SPF_UNREACHABLE);
}

static void find_dmarc(struct world *w, enum standing standing)
{
	if (standing == STANDING_FAIL)
		dmarc_is(w, DMARC_UNALIGNED);
	else if (standing == STANDING_UNKNOWN)
		dmarc_is(w, DMARC_UNREACHABLE);
}

static const struct {
	const char *name;
	unsigned method;
	void (*claim)(struct world *w, enum auth_result result);
	void (*find)(struct world *w, enum standing standing);
} methods[] = {
	{ "DKIM", METHOD_DKIM, claim_dkim, find_dkim },
	{ "SPF", METHOD_SPF, claim_spf, find_spf },
	{ "DMARC", METHOD_DMARC, claim_dmarc, find_dmarc },
};

/* Contract 3: either may fail a method, neither alone leaves it open. */
static enum standing expected(enum standing a, enum standing b)
{
	if (a == STANDING_FAIL || b == STANDING_FAIL)
		return STANDING_FAIL;
	return a == STANDING_PASS || b == STANDING_PASS ? STANDING_PASS
							: STANDING_UNKNOWN;
}

static void try_pair(size_t method, enum standing claimed, enum standing found)
{
	static const char *const words[] = { "unknown", "pass", "fail" };
	static const enum auth_result results[] = { AUTH_TEMPERROR, AUTH_PASS,
		AUTH_FAIL };
	static const int exits[] = { 4, 0, 1 };
	struct world *w = arena_new(arena, struct world);
	enum standing want = expected(claimed, found);

	test_row(arena_printf(arena, "%s: claimed %s, found %s",
	    methods[method].name, words[claimed], words[found])
		     .ptr);
	world_make(w);
	w->premises.require = methods[method].method;
	methods[method].claim(w, results[claimed]);
	methods[method].find(w, found);
	judge(&w->in);
	enum standing got[] = { w->in.dkim, w->in.spf, w->in.dmarc };
	check_number("stands", got[method], want);
	check_number("exit", w->in.exit_code, exits[want]);
	arena_reset(arena);
}

static void try_pairs(void)
{
	for (size_t method = 0; method < ROWS(methods); method++)
		for (int claimed = 0; claimed < 3; claimed++)
			for (int found = 0; found < 3; found++)
				try_pair(method, (enum standing)claimed,
				    (enum standing)found);
}

/* With a DNS that the receiver never had, its failures are not the last word,
 * and nothing is said of the difference. */
static void try_what_if(void)
{
	static const enum auth_result results[] = { AUTH_PASS, AUTH_FAIL };

	for (size_t method = 0; method < ROWS(methods); method++)
		for (int found = 0; found < 2; found++) {
			struct world *w = arena_new(arena, struct world);
			test_row(methods[method].name);
			world_make(w);
			w->premises.what_if = true;
			w->premises.require = methods[method].method;
			methods[method].claim(w, results[!found]);
			methods[method].find(
			    w, found == 0 ? STANDING_PASS : STANDING_FAIL);
			judge(&w->in);
			enum standing got[] = { w->in.dkim, w->in.spf,
				w->in.dmarc };
			check_number("stands", got[method],
			    found == 0 ? STANDING_PASS : STANDING_FAIL);
			check_true("no word of the difference",
			    !finding_of(&w->in, "claim-disagrees-dkim") &&
				!finding_of(&w->in, "claim-disagrees-spf") &&
				!finding_of(&w->in, "claim-disagrees-dmarc"));
			arena_reset(arena);
		}
}

static void ip_of_ses(struct world *w)
{
	no_claims(w);
	w->in.envelope.client_ip.source = FACT_SES;
}

static void ip_of_ses_unsigned(struct world *w)
{
	ip_of_ses(w);
	own_is(w, DKIM_KEY_UNREACHABLE);
	w->ses.reason = DKIM_KEY_UNREACHABLE;
}

static void organization_failed(struct world *w)
{
	no_claims(w);
	w->in.verified.dkim_aligned = w->in.verified.spf_aligned = false;
	for (int i = 0; i < 3; i++) {
		w->ids[i].unknown[RFC9989] = true;
		w->ids[i].aligned[RFC9989] = false;
	}
	dmarc_is(w, DMARC_UNREACHABLE);
}

static void copy_spoils_dmarc(struct world *w)
{
	copy_changed(w);
	spf_says(w, AUTH_FAIL);
	dmarc_is(w, DMARC_NOTHING_PASSES);
}

static void other_dkim(struct world *w)
{
	no_claims(w);
	own_is(w, DKIM_KEY_MISSING);
	w->in.verified.dkim_result = AUTH_PASS; /* Amazon's */
}

static void without_dns(struct world *w)
{
	no_claims(w);
	w->own.reason = w->ses.reason = DKIM_UNASKED;
	w->in.verified = (struct verified){ .dkim = &w->own };
}

static const struct {
	const char *shows;
	void (*change)(struct world *w);
	enum standing dkim, spf, dmarc;
} standings[] = {
	{ "no claims: our verification alone", no_claims, STANDING_PASS,
	    STANDING_PASS, STANDING_PASS },
	{ "no claims, no DNS", without_dns, STANDING_UNKNOWN, STANDING_UNKNOWN,
	    STANDING_UNKNOWN },
	{ "the copy was altered: the receiver decides", copy_changed,
	    STANDING_PASS, STANDING_PASS, STANDING_PASS },
	{ "DMARC that fails for that reason alone", copy_spoils_dmarc,
	    STANDING_PASS, STANDING_FAIL, STANDING_PASS },
	{ "both saw the body changed", body_failed_there_too, STANDING_FAIL,
	    STANDING_PASS, STANDING_PASS },
	{ "another's signature passes", other_dkim, STANDING_FAIL,
	    STANDING_PASS, STANDING_PASS },
	{ "whose organisation is not known", organization_failed,
	    STANDING_UNKNOWN, STANDING_UNKNOWN, STANDING_UNKNOWN },
	{ "X-SES-Outgoing beside a signature of SES", ip_of_ses, STANDING_PASS,
	    STANDING_PASS, STANDING_PASS },
	{ "X-SES-Outgoing and nothing that proves it", ip_of_ses_unsigned,
	    STANDING_UNKNOWN, STANDING_UNKNOWN, STANDING_UNKNOWN },
};

static void try_standings(void)
{
	for (size_t i = 0; i < ROWS(standings); i++) {
		struct world *w = arena_new(arena, struct world);
		test_row(standings[i].shows);
		world_make(w);
		standings[i].change(w);
		judge(&w->in);
		check_number("dkim", w->in.dkim, standings[i].dkim);
		check_number("spf", w->in.spf, standings[i].spf);
		check_number("dmarc", w->in.dmarc, standings[i].dmarc);
		arena_reset(arena);
	}
}

int main(void)
{
	struct fault fault = { 0 };

	suffixes = suffix_list_open(NULL, &fault);
	arena = arena_open();
	try_pairs();
	try_what_if();
	try_standings();
	arena_close(arena);
	suffix_list_close(suffixes);
	return test_end("test_standing");
}
