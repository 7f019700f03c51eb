#include "common/dns/authority_parts.h"

#include "common/net/domain.h"

static const struct bytes root = { "", 0 };

/* The name above; absent above the root. */
static struct bytes above_name(struct bytes name)
{
	struct bytes parent = domain_parent(name);

	if (name.len == 0)
		return ABSENT;
	return bytes_present(parent) ? parent : root;
}

static bool is_within(struct bytes name, struct bytes zone)
{
	return zone.len == 0 || domain_under(name, zone);
}

/* ---- the hosts of a zone ---------------------------------------------------
 */

struct use {
	struct zone *zone;
	struct served_host *host;
};

static void host_found(void *context, const struct ip *ip, bool failed)
{
	struct use *use = context;

	if (ip != NULL)
		server_add(use->zone, use->host, ip);
	else
		use->host->unknown = failed && use->host->servers == NULL;
}

struct served_host *host_add(struct zone *zone, struct bytes name)
{
	struct served_host **end = &zone->served->hosts;
	struct arena *arena = zone->run->arena;

	while (*end != NULL && !bytes_eq((*end)->name, name))
		end = &(*end)->next;
	if (*end != NULL)
		return *end;
	if (zone->host_count == HOSTS_MOST) {
		zone->run->served->cut_short = true;
		return NULL;
	}
	struct served_host *host = arena_new(arena, struct served_host);
	struct use *use = arena_new(arena, struct use);
	*host = (struct served_host){ .name = name };
	*use = (struct use){ zone, host };
	*end = host;
	zone->host_count++;
	addresses_want(zone->run, name, host_found, use);
	return host;
}

/* ---- zones ------------------------------------------------------------------
 */

static struct zone *zone_named(const struct run *run, struct bytes name)
{
	struct zone *zone = run->zones;

	while (zone != NULL && !bytes_eq(zone->served->name, name))
		zone = zone->next;
	return zone;
}

struct zone *zone_new(struct run *run, struct bytes name)
{
	struct zone *zone = arena_new(run->arena, struct zone);
	struct zone **end = &run->zones;

	if (run->zone_count == ZONES_MOST) {
		run->served->cut_short = true;
		return NULL;
	}
	zone->run = run;
	zone->served = arena_new(run->arena, struct served_zone);
	zone->served->name = name;
	while (*end != NULL)
		end = &(*end)->next;
	*end = zone;
	run->zone_count++;
	return zone;
}

static const struct above *above_of(const struct run *run, struct bytes name)
{
	const struct above *above = run->aboves;

	while (above != NULL && !bytes_eq(above->name, name))
		above = above->next;
	return above;
}

/* By the resolvers, as everything about a `struct above`. */
static bool is_zone(const struct above *above)
{
	return above->answer.status == DNS_FOUND &&
	       above->answer.aliases == NULL;
}

/* The closest zone at `name` or above; NULL when no resolver knows any. */
static const struct above *enclosing(const struct run *run, struct bytes name)
{
	for (; bytes_present(name); name = above_name(name)) {
		const struct above *above = above_of(run, name);
		if (above != NULL && is_zone(above))
			return above;
	}
	return NULL;
}

/* Thousands of strangers' domains lie below it. */
static bool is_public(const struct run *run, struct bytes name)
{
	const struct suffix_list *list = run->authority->suffixes;

	return domain_labels(name) < 2 ||
	       (list != NULL && !bytes_present(suffix_registrable(list, name)));
}

/*
 * The name between `name` and the zone around it that may be a zone whatever
 * resolvers say: of a public zone the one below it, else the highest of which
 * they could say nothing.  Absent: none.
 */
static struct bytes doubtful(
    const struct run *run, struct bytes name, const struct above *zone)
{
	bool public = is_public(run, zone->name);
	struct bytes found = ABSENT;

	for (; !bytes_eq(name, zone->name); name = above_name(name)) {
		const struct above *above = above_of(run, name);
		if (public || (above != NULL && dns_failed(&above->answer)))
			found = name;
	}
	return found;
}

/* ---- what the parent says --------------------------------------------------
 */

static void zone_dissolve(struct zone *zone);

static void delegation_told(
    struct zone *zone, const struct dns_delegation *delegation)
{
	for (size_t i = 0; i < delegation->host_count; i++) {
		const struct dns_delegation_host *told = &delegation->hosts[i];
		struct served_host *host = host_add(zone, told->name);
		if (host == NULL)
			return;
		host->delegated = true;
		for (size_t k = 0; k < told->glue_count; k++)
			server_add(zone, host, &told->glue[k]);
	}
}

/* A zone between the parent and what was thought to be one. */
static bool is_between(
    const struct zone *zone, const struct dns_delegation *delegation)
{
	struct bytes owner = delegation->owner;

	return !zone->sure && !delegation->head.authoritative &&
	       bytes_present(owner) && is_within(zone->served->name, owner) &&
	       owner.len > zone->parent->name.len &&
	       zone_named(zone->run, owner) == NULL;
}

/* False: it does not know. */
static bool parent_knows(
    struct zone *zone, const struct dns_delegation *delegation)
{
	struct served_zone *served = zone->served;

	if (delegation->mistake != NULL)
		return false;
	if (is_between(zone, delegation))
		served->name = delegation->owner;
	if (bytes_present(delegation->owner) &&
	    bytes_eq(delegation->owner, served->name)) {
		served->delegation_known = served->delegated = true;
		zone->sure = true;
		delegation_told(zone, delegation);
		return true;
	}
	served->delegation_known =
	    delegation->head.authoritative &&
	    (delegation->head.rcode == 0 || delegation->head.rcode == 3);
	return served->delegation_known;
}

static void parent_done(struct zone *zone)
{
	if (--zone->parent_pending > 0)
		return;
	if (!zone->sure && !is_public(zone->run, zone->parent->name))
		zone_dissolve(zone);
}

static void parent_said(
    void *context, enum dns_direct_outcome outcome, struct bytes packet)
{
	struct dns_delegation delegation;
	struct zone *zone = context;

	if (outcome == DNS_DIRECT_ANSWER && !zone->served->delegation_known) {
		dns_delegation_read(&delegation, zone->run->arena, packet,
		    DNS_NS, zone->served->name);
		parent_knows(zone, &delegation);
	}
	parent_done(zone);
}

static void ds_said(
    void *context, enum dns_direct_outcome outcome, struct bytes packet)
{
	struct dns_delegation delegation;
	struct zone *zone = context;

	if (outcome != DNS_DIRECT_ANSWER)
		return;
	dns_delegation_read(&delegation, zone->run->arena, packet, DNS_TYPE_DS,
	    zone->served->name);
	if (delegation.mistake == NULL && delegation.answers > 0)
		zone->served->ds = SERVED_DS_PRESENT;
	else if (delegation.mistake == NULL && delegation.head.authoritative &&
		 zone->served->ds == SERVED_DS_UNKNOWN)
		zone->served->ds = SERVED_DS_ABSENT;
}

static void parent_found(void *context, const struct ip *ip, bool failed)
{
	struct zone *zone = context;
	struct run *run = zone->run;

	(void)failed;
	if (ip == NULL) {
		parent_done(zone);
		return;
	}
	if (zone->parent_asked == PARENT_ASKED)
		return;
	zone->parent_asked++;
	zone->parent_pending++;
	struct dns_server server = server_at(run, ip);
	dns_direct_send(run->authority->direct, &server, DNS_NS,
	    zone->served->name, DNS_EDNS, parent_said, zone);
	dns_direct_send(run->authority->direct, &server, DNS_TYPE_DS,
	    zone->served->name, DNS_EDNS, ds_said, zone);
}

static void parent_ask(struct zone *zone)
{
	const struct dns_record *r = zone->parent->answer.records;

	zone->served->parent = zone->parent->name;
	zone->parent_pending = 1;
	for (size_t i = 0; r != NULL && i < PARENTS_MOST; r = r->next, i++) {
		zone->parent_pending++;
		addresses_want(zone->run, r->data, parent_found, zone);
	}
	parent_done(zone);
}

/* ---- from names to zones ---------------------------------------------------
 */

/* The zone that resolvers tell of. */
static struct zone *zone_sure(struct run *run, const struct above *above)
{
	struct zone *zone = zone_named(run, above->name);

	if (zone != NULL || (zone = zone_new(run, above->name)) == NULL)
		return zone;
	zone->sure = true;
	for (const struct dns_record *r = above->answer.records; r; r = r->next)
		host_add(zone, r->data);
	zone->parent = enclosing(run, above_name(above->name));
	if (zone->parent != NULL)
		parent_ask(zone);
	return zone;
}

/* One that only its parent can tell of. */
static struct zone *zone_perhaps(
    struct run *run, struct bytes name, const struct above *parent)
{
	struct zone *zone = zone_named(run, name);

	if (zone != NULL || (zone = zone_new(run, name)) == NULL)
		return zone;
	zone->parent = parent;
	return zone;
}

/* It is none: its names belong to the zone around it. */
static void zone_dissolve(struct zone *zone)
{
	struct zone *around = zone_sure(zone->run, zone->parent);

	while (around != NULL && zone->views != NULL) {
		struct view *view = zone->views;
		view_leave(view);
		view_join(view, around);
	}
}

static void view_place(struct run *run, struct view *view)
{
	struct bytes name = view->served->question.name;
	const struct above *above = enclosing(run, name);
	struct zone *zone;

	if (above == NULL)
		return;
	struct bytes perhaps = doubtful(run, name, above);
	zone = bytes_present(perhaps) ? zone_perhaps(run, perhaps, above)
				      : zone_sure(run, above);
	if (zone != NULL)
		view_join(view, zone);
}

/* Views first: whoever asks a parent may have its answer at once. */
static void zones_place(struct run *run)
{
	for (size_t i = 0; i < run->view_count; i++)
		view_place(run, &run->views[i]);
	for (struct zone *z = run->zones; z != NULL; z = z->next)
		if (!z->sure)
			parent_ask(z);
}

static void above_told(void *context, const struct dns_answer *answer)
{
	struct above *above = context;

	above->answer = *answer;
	if (--above->run->above_pending == 0)
		zones_place(above->run);
}

static void above_add(struct run *run, struct bytes name)
{
	struct above *above = arena_new(run->arena, struct above);

	if (run->above_count == ABOVE_MOST) {
		run->served->cut_short = true;
		return;
	}
	above->name = name;
	above->run = run;
	above->next = run->aboves;
	run->aboves = above;
	run->above_count++;
	run->above_pending++;
}

void zones_find(struct run *run)
{
	above_add(run, root);
	for (size_t i = 0; i < run->view_count; i++) {
		struct bytes name = run->views[i].served->question.name;
		for (; bytes_present(name); name = above_name(name))
			if (above_of(run, name) == NULL)
				above_add(run, name);
	}
	for (struct above *a = run->aboves; a != NULL; a = a->next)
		lookup(run, DNS_NS, a->name, above_told, a);
}

bool zone_below(struct view *view, const struct dns_delegation *delegation)
{
	struct bytes owner = delegation->owner, now = view->zone->served->name;
	struct run *run = view->zone->run;

	if (delegation->mistake != NULL || delegation->head.authoritative ||
	    !bytes_present(owner) || bytes_eq(owner, now) ||
	    !is_within(owner, now))
		return false;
	struct zone *zone = zone_named(run, owner);
	if (zone == NULL && (zone = zone_new(run, owner)) == NULL)
		return false;
	if (!zone->served->delegation_known) {
		zone->sure = true;
		zone->served->parent = now;
		zone->served->delegation_known = true;
		zone->served->delegated = true;
		delegation_told(zone, delegation);
	}
	view_leave(view);
	view_join(view, zone);
	return true;
}
