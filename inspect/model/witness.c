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
