/* Whose keys they are, and where those of Easy DKIM stand. */
#include "inspect/judge/key_place.h"

#include "common/mail/ses.h"
#include "common/net/domain.h"
#include "inspect/judge/key_text.h"

/* ---- whose they are -------------------------------------------------------
 */

bool signature_is_foreseen(const struct dkim_signature *signature)
{
	return signature->field == NULL;
}

bool key_is_own(const struct inspection *in, struct bytes domain)
{
	const struct expected *e = &in->premises->expected;

	return bytes_present(domain) && !domain_is_ses(domain) &&
	       (domain_is_own(in, domain) ||
		   (bytes_present(e->identity) &&
		       domain_under(domain, e->identity)) ||
		   (bytes_present(e->dkim_domain) &&
		       domain_under(domain, e->dkim_domain)));
}

static bool is_expected(const struct inspection *in, struct bytes selector)
{
	const struct expected *e = &in->premises->expected;

	for (size_t i = 0; i < e->dkim_token_count; i++)
		if (bytes_ieq(e->dkim_tokens[i], selector))
			return true;
	return false;
}

static bool is_signed_by_ses(const struct inspection *in)
{
	const struct dkim_signature *s = in->signatures;

	while (s != NULL && !domain_is_ses(s->domain))
		s = s->next;
	return s != NULL;
}

bool selector_is_easy(const struct inspection *in, struct bytes selector)
{
	return is_expected(in, selector) ||
	       (ses_dkim_token_is(selector) &&
		   (came_through_ses(in) || is_signed_by_ses(in)));
}

/* The domain that is expected to sign. */
struct bytes key_domain_expected(const struct inspection *in)
{
	const struct expected *e = &in->premises->expected;

	if (bytes_present(e->dkim_domain))
		return e->dkim_domain;
	return bytes_present(e->identity) ? e->identity : in->author.domain;
}

/* ---- where Easy DKIM's keys are -------------------------------------------
 */

bool answer_has_key(const struct dns_answer *answer)
{
	const struct dns_record *r =
	    answer != NULL && answer->status == DNS_FOUND ? answer->records
							  : NULL;

	while (r != NULL && key_text_tag(r->data, 'p').len == 0)
		r = r->next;
	return r != NULL;
}

struct bytes name_below(
    struct judgement *j, struct bytes selector, struct bytes zone)
{
	return bytes_present(zone) ? arena_printf(j->arena, "%.*s.%.*s",
					 FMT(selector), FMT(zone))
				   : ABSENT;
}

static bool key_is_below(
    struct judgement *j, struct bytes selector, struct bytes zone)
{
	return answer_has_key(asked(j, DNS_TXT, name_below(j, selector, zone)));
}

/* The zone that a CNAME of this selector leads to; absent: no such CNAME. */
struct bytes answer_zone(const struct dns_answer *answer, struct bytes selector)
{
	struct bytes label, zone;

	if (answer == NULL || answer->aliases == NULL)
		return ABSENT;
	bytes_cut(answer->owner, '.', &label, &zone);
	return bytes_ieq(label, selector) ? zone : ABSENT;
}

/* The zone of a token that works: all of an identity are in the same. */
static struct bytes working_zone(struct judgement *j)
{
	const struct expected *e = &j->in->premises->expected;
	const struct dkim_verdict *v = j->in->verified.dkim;
	struct bytes zone = ABSENT, domain = key_domain_expected(j->in);

	for (; v != NULL && !bytes_present(zone); v = v->next)
		if (v->reason == DKIM_VERIFIED && v->key != NULL &&
		    v->signature->alignment != ALIGN_NO)
			zone = answer_zone(v->key, v->signature->selector);
	for (size_t i = 0; i < e->dkim_token_count && !bytes_present(zone);
	     i++) {
		const struct dns_answer *answer = asked(
		    j, DNS_TXT, key_name(j->arena, e->dkim_tokens[i], domain));
		if (answer_has_key(answer))
			zone = answer_zone(answer, e->dkim_tokens[i]);
	}
	return bytes_present(zone) && ses_dkim_zone_is(zone) ? zone : ABSENT;
}

/* What SES says, or what is seen to work; absent: neither. */
static struct bytes known_zone(struct judgement *j)
{
	struct bytes zone = j->in->premises->expected.dkim_zone;

	return bytes_present(zone) ? zone : working_zone(j);
}

/* By the table of regions; absent when that has no row. */
static struct bytes table_zone(struct judgement *j)
{
	struct bytes region = region_of(j->in);

	return bytes_present(region) && ses_region_row(region) != NULL
		   ? ses_dkim_zone(j->arena, region)
		   : ABSENT;
}

/* Zones come with regions, and a replica uses its parent's (DEED): where the
 * key is found counts more than what the table says. */
struct bytes easy_target(struct judgement *j, struct bytes selector)
{
	struct bytes region = region_of(j->in), zone = known_zone(j);
	struct bytes listed = table_zone(j),
		     usual = BYTES("dkim.amazonses.com");
	struct bytes regional =
	    bytes_present(region) && ses_region_valid(region)
		? arena_printf(j->arena, "dkim.%.*s.amazonses.com", FMT(region))
		: ABSENT;

	if (bytes_present(zone))
		return name_below(j, selector, zone);
	if (bytes_present(listed) && key_is_below(j, selector, listed))
		return name_below(j, selector, listed);
	if (key_is_below(j, selector, regional))
		return name_below(j, selector, regional);
	if (key_is_below(j, selector, usual))
		return name_below(j, selector, usual);
	return name_below(j, selector, listed);
}

bool easy_zone_is_right(struct judgement *j, struct bytes zone)
{
	struct bytes known = known_zone(j), listed = table_zone(j);

	if (bytes_present(known))
		return bytes_ieq(zone, known);
	return bytes_present(listed) ? bytes_ieq(zone, listed)
				     : ses_dkim_zone_is(zone);
}
