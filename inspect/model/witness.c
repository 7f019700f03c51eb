#include "inspect/model/witness.h"

bool decides(enum auth_result result)
{
	return result != AUTH_ABSENT && result != AUTH_TEMPERROR &&
	       result != AUTH_OTHER;
}

bool copy_altered(
    const struct inspection *in, const struct dkim_verdict *verdict)
{
	if (verdict->reason != DKIM_BODY_CHANGED ||
	    verdict->header_signature != MATCH_YES)
		return false;
	const struct identifier *id =
	    reported_of_signature(&in->reported, verdict->signature);
	return id != NULL && id->result == AUTH_PASS;
}

bool own_copy_altered(const struct inspection *in)
{
	const struct dkim_verdict *v = in->verified.dkim;

	while (v != NULL &&
	       (v->signature->alignment == ALIGN_NO || !copy_altered(in, v)))
		v = v->next;
	return v != NULL;
}

const struct dmarc_view *own_dmarc(const struct inspection *in)
{
	const struct dmarc_verdict *dmarc = in->verified.dmarc;

	return dmarc != NULL ? &dmarc->by[RFC9989] : NULL;
}

bool spf_decides(const struct inspection *in)
{
	return in->verified.spf != NULL && decides(in->verified.spf->result);
}

bool dmarc_decides(const struct inspection *in)
{
	const struct dmarc_view *view = own_dmarc(in);

	return view != NULL && decides(dmarc_result(view->reason));
}

enum auth_result spf_word(const struct inspection *in)
{
	return spf_decides(in) ? in->verified.spf->result : in->reported.spf;
}

enum auth_result dmarc_word(const struct inspection *in)
{
	return dmarc_decides(in) ? dmarc_result(own_dmarc(in)->reason)
				 : in->reported.dmarc;
}

struct bytes spf_domain(const struct inspection *in)
{
	const struct identifier *id = reported_of_spf(&in->reported);

	if (spf_decides(in))
		return in->verified.spf->domain;
	return id != NULL ? id->domain : ABSENT;
}

struct bytes policy_word(const struct inspection *in)
{
	return dmarc_decides(in) || (in->foreseen && own_dmarc(in) != NULL)
		   ? bytes_of(dmarc_policy_word(own_dmarc(in)->policy))
		   : in->reported.dmarc_policy;
}

static bool is_without_record(const struct dmarc_view *view)
{
	return view->reason == DMARC_NO_RECORD || view->reason == DMARC_SEVERAL;
}

enum dmarc_standard aligning_standard(const struct dmarc_verdict *dmarc)
{
	return is_without_record(&dmarc->by[RFC9989]) &&
		       is_without_record(&dmarc->by[RFC7489])
		   ? RFC7489
		   : RFC9989;
}

bool dkim_aligns(const struct inspection *in)
{
	if (decides(in->verified.dkim_result) && !own_copy_altered(in))
		return in->verified.dkim_aligned;
	return in->reported.dkim_aligned;
}

bool spf_aligns(const struct inspection *in)
{
	return spf_decides(in) ? in->verified.spf_aligned
			       : in->reported.spf_aligned;
}
