#include "inspect/verify/spf.h"

#include "common/base/text.h"
#include "common/net/domain.h"
#include "inspect/verify/spf_walk.h"

#define SHOWN 200 /* octets of a term, in a detail */

/* ---- the record of a domain (4.4, 4.5) ------------------------------------
 */

static enum auth_result stop_without_record(
    struct spf_walk *w, const struct dns_answer *answer)
{
	return spf_stop(w, SPF_NO_RECORD,
	    answer->status == DNS_NO_NAME ? BYTES("the name does not exist")
					  : ABSENT);
}

static enum auth_result stop_malformed(struct spf_walk *w,
    const struct spf_place *place, const struct spf_record *record)
{
	return spf_stop(w, SPF_SYNTAX,
	    arena_printf(w->arena, "\"%.*s\" of %.*s: expected %s",
		FMT(bytes_first(record->mistaken, SHOWN)), FMT(place->domain),
		record->mistake));
}

/* ABSENT when there is one and it can be read. */
static enum auth_result record_get(struct spf_walk *w,
    const struct spf_place *place, struct spf_record *record)
{
	const struct dns_answer *answer =
	    dns_ask(w->dns, DNS_TXT, place->domain);
	struct bytes text;

	if (place->step != NULL)
		spf_count_void(w, place->step, answer);
	else
		w->verdict->answer = answer;
	if (dns_failed(answer))
		return spf_stop_unreachable(w, answer);
	size_t count = spf_record_find(answer, &text);
	if (place->step == NULL)
		w->verdict->record = text;
	if (count == 0)
		return stop_without_record(w, answer);
	if (count > 1)
		return spf_stop(w, SPF_SEVERAL, place->domain);
	return spf_record_read(record, w->arena, text)
		   ? AUTH_ABSENT
		   : stop_malformed(w, place, record);
}

/* ---- check_host() (4) ------------------------------------------------------
 */

static void note_match(struct spf_walk *w, const struct spf_place *place,
    const struct spf_record *record, const struct spf_term *term)
{
	if (place->included)
		return;
	w->verdict->matched = term->text;
	w->explanation = record->explanation;
	w->explanation_domain = place->domain;
}

/* RFC 7208 4.6.2 */
static enum auth_result qualifier_result(char qualifier)
{
	return qualifier == '-'	  ? AUTH_FAIL
	       : qualifier == '~' ? AUTH_SOFTFAIL
	       : qualifier == '?' ? AUTH_NEUTRAL
				  : AUTH_PASS;
}

/* ABSENT when no term matches. */
static enum auth_result try_terms(struct spf_walk *w,
    const struct spf_place *place, const struct spf_record *record)
{
	bool wanted = false;

	for (size_t i = 0; i < record->count; i++) {
		const struct spf_term *term = &record->terms[i];
		struct spf_trial trial = { w, place, term,
			spf_step_new(w, place, term->text) };
		if (!wanted && spf_mechanism_asks(term->mechanism)) {
			spf_want_rest(w, place, record, i);
			wanted = true;
		}
		enum spf_tried tried = spf_try(&trial);
		if (tried == TRIED_STOP)
			return spf_result(w->verdict->reason);
		if (tried == TRIED_MATCH) {
			note_match(w, place, record, term);
			return qualifier_result(term->qualifier);
		}
	}
	return AUTH_ABSENT;
}

static enum auth_result redirect(struct spf_walk *w,
    const struct spf_place *place, const struct spf_modifier *redirect)
{
	struct spf_step *step = spf_step_new(w, place, redirect->text);

	if (!spf_spend(w, step))
		return spf_result(w->verdict->reason);
	return spf_check_other(w, place, false, redirect->domain, step);
}

enum auth_result spf_check_host(
    struct spf_walk *w, const struct spf_place *place)
{
	struct spf_record record;
	enum auth_result result = record_get(w, place, &record);

	if (result == AUTH_ABSENT)
		result = try_terms(w, place, &record);
	if (result != AUTH_ABSENT)
		return result;
	return spf_redirects(&record) ? redirect(w, place, &record.redirect)
				      : AUTH_NEUTRAL;
}

/* The same record with the same sender would lead here again, and again. */
static bool is_loop(const struct spf_place *place, struct bytes domain)
{
	for (; place != NULL; place = place->from)
		if (bytes_ieq(place->domain, domain))
			return true;
	return false;
}

/* 4.3: at least two labels, of 1 to 63 octets. */
static bool is_domain(struct bytes name)
{
	size_t labels = 0;

	while (bytes_present(name)) {
		struct bytes label;
		bytes_cut(name, '.', &label, &name);
		if (label.len == 0 || label.len > LABEL_MAX)
			return false;
		labels++;
	}
	return labels >= 2;
}

static enum auth_result other_result(
    struct spf_walk *w, const struct spf_place *place)
{
	if (!is_domain(place->domain))
		return AUTH_NONE;
	if (!is_loop(place->from, place->domain))
		return spf_check_host(w, place);
	spf_stop_at_term(w, SPF_LOOP, place->step);
	return AUTH_PERMERROR;
}

enum auth_result spf_check_other(struct spf_walk *w,
    const struct spf_place *from, bool included, struct bytes spec,
    struct spf_step *step)
{
	struct spf_place place = {
		.domain = spf_target(w, from, spec),
		.depth = from->depth + 1,
		.included = included || from->included,
		.step = step,
		.from = from,
	};

	step->result = other_result(w, &place);
	if (step->result != AUTH_NONE)
		return step->result;
	spf_stop_at_term(
	    w, included ? SPF_INCLUDE_NONE : SPF_REDIRECT_NONE, step);
	return AUTH_PERMERROR;
}

/* ---- exp= (6.2) -------------------------------------------------------------
 */

/* Whatever is wrong with an explanation, the result stands without it. */
static void explain(struct spf_walk *w)
{
	const struct spf_place place = { .domain = w->explanation_domain };

	if (!bytes_present(w->explanation.text))
		return;
	struct bytes name = spf_target(w, &place, w->explanation.domain);
	const struct dns_answer *answer = dns_ask(w->dns, DNS_TXT, name);
	if (answer->status != DNS_FOUND || answer->record_count != 1)
		return;
	struct bytes text = answer->records->data;
	if (spf_macro_check(text, SPF_IN_EXPLANATION) != NULL)
		return;
	w->macros.domain = place.domain;
	if (spf_macro_needs_validated(text))
		w->macros.validated = spf_validated_name(w, place.domain);
	w->verdict->explanation =
	    spf_macro_explanation(w->arena, text, &w->macros);
}

/* ---- the sender (2.4, 4.1, 4.3) ---------------------------------------------
 */

static bool is_null(const struct spf_query *query)
{
	return bytes_empty(query->mail_from);
}

/* What stands behind the last '@' of the sender, or the name of HELO. */
static struct bytes sender_domain(
    const struct spf_query *query, struct bytes *local)
{
	struct bytes domain;

	*local = ABSENT;
	if (is_null(query))
		return query->helo;
	bytes_cut_last(query->mail_from, '@', local, &domain);
	return domain;
}

static void macros_fill(
    struct spf_walk *w, const struct spf_query *query, struct bytes local)
{
	struct spf_macros *m = &w->macros;
	bool bare = bytes_empty(local);

	m->local = bare ? BYTES("postmaster") : local;
	m->sender_domain = w->verdict->domain;
	m->sender = bare ? arena_printf(w->arena, "postmaster@%.*s",
			       FMT(m->sender_domain))
			 : query->mail_from;
	m->helo = query->helo;
	m->receiver =
	    bytes_present(query->receiver) ? query->receiver : BYTES("unknown");
	m->client = query->client;
	m->now = query->now;
}

static bool sender_read(struct spf_walk *w, const struct spf_query *query)
{
	struct spf_verdict *verdict = w->verdict;
	char ip[IP_TEXT_SIZE];
	struct bytes local, domain = sender_domain(query, &local);

	verdict->helo = is_null(query);
	verdict->client_ip =
	    arena_copy(w->arena, bytes_of(ip_write(&query->client, ip)));
	verdict->domain = domain_read(w->arena, domain);
	if (!is_domain(verdict->domain)) {
		verdict->domain = ABSENT;
		spf_stop(w, SPF_NO_DOMAIN, domain);
		return false;
	}
	macros_fill(w, query, local);
	return true;
}

void spf_want(struct dns *dns, const struct spf_query *query)
{
	struct bytes local, domain = sender_domain(query, &local);

	if (is_domain(domain) && is_ascii(domain))
		dns_want(dns, DNS_TXT, domain);
}

void spf_check(struct spf_verdict *verdict, struct arena *arena,
    struct dns *dns, const struct spf_query *query)
{
	struct spf_walk w = {
		.arena = arena,
		.dns = dns,
		.verdict = verdict,
		.addresses = query->client.family == 4 ? DNS_A : DNS_AAAA,
		.last = &verdict->steps,
	};
	struct spf_place place = { 0 };

	*verdict = (struct spf_verdict){ .reason = SPF_MATCHED };
	if (!sender_read(&w, query)) {
		verdict->result = AUTH_NONE;
		return;
	}
	place.domain = verdict->domain;
	verdict->result = spf_check_host(&w, &place);
	if (bytes_present(verdict->matched)) {
		verdict->reason = SPF_MATCHED;
		verdict->detail = ABSENT;
	} else if (verdict->result == AUTH_NEUTRAL) {
		verdict->reason = SPF_DEFAULT;
		verdict->detail = ABSENT;
	}
	if (verdict->result == AUTH_FAIL)
		explain(&w);
}
