#include "inspect/verify/spf_walk.h"

#include "common/mail/limits.h"
#include "common/net/domain.h"

#define SHOWN 200 /* octets of a term, in a detail */

/* ---- how a check ends before its time -------------------------------------
 */

enum auth_result spf_stop(
    struct spf_walk *w, enum spf_reason reason, struct bytes detail)
{
	w->verdict->reason = reason;
	w->verdict->detail = detail;
	return spf_result(reason);
}

enum spf_tried spf_stop_at_term(
    struct spf_walk *w, enum spf_reason reason, const struct spf_step *step)
{
	spf_stop(w, reason,
	    arena_printf(w->arena, "%.*s of %.*s",
		FMT(bytes_first(step->term, SHOWN)), FMT(step->domain)));
	return TRIED_STOP;
}

enum auth_result spf_stop_unreachable(
    struct spf_walk *w, const struct dns_answer *answer)
{
	return spf_stop(w, SPF_UNREACHABLE,
	    arena_printf(w->arena, "%s %.*s: %s%s%s",
		dns_type_word(answer->type), FMT(answer->name),
		dns_status_word(answer->status),
		answer->detail != NULL ? ", " : "",
		answer->detail != NULL ? answer->detail : ""));
}

/* ---- questions and their cost (4.6.4) --------------------------------------
 */

struct spf_step *spf_step_new(
    struct spf_walk *w, const struct spf_place *place, struct bytes term)
{
	struct spf_step *step = &w->not_kept;

	if (w->steps++ < LIMIT_SPF_STEPS) {
		step = arena_new(w->arena, struct spf_step);
		*w->last = step;
		w->last = &step->next;
	} else {
		*step = (struct spf_step){ 0 };
		w->verdict->steps_left_out++;
	}
	step->domain = place->domain;
	step->term = term;
	step->depth = place->depth;
	return step;
}

bool spf_spend(struct spf_walk *w, struct spf_step *step)
{
	step->lookups++;
	if (++w->verdict->lookups <= LIMIT_SPF_LOOKUPS)
		return true;
	spf_stop_at_term(w, SPF_LOOKUPS, step);
	return false;
}

/* What is no domain name has a detail: nobody looked it up. */
static bool is_void(const struct dns_answer *answer)
{
	return !dns_failed(answer) && answer->record_count == 0 &&
	       answer->detail == NULL;
}

void spf_count_void(
    struct spf_walk *w, struct spf_step *step, const struct dns_answer *answer)
{
	if (!is_void(answer))
		return;
	step->void_lookups++;
	w->verdict->void_lookups++;
}

const struct dns_answer *spf_ask(struct spf_walk *w, struct spf_step *step,
    enum dns_type type, struct bytes name)
{
	const struct dns_answer *answer = dns_ask(w->dns, type, name);

	spf_count_void(w, step, answer);
	if (dns_failed(answer)) {
		spf_stop_unreachable(w, answer);
		return NULL;
	}
	if (is_void(answer) &&
	    w->verdict->void_lookups > LIMIT_SPF_VOID_LOOKUPS) {
		spf_stop(w, SPF_VOID_LOOKUPS,
		    arena_printf(w->arena, "%.*s of %.*s: %s %.*s",
			FMT(bytes_first(step->term, SHOWN)), FMT(step->domain),
			dns_type_word(type), FMT(name)));
		return NULL;
	}
	return answer;
}

/* ---- validated names of the client (5.5, %{p}) ----------------------------
 */

static bool has_client(
    const struct spf_walk *w, const struct dns_answer *answer)
{
	for (const struct dns_record *r = answer->records; r != NULL;
	     r = r->next)
		if (ip_eq(&r->ip, &w->macros.client))
			return true;
	return false;
}

const struct dns_answer *spf_client_names(struct spf_walk *w)
{
	char name[IP_REVERSE_SIZE];

	return dns_ask(w->dns, DNS_PTR, ip_reverse(&w->macros.client, name));
}

bool spf_is_validated(struct spf_walk *w, struct bytes name)
{
	return has_client(w, dns_ask(w->dns, w->addresses, name));
}

const struct dns_record *spf_next_under(
    const struct dns_record *r, size_t *left, struct bytes domain)
{
	while (r != NULL && *left > 0 && bytes_present(domain) &&
	       !domain_under(r->data, domain)) {
		r = r->next;
		--*left;
	}
	return *left > 0 ? r : NULL;
}

void spf_want_names(
    struct spf_walk *w, const struct dns_record *names, struct bytes domain)
{
	size_t left = LIMIT_SPF_HOSTS;

	for (const struct dns_record *r = spf_next_under(names, &left, domain);
	     r != NULL; r = spf_next_under(r->next, &left, domain)) {
		dns_want(w->dns, w->addresses, r->data);
		left--;
	}
}

struct bytes spf_validated_name(struct spf_walk *w, struct bytes domain)
{
	const struct dns_answer *names = spf_client_names(w);
	struct bytes below = ABSENT, any = ABSENT;
	size_t left = LIMIT_SPF_HOSTS;

	spf_want_names(w, names->records, ABSENT);
	for (const struct dns_record *r = names->records; r != NULL && left > 0;
	     r = r->next, left--) {
		if (!spf_is_validated(w, r->data))
			continue;
		if (bytes_ieq(r->data, domain))
			return r->data;
		if (!bytes_present(below) && domain_under(r->data, domain))
			below = r->data;
		if (!bytes_present(any))
			any = r->data;
	}
	return bytes_present(below) ? below
	       : bytes_present(any) ? any
				    : BYTES("unknown");
}

/* ---- the domain of a term (4.8) ---------------------------------------------
 */

static struct bytes expand(
    struct spf_walk *w, const struct spf_place *place, struct bytes spec)
{
	w->macros.domain = place->domain;
	return spf_macro_domain(w->arena, spec, &w->macros);
}

struct bytes spf_target(
    struct spf_walk *w, const struct spf_place *place, struct bytes spec)
{
	if (!bytes_present(spec))
		return place->domain;
	if (spf_macro_needs_validated(spec))
		w->macros.validated = spf_validated_name(w, place->domain);
	return expand(w, place, spec);
}

/* ---- what will be asked (so that it is on its way together) ----------------
 */

static void want_term(struct spf_walk *w, const struct spf_place *place,
    const struct spf_term *term)
{
	char reverse[IP_REVERSE_SIZE];

	if (term->mechanism == SPF_PTR) {
		dns_want(
		    w->dns, DNS_PTR, ip_reverse(&w->macros.client, reverse));
		return;
	}
	if (bytes_present(term->domain) &&
	    spf_macro_needs_validated(term->domain))
		return;
	dns_want(w->dns,
	    term->mechanism == SPF_INCLUDE  ? DNS_TXT
	    : term->mechanism == SPF_MX	    ? DNS_MX
	    : term->mechanism == SPF_EXISTS ? DNS_A
					    : w->addresses,
	    bytes_present(term->domain) ? expand(w, place, term->domain)
					: place->domain);
}

bool spf_matches_network(const struct spf_walk *w, const struct spf_term *term)
{
	return ip_within(&w->macros.client, &term->network,
	    term->mechanism == SPF_IP4 ? term->bits_4 : term->bits_6);
}

/* Whatever the DNS says, no term behind this one is tried. */
static bool is_last(const struct spf_walk *w, const struct spf_term *term)
{
	return term->mechanism == SPF_ALL ||
	       (!spf_mechanism_asks(term->mechanism) &&
		   spf_matches_network(w, term));
}

bool spf_redirects(const struct spf_record *record)
{
	return bytes_present(record->redirect.text) && !record->all;
}

void spf_want_rest(struct spf_walk *w, const struct spf_place *place,
    const struct spf_record *record, size_t at)
{
	unsigned spent = w->verdict->lookups;

	while (++at < record->count && spent < LIMIT_SPF_LOOKUPS) {
		const struct spf_term *term = &record->terms[at];
		if (is_last(w, term))
			return;
		if (spf_mechanism_asks(term->mechanism)) {
			want_term(w, place, term);
			spent++;
		}
	}
	if (at >= record->count && spent < LIMIT_SPF_LOOKUPS &&
	    spf_redirects(record) &&
	    !spf_macro_needs_validated(record->redirect.domain))
		dns_want(
		    w->dns, DNS_TXT, expand(w, place, record->redirect.domain));
}
