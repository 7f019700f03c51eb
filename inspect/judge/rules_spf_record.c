/* The SPF record of the MAIL FROM domain, and what it cost to evaluate. */
#include "inspect/judge/rule.h"

/* Our verdict on the user's domain, for this reason; else NULL. */
static const struct spf_verdict *spf_is(
    const struct inspection *in, enum spf_reason reason)
{
	const struct spf_verdict *spf = own_spf(in);

	return spf != NULL && spf->reason == reason ? spf : NULL;
}

static void about(struct judgement *j, const struct spf_verdict *spf)
{
	shown_by(j, "record", spf->record);
	shown_by(j, "detail", spf->detail);
	if (spf->answer == NULL)
		return;
	shown_by(j, "DNS", bytes_of(dns_status_word(spf->answer->status)));
	shown_by(j, "server", spf->answer->server);
}

/* "<before> DOMAIN <after>: DETAIL." */
static void say(struct judgement *j, const struct spf_verdict *spf,
    const char *before, const char *after)
{
	bool more =
	    bytes_present(spf->detail) && !bytes_eq(spf->detail, spf->domain);

	found(j, "%s %.*s %s%s%.*s.", before, FMT(spf->domain), after,
	    more ? ": " : "", FMT(more ? spf->detail : BYTES("")));
	about(j, spf);
}

/* ---- the record cannot be used --------------------------------------------
 */

static void unreachable(struct judgement *j)
{
	const struct spf_verdict *spf = spf_is(j->in, SPF_UNREACHABLE);

	if (spf == NULL)
		return;
	say(j, spf, "The DNS gave no answer for the SPF record of",
	    "or for a name in it");
	/* A temporary failure is no failure of the message. */
	weighs(j, SEVERITY_RISK);
}

static void several(struct judgement *j)
{
	const struct spf_verdict *spf = spf_is(j->in, SPF_SEVERAL);
	const struct dns_record *r =
	    spf != NULL && spf->answer != NULL ? spf->answer->records : NULL;

	if (spf == NULL)
		return;
	say(j, spf, "There are several SPF records at", "and none counts");
	for (; r != NULL; r = r->next)
		if (bytes_istarts(r->data, BYTES("v=spf1")))
			shown_by(j, "record", r->data);
}

static void malformed(struct judgement *j)
{
	const struct spf_verdict *spf = spf_is(j->in, SPF_SYNTAX);

	if (spf != NULL)
		say(j, spf, "The SPF record of", "is malformed");
}

static void include_dangling(struct judgement *j)
{
	const struct spf_verdict *spf = spf_is(j->in, SPF_INCLUDE_NONE);

	if (spf == NULL)
		spf = spf_is(j->in, SPF_REDIRECT_NONE);
	if (spf != NULL)
		say(j, spf, "The SPF record of",
		    "includes a domain that has none");
}

static void loop(struct judgement *j)
{
	const struct spf_verdict *spf = spf_is(j->in, SPF_LOOP);

	if (spf != NULL)
		say(j, spf, "The SPF record of",
		    "leads back to itself (include or redirect)");
}

/* ---- what it costs ---------------------------------------------------------
 */

#define COSTS_MOST 20 /* terms named as evidence */

/* Name each term of the record with its cost, inner terms included. */
static void show_costs(struct judgement *j, const struct spf_verdict *spf,
    const char *label, bool voids)
{
	const struct spf_step *step = spf->steps, *inner;
	unsigned depth = step != NULL ? step->depth : 0;

	for (size_t n = 0; step != NULL && n < COSTS_MOST; step = inner) {
		unsigned cost = voids ? step->void_lookups : step->lookups;
		for (inner = step->next; inner != NULL && inner->depth > depth;
		     inner = inner->next)
			cost += voids ? inner->void_lookups : inner->lookups;
		if (cost == 0)
			continue;
		shown_by(j, label,
		    arena_printf(
			j->arena, "%u by %.*s", cost, FMT(step->term)));
		n++;
	}
}

static void too_many_lookups(struct judgement *j)
{
	const struct spf_verdict *spf = spf_is(j->in, SPF_LOOKUPS);

	if (spf == NULL)
		spf = spf_is(j->in, SPF_MX_HOSTS);
	if (spf == NULL)
		return;
	say(j, spf, "The SPF record of", "needs more look-ups than 10");
	show_costs(j, spf, "look-ups", false);
}

static void too_many_void(struct judgement *j)
{
	const struct spf_verdict *spf = spf_is(j->in, SPF_VOID_LOOKUPS);

	if (spf == NULL)
		return;
	say(j, spf, "The SPF record of",
	    "asks for more than 2 names that do not exist");
	show_costs(j, spf, "void look-ups", true);
}

/* ---- it works today --------------------------------------------------------
 */

/* Our verdict on a record that is the user's and was evaluated. */
static const struct spf_verdict *usable(const struct inspection *in)
{
	const struct spf_verdict *spf = own_spf(in);

	return spf != NULL && bytes_present(spf->record) &&
		       domain_is_own(in, spf->domain) &&
		       (spf->reason == SPF_MATCHED ||
			   spf->reason == SPF_DEFAULT)
		   ? spf
		   : NULL;
}

#define LOOKUPS_NEAR 8 /* of the 10 of RFC 7208 4.6.4 */

static void near_limit(struct judgement *j)
{
	const struct spf_verdict *spf = usable(j->in);

	if (spf == NULL || spf->lookups < LOOKUPS_NEAR)
		return;
	found(j, "The SPF record of %.*s needs %u of the 10 look-ups.",
	    FMT(spf->domain), spf->lookups);
	about(j, spf);
	show_costs(j, spf, "look-ups", false);
}

/* Without its qualifier, the name of a term. */
static struct bytes mechanism(struct bytes term)
{
	size_t n = 0;

	if (term.len > 0 && (term.ptr[0] == '+' || term.ptr[0] == '-' ||
				term.ptr[0] == '~' || term.ptr[0] == '?'))
		term = bytes_skip(term, 1);
	while (n < term.len && term.ptr[n] != ':' && term.ptr[n] != '/' &&
	       term.ptr[n] != '=')
		n++;
	return bytes_first(term, n);
}

/* The first term of this name; absent: none. */
static struct bytes term_of(struct bytes record, struct bytes name)
{
	struct bytes term;

	while (bytes_present(record)) {
		bytes_cut(record, ' ', &term, &record);
		if (bytes_ieq(mechanism(term), name))
			return term;
	}
	return ABSENT;
}

static void neutral_all(struct judgement *j)
{
	const struct spf_verdict *spf = usable(j->in);

	if (spf == NULL)
		return;
	struct bytes all = term_of(spf->record, BYTES("all"));
	if (bytes_present(all)
		? all.ptr[0] != '?'
		: bytes_present(term_of(spf->record, BYTES("redirect"))))
		return;
	found(j,
	    "The SPF record of %.*s %s: servers that it does not name "
	    "are neutral.",
	    FMT(spf->domain),
	    bytes_present(all) ? "ends in ?all" : "has no all");
	about(j, spf);
}

static void pass_all(struct judgement *j)
{
	const struct spf_verdict *spf = usable(j->in);
	struct bytes all =
	    spf != NULL ? term_of(spf->record, BYTES("all")) : ABSENT;

	if (!bytes_present(all) ||
	    (all.ptr[0] != '+' && ascii_lower(all.ptr[0]) != 'a'))
		return;
	found(j,
	    "The SPF record of %.*s lets every server in the world "
	    "pass (%.*s).",
	    FMT(spf->domain), FMT(all));
	about(j, spf);
}

static void ptr(struct judgement *j)
{
	const struct spf_verdict *spf = usable(j->in);
	struct bytes term =
	    spf != NULL ? term_of(spf->record, BYTES("ptr")) : ABSENT;

	if (!bytes_present(term))
		return;
	found(j,
	    "The SPF record of %.*s uses %.*s, which is slow and not to "
	    "be used.",
	    FMT(spf->domain), FMT(term));
	about(j, spf);
}

static const char *const dnssec[] = { "dns-dnssec-broken", NULL };

const struct rule rules_spf_record[] = {
	{ "spf-unreachable", unreachable, dnssec },
	{ "spf-record-several", several, NULL },
	{ "spf-record-malformed", malformed, NULL },
	{ "spf-include-dangling", include_dangling, NULL },
	{ "spf-loop", loop, NULL },
	{ "spf-too-many-lookups", too_many_lookups, NULL },
	{ "spf-too-many-void", too_many_void, NULL },
	{ "spf-near-limit", near_limit, NULL },
	{ "spf-neutral-all", neutral_all, NULL },
	{ "spf-pass-all", pass_all, NULL },
	{ "spf-ptr", ptr, NULL },
	{ 0 },
};
