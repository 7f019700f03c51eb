#include "inspect/judge/rule.h"

#include "inspect/model/receivers.h"

bool has_trusted_claim(const struct inspection *in)
{
	const struct claim_field *field = in->claims;

	while (field != NULL &&
	       (field->trust != TRUST_YES || field->claims == NULL))
		field = field->next;
	return field != NULL;
}

static bool is_reported(
    const struct inspection *in, const struct dkim_signature *signature)
{
	return reported_of_signature(&in->reported, signature) != NULL;
}

/* The receiver is known to report one signature only, and an aligned one is
 * not among what it reports: nobody can say how that one stands. */
static bool own_signature_unreported(const struct inspection *in)
{
	const struct dkim_signature *s = in->signatures;

	if (in->receiver == NULL ||
	    (in->receiver->habits & HABIT_ONE_SIGNATURE) == 0)
		return false;
	while (s != NULL && (s->alignment == ALIGN_NO || is_reported(in, s)))
		s = s->next;
	return s != NULL;
}

/* The words of RFC 8601 as pass, fail, or nothing learnt. */
static enum standing standing_of(enum auth_result result)
{
	switch (result) {
	case AUTH_PASS:
		return STANDING_PASS;
	case AUTH_ABSENT:
	case AUTH_TEMPERROR:
	case AUTH_OTHER:
		return STANDING_UNKNOWN;
	default:
		return STANDING_FAIL;
	}
}

/* An aligned signature may be good, but its check could not be made or the
 * claim does not say whose signature it is about. */
static bool dkim_undecided(const struct inspection *in)
{
	const struct identifier *id = in->reported.identifiers;

	for (; id != NULL; id = id->next) {
		if (id->kind != IDENTIFIER_DKIM)
			continue;
		bool nameless = !bytes_present(id->domain);
		if (id->result == AUTH_PASS && nameless)
			return true;
		if (standing_of(id->result) == STANDING_UNKNOWN &&
		    (nameless || id->alignment != ALIGN_NO))
			return true;
	}
	return own_signature_unreported(in);
}

/* ---- as the trusted receiver claims --------------------------------------
 */

static enum standing dkim_reported(const struct inspection *in)
{
	if (in->reported.dkim_aligned)
		return STANDING_PASS;
	if (standing_of(in->reported.dkim) == STANDING_UNKNOWN ||
	    dkim_undecided(in))
		return STANDING_UNKNOWN;
	return STANDING_FAIL;
}

static enum standing spf_reported(const struct inspection *in)
{
	const struct identifier *id = reported_of_spf(&in->reported);

	if (in->reported.spf_aligned)
		return STANDING_PASS;
	if (in->reported.spf == AUTH_PASS &&
	    (id == NULL || !bytes_present(id->domain)))
		return STANDING_UNKNOWN;
	if (in->reported.spf == AUTH_PASS)
		return STANDING_FAIL; /* for another organisation */
	return standing_of(in->reported.spf);
}

/* ---- as we verified ------------------------------------------------------
 */

/* It passes, but the DNS did not tell whose organisation it is. */
static bool organization_unknown(
    const struct inspection *in, const struct dkim_verdict *verdict)
{
	const struct dmarc_verdict *dmarc = in->verified.dmarc;
	const struct verified_identifier *id =
	    dmarc != NULL ? dmarc->identifiers : NULL;

	while (id != NULL && id->dkim != verdict)
		id = id->next;
	return id != NULL && id->unknown[RFC9989];
}

static bool own_undecided(
    const struct inspection *in, const struct dkim_verdict *verdict)
{
	if (verdict->reason == DKIM_VERIFIED)
		return organization_unknown(in, verdict);
	return verdict->signature->alignment != ALIGN_NO &&
	       (!decides(dkim_result(verdict->reason)) ||
		   copy_altered(in, verdict));
}

static enum standing dkim_verified(const struct inspection *in)
{
	const struct dkim_verdict *v = in->verified.dkim;

	if (in->verified.dkim_aligned)
		return STANDING_PASS;
	if (v == NULL || in->verified.dkim_result == AUTH_ABSENT)
		return STANDING_UNKNOWN;
	while (v != NULL && !own_undecided(in, v))
		v = v->next;
	return v != NULL ? STANDING_UNKNOWN : STANDING_FAIL;
}

static enum standing spf_verified(const struct inspection *in)
{
	const struct spf_verdict *spf = in->verified.spf;

	if (spf == NULL || spf->reason == SPF_NO_DOMAIN)
		return STANDING_UNKNOWN;
	if (spf->result != AUTH_PASS)
		return standing_of(spf->result);
	if (in->verified.spf_aligned)
		return client_ip_is_proven(in) ? STANDING_PASS
					       : STANDING_UNKNOWN;
	return organization_unknown(in, NULL) ? STANDING_UNKNOWN
					      : STANDING_FAIL;
}

static enum standing dmarc_verified(const struct inspection *in)
{
	const struct dmarc_view *view = own_dmarc(in);

	if (view == NULL)
		return STANDING_UNKNOWN;
	switch (view->reason) {
	case DMARC_ALIGNED:
		return in->verified.dkim_aligned || client_ip_is_proven(in)
			   ? STANDING_PASS
			   : STANDING_UNKNOWN;
	case DMARC_UNALIGNED:
	case DMARC_NOTHING_PASSES:
		return own_copy_altered(in) ? STANDING_UNKNOWN : STANDING_FAIL;
	default:
		return standing_of(dmarc_result(view->reason));
	}
}

/* ---- both ----------------------------------------------------------------
 */

static enum standing both(enum standing reported, enum standing verified)
{
	if (reported == STANDING_FAIL || verified == STANDING_FAIL)
		return STANDING_FAIL;
	return reported == STANDING_UNKNOWN ? verified : reported;
}

/* The receiver had another DNS: what passed there is one proof more, what did
 * not may pass now. */
static enum standing counted(
    const struct inspection *in, enum standing reported)
{
	return in->premises->what_if && reported == STANDING_FAIL
		   ? STANDING_UNKNOWN
		   : reported;
}

void standings_find(struct inspection *in)
{
	if (in->signatures == NULL && !in->message.left_out && !in->foreseen)
		in->dkim = STANDING_FAIL; /* whatever is claimed */
	else
		in->dkim =
		    both(counted(in, dkim_reported(in)), dkim_verified(in));
	in->spf = both(counted(in, spf_reported(in)), spf_verified(in));
	in->dmarc = both(
	    counted(in, standing_of(in->reported.dmarc)), dmarc_verified(in));
}
