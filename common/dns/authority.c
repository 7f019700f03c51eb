#include "common/dns/authority_parts.h"

#include "common/dns/dns_name.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct authority *authority_open(
    const struct authority_options *options, struct fault *fault)
{
	struct dns_servers resolvers;
	int64_t timeout =
	    options->timeout > 0 ? options->timeout : AUTHORITY_TIMEOUT;

	if (!dns_servers_read(&resolvers, options->resolvers, fault))
		return NULL;
	struct authority *authority = calloc(1, sizeof(*authority));
	if (authority == NULL) {
		fputs("mailplumb: out of memory\n", stderr);
		abort();
	}
	authority->resolvers = resolvers;
	authority->direct = dns_direct_open(timeout);
	authority->port = options->port > 0 ? options->port : DNS_PORT;
	authority->suffixes = options->suffixes;
	return authority;
}

void authority_close(struct authority *authority)
{
	if (authority == NULL)
		return;
	dns_direct_close(authority->direct);
	free(authority);
}

/* ---- before ----------------------------------------------------------------
 */

static void resolvers_list(struct run *run)
{
	struct served_server **end = &run->served->resolvers;
	const struct dns_servers *resolvers = &run->authority->resolvers;

	for (size_t i = 0; i < resolvers->count; i++) {
		struct served_server *s =
		    arena_new(run->arena, struct served_server);
		char text[IP_TEXT_SIZE];
		s->address = arena_copy(run->arena,
		    bytes_of(ip_write(&resolvers->list[i].ip, text)));
		s->family = resolvers->list[i].ip.family;
		s->state = SERVED_SILENT;
		run->resolvers[i] = *end = s;
		end = &s->next;
	}
}

static struct run run_of(
    struct authority *authority, struct arena *arena, size_t questions)
{
	struct run run = { .authority = authority, .arena = arena };

	run.served = arena_new(arena, struct served);
	run.views = arena_new_array(arena, struct view, questions);
	return run;
}

static void view_add(struct run *run, const struct served_question *question)
{
	struct served_view **end = &run->served->views;
	struct view *view = &run->views[run->view_count++];
	struct dns_name name;

	if (!dns_name_read(&name, question->name)) {
		run->view_count--;
		return;
	}
	while (*end != NULL)
		end = &(*end)->next;
	*end = view->served = arena_new(run->arena, struct served_view);
	view->served->question = *question;
	view->served->question.name =
	    arena_copy(run->arena, dns_name_bytes(&name));
}

/* ---- after -----------------------------------------------------------------
 */

static bool host_before(
    const struct served_host *a, const struct served_host *b)
{
	size_t len = a->name.len < b->name.len ? a->name.len : b->name.len;
	int order = memcmp(a->name.ptr, b->name.ptr, len);

	return order != 0 ? order < 0 : a->name.len < b->name.len;
}

/* In the order of names, whatever came first. */
static void hosts_sort(struct served_zone *zone)
{
	struct served_host *sorted = NULL, *next;

	for (struct served_host *h = zone->hosts; h != NULL; h = next) {
		struct served_host **at = &sorted;
		next = h->next;
		while (*at != NULL && host_before(*at, h))
			at = &(*at)->next;
		h->next = *at;
		*at = h;
	}
	zone->hosts = sorted;
}

static bool server_before(
    const struct served_server *a, const struct served_server *b)
{
	struct ip one = { 0 }, other = { 0 };

	if (a->family != b->family)
		return a->family < b->family;
	ip_read(a->address, &one);
	ip_read(b->address, &other);
	return memcmp(one.octets, other.octets, sizeof(one.octets)) < 0;
}

static void servers_sort(struct served_host *host)
{
	struct served_server *sorted = NULL, *next;

	for (struct served_server *s = host->servers; s != NULL; s = next) {
		struct served_server **at = &sorted;
		next = s->next;
		while (*at != NULL && server_before(*at, s))
			at = &(*at)->next;
		s->next = *at;
		*at = s;
	}
	host->servers = sorted;
}

static void answer_move(struct served_view *view,
    const struct served_server *server, struct served_answer ***end)
{
	struct served_answer **at = &view->answers;

	while (*at != NULL && (*at)->server != server)
		at = &(*at)->next;
	if (*at == NULL)
		return;
	**end = *at;
	*at = (*at)->next;
	(**end)->next = NULL;
	*end = &(**end)->next;
}

static void answers_sort(struct served_view *view)
{
	struct served_answer *sorted = NULL, **end = &sorted;

	if (view->zone == NULL)
		return;
	for (const struct served_host *h = view->zone->hosts; h; h = h->next)
		for (struct served_server *s = h->servers; s; s = s->next)
			answer_move(view, s, &end);
	view->answers = sorted;
}

/* Silence over IPv6 alone, of all that were asked: it is this network's. */
static bool no_route_is_likely(const struct run *run, enum served_state state,
    const struct served_server *server)
{
	return run->heard_4 && !run->heard_6 && state == SERVED_SILENT &&
	       server->family == 6;
}

static void routes_judge(struct run *run)
{
	for (struct served_zone *z = run->served->zones; z != NULL; z = z->next)
		for (struct served_host *h = z->hosts; h != NULL; h = h->next)
			for (struct served_server *s = h->servers; s;
			     s = s->next)
				if (no_route_is_likely(run, s->state, s))
					s->state = SERVED_NO_ROUTE;
	for (size_t i = 0; i < run->view_count; i++)
		for (struct served_answer *a = run->views[i].served->answers; a;
		     a = a->next)
			if (no_route_is_likely(run, a->state, a->server))
				a->state = SERVED_NO_ROUTE;
}

/* A resolver stands as it answered at its best. */
static void resolvers_judge(struct run *run)
{
	size_t count = run->authority->resolvers.count;

	for (size_t i = 0; i < run->view_count; i++) {
		struct served_answer *a = run->views[i].served->resolvers;
		for (size_t k = 0; k < count; k++, a = a->next)
			if (a->state < run->resolvers[k]->state)
				run->resolvers[k]->state = a->state;
	}
}

static struct served *run_end(struct run *run, int64_t until)
{
	struct served_zone **end = &run->served->zones;

	dns_direct_run(run->authority->direct, until);
	for (struct zone *z = run->zones; z != NULL; z = z->next) {
		if (z->views == NULL)
			continue;
		*end = z->served;
		end = &z->served->next;
		hosts_sort(z->served);
		for (struct served_host *h = z->served->hosts; h; h = h->next)
			servers_sort(h);
	}
	for (size_t i = 0; i < run->view_count; i++)
		answers_sort(run->views[i].served);
	routes_judge(run);
	resolvers_judge(run);
	served_settle(run->served, run->arena);
	return run->served;
}

struct served *authority_ask(struct authority *authority, struct arena *arena,
    const struct served_question *questions, size_t count, int64_t until)
{
	struct run run = run_of(authority, arena, count);

	run.served->cut_short = count > AUTHORITY_QUESTIONS;
	for (size_t i = 0; i < count && i < AUTHORITY_QUESTIONS; i++)
		view_add(&run, &questions[i]);
	resolvers_list(&run);
	for (struct served_view *v = run.served->views; v != NULL; v = v->next)
		resolvers_ask(&run, v);
	if (run.view_count > 0)
		zones_find(&run);
	return run_end(&run, until);
}

/* ---- once more -------------------------------------------------------------
 */

static void host_again(struct zone *zone, const struct served_host *before)
{
	struct served_host *host =
	    arena_new(zone->run->arena, struct served_host);
	struct served_host **end = &zone->served->hosts;
	struct ip ip;

	*host = (struct served_host){
		.name = arena_copy(zone->run->arena, before->name),
		.delegated = before->delegated,
		.listed = before->listed,
		.unknown = before->unknown,
	};
	while (*end != NULL)
		end = &(*end)->next;
	*end = host;
	zone->host_count++;
	for (const struct served_server *s = before->servers; s; s = s->next)
		if (ip_read(s->address, &ip))
			server_add(zone, host, &ip);
}

static void zone_again(struct run *run, const struct served_zone *before)
{
	struct zone *zone = zone_new(run, arena_copy(run->arena, before->name));

	if (zone == NULL)
		return;
	zone->served->parent = bytes_present(before->parent)
				   ? arena_copy(run->arena, before->parent)
				   : ABSENT;
	zone->served->delegation_known = before->delegation_known;
	zone->served->delegated = before->delegated;
	zone->served->ds = before->ds;
	zone->sure = true;
	for (const struct served_host *h = before->hosts; h; h = h->next)
		host_again(zone, h);
}

static void view_again(
    struct run *run, struct view *view, const struct served_view *before)
{
	struct zone *zone = run->zones;

	resolvers_ask(run, view->served);
	while (before->zone != NULL && zone != NULL &&
	       !bytes_eq(zone->served->name, before->zone->name))
		zone = zone->next;
	if (before->zone != NULL && zone != NULL)
		view_join(view, zone);
}

struct served *authority_again(struct authority *authority, struct arena *arena,
    const struct served *before, int64_t until)
{
	struct run run = run_of(authority, arena, AUTHORITY_QUESTIONS);

	run.served->cut_short = before->cut_short;
	for (const struct served_zone *z = before->zones; z; z = z->next)
		zone_again(&run, z);
	for (const struct served_view *v = before->views; v; v = v->next)
		view_add(&run, &v->question);
	resolvers_list(&run);
	size_t i = 0;
	for (const struct served_view *v = before->views; v; v = v->next)
		view_again(&run, &run.views[i++], v);
	return run_end(&run, until);
}
