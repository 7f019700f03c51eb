#include "common/dns/authority_parts.h"

/* ---- what an answer tells of its server ------------------------------------
 */

struct asking { /* a question to a server of a zone */
	struct target *target;
	struct view *view; /* NULL: SOA or NS of the zone */
	struct served_answer *answer;
};

static void note_heard(struct run *run, const struct served_server *server,
    enum dns_direct_outcome outcome)
{
	if (outcome != DNS_DIRECT_ANSWER && outcome != DNS_DIRECT_REFUSED)
		return;
	if (server->family == 4)
		run->heard_4 = true;
	else
		run->heard_6 = true;
}

static enum served_state state_of_failure(
    enum dns_direct_outcome outcome, struct dns_answer *answer)
{
	answer->status = DNS_TIMEOUT;
	if (outcome == DNS_DIRECT_NO_ROUTE)
		return SERVED_NO_ROUTE;
	if (outcome == DNS_DIRECT_REFUSED)
		answer->detail = "nothing listens there";
	return SERVED_SILENT;
}

/* An alias is its own answer, whatever is said of the target. */
static enum served_state state_of_answer(
    struct bytes packet, struct dns_answer *answer)
{
	bool authoritative = dns_packet_head(packet).authoritative;

	if (answer->status == DNS_REFUSED)
		return SERVED_LAME;
	if (answer->aliases == NULL && dns_failed(answer))
		return answer->detail != NULL &&
			       answer->status == DNS_SERVFAIL &&
			       dns_packet_head(packet).rcode == 0
			   ? SERVED_LAME /* a referral */
			   : SERVED_FAILING;
	if (!authoritative && answer->detail == NULL)
		answer->detail = "the answer is not authoritative (no AA)";
	return authoritative ? SERVED_AUTHORITY : SERVED_LAME;
}

static enum served_state state_read(struct target *target,
    enum dns_direct_outcome outcome, struct bytes packet,
    struct dns_answer *answer)
{
	struct run *run = target->zone->run;

	note_heard(run, target->served, outcome);
	answer->server = arena_copy(run->arena, bytes_of(target->address.text));
	if (outcome != DNS_DIRECT_ANSWER)
		return state_of_failure(outcome, answer);
	answer_read(run->arena, packet, &target->address, answer);
	return state_of_answer(packet, answer);
}

/* ---- the zone itself -------------------------------------------------------
 */

/* The third item of an SOA record. */
static bool serial_read(const struct dns_record *soa, uint32_t *serial)
{
	struct bytes item, rest = soa->data;
	uint64_t number = 0;

	bytes_cut(rest, ' ', &item, &rest);
	bytes_cut(rest, ' ', &item, &rest);
	bytes_cut(rest, ' ', &item, &rest);
	bool read = bytes_number(item, UINT32_MAX, &number);
	*serial = (uint32_t)number;
	return read;
}

static void soa_said(
    void *context, enum dns_direct_outcome outcome, struct bytes packet)
{
	struct target *target = context;
	struct served_server *server = target->served;
	struct dns_answer answer = { .name = target->zone->served->name,
		.type = DNS_SOA };

	server->state = state_read(target, outcome, packet, &answer);
	server->detail = answer.detail != NULL		 ? answer.detail
			 : answer.status == DNS_REFUSED	 ? "it says REFUSED"
			 : answer.status == DNS_SERVFAIL ? "it says SERVFAIL"
							 : NULL;
	if (server->state != SERVED_AUTHORITY)
		return;
	if (answer.records != NULL) {
		server->has_serial =
		    serial_read(answer.records, &server->serial);
	} else {
		server->state = SERVED_LAME;
		server->detail = "it has no SOA record of the zone";
	}
}

static void ns_said(
    void *context, enum dns_direct_outcome outcome, struct bytes packet)
{
	struct target *target = context;
	struct dns_answer answer = { .name = target->zone->served->name,
		.type = DNS_NS };

	if (state_read(target, outcome, packet, &answer) != SERVED_AUTHORITY)
		return;
	for (const struct dns_record *r = answer.records; r; r = r->next) {
		struct served_host *host = host_add(target->zone, r->data);
		if (host != NULL)
			host->listed = true;
	}
}

/* ---- a view ----------------------------------------------------------------
 */

static bool leads_below(const struct asking *asking, struct bytes packet)
{
	struct dns_delegation delegation;
	const struct served_question *question =
	    &asking->view->served->question;

	if (!bytes_present(packet))
		return false;
	dns_delegation_read(&delegation, asking->target->zone->run->arena,
	    packet, question->type, question->name);
	return zone_below(asking->view, &delegation);
}

static void answer_said(
    void *context, enum dns_direct_outcome outcome, struct bytes packet)
{
	struct asking *asking = context;
	struct served_answer *answer = asking->answer;

	if (asking->view->zone != asking->target->zone)
		return;
	answer->state =
	    state_read(asking->target, outcome, packet, &answer->answer);
	if (answer->state == SERVED_LAME)
		leads_below(asking, packet);
}

static struct served_answer *answer_add(struct arena *arena,
    struct served_answer **list, const struct served_server *server,
    const struct served_question *question)
{
	struct served_answer *answer = arena_new(arena, struct served_answer);

	while (*list != NULL)
		list = &(*list)->next;
	*list = answer;
	answer->server = server;
	answer->state = SERVED_SILENT;
	answer->answer = (struct dns_answer){ .name = question->name,
		.owner = question->name,
		.type = question->type,
		.status = DNS_TIMEOUT };
	return answer;
}

static void view_ask(struct view *view, struct target *target)
{
	struct run *run = target->zone->run;
	const struct served_question *question = &view->served->question;
	struct asking *asking = arena_new(run->arena, struct asking);

	*asking = (struct asking){ target, view,
		answer_add(run->arena, &view->served->answers, target->served,
		    question) };
	dns_direct_send(run->authority->direct, &target->address,
	    question->type, question->name, DNS_EDNS, answer_said, asking);
}

void view_join(struct view *view, struct zone *zone)
{
	struct view **end = &zone->views;

	while (*end != NULL)
		end = &(*end)->next;
	*end = view;
	view->zone = zone;
	view->served->zone = zone->served;
	for (struct target *t = zone->targets; t != NULL; t = t->next)
		view_ask(view, t);
}

void view_leave(struct view *view)
{
	struct view **at = &view->zone->views;

	while (*at != view)
		at = &(*at)->next;
	*at = view->next;
	view->next = NULL;
	view->zone = NULL;
	view->served->zone = NULL;
	view->served->answers = NULL;
}

/* ---- a server --------------------------------------------------------------
 */

/* NULL: it is known, or there are too many of its family. */
static struct served_server *served_server_add(
    struct run *run, struct served_host *host, const struct ip *ip)
{
	struct served_server **end = &host->servers;
	char text[IP_TEXT_SIZE];
	struct bytes address = bytes_of(ip_write(ip, text));
	size_t family = 0;

	for (; *end != NULL; end = &(*end)->next) {
		if (bytes_eq((*end)->address, address))
			return NULL;
		family += (*end)->family == ip->family;
	}
	if (family == FAMILY_MOST) {
		run->served->cut_short = true;
		return NULL;
	}
	*end = arena_new(run->arena, struct served_server);
	**end = (struct served_server){ .host = host,
		.address = arena_copy(run->arena, address),
		.family = ip->family,
		.state = SERVED_SILENT };
	return *end;
}

void server_add(
    struct zone *zone, struct served_host *host, const struct ip *ip)
{
	struct run *run = zone->run;
	struct dns_direct *direct = run->authority->direct;
	struct served_server *served = served_server_add(run, host, ip);

	if (served == NULL)
		return;
	struct target *target = arena_new(run->arena, struct target);
	*target =
	    (struct target){ zone, served, server_at(run, ip), zone->targets };
	zone->targets = target;
	dns_direct_send(direct, &target->address, DNS_SOA, zone->served->name,
	    DNS_EDNS, soa_said, target);
	dns_direct_send(direct, &target->address, DNS_NS, zone->served->name,
	    DNS_EDNS, ns_said, target);
	for (struct view *v = zone->views; v != NULL; v = v->next)
		view_ask(v, target);
}

/* ---- resolvers -------------------------------------------------------------
 */

/*
 * A resolver that says SERVFAIL is asked twice more: once with checking
 * disabled, and once as before, since it may be well again by then.
 */
struct believing {
	struct run *run;
	const struct dns_server *server;
	struct served_answer *answer;
	struct dns_answer unchecked, again;
	size_t pending;
};

static void believed_read(struct believing *b, enum dns_direct_outcome outcome,
    struct bytes packet, struct dns_answer *answer)
{
	*answer = (struct dns_answer){ .name = b->answer->answer.name,
		.owner = b->answer->answer.name,
		.type = b->answer->answer.type,
		.status = DNS_TIMEOUT,
		.server = bytes_of(b->server->text) };
	if (outcome == DNS_DIRECT_ANSWER)
		answer_read(b->run->arena, packet, b->server, answer);
	if (outcome == DNS_DIRECT_REFUSED)
		answer->detail = "nothing listens there";
}

static enum served_state state_of_resolver(const struct dns_answer *answer)
{
	return answer->status == DNS_TIMEOUT   ? SERVED_SILENT
	       : answer->status == DNS_REFUSED ? SERVED_LAME
	       : dns_failed(answer)	       ? SERVED_FAILING
					       : SERVED_AUTHORITY;
}

static void believed(struct believing *b, const struct dns_answer *answer)
{
	b->answer->answer = *answer;
	b->answer->state = state_of_resolver(answer);
}

static void doubts_end(struct believing *b)
{
	if (--b->pending > 0)
		return;
	if (!dns_failed(&b->again))
		believed(b, &b->again);
	else if (!dns_failed(&b->unchecked))
		b->answer->unchecked = &b->unchecked;
}

static void unchecked_said(
    void *context, enum dns_direct_outcome outcome, struct bytes packet)
{
	struct believing *b = context;

	believed_read(b, outcome, packet, &b->unchecked);
	doubts_end(b);
}

static void again_said(
    void *context, enum dns_direct_outcome outcome, struct bytes packet)
{
	struct believing *b = context;

	believed_read(b, outcome, packet, &b->again);
	doubts_end(b);
}

static void resolver_send(
    struct believing *b, unsigned how, dns_direct_end *end)
{
	b->pending++;
	dns_direct_send(b->run->authority->direct, b->server,
	    b->answer->answer.type, b->answer->answer.name,
	    DNS_RECURSE | DNS_EDNS | how, end, b);
}

static void resolver_said(
    void *context, enum dns_direct_outcome outcome, struct bytes packet)
{
	struct believing *b = context;
	struct dns_answer answer;

	b->pending--;
	believed_read(b, outcome, packet, &answer);
	believed(b, &answer);
	if (answer.status != DNS_SERVFAIL)
		return;
	resolver_send(b, DNS_UNCHECKED, unchecked_said);
	resolver_send(b, 0, again_said);
}

void resolvers_ask(struct run *run, struct served_view *view)
{
	const struct dns_servers *resolvers = &run->authority->resolvers;

	for (size_t i = 0; i < resolvers->count; i++) {
		struct believing *b = arena_new(run->arena, struct believing);
		*b = (struct believing){ .run = run,
			.server = &resolvers->list[i],
			.answer = answer_add(run->arena, &view->resolvers,
			    run->resolvers[i], &view->question) };
		resolver_send(b, 0, resolver_said);
	}
}
