#include "inspect/judge/judge.h"

#include "inspect/judge/demand.h"
#include "inspect/judge/rule.h"
#include "inspect/judge/ses_said.h"
#include <assert.h>
#include <string.h>

/* Causes before what follows from them. */
const struct rule *const rules_all[] = { rules_author, rules_published,
	rules_ses, rules_token, rules_key, rules_ses_dkim, rules_signature,
	rules_dkim, rules_mail_from, rules_ses_mail_from, rules_mail_from_used,
	rules_spf_record, rules_spf_terms, rules_spf, rules_dmarc_record,
	rules_dmarc_tags, rules_dmarc, rules_claim, rules_disagree,
	rules_message, rules_arrival, rules_receiver, NULL };

/* ---- what a method that is not required weighs -------------------------- */

static unsigned method_of(const char *subject)
{
	static const struct {
		const char *subject;
		unsigned method;
	} methods[] = {
		{ "dkim", METHOD_DKIM },
		{ "spf", METHOD_SPF },
		{ "dmarc", METHOD_DMARC },
	};

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (strcmp(methods[i].subject, subject) == 0)
			return methods[i].method;
	return 0;
}

static void weigh(struct finding *finding, unsigned required)
{
	unsigned method = method_of(finding->row->subject);

	if (finding->severity == SEVERITY_BROKEN && method != 0 &&
	    (required & method) == 0)
		finding->severity = SEVERITY_RISK;
}

/* ---- the rules ----------------------------------------------------------- */

/* The root: what is printed below it is all that follows from it. */
static const struct finding *cause_of(const struct judgement *j,
    const struct rule *rule, const struct finding *said)
{
	const struct finding *cause = said;

	for (size_t i = 0;
	     rule->causes != NULL && rule->causes[i] != NULL && cause == NULL;
	     i++)
		cause = stands(j, rule->causes[i]);
	while (cause != NULL && cause->cause != NULL)
		cause = cause->cause;
	return cause;
}

static void try_rule(struct judgement *j, const struct rule *rule)
{
	struct finding **before = j->end;

	j->rule = rule;
	j->found = NULL;
	rule->look(j);
	for (struct finding *f = *before; f != NULL; f = f->next) {
		weigh(f, j->in->premises->require);
		f->cause = cause_of(j, rule, f->cause);
	}
}

/* Among findings that are as bad: what others follow from, then what stands by
 * itself, then what follows.  What a receiver asks for follows from anything,
 * and so tells nothing. */
enum place { PLACE_CAUSE, PLACE_ALONE, PLACE_CONSEQUENCE, PLACES };

static enum place place_of(
    const struct finding *findings, const struct finding *finding)
{
	if (finding->cause != NULL)
		return PLACE_CONSEQUENCE;
	while (findings != NULL &&
	       (findings->cause != finding ||
		   strcmp(findings->row->subject, "receiver") == 0))
		findings = findings->next;
	return findings != NULL ? PLACE_CAUSE : PLACE_ALONE;
}

struct ranked {
	struct finding *finding;
	int rank; /* the lower the earlier */
};

/* Worst first; what is alike keeps its order. */
static struct finding *ranked(struct arena *arena, struct finding *findings)
{
	struct finding *first = NULL, **end = &first, *f;
	size_t n = 0, i = 0;

	for (f = findings; f != NULL; f = f->next)
		n++;
	struct ranked *all = arena_new_array(arena, struct ranked, n);
	for (f = findings; f != NULL; f = f->next, i++)
		all[i] = (struct ranked){ f,
			(SEVERITY_BROKEN - (int)f->severity) * PLACES +
			    (int)place_of(findings, f) };
	for (int rank = 0; rank < (SEVERITY_BROKEN + 1) * PLACES; rank++)
		for (i = 0; i < n; i++)
			if (all[i].rank == rank) {
				*end = all[i].finding;
				end = &(*end)->next;
			}
	*end = NULL;
	return first;
}

/* Tables about a message and its way: without one they have nothing to say. */
static bool is_about_message(const struct rule *rules)
{
	static const struct rule *const tables[] = { rules_signature,
		rules_claim, rules_disagree, rules_message, rules_arrival,
		rules_receiver };

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (tables[i] == rules)
			return true;
	return false;
}

/*
 * What was wrong with the records of the sender before the message was sent,
 * and did not show on it: it will on the next one.  Roots alone, since what
 * follows from them, and what receivers ask, is for the message to show.
 */
static void adopt_published(const struct judgement *j, struct finding **end)
{
	const struct inspection *published = j->in->published;
	const struct finding *f =
	    published != NULL ? published->findings : NULL;

	for (; f != NULL; f = f->next) {
		if (f->cause != NULL || f->severity < SEVERITY_RISK ||
		    strcmp(f->row->subject, "receiver") == 0 ||
		    stands(j, f->row->id) != NULL)
			continue;
		*end = arena_new(j->arena, struct finding);
		**end = *f;
		(*end)->next = NULL;
		end = &(*end)->next;
	}
}

static struct finding *findings_find(const struct inspection *in)
{
	struct judgement j = { .in = in, .arena = in->arena };

	j.end = &j.findings;
	for (size_t i = 0; rules_all[i] != NULL; i++) {
		if (in->foreseen && is_about_message(rules_all[i]) &&
		    (rules_all[i] != rules_receiver || !sends_bulk(in)))
			continue;
		for (const struct rule *r = rules_all[i]; r->finding; r++)
			try_rule(&j, r);
	}
	adopt_published(&j, j.end);
	return ranked(in->arena, j.findings);
}

/* ---- the verdict --------------------------------------------------------- */

/* What nobody could foresee decides nothing. */
static unsigned foreseen_methods(const struct inspection *in)
{
	const struct dmarc_view *dmarc = own_dmarc(in);
	unsigned methods = 0;

	if (in->signatures != NULL)
		methods |= METHOD_DKIM;
	if (in->verified.spf != NULL)
		methods |= METHOD_SPF;
	if (dmarc != NULL && dmarc->reason != DMARC_UNFORESEEN)
		methods |= METHOD_DMARC;
	return methods;
}

/* Any required method stands so. */
static bool required_is(const struct inspection *in, enum standing standing)
{
	unsigned required = in->premises->require;

	if (in->foreseen)
		required &= foreseen_methods(in);

	return ((required & METHOD_DKIM) && in->dkim == standing) ||
	       ((required & METHOD_SPF) && in->spf == standing) ||
	       ((required & METHOD_DMARC) && in->dmarc == standing);
}

static enum verdict verdict_of(const struct inspection *in)
{
	bool any = in->findings != NULL; /* the first is the worst */

	if (required_is(in, STANDING_FAIL) ||
	    (any && in->findings->severity == SEVERITY_BROKEN))
		return VERDICT_FAIL;
	if (required_is(in, STANDING_UNKNOWN) ||
	    (in->foreseen && in->verified.dmarc == NULL)) /* no DNS */
		return VERDICT_UNKNOWN;
	if (any && in->findings->severity == SEVERITY_RISK)
		return VERDICT_WARN;
	return VERDICT_PASS;
}

static int exit_code_of(const struct inspection *in)
{
	if (in->verdict == VERDICT_FAIL ||
	    (in->findings != NULL &&
		in->findings->severity >= in->premises->fail_on))
		return 1;
	return in->verdict == VERDICT_UNKNOWN ? 4 : 0;
}

void judge(struct inspection *in)
{
	standings_find(in);
	in->findings = findings_find(in);
	in->verdict = verdict_of(in);
	in->exit_code = exit_code_of(in);
}

/* ---- without a message --------------------------------------------------- */

void judge_about(struct inspection *in, const char *subject)
{
	struct finding **next = &in->findings;

	judge(in);
	while (*next != NULL)
		if (strcmp((*next)->row->subject, subject) == 0)
			next = &(*next)->next;
		else
			*next = (*next)->next;
}

/* What SES says may be why the message was refused. */
static const struct finding *cause_at_ses(const struct judgement *j)
{
	static const char *const causes[][2] = {
		{ "send-not-verified", "ses-identity-missing" },
		{ "send-not-verified", "ses-identity-unverified" },
		{ "send-not-verified", "ses-sandbox" },
		{ "send-mailfrom-invalid", "ses-mailfrom-failed" },
		{ "send-mailfrom-invalid", "ses-mailfrom-pending" },
		{ "send-mailfrom-invalid", "ses-mailfrom-lost" },
		{ "send-paused", "ses-sending-paused" },
	};
	const struct finding *cause = NULL;

	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		if (cause == NULL &&
		    strcmp(j->findings->row->id, causes[i][0]) == 0)
			cause = stands(j, causes[i][1]);
	return cause;
}

/* After the finding that there is no message. */
static void hear_ses(struct judgement *j)
{
	static const struct rule *const tables[] = { rules_ses, rules_ses_dkim,
		rules_ses_mail_from };

	if (j->in->ses == NULL)
		return;
	while (*j->end != NULL)
		j->end = &(*j->end)->next;
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (const struct rule *r = tables[i]; r->finding; r++)
			try_rule(j, r);
	j->findings->cause = cause_at_ses(j);
}

void judge_missing(struct inspection *in, const char *id, enum fault_kind kind,
    struct bytes what)
{
	in->verdict = kind == FAULT_UNDECIDED ? VERDICT_UNKNOWN : VERDICT_FAIL;
	in->exit_code = fault_exit_status(kind);
	struct finding *finding = arena_new(in->arena, struct finding);
	finding->row = catalogue_row(id);
	assert(finding->row != NULL);
	finding->severity = finding->row->severity;
	finding->message = arena_copy(in->arena, what);
	finding->fix.text = fix_written(in, finding->row->fix);
	in->findings = finding;
	struct judgement j = {
		.in = in, .arena = in->arena, .findings = finding
	};
	adopt_published(&j, &finding->next);
	j.end = &finding->next;
	hear_ses(&j);
}

void judge_evidence(
    struct inspection *in, const char *label, struct bytes value)
{
	struct judgement j = {
		.in = in, .arena = in->arena, .found = in->findings
	};

	shown_by(&j, label, value);
}

void judge_demand(struct inspection *in, enum demand demand)
{
	const struct finding *cause = demand_cause(in->findings->next, demand);

	while (cause != NULL && cause->cause != NULL)
		cause = cause->cause;
	if (in->findings->cause == NULL)
		in->findings->cause = cause;
}
