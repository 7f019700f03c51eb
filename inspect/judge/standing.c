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

bool own_signature_unreported(const struct inspection *in)
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

static enum standing dkim_standing(const struct inspection *in)
{
	if (in->signatures == NULL && !in->message.left_out)
		return STANDING_FAIL; /* whatever is claimed */
	if (in->reported.dkim_aligned)
		return STANDING_PASS;
	if (standing_of(in->reported.dkim) == STANDING_UNKNOWN ||
	    dkim_undecided(in))
		return STANDING_UNKNOWN;
	return STANDING_FAIL;
}

static enum standing spf_standing(const struct inspection *in)
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

void standings_find(struct inspection *in)
{
	in->dkim = dkim_standing(in);
	in->spf = spf_standing(in);
	in->dmarc = standing_of(in->reported.dmarc);
}
