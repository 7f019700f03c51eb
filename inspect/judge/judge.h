/*
 * judge - from what was read and verified to findings and a verdict
 *
 * judge() goes through the rules (rule.h), in the order of their table:
 * causes stand before their consequences.  Then it ranks the findings, worst
 * first, and fills how DKIM, SPF and DMARC stand, the verdict and the exit
 * code (mailplumb(1)):
 *
 *	fail	a required method fails or does not align, by the trusted
 *		receiver's claim or by our own verification, or a finding of
 *		severity broken stands
 *	unknown	neither of the two decides about a required method
 *	warn	findings of severity risk stand
 *	pass	else
 *
 * A method that is not required breaks nothing: findings about it are a risk
 * at most.
 *
 * Where the sender's records were judged before the message was sent
 * (in->published), what was wrong with them joins the findings.
 */
#ifndef INSPECT_JUDGE_JUDGE_H
#define INSPECT_JUDGE_JUDGE_H

#include "common/base/fault.h"
#include "common/mail/refusal_code.h"
#include "inspect/model/catalogue.h"
#include "inspect/model/model.h"

/*
 * Of what is foreseen (inspect/verify/foresee.h) the same, but the rules about
 * a message and its way are not tried, and a method about which nothing could
 * be foreseen does not make the verdict unknown.
 */
void judge(struct inspection *in);

/* There is no message but a question about one method: the same, with the
 * findings of this subject alone, since the others are about nothing. */
void judge_about(struct inspection *in, const char *subject);

/*
 * There is no message: note the finding `id` of the catalogue, with what
 * happened in words (one sentence), and fail with the exit status of `kind`;
 * FAULT_UNDECIDED makes the verdict unknown.
 */
void judge_missing(struct inspection *in, const char *id, enum fault_kind kind,
    struct bytes what);

/* Add evidence to the finding that judge_missing() noted. */
void judge_evidence(
    struct inspection *in, const char *label, struct bytes value);

/* It follows from what the records of the sender lack, as far as that is what
 * the receiver demands. */
void judge_demand(struct inspection *in, enum demand demand);

#endif
