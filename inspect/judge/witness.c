/* Our own verification beside the trusted receiver's claims. */
#include "inspect/judge/rule.h"

#include "common/net/domain.h"

bool domain_is_own(const struct inspection *in, struct bytes domain)
{
	struct bytes organization = in->reported.author_organization;

	return bytes_present(domain) && bytes_present(organization) &&
	       domain_under(domain, organization);
}

/* ---- DKIM ---------------------------------------------------------------- */

static bool has_own_signature(const struct inspection *in)
{
	const struct dkim_signature *s = in->signatures;

	while (s != NULL && s->alignment == ALIGN_NO)
		s = s->next;
	return s != NULL;
}

bool signature_matters(
    const struct inspection *in, const struct dkim_signature *signature)
{
	return signature->alignment != ALIGN_NO ||
	       (!domain_is_ses(signature->domain) && !has_own_signature(in));
}

bool own_signature_passes(const struct inspection *in)
{
	const struct dkim_verdict *v = in->verified.dkim;

	while (v != NULL && (v->reason != DKIM_VERIFIED ||
				v->signature->alignment == ALIGN_NO))
		v = v->next;
	return v != NULL;
}

const struct dkim_verdict *failed_for(
    const struct inspection *in, enum dkim_reason reason)
{
	const struct dkim_verdict *v = in->verified.dkim;

	while (v != NULL &&
	       (v->reason != reason || !signature_matters(in, v->signature)))
		v = v->next;
	return v;
}

bool client_ip_is_proven(const struct inspection *in)
{
	const struct dkim_verdict *v = in->verified.dkim;

	if (in->envelope.client_ip.source != FACT_SES)
		return true;
	while (v != NULL && (v->reason != DKIM_VERIFIED ||
				!domain_is_ses(v->signature->domain)))
		v = v->next;
	return v != NULL || in->verified.dkim_aligned;
}

bool was_forwarded(const struct inspection *in)
{
	struct bytes sent_from = in->envelope.ses_outgoing_ip;
	struct bytes client = in->envelope.client_ip.value;

	return bytes_present(sent_from) && bytes_present(client) &&
	       !bytes_eq(sent_from, client);
}

/* ---- SPF and DMARC ------------------------------------------------------- */

const struct spf_verdict *own_spf(const struct inspection *in)
{
	const struct spf_verdict *spf = in->verified.spf;

	return spf == NULL || !bytes_present(spf->domain) ||
		       domain_is_ses(spf->domain)
		   ? NULL
		   : spf;
}
