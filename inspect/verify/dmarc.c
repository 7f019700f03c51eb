#include "inspect/verify/dmarc.h"

#include "inspect/model/witness.h"

#include "common/net/domain.h"
#include "inspect/verify/align.h"
#include "inspect/verify/divergence.h"
#include "inspect/verify/organization.h"
#include "inspect/verify/report_targets.h"

#define WALKS_WANTED 6 /* besides the author's: what passes is rarely more */

struct evaluation {
	struct dmarc_verdict *verdict;
	struct walker walker;
	const struct suffix_list *suffixes;
	struct verified_identifier **last;
};

/* ---- questions ahead ------------------------------------------------------
 */

/* Both end in the same two labels, without which only a record at a top-level
 * domain could align them. */
static bool is_related(struct bytes a, struct bytes b)
{
	size_t most = a.len < b.len ? a.len : b.len, dots = 0, i = 0;

	for (; i < most && a.ptr[a.len - 1 - i] == b.ptr[b.len - 1 - i]; i++)
		dots += a.ptr[a.len - 1 - i] == '.';
	return dots > 1 || (dots == 1 && i == most);
}

static void want_related(
    struct dns *dns, struct bytes author, struct bytes domain)
{
	if (bytes_present(domain) && !bytes_eq(domain, author) &&
	    is_related(domain, author))
		walk_want(dns, domain);
}

void dmarc_want(struct dns *dns, const struct author *author,
    const struct dkim_signature *signatures, struct bytes mail_from_domain)
{
	size_t count = 1;

	if (!bytes_present(author->domain))
		return;
	walk_want(dns, author->domain);
	want_related(dns, author->domain, mail_from_domain);
	for (; signatures != NULL && count < WALKS_WANTED;
	     signatures = signatures->next, count++)
		want_related(dns, author->domain, signatures->domain);
}

/* ---- which record (RFC 9989 4.10.1, RFC 7489 6.6.3) -----------------------
 */

static void view_set(
    struct dmarc_view *view, enum dmarc_reason reason, struct bytes detail)
{
	view->reason = reason;
	view->detail = detail;
}

static void unreachable(struct evaluation *e, struct dmarc_view *view,
    const struct dmarc_place *place)
{
	view_set(view, DMARC_UNREACHABLE,
	    arena_printf(e->walker.arena, "_dmarc.%.*s: %s", FMT(place->domain),
		dns_status_word(place->answer->status)));
}

static void several(struct evaluation *e, struct dmarc_view *view,
    const struct dmarc_place *place)
{
	view_set(view, DMARC_SEVERAL,
	    arena_printf(e->walker.arena, "_dmarc.%.*s has %zu",
		FMT(place->domain), place->count));
}

/* Perhaps something was meant as one. */
static void none(struct evaluation *e, struct dmarc_view *view)
{
	const struct dmarc_walk *walk = &e->verdict->walk;

	view_set(view, DMARC_NO_RECORD, ABSENT);
	for (size_t i = 0; i < walk->count; i++) {
		const struct dmarc_place *place = walk->places[i];
		if (place->count > 1) {
			several(e, view, place);
			return;
		}
		if (place->why != NULL && !bytes_present(view->detail))
			view->detail = arena_printf(e->walker.arena,
			    "_dmarc.%.*s: %s", FMT(place->domain), place->why);
	}
}

/* What is published here decides; false: nothing is. */
static bool place_decides(struct evaluation *e, struct dmarc_view *view,
    const struct dmarc_place *place)
{
	if (place_failed(place))
		unreachable(e, view, place);
	else if (place->count > 1)
		several(e, view, place);
	else
		view->record = place->record;
	return place_failed(place) || place->count > 0;
}

/* The organisational domain's, else that of the public suffix above it. */
static const struct dmarc_record *inherited(
    const struct dmarc_walk *walk, struct bytes organization)
{
	const struct dmarc_place *place = walk_place(walk, organization);
	const struct dmarc_record *top = walk->places[walk->count - 1]->record;

	if (place != NULL && place->record != NULL)
		return place->record;
	return top != NULL && top->psd == PSD_YES ? top : NULL;
}

static void discover_by_walk(struct evaluation *e)
{
	const struct dmarc_walk *walk = &e->verdict->walk;
	struct dmarc_view *view = &e->verdict->by[RFC9989];
	const struct dmarc_place *failed = walk_failure(walk);

	view->organization = walk_organization(walk);
	if (place_decides(e, view, walk->places[0]))
		return;
	if (failed != NULL)
		unreachable(e, view, failed);
	else
		view->record = inherited(walk, view->organization);
	if (failed == NULL && view->record == NULL)
		none(e, view);
}

static void discover_by_list(struct evaluation *e)
{
	const struct dmarc_walk *walk = &e->verdict->walk;
	struct dmarc_view *view = &e->verdict->by[RFC7489];
	const struct dmarc_place *place;

	view->organization = organization_of(e->suffixes, walk->start);
	if (place_decides(e, view, walk->places[0]))
		return;
	place = walker_place(&e->walker, view->organization);
	if (!place_decides(e, view, place))
		none(e, view);
}

/* ---- identifiers (RFC 9989 4.10.2, RFC 7489 3.1) --------------------------
 */

static void align_by_list(struct evaluation *e, struct verified_identifier *id)
{
	struct bytes ours = e->verdict->by[RFC7489].organization;

	/* An organisation's domains lie below it. */
	if (!domain_under(id->domain, ours))
		return;
	id->organization[RFC7489] =
	    bytes_eq(id->domain, ours)
		? ours
		: organization_of(e->suffixes, id->domain);
	if (bytes_eq(id->organization[RFC7489], ours))
		id->alignment[RFC7489] = ALIGN_RELAXED;
}

static void align_by_walk(struct evaluation *e, struct verified_identifier *id)
{
	struct bytes ours = e->verdict->by[RFC9989].organization;
	struct dmarc_walk walk;
	bool same = false;

	if (bytes_present(ours) && !domain_under(id->domain, ours))
		return;
	walk_run(&e->walker, id->domain, &walk);
	id->organization[RFC9989] = walk_organization(&walk);
	id->unknown[RFC9989] = !walks_meet(&e->verdict->walk, &walk, &same);
	if (!id->unknown[RFC9989] && same)
		id->alignment[RFC9989] = ALIGN_RELAXED;
}

static void align_strictly(
    const struct evaluation *e, struct verified_identifier *id)
{
	for (int s = 0; s < DMARC_STANDARDS; s++) {
		id->alignment[s] = ALIGN_STRICT;
		id->organization[s] = e->verdict->by[s].organization;
	}
}

static bool as_before(
    const struct evaluation *e, struct verified_identifier *id)
{
	const struct verified_identifier *same = e->verdict->identifiers;

	while (same != id && !bytes_eq(same->domain, id->domain))
		same = same->next;
	if (same == id)
		return false;
	for (int s = 0; s < DMARC_STANDARDS; s++) {
		id->organization[s] = same->organization[s];
		id->alignment[s] = same->alignment[s];
		id->unknown[s] = same->unknown[s];
	}
	return true;
}

/* Whether the record's mode is content with this alignment. */
static bool fits(const struct dmarc_record *record,
    const struct verified_identifier *id, enum alignment alignment)
{
	bool strict = record != NULL &&
		      (id->kind == IDENTIFIER_DKIM ? record->strict_dkim
						   : record->strict_spf);

	return alignment == ALIGN_STRICT ||
	       (alignment == ALIGN_RELAXED && !strict);
}

static void align(struct evaluation *e, struct verified_identifier *id)
{
	if (bytes_eq(id->domain, e->verdict->author_domain)) {
		align_strictly(e, id);
	} else if (!as_before(e, id)) {
		align_by_list(e, id);
		align_by_walk(e, id);
	}
	for (int s = 0; s < DMARC_STANDARDS; s++)
		id->aligned[s] =
		    id->result == AUTH_PASS &&
		    fits(e->verdict->by[s].record, id, id->alignment[s]);
}

static void add_identifier(struct evaluation *e, enum identifier_kind kind,
    enum auth_result result, struct bytes domain,
    const struct dkim_verdict *dkim)
{
	struct verified_identifier *id =
	    arena_new(e->walker.arena, struct verified_identifier);

	id->kind = kind;
	id->result = result;
	id->domain = domain;
	id->dkim = dkim;
	*e->last = id;
	e->last = &id->next;
	if (bytes_present(e->verdict->author_domain))
		align(e, id);
}

static void add_identifiers(struct evaluation *e,
    const struct dkim_verdict *dkim, const struct spf_verdict *spf)
{
	for (; dkim != NULL; dkim = dkim->next)
		if (bytes_present(dkim->signature->domain))
			add_identifier(e, IDENTIFIER_DKIM,
			    dkim_result(dkim->reason), dkim->signature->domain,
			    dkim);
	if (spf != NULL && !spf->helo && bytes_present(spf->domain))
		add_identifier(
		    e, IDENTIFIER_SPF, spf->result, spf->domain, NULL);
}

/* ---- the policy ------------------------------------------------------------
 */

static enum dmarc_policy first_set(enum dmarc_policy a, enum dmarc_policy b)
{
	return a != POLICY_UNSET ? a : b;
}

static enum dmarc_policy softer(enum dmarc_policy policy)
{
	return policy > POLICY_NONE ? policy - 1 : policy;
}

/* np= or sp=: does the author domain exist? (RFC 8020) */
static enum dmarc_policy of_subdomain(struct evaluation *e,
    struct dmarc_view *view, enum dmarc_policy np, enum dmarc_policy sp)
{
	struct bytes author = e->verdict->author_domain;

	if (np == sp)
		return sp;
	const struct dns_answer *answer = dns_ask(e->walker.dns, DNS_A, author);
	if (dns_failed(answer)) {
		view->detail = arena_printf(e->walker.arena,
		    "%.*s: %s, so sp= or np= counts", FMT(author),
		    dns_status_word(answer->status));
		return np < sp ? np : sp;
	}
	e->verdict->author_exists = answer->status != DNS_NO_NAME;
	return e->verdict->author_exists ? sp : np;
}

static enum dmarc_policy policy_of(
    struct evaluation *e, enum dmarc_standard standard)
{
	struct dmarc_view *view = &e->verdict->by[standard];
	const struct dmarc_record *record = view->record;

	if (record->unusable[standard])
		return POLICY_NONE;
	if (bytes_eq(record->domain, e->verdict->author_domain))
		return record->p;
	enum dmarc_policy sp = first_set(record->sp, record->p);
	if (standard == RFC7489)
		return sp;
	return of_subdomain(e, view, first_set(record->np, sp), sp);
}

/* What a failing message gets: t=y by the one, pct=0 by the other. */
static enum dmarc_policy softened(
    const struct dmarc_view *view, enum dmarc_standard standard)
{
	bool soft = standard == RFC9989 ? view->record->testing
					: view->record->percent == 0;

	return soft ? softer(view->policy) : view->policy;
}

/* ---- the result ------------------------------------------------------------
 */

static const char *kind_word(const struct verified_identifier *id)
{
	return id->kind == IDENTIFIER_DKIM ? "DKIM" : "SPF";
}

static void undecided(struct evaluation *e, struct dmarc_view *view,
    enum dmarc_reason reason, const struct verified_identifier *id)
{
	view_set(view, reason,
	    arena_printf(
		e->walker.arena, "%s of %.*s", kind_word(id), FMT(id->domain)));
}

/* It might still count: its result or its alignment is not known. */
static bool is_open(
    const struct dmarc_view *view, const struct verified_identifier *id, int s)
{
	bool strict = !fits(view->record, id, ALIGN_RELAXED);
	bool fitting =
	    id->unknown[s] ? !strict : fits(view->record, id, id->alignment[s]);

	return fitting &&
	       (id->result == AUTH_TEMPERROR || id->result == AUTH_PASS);
}

static void judge_identifiers(
    struct evaluation *e, struct dmarc_view *view, int s)
{
	const struct verified_identifier *id, *open = NULL;
	bool any = false;

	for (id = e->verdict->identifiers; id != NULL; id = id->next) {
		if (id->aligned[s])
			return;
		any = any || id->result == AUTH_PASS;
		if (open == NULL && is_open(view, id, s))
			open = id;
	}
	if (open != NULL)
		undecided(e, view,
		    open->result == AUTH_PASS ? DMARC_UNREACHABLE
					      : DMARC_UNDECIDED,
		    open);
	else
		view->reason = any ? DMARC_UNALIGNED : DMARC_NOTHING_PASSES;
}

static void conclude(struct evaluation *e, enum dmarc_standard standard)
{
	struct dmarc_view *view = &e->verdict->by[standard];

	if (view->record == NULL)
		return;
	if (view->record->unusable[standard] && !view->record->rua_valid) {
		view_set(view, DMARC_NO_POLICY, ABSENT);
		return;
	}
	view->policy = policy_of(e, standard);
	judge_identifiers(e, view, (int)standard);
	enum auth_result result = dmarc_result(view->reason);
	if (result == AUTH_PASS)
		view->applied = POLICY_NONE;
	else if (result == AUTH_FAIL)
		view->applied = softened(view, standard);
}

/* ---- all of it -------------------------------------------------------------
 */

static void without_author(struct evaluation *e, const struct author *author)
{
	for (int s = 0; s < DMARC_STANDARDS; s++)
		view_set(&e->verdict->by[s], DMARC_NO_AUTHOR,
		    bytes_of(author->mistake));
}

/* That of the record: a public suffix stands above the author's. */
static struct bytes record_organization(const struct dmarc_view *view)
{
	struct bytes organization = view->organization;

	return bytes_present(organization) &&
		       !domain_under(view->record->domain, organization)
		   ? view->record->domain
		   : organization;
}

static void discover(struct evaluation *e)
{
	struct dmarc_verdict *verdict = e->verdict;
	const struct dmarc_view *view = &verdict->by[RFC9989];

	walk_run(&e->walker, verdict->author_domain, &verdict->walk);
	discover_by_walk(e);
	discover_by_list(e);
	if (view->record != NULL)
		verdict->targets = report_targets_read(e->walker.arena,
		    e->walker.dns, view->record, record_organization(view));
}

void dmarc_check(struct dmarc_verdict *verdict, struct arena *arena,
    struct dns *dns, const struct suffix_list *suffixes,
    const struct author *author, const struct dkim_verdict *dkim,
    const struct spf_verdict *spf)
{
	const struct dmarc_view *view = &verdict->by[RFC9989];
	struct evaluation e = { .verdict = verdict,
		.walker = { .arena = arena, .dns = dns },
		.suffixes = suffixes,
		.last = &verdict->identifiers };

	*verdict = (struct dmarc_verdict){ .author_domain = author->domain,
		.author_exists = true };
	if (!bytes_present(author->domain))
		without_author(&e, author);
	else
		discover(&e);
	add_identifiers(&e, dkim, spf);
	for (int s = 0; s < DMARC_STANDARDS; s++)
		conclude(&e, (enum dmarc_standard)s);
	if (verdict->targets != NULL)
		report_targets_check(verdict->targets, &e.walker, view->record,
		    record_organization(view));
	divergence_find(verdict, arena);
}

/* ---- for the methods -------------------------------------------------------
 */

static bool any_aligned(
    const struct dmarc_verdict *verdict, enum identifier_kind kind)
{
	const struct verified_identifier *id = verdict->identifiers;
	enum dmarc_standard standard = aligning_standard(verdict);

	while (id != NULL && !(id->kind == kind && id->aligned[standard]))
		id = id->next;
	return id != NULL;
}

/* The best of those that would align, else of all. */
void dmarc_settle(struct verified *verified)
{
	const struct dmarc_verdict *dmarc = verified->dmarc;
	enum auth_result best = AUTH_ABSENT;

	verified->dkim_aligned = any_aligned(dmarc, IDENTIFIER_DKIM);
	verified->spf_aligned = any_aligned(dmarc, IDENTIFIER_SPF);
	for (const struct verified_identifier *id = dmarc->identifiers;
	     id != NULL; id = id->next)
		if (id->kind == IDENTIFIER_DKIM &&
		    fits(dmarc->by[RFC9989].record, id,
			id->alignment[aligning_standard(dmarc)]))
			best = auth_result_better(best, id->result);
	if (best != AUTH_ABSENT)
		verified->dkim_result = best;
}
