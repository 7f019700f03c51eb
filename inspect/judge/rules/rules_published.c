/* How name servers serve the records: delegation, DNSSEC, propagation. */
#include "inspect/judge/rule.h"

#include "inspect/model/served.h"

/* ---- what all of them ask --------------------------------------------------
 */

static const struct served_zone *zones_of(const struct judgement *j)
{
	return j->in->served != NULL ? j->in->served->zones : NULL;
}

/* The next view of a zone behind `view`; NULL: the first. */
static const struct served_view *view_next(const struct judgement *j,
    const struct served_zone *zone, const struct served_view *view)
{
	view = view != NULL ? view->next : j->in->served->views;
	while (view != NULL && view->zone != zone)
		view = view->next;
	return view;
}

static struct bytes address_text(
    struct judgement *j, const struct served_server *server)
{
	struct bytes name =
	    server->host != NULL ? server->host->name : BYTES("resolver");

	return arena_printf(
	    j->arena, "%.*s (%.*s)", FMT(name), FMT(server->address));
}

/* "ns1.example.com (192.0.2.1), serial 7: the data" under NAME TYPE. */
static void shown_by_answer(struct judgement *j, const struct served_view *view,
    const struct served_answer *answer)
{
	const struct served_server *server = answer->server;
	struct bytes serial =
	    server->has_serial
		? arena_printf(j->arena, ", serial %u", server->serial)
		: BYTES("");
	struct bytes label = arena_printf(j->arena, "%.*s %s",
	    FMT(view->question.name), dns_type_word(view->question.type));

	shown_by(j, arena_cstr(j->arena, label),
	    arena_printf(j->arena, "%.*s%.*s: %.*s",
		FMT(address_text(j, server)), FMT(serial),
		FMT(served_text(j->arena, &answer->answer))));
}

static void shown_by_answers(
    struct judgement *j, const struct served_view *view)
{
	for (const struct served_answer *a = view->answers; a; a = a->next)
		if (a->data != NULL)
			shown_by_answer(j, view, a);
}

static void shown_by_server(
    struct judgement *j, const struct served_server *server)
{
	shown_by(j, "server",
	    arena_printf(j->arena, "%.*s: %s%s%s", FMT(address_text(j, server)),
		served_state_word(server->state),
		server->detail != NULL ? ", " : "",
		server->detail != NULL ? server->detail : ""));
}

/* ---- DNSSEC ----------------------------------------------------------------
 */

/* Where the parent has no DS record nothing is validated, and the resolver
 * had another reason; behind an alias lies another zone. */
static bool validation_failed(
    const struct served_view *view, const struct served_answer *answer)
{
	return answer->unchecked != NULL &&
	       (view->zone == NULL || view->zone->ds != SERVED_DS_ABSENT ||
		   answer->unchecked->aliases != NULL);
}

static void shown_by_resolver(struct judgement *j,
    const struct served_view *view, const struct served_answer *answer)
{
	struct bytes label = arena_printf(j->arena, "%.*s %s",
	    FMT(view->question.name), dns_type_word(view->question.type));

	shown_by(j, arena_cstr(j->arena, label),
	    arena_printf(j->arena, "resolver %.*s: %s; without checking: %.*s",
		FMT(answer->server->address),
		dns_status_word(answer->answer.status),
		FMT(served_text(j->arena, answer->unchecked))));
}

static void dnssec_of(struct judgement *j, const struct served_zone *zone)
{
	const struct served_view *view = NULL;
	bool said = false;

	while ((view = view_next(j, zone, view)) != NULL)
		for (const struct served_answer *a = view->resolvers; a;
		     a = a->next) {
			if (!validation_failed(view, a))
				continue;
			if (!said)
				found(j,
				    "DNSSEC does not validate for %.*s: "
				    "resolvers that check it give no answer.",
				    FMT(zone != NULL ? zone->name
						     : view->question.name));
			said = true;
			shown_by_resolver(j, view, a);
		}
	if (said && zone != NULL && zone->ds == SERVED_DS_PRESENT)
		shown_by(j, "DS at the parent", BYTES("present"));
}

static void dnssec_broken(struct judgement *j)
{
	if (j->in->served == NULL)
		return;
	for (const struct served_zone *z = zones_of(j); z; z = z->next)
		dnssec_of(j, z);
	dnssec_of(j, NULL);
}

/* ---- the delegation --------------------------------------------------------
 */

static void shown_by_hosts(struct judgement *j, const struct served_zone *zone)
{
	for (const struct served_host *h = zone->hosts; h; h = h->next)
		if (h->delegated)
			shown_by(j, "NS at the parent", h->name);
	for (const struct served_host *h = zone->hosts; h; h = h->next)
		if (h->listed)
			shown_by(j, "NS of the zone", h->name);
}

/* Of the hosts that the parent names: how many servers stand so. */
static size_t delegated_in(
    const struct served_zone *zone, enum served_state state)
{
	size_t count = 0;

	for (const struct served_host *h = zone->hosts; h; h = h->next)
		for (const struct served_server *s = h->servers; s; s = s->next)
			count += h->delegated && s->state == state;
	return count;
}

static bool lame_everywhere(const struct served_zone *zone)
{
	return zone->delegated && delegated_in(zone, SERVED_LAME) > 0 &&
	       delegated_in(zone, SERVED_AUTHORITY) == 0 &&
	       delegated_in(zone, SERVED_FAILING) == 0;
}

static bool delegated_say(
    const struct served_view *view, const struct served_data *data)
{
	for (const struct served_answer *a = view->answers; a; a = a->next)
		if (a->server->host->delegated && a->data == data)
			return true;
	return false;
}

/* Records, and good ones, that only servers have to which nobody is sent. */
static const struct served_answer *stray(const struct served_view *view)
{
	const struct served_question *q = &view->question;
	bool wish = q->wanted != NULL || q->any;

	for (const struct served_answer *a = view->answers; a; a = a->next)
		if (a->data != NULL && served_is_positive(&a->answer) &&
		    (!wish || a->data->wanted) && !a->server->host->delegated &&
		    !delegated_say(view, a->data))
			return a;
	return NULL;
}

static void stray_of(struct judgement *j, const struct served_zone *zone)
{
	const struct served_view *view = NULL;
	bool said = false;

	while ((view = view_next(j, zone, view)) != NULL) {
		const struct served_answer *a = stray(view);
		if (a == NULL)
			continue;
		if (!said && zone->delegated)
			found(j,
			    "Records of %.*s stand at %.*s, which the parent "
			    "does not name: nobody asks there.",
			    FMT(zone->name), FMT(a->server->host->name));
		else if (!said)
			found(j,
			    "Records of %.*s stand at %.*s, but the parent "
			    "does not delegate the zone: nobody asks there.",
			    FMT(zone->name), FMT(a->server->host->name));
		said = true;
		shown_by_answers(j, view);
	}
	if (said)
		shown_by_hosts(j, zone);
}

static void lame_of(struct judgement *j, const struct served_zone *zone)
{
	found(j,
	    "The servers that the parent names for %.*s do not serve that "
	    "zone.",
	    FMT(zone->name));
	for (const struct served_host *h = zone->hosts; h; h = h->next)
		for (const struct served_server *s = h->servers; s; s = s->next)
			if (h->delegated)
				shown_by_server(j, s);
}

static void delegation_stale(struct judgement *j)
{
	for (const struct served_zone *z = zones_of(j); z; z = z->next) {
		if (!z->delegation_known)
			continue;
		if (lame_everywhere(z))
			lame_of(j, z);
		else
			stray_of(j, z);
	}
}

/* ---- servers that will not agree -------------------------------------------
 */

static bool any_authority(const struct served_zone *zone)
{
	for (const struct served_host *h = zone->hosts; h; h = h->next)
		for (const struct served_server *s = h->servers; s; s = s->next)
			if (s->state == SERVED_AUTHORITY)
				return true;
	return false;
}

static void lame_servers(struct judgement *j, const struct served_zone *zone)
{
	bool said = false;

	for (const struct served_host *h = zone->hosts; h; h = h->next)
		for (const struct served_server *s = h->servers; s;
		     s = s->next) {
			if (!served_is_used(h) ||
			    (s->state != SERVED_LAME &&
				s->state != SERVED_FAILING))
				continue;
			if (!said)
				found(j,
				    "%.*s is named as a server of %.*s and "
				    "does not serve it.",
				    FMT(address_text(j, s)), FMT(zone->name));
			said = true;
			shown_by_server(j, s);
		}
}

static void homeless_hosts(struct judgement *j, const struct served_zone *zone)
{
	for (const struct served_host *h = zone->hosts; h; h = h->next)
		if (served_is_used(h) && h->servers == NULL && !h->unknown) {
			found(j,
			    "%.*s is named as a server of %.*s and has no "
			    "address.",
			    FMT(h->name), FMT(zone->name));
			fixed_by(j, "Give it an address, or take its NS record "
				    "away.");
		}
}

static void silent_servers(struct judgement *j, const struct served_zone *zone)
{
	bool said = false;

	for (const struct served_host *h = zone->hosts; h; h = h->next)
		for (const struct served_server *s = h->servers; s;
		     s = s->next) {
			if (!served_is_used(h) || s->state != SERVED_SILENT)
				continue;
			if (!said) {
				found(j,
				    "%.*s, a server of %.*s, does not "
				    "answer.",
				    FMT(address_text(j, s)), FMT(zone->name));
				/* It may be cut off from here alone. */
				weighs(j, SEVERITY_NOTE);
				fixed_by(j, "Look whether it runs, and ask "
					    "again.");
			}
			said = true;
			shown_by_server(j, s);
		}
}

static void contradictions(struct judgement *j, const struct served_zone *zone)
{
	const struct served_view *view = NULL;
	bool said = false;

	while ((view = view_next(j, zone, view)) != NULL) {
		if (!served_contradicts(view))
			continue;
		if (!said)
			found(j,
			    "Name servers of %.*s have the same serial and "
			    "different data: waiting does not help.",
			    FMT(zone->name));
		said = true;
		shown_by_answers(j, view);
	}
}

static void servers_disagree(struct judgement *j)
{
	for (const struct served_zone *z = zones_of(j); z; z = z->next) {
		if (!any_authority(z))
			continue;
		contradictions(j, z);
		lame_servers(j, z);
		homeless_hosts(j, z);
		silent_servers(j, z);
	}
}

/* ---- what waiting repairs --------------------------------------------------
 */

static void old_servers(struct judgement *j, const struct served_zone *zone)
{
	const struct served_view *view = NULL;
	uint32_t most = 0;
	bool said = false;

	while ((view = view_next(j, zone, view)) != NULL) {
		if (!served_differs(view) || served_contradicts(view))
			continue;
		if (!said)
			found(j,
			    "Name servers of %.*s serve different data: a "
			    "change has not reached all of them.",
			    FMT(zone->name));
		said = true;
		if (served_lingers(view) > most)
			most = served_lingers(view);
		shown_by_answers(j, view);
	}
	if (said)
		fixed_by(j,
		    "Wait until all have the new data; for %u s after that "
		    "caches may hold the old.",
		    most);
}

/* A resolver that believes otherwise than all authorities say. */
static bool believes_old(
    const struct served_view *view, const struct served_answer *resolver)
{
	const struct served_data *all = served_by_all(view);

	return all != NULL && all->newest && resolver->data != NULL &&
	       resolver->data != all;
}

static void old_caches(struct judgement *j, const struct served_view *view)
{
	for (const struct served_answer *a = view->resolvers; a; a = a->next) {
		if (!believes_old(view, a) || !served_is_positive(&a->answer))
			continue;
		found(j,
		    "All name servers have the new data of %.*s %s, a resolver "
		    "has not yet.",
		    FMT(view->question.name),
		    dns_type_word(view->question.type));
		weighs(j, SEVERITY_NOTE);
		shown_by_answer(j, view, a);
		fixed_by(j, "Wait: it forgets the old data in %u s.",
		    served_lingers(view));
	}
}

static void not_propagated(struct judgement *j)
{
	for (const struct served_zone *z = zones_of(j); z; z = z->next) {
		const struct served_view *view = NULL;
		old_servers(j, z);
		while ((view = view_next(j, z, view)) != NULL)
			old_caches(j, view);
	}
}

static void negative_cached(struct judgement *j)
{
	if (j->in->served == NULL)
		return;
	for (const struct served_view *v = j->in->served->views; v; v = v->next)
		for (const struct served_answer *a = v->resolvers; a;
		     a = a->next) {
			const struct served_data *all = served_by_all(v);
			if (!believes_old(v, a) ||
			    served_is_positive(&a->answer) ||
			    !served_is_positive(all->answer))
				continue;
			found(j,
			    "A resolver still believes that there is no %s "
			    "record at %.*s.",
			    dns_type_word(v->question.type),
			    FMT(v->question.name));
			shown_by_answer(j, v, a);
			shown_by(j, "name servers",
			    served_text(j->arena, all->answer));
			fixed_by(
			    j, "Wait: it asks again in %u s.", a->answer.ttl);
		}
}

/* ---- the table -------------------------------------------------------------
 */

static const char *const delegation[] = { "dns-delegation-stale", NULL };

const struct rule rules_published[] = {
	{ "dns-dnssec-broken", dnssec_broken, NULL },
	{ "dns-delegation-stale", delegation_stale, NULL },
	{ "dns-servers-disagree", servers_disagree, delegation },
	{ "dns-not-propagated", not_propagated, delegation },
	{ "dns-negative-cached", negative_cached, NULL },
	{ 0 },
};
