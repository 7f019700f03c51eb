#include "inspect/judge/key_place.h"

#include "common/mail/ses.h"
#include "common/net/domain.h"
#include "inspect/judge/key_text.h"

#define PARENTS_MOST 3 /* domains whose zone a panel may have appended */

struct bytes key_name(
    struct arena *arena, struct bytes selector, struct bytes domain)
{
	return arena_printf(
	    arena, "%.*s._domainkey.%.*s", FMT(selector), FMT(domain));
}

/* ---- what stands at a name ------------------------------------------------
 */

static bool is_found(const struct dns_answer *answer)
{
	return answer != NULL && answer->status == DNS_FOUND;
}

/* A wildcard answers for any selector. */
static bool is_wildcard(
    struct judgement *j, enum dns_type type, struct bytes domain)
{
	return is_found(asked(
	    j, type, key_name(j->arena, BYTES("no-such-selector"), domain)));
}

/* `domain` and the domains above it that may be zones of their own. */
static size_t zones_above(struct bytes domain, struct bytes zones[PARENTS_MOST])
{
	size_t n = 0;

	while (n < PARENTS_MOST && domain_labels(domain) >= 2) {
		zones[n++] = domain;
		domain = domain_parent(domain);
	}
	return n;
}

/* A record of a key, and not what a wildcard puts at any name. */
static bool is_of(const struct dns_answer *answer, struct bytes selector)
{
	struct bytes label, rest;

	if (answer == NULL)
		return false;
	if (answer->aliases == NULL)
		return answer_has_key(answer);
	bytes_cut(answer->aliases->target, '.', &label, &rest);
	return bytes_ieq(label, selector) || answer_has_key(answer);
}

static bool find_doubled(struct judgement *j, struct key_place *p)
{
	struct bytes zones[PARENTS_MOST];
	size_t n = zones_above(p->domain, zones);

	for (size_t i = 0; i < n; i++) {
		p->other = asked(j, DNS_TXT, name_below(j, p->name, zones[i]));
		if (is_of(p->other, p->selector))
			return true;
	}
	p->other = NULL;
	return false;
}

static bool find_address(struct judgement *j, struct key_place *p)
{
	static const enum dns_type types[] = { DNS_A, DNS_AAAA };

	for (size_t i = 0; i < 2; i++) {
		p->other = asked(j, types[i], p->name);
		if (is_found(p->other) && p->other->aliases == NULL &&
		    !is_wildcard(j, types[i], p->domain))
			return true;
	}
	p->other = NULL;
	return false;
}

/* Without "_domainkey", or at the domain above. */
static void find_elsewhere(struct judgement *j, struct key_place *p)
{
	struct bytes parent = domain_parent(p->domain), names[2];

	names[0] = name_below(j, p->selector, p->domain);
	names[1] = domain_labels(parent) > 1
		       ? key_name(j->arena, p->selector, parent)
		       : ABSENT;
	for (size_t i = 0; i < 2; i++) {
		p->other = asked(j, DNS_TXT, names[i]);
		if (is_of(p->other, p->selector))
			return;
	}
	p->other = NULL;
}

/* Nothing at the name itself. */
static enum place_state state_of_nothing(
    struct judgement *j, struct key_place *p)
{
	if (find_doubled(j, p))
		return PLACE_DOUBLED;
	if (p->easy && find_address(j, p))
		return PLACE_ADDRESS;
	find_elsewhere(j, p);
	return PLACE_MISSING;
}

/* What is left of a target when the zone that was appended is gone; absent:
 * none was. */
static struct bytes unappended(struct judgement *j, const struct key_place *p)
{
	struct bytes zones[PARENTS_MOST];
	size_t n = zones_above(p->domain, zones);

	for (size_t i = 0; i < n; i++) {
		if (!domain_under(p->target, zones[i]) ||
		    p->target.len < zones[i].len + 2)
			continue;
		struct bytes left =
		    bytes_first(p->target, p->target.len - zones[i].len - 1);
		if (domain_is_ses(left) ||
		    (domain_labels(left) >= 2 &&
			answer_has_key(asked(j, DNS_TXT, left))))
			return left;
	}
	return ABSENT;
}

/* A key is there, and nobody says that it should be elsewhere. */
static bool is_served(
    struct judgement *j, const struct key_place *p, struct bytes zone)
{
	struct bytes told = j->in->premises->expected.dkim_zone;

	if (p->verdict != NULL)
		return p->verdict->reason != DKIM_KEY_MISSING;
	return answer_has_key(p->answer) &&
	       (!bytes_present(told) || !bytes_present(zone) ||
		   bytes_ieq(zone, told));
}

/* What lies at Amazon's is not in this DNS, or gave no answer. */
static bool is_unknown(struct judgement *j, const struct key_place *p)
{
	return p->verdict == NULL &&
	       (dns_failed(p->answer) ||
		   (p->answer->status == DNS_NO_NAME &&
		       !is_found(asked(j, DNS_TXT, BYTES("amazonses.com")))));
}

static enum place_state state_of_alias(struct judgement *j, struct key_place *p)
{
	struct bytes zone = answer_zone(p->answer, p->selector), left;

	p->target = p->answer->aliases->target;
	if (is_served(j, p, zone))
		return PLACE_FINE;
	left = unappended(j, p);
	if (p->easy)
		p->right = easy_target(j, p->selector);
	if (bytes_present(left) && !bytes_present(p->right))
		p->right = left;
	if (bytes_present(left))
		return PLACE_APPENDED;
	if (!p->easy || !bytes_present(zone))
		return PLACE_DANGLING;
	if (!easy_zone_is_right(j, zone))
		return dns_failed(p->answer) ? PLACE_UNREACHABLE
					     : PLACE_WRONG_ZONE;
	if (p->verdict != NULL)
		return PLACE_DANGLING;
	return is_unknown(j, p) ? PLACE_UNREACHABLE : PLACE_EMPTY;
}

/* The TXT is the target that a CNAME should have. */
static bool is_target(struct judgement *j, const struct key_place *p)
{
	struct bytes target =
	    domain_read(j->arena, bytes_trim(p->answer->records->data));

	return bytes_present(target) && domain_is_ses(target) &&
	       domain_labels(target) > 3;
}

static bool find_cname(struct judgement *j, struct key_place *p)
{
	const struct dns_answer *cname = asked(j, DNS_CNAME, p->name);

	if (!is_found(cname) || cname->records == NULL)
		return false;
	p->other = cname;
	p->target = cname->records->data;
	return true;
}

/* TXT at the name itself. */
static enum place_state state_of_text(struct judgement *j, struct key_place *p)
{
	bool is_key =
	    bytes_present(key_text_tag(p->answer->records->data, 'p'));

	if (find_cname(j, p))
		return PLACE_CONFLICT;
	if (p->easy && is_target(j, p))
		return PLACE_TARGET;
	if (p->answer->records->next == NULL && !is_key &&
	    is_wildcard(j, DNS_TXT, p->domain))
		return PLACE_MISSING;
	return PLACE_FINE;
}

static bool has_text(const struct dns_answer *answer)
{
	return answer->records != NULL &&
	       bytes_trim(answer->records->data).len > 0;
}

static enum place_state state_of(struct judgement *j, struct key_place *p)
{
	if (p->answer->aliases != NULL &&
	    (!dns_failed(p->answer) || p->verdict == NULL))
		return state_of_alias(j, p);
	if (dns_failed(p->answer))
		return PLACE_UNREACHABLE;
	if (has_text(p->answer))
		return state_of_text(j, p);
	return p->verdict == NULL || p->verdict->reason == DKIM_KEY_MISSING
		   ? state_of_nothing(j, p)
		   : PLACE_FINE;
}

/* ---- all of them ----------------------------------------------------------
 */

/* One that somebody made. */
static bool own_signs(const struct inspection *in)
{
	const struct dkim_signature *s = in->signatures;

	while (
	    s != NULL && (s->alignment == ALIGN_NO || signature_is_foreseen(s)))
		s = s->next;
	return s != NULL;
}

static bool is_about_key(enum dkim_reason reason)
{
	return reason >= DKIM_KEY_MISSING && reason <= DKIM_KEY_UNUSABLE;
}

static struct key_place *place_new(struct judgement *j, struct bytes selector,
    struct bytes domain, const struct dkim_verdict *verdict)
{
	struct key_place *p = arena_new(j->arena, struct key_place);

	p->selector = selector;
	p->domain = domain;
	p->name = key_name(j->arena, selector, domain);
	p->verdict = verdict;
	p->is_own = key_is_own(j->in, domain);
	p->answer = verdict != NULL ? verdict->key : asked(j, DNS_TXT, p->name);
	p->easy =
	    selector_is_easy(j->in, selector) ||
	    (p->answer != NULL && p->answer->aliases != NULL &&
		ses_dkim_token_is(selector) && domain_is_ses(p->answer->owner));
	p->signs = verdict != NULL && !signature_is_foreseen(verdict->signature)
		       ? true
		       : !own_signature_passes(j->in) && !own_signs(j->in);
	return p;
}

static void place_add(struct judgement *j, struct key_place *p)
{
	struct key_place **end = &j->places;

	if (p->answer == NULL)
		return;
	p->state = state_of(j, p);
	if (p->state == PLACE_FINE)
		return;
	if (!bytes_present(p->right) && p->easy && p->state != PLACE_EMPTY &&
	    p->state != PLACE_DANGLING)
		p->right = easy_target(j, p->selector);
	while (*end != NULL && (*end)->signs >= p->signs)
		end = &(*end)->next;
	p->next = *end;
	*end = p;
}

static void places_of_signatures(struct judgement *j)
{
	const struct dkim_verdict *v = j->in->verified.dkim;

	for (; v != NULL; v = v->next)
		if (is_about_key(v->reason) &&
		    signature_matters(j->in, v->signature))
			place_add(j, place_new(j, v->signature->selector,
					 v->signature->domain, v));
}

/* Some signature shows what its key is like. */
static bool is_seen(
    const struct inspection *in, struct bytes selector, struct bytes domain)
{
	const struct dkim_verdict *v = in->verified.dkim;

	while (v != NULL && (!bytes_ieq(v->signature->selector, selector) ||
				!bytes_ieq(v->signature->domain, domain)))
		v = v->next;
	return v != NULL;
}

static void places_of_tokens(struct judgement *j)
{
	const struct expected *e = &j->in->premises->expected;
	struct bytes domain = key_domain_expected(j->in);

	if (!bytes_present(domain))
		return;
	for (size_t i = 0; i < e->dkim_token_count; i++)
		if (!is_seen(j->in, e->dkim_tokens[i], domain))
			place_add(
			    j, place_new(j, e->dkim_tokens[i], domain, NULL));
}

const struct key_place *key_places(struct judgement *j)
{
	if (!j->places_known) {
		j->places_known = true;
		places_of_signatures(j);
		places_of_tokens(j);
	}
	return j->places;
}

const struct key_place *key_place_in(
    struct judgement *j, enum place_state state)
{
	const struct key_place *p = key_places(j);

	while (p != NULL && (p->state != state || !p->signs))
		p = p->next;
	return p;
}

const struct key_place *key_place_of(
    struct judgement *j, const struct dkim_signature *signature)
{
	const struct key_place *p = key_places(j);

	while (p != NULL &&
	       (p->verdict == NULL || p->verdict->signature != signature))
		p = p->next;
	return p;
}
