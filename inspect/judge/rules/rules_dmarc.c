/* What the results of DKIM and SPF amount to under DMARC. */
#include "inspect/judge/dmarc_found.h"

#include "publish/dmarc_edit.h"

/* How well the best identifier that passes aligns. */
static const struct identifier *best_pass(const struct inspection *in)
{
	const struct identifier *best = NULL;

	for (const struct identifier *id = in->reported.identifiers; id != NULL;
	     id = id->next)
		if (id->result == AUTH_PASS &&
		    (best == NULL || id->alignment > best->alignment))
			best = id;
	return best;
}

/* Nothing but strict alignment explains dmarc=fail beside a passing
 * relative. */
static void strict_claimed(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct identifier *best = best_pass(in);

	if (in->reported.dmarc != AUTH_FAIL || best == NULL ||
	    best->alignment != ALIGN_RELAXED)
		return;
	found(j,
	    "DMARC fails although %s passes for %.*s: the record of %.*s "
	    "seems to ask for the same domain (adkim=s, aspf=s).",
	    best->kind == IDENTIFIER_DKIM ? "DKIM" : "SPF", FMT(best->domain),
	    FMT(in->author.domain));
	shown_by(j, "author", in->author.domain);
	shown_by(j, "passes", best->domain);
}

static bool is_strict(
    const struct dmarc_record *record, enum identifier_kind kind)
{
	return kind == IDENTIFIER_DKIM ? record->strict_dkim
				       : record->strict_spf;
}

/* It passes for a relative, which the record does not take. */
static bool is_kept_out(
    const struct dmarc_record *record, const struct verified_identifier *id)
{
	return id->result == AUTH_PASS && is_strict(record, id->kind) &&
	       id->alignment[RFC9989] == ALIGN_RELAXED;
}

/* Both tags, when both keep something out. */
static void fix_by_relaxing(
    struct judgement *j, const struct dmarc_record *record)
{
	const struct verified_identifier *id =
	    j->in->verified.dmarc->identifiers;
	struct bytes text = record->text;

	for (; id != NULL; id = id->next)
		if (is_kept_out(record, id))
			text = dmarc_edit_set(j->arena, text,
			    id->kind == IDENTIFIER_DKIM ? "adkim" : "aspf",
			    BYTES("r"));
	fixed_by(j,
	    "Relax alignment in the record, or sign with and send from %.*s "
	    "itself.",
	    FMT(j->in->author.domain));
	fix_dmarc(j, record->domain, text);
}

/* What a passing leg of this kind leaves to be said: nothing, when another of
 * its kind aligns, or spf-strict-impossible has told it. */
static bool is_told(
    const struct judgement *j, const struct verified_identifier *id)
{
	const struct verified_identifier *other =
	    j->in->verified.dmarc->identifiers;

	while (other != NULL &&
	       (other->kind != id->kind || !other->aligned[RFC9989]))
		other = other->next;
	return other != NULL || (id->kind == IDENTIFIER_SPF &&
				    stands(j, "spf-strict-impossible") != NULL);
}

/* The first that strictness keeps out, and by which DMARC or one of its legs
 * fails. */
static const struct verified_identifier *kept_out(
    const struct judgement *j, const struct dmarc_view *view)
{
	const struct verified_identifier *id =
	    j->in->verified.dmarc->identifiers;

	while (id != NULL &&
	       (!is_kept_out(view->record, id) ||
		   (view->reason == DMARC_ALIGNED && is_told(j, id))))
		id = id->next;
	return id;
}

static void strict_misaligned(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct dmarc_view *view = own_dmarc(in);
	const struct verified_identifier *id;

	if (view == NULL || !decides(dmarc_result(view->reason))) {
		strict_claimed(j);
		return;
	}
	if (view->record == NULL ||
	    (view->reason != DMARC_UNALIGNED && view->reason != DMARC_ALIGNED))
		return;
	id = kept_out(j, view);
	if (id == NULL)
		return;
	const char *method = id->kind == IDENTIFIER_DKIM ? "DKIM" : "SPF";
	found(j,
	    "%s%s passes for %.*s%s: the record of %.*s asks for the same "
	    "domain (%s=s).",
	    view->reason == DMARC_ALIGNED ? "" : "DMARC fails although ",
	    method, FMT(id->domain),
	    view->reason == DMARC_ALIGNED ? " and yet does not count" : "",
	    FMT(view->record->domain),
	    id->kind == IDENTIFIER_DKIM ? "adkim" : "aspf");
	shown_by(j, "author", in->author.domain);
	const char *tag = id->kind == IDENTIFIER_DKIM ? "adkim" : "aspf";
	struct bytes text = view->record->text;
	shown_by(j, "passes", id->domain);
	dmarc_about(j, view->record, dmarc_edit_value(text, tag));
	fix_by_relaxing(j, view->record);
}

static struct bytes or_none(struct bytes domain)
{
	return bytes_present(domain) ? domain : BYTES("none");
}

/* What aligns by one of the two alone; NULL: nothing. */
static const struct verified_identifier *aligned_by_one(
    const struct dmarc_verdict *dmarc)
{
	const struct verified_identifier *id = dmarc->identifiers;

	while (id != NULL && id->aligned[RFC9989] == id->aligned[RFC7489])
		id = id->next;
	return id;
}

/* The organisational domain of the list has no record, so that the walk ends
 * below it. */
static void fix_organization(struct judgement *j)
{
	struct bytes organization =
	    j->in->verified.dmarc->by[RFC7489].organization;
	const struct dns_answer *there = dmarc_answer(j, organization);

	if (there == NULL || dns_failed(there) ||
	    stands(j, "dmarc-psd-misused") != NULL)
		return;
	for (const struct dns_record *r = there->records; r; r = r->next)
		if (is_meant_as_dmarc(r->data))
			return;
	fixed_by(j,
	    "Publish a DMARC record at _dmarc.%.*s, too: then both find that "
	    "organisational domain. p=none is safe there; add rua=mailto: with "
	    "an address of yours.",
	    FMT(organization));
	fix_dmarc(j, organization, DMARC_SAFE);
}

/* The two ways to find the organisational domain end apart.  What pct= and its
 * kin do is dmarc-tag-removed. */
static void discovery_diverges(struct judgement *j)
{
	const struct dmarc_verdict *dmarc = j->in->verified.dmarc;

	if (dmarc == NULL || !dmarc->diverges)
		return;
	const struct dmarc_view *by = dmarc->by;
	enum auth_result now = dmarc_result(by[RFC9989].reason);
	enum auth_result before = dmarc_result(by[RFC7489].reason);
	const struct verified_identifier *id = aligned_by_one(dmarc);
	if (!decides(now) || !decides(before))
		return;
	if (now != before)
		found(j,
		    "DMARC is %s at receivers that go by RFC 9989 and %s at "
		    "those that go by RFC 7489 (organisational domain %.*s and "
		    "%.*s).",
		    auth_result_word(now), auth_result_word(before),
		    FMT(or_none(by[RFC9989].organization)),
		    FMT(or_none(by[RFC7489].organization)));
	else if (id != NULL && now != AUTH_NONE)
		found(j,
		    "%.*s aligns with %.*s only at receivers that go by RFC "
		    "%s.",
		    FMT(id->domain), FMT(dmarc->author_domain),
		    id->aligned[RFC9989] ? "9989" : "7489");
	else
		return;
	shown_by(j, "divergence", dmarc->divergence);
	if (id != NULL)
		shown_by(j, "aligns by one alone", id->domain);
	if (id != NULL && id->aligned[RFC9989])
		fixed_by(j,
		    "Sign with %.*s itself, and use a MAIL FROM domain under "
		    "it: that aligns by both.",
		    FMT(dmarc->author_domain));
	else
		fix_organization(j);
}

static bool is_enforced(struct bytes policy)
{
	return bytes_eq(policy, BYTES("quarantine")) ||
	       bytes_eq(policy, BYTES("reject"));
}

static void spf_only_enforced(struct judgement *j)
{
	const struct inspection *in = j->in;

	if (in->dmarc != STANDING_PASS || in->spf != STANDING_PASS ||
	    in->dkim != STANDING_FAIL || !is_enforced(policy_word(in)))
		return;
	found(j,
	    "The policy is %.*s and SPF alone satisfies it: whoever forwards "
	    "the message breaks it.",
	    FMT(policy_word(in)));
}

static void one_leg(struct judgement *j)
{
	const struct inspection *in = j->in;
	bool dkim = in->dkim == STANDING_PASS && in->spf == STANDING_FAIL;
	bool spf = in->spf == STANDING_PASS && in->dkim == STANDING_FAIL;

	if (in->dmarc != STANDING_PASS || (!dkim && !spf))
		return;
	found(j, "DMARC stands on %s alone; %s does not pass and align.",
	    dkim ? "DKIM" : "SPF", dkim ? "SPF" : "DKIM");
}

#define DKIM_CAUSES                                                           \
	"dkim-unsigned", "dkim-only-amazonses", "dkim-aligned-broken-masked", \
	    "dkim-no-aligned-pass", "dmarc-strict-misaligned"
#define SPF_CAUSES                                                             \
	"spf-mailfrom-not-under-identity", "spf-mailfrom-cname",               \
	    "spf-record-quoted", "spf-include-typo", "spf-after-all",          \
	    "spf-type99", "spf-record-elsewhere", "spf-mailfrom-fallback",     \
	    "spf-mailfrom-amazonses", "spf-record-several",                    \
	    "spf-record-malformed", "spf-include-dangling", "spf-loop",        \
	    "spf-too-many-lookups", "spf-too-many-void", "spf-record-missing", \
	    "spf-not-authorized", "spf-strict-impossible", "spf-not-aligned"

static const char *const dkim_causes[] = { DKIM_CAUSES, NULL };
static const char *const leg_causes[] = { DKIM_CAUSES, SPF_CAUSES,
	"dmarc-psd-misused", "dmarc-discovery-diverges", NULL };
static const char *const strict_causes[] = { "spf-strict-impossible", NULL };
static const char *const psd_causes[] = { "dmarc-psd-misused", NULL };

const struct rule rules_dmarc[] = {
	{ "dmarc-discovery-diverges", discovery_diverges, psd_causes },
	{ "dmarc-strict-misaligned", strict_misaligned, strict_causes },
	{ "dmarc-spf-only-enforced", spf_only_enforced, dkim_causes },
	{ "dmarc-one-leg", one_leg, leg_causes },
	{ 0 },
};
