/* What the results of DKIM and SPF amount to under DMARC. */
#include "inspect/judge/rule.h"

static void record_missing(struct judgement *j)
{
	const struct inspection *in = j->in;

	if (in->reported.dmarc != AUTH_NONE ||
	    !bytes_present(in->author.domain))
		return;
	found(j, "The receiver found no DMARC record for %.*s.",
	    FMT(in->author.domain));
	shown_by(j, "author", in->author.domain);
}

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
static void strict_misaligned(struct judgement *j)
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

static bool is_enforced(struct bytes policy)
{
	return bytes_eq(policy, BYTES("quarantine")) ||
	       bytes_eq(policy, BYTES("reject"));
}

static void spf_only_enforced(struct judgement *j)
{
	const struct inspection *in = j->in;

	if (in->dmarc != STANDING_PASS || in->spf != STANDING_PASS ||
	    in->dkim != STANDING_FAIL ||
	    !is_enforced(in->reported.dmarc_policy))
		return;
	found(j,
	    "The policy is %.*s and SPF alone satisfies it: whoever forwards "
	    "the message breaks it.",
	    FMT(in->reported.dmarc_policy));
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

static void policy_none(struct judgement *j)
{
	if (bytes_eq(j->in->reported.dmarc_policy, BYTES("none")) &&
	    j->in->reported.dmarc != AUTH_NONE)
		found(j, "The policy is p=none: nobody is told to act on "
			 "forgeries.");
}

static const char *const dkim_causes[] = { "dkim-unsigned",
	"dkim-only-amazonses", "dkim-aligned-broken-masked",
	"dkim-no-aligned-pass", NULL };
static const char *const leg_causes[] = { "dkim-unsigned",
	"dkim-only-amazonses", "dkim-aligned-broken-masked",
	"dkim-no-aligned-pass", "spf-mailfrom-fallback",
	"spf-mailfrom-amazonses", "spf-record-missing", "spf-not-authorized",
	"spf-not-aligned", NULL };

const struct rule rules_dmarc[] = {
	{ "dmarc-record-missing", record_missing, NULL },
	{ "dmarc-strict-misaligned", strict_misaligned, NULL },
	{ "dmarc-spf-only-enforced", spf_only_enforced, dkim_causes },
	{ "dmarc-one-leg", one_leg, leg_causes },
	{ "dmarc-policy-none", policy_none, NULL },
	{ 0 },
};
