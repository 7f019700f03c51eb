#include "inspect/verify/spf_walk.h"

#include "common/mail/limits.h"

static enum spf_tried tried(bool match)
{
	return match ? TRIED_MATCH : TRIED_NO;
}

static enum spf_tried try_all(const struct spf_trial *t)
{
	(void)t;
	return TRIED_MATCH;
}

static enum spf_tried try_network(const struct spf_trial *t)
{
	return tried(spf_matches_network(t->walk, t->term));
}

static bool has_neighbour(
    const struct spf_trial *t, const struct dns_answer *answer)
{
	const struct ip *client = &t->walk->macros.client;
	unsigned bits = client->family == 4 ? t->term->bits_4 : t->term->bits_6;

	for (const struct dns_record *r = answer->records; r != NULL;
	     r = r->next)
		if (ip_within(client, &r->ip, bits))
			return true;
	return false;
}

static enum spf_tried try_host(const struct spf_trial *t, struct bytes name)
{
	const struct dns_answer *answer =
	    spf_ask(t->walk, t->step, t->walk->addresses, name);

	return answer == NULL ? TRIED_STOP : tried(has_neighbour(t, answer));
}

static enum spf_tried try_a(const struct spf_trial *t)
{
	return try_host(t, spf_target(t->walk, t->place, t->term->domain));
}

static enum spf_tried try_mx(const struct spf_trial *t)
{
	struct spf_walk *w = t->walk;
	const struct dns_answer *answer = spf_ask(
	    w, t->step, DNS_MX, spf_target(w, t->place, t->term->domain));
	enum spf_tried result = TRIED_NO;

	if (answer == NULL)
		return TRIED_STOP;
	if (answer->record_count > LIMIT_SPF_HOSTS)
		return spf_stop_at_term(w, SPF_MX_HOSTS, t->step);
	for (const struct dns_record *r = answer->records; r != NULL;
	     r = r->next)
		if (r != answer->records)
			dns_want(w->dns, w->addresses, r->data);
	for (const struct dns_record *r = answer->records;
	     r != NULL && result == TRIED_NO; r = r->next)
		if (r->data.len > 0) /* RFC 7505: "." takes no mail */
			result = try_host(t, r->data);
	return result;
}

static enum spf_tried try_ptr(const struct spf_trial *t)
{
	struct spf_walk *w = t->walk;
	struct bytes domain = spf_target(w, t->place, t->term->domain);
	const struct dns_answer *names = spf_client_names(w);
	size_t left = LIMIT_SPF_HOSTS;

	spf_count_void(w, t->step, names);
	if (w->verdict->void_lookups > LIMIT_SPF_VOID_LOOKUPS)
		return spf_stop_at_term(w, SPF_VOID_LOOKUPS, t->step);
	spf_want_names(w, names->records, domain);
	for (const struct dns_record *r =
		 spf_next_under(names->records, &left, domain);
	     r != NULL; r = spf_next_under(r->next, &left, domain)) {
		if (spf_is_validated(w, r->data))
			return TRIED_MATCH;
		left--;
	}
	return TRIED_NO;
}

static enum spf_tried try_exists(const struct spf_trial *t)
{
	const struct dns_answer *answer = spf_ask(t->walk, t->step, DNS_A,
	    spf_target(t->walk, t->place, t->term->domain));

	return answer == NULL ? TRIED_STOP : tried(answer->record_count > 0);
}

/* 5.2: the table of results */
static enum spf_tried try_include(const struct spf_trial *t)
{
	switch (spf_check_other(
	    t->walk, t->place, true, t->term->domain, t->step)) {
	case AUTH_PASS:
		return TRIED_MATCH;
	case AUTH_FAIL:
	case AUTH_SOFTFAIL:
	case AUTH_NEUTRAL:
		return TRIED_NO;
	default:
		return TRIED_STOP;
	}
}

enum spf_tried spf_try(const struct spf_trial *t)
{
	static enum spf_tried (*const tries[])(const struct spf_trial *t) = {
		[SPF_ALL] = try_all,
		[SPF_INCLUDE] = try_include,
		[SPF_A] = try_a,
		[SPF_MX] = try_mx,
		[SPF_PTR] = try_ptr,
		[SPF_IP4] = try_network,
		[SPF_IP6] = try_network,
		[SPF_EXISTS] = try_exists,
	};
	enum spf_tried result = TRIED_STOP;

	if (!spf_mechanism_asks(t->term->mechanism) ||
	    spf_spend(t->walk, t->step))
		result = tries[t->term->mechanism](t);
	t->step->matched = result == TRIED_MATCH;
	return result;
}
