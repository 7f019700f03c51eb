/* spf_cost - which terms of an SPF record ask the DNS how often */
#ifndef INSPECT_JUDGE_SPF_COST_H
#define INSPECT_JUDGE_SPF_COST_H

#include "inspect/judge/rule.h"

/* As evidence: each term of the record with what it cost, inner terms
 * included; void: look-ups that found nothing alone. */
void spf_costs_show(
    struct judgement *j, const struct spf_verdict *spf, bool voids);

/* In words: which terms cost most. */
void spf_costs_fix(struct judgement *j, const struct spf_verdict *spf);

/*
 * `record` of `domain` without its terms that find nothing: includes of a
 * domain without an SPF record, names without addresses.  Asks for those that
 * were not tried.  Absent when there are none; terms with macros are left.
 */
struct bytes spf_without_void(struct judgement *j,
    const struct spf_verdict *spf, struct bytes domain, struct bytes record);

#endif
