#include "inspect/verify/divergence.h"

static const struct verified_identifier *aligned_by_one(
    const struct dmarc_verdict *verdict)
{
	const struct verified_identifier *id = verdict->identifiers;

	while (id != NULL && id->aligned[RFC9989] == id->aligned[RFC7489])
		id = id->next;
	return id;
}

/* What differs; absent: nothing does. */
static struct bytes difference(
    const struct dmarc_verdict *verdict, struct arena *arena)
{
	const struct dmarc_view *walk = &verdict->by[RFC9989];
	const struct dmarc_view *list = &verdict->by[RFC7489];
	const struct verified_identifier *id = aligned_by_one(verdict);

	if (dmarc_result(walk->reason) != dmarc_result(list->reason))
		return arena_printf(arena, "%s by RFC 9989, %s by RFC 7489",
		    auth_result_word(dmarc_result(walk->reason)),
		    auth_result_word(dmarc_result(list->reason)));
	if (id != NULL)
		return arena_printf(arena, "%s of %.*s aligns by %s alone",
		    id->kind == IDENTIFIER_DKIM ? "DKIM" : "SPF",
		    FMT(id->domain),
		    id->aligned[RFC9989] ? "RFC 9989" : "RFC 7489");
	if (walk->policy != list->policy)
		return arena_printf(arena,
		    "the policy is %s by RFC 9989, %s by RFC 7489",
		    dmarc_policy_text(walk->policy),
		    dmarc_policy_text(list->policy));
	if (walk->applied != list->applied)
		return arena_printf(arena,
		    "%s is applied by RFC 9989, %s by RFC 7489",
		    dmarc_policy_text(walk->applied),
		    dmarc_policy_text(list->applied));
	return ABSENT;
}

/* The author's organisational domains, when both are known and differ. */
static bool organizations_differ(const struct dmarc_verdict *verdict)
{
	struct bytes walk = verdict->by[RFC9989].organization;
	struct bytes list = verdict->by[RFC7489].organization;

	return bytes_present(walk) && bytes_present(list) &&
	       !bytes_eq(walk, list);
}

static struct bytes record_domain(const struct dmarc_view *view)
{
	return view->record != NULL ? view->record->domain : BYTES("none");
}

/* What one standard has and the other has not. */
static const char *own_tag(const struct dmarc_verdict *verdict)
{
	const struct dmarc_record *record = verdict->by[RFC9989].record;

	if (record->unusable[RFC9989] != record->unusable[RFC7489])
		return "np= has no policy, and RFC 7489 does not know it";
	if (verdict->by[RFC9989].policy != verdict->by[RFC7489].policy)
		return "np= counts for RFC 9989 alone";
	if (record->percent == 0)
		return record->testing
			   ? "pct= counts for RFC 7489, t= for RFC 9989"
			   : "pct=0 counts for RFC 7489 alone";
	return record->testing ? "t=y counts for RFC 9989 alone" : NULL;
}

static struct bytes why(
    const struct dmarc_verdict *verdict, struct arena *arena)
{
	const struct dmarc_view *walk = &verdict->by[RFC9989];
	const struct dmarc_view *list = &verdict->by[RFC7489];
	const struct verified_identifier *id = aligned_by_one(verdict);

	if (organizations_differ(verdict))
		return arena_printf(arena,
		    "the organisational domain is %.*s by the tree walk, "
		    "%.*s by the Public Suffix List",
		    FMT(walk->organization), FMT(list->organization));
	if (walk->reason == DMARC_UNREACHABLE)
		return walk->detail;
	if (list->reason == DMARC_UNREACHABLE)
		return list->detail;
	if (walk->record != list->record)
		return arena_printf(arena,
		    "the record is that of %.*s by the tree walk, of %.*s "
		    "beside the Public Suffix List",
		    FMT(record_domain(walk)), FMT(record_domain(list)));
	if (id != NULL)
		return arena_printf(arena,
		    "by the %s %.*s is of another organisation than %.*s",
		    id->aligned[RFC9989] ? "Public Suffix List" : "tree walk",
		    FMT(id->domain), FMT(verdict->author_domain));
	return walk->record != NULL ? bytes_of(own_tag(verdict)) : ABSENT;
}

void divergence_find(struct dmarc_verdict *verdict, struct arena *arena)
{
	struct bytes what = difference(verdict, arena);

	verdict->diverges = bytes_present(what);
	if (!verdict->diverges)
		return;
	struct bytes reason = why(verdict, arena);
	verdict->divergence =
	    !bytes_present(reason)
		? what
		: arena_printf(arena, "%.*s: %.*s", FMT(what), FMT(reason));
}
