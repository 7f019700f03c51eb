/*
 * served_lines - what name servers say, written by hand
 *
 *	zone[ ds][ undelegated|unknown]
 *	HOST d|l|dl|- ADDRESS STATE SERIAL DATA [DATA ...]
 *	= ADDRESS STATE DATA [DATA ...]
 *
 * Hosts of example.com and resolvers; the DATA are of a.example.com TXT, of
 * b.example.com TXT ...: a text; `-`: no such name; `~`: no answer; `>name`: a
 * CNAME; TEXT/TTL; of a resolver `!TEXT`: SERVFAIL, and that without checking.
 * ADDRESS `none`: the host has no address.  SERIAL `?`: not known.
 */
#ifndef TESTS_SERVED_LINES_H
#define TESTS_SERVED_LINES_H

#include "tests/test.h"

#include "common/base/names.h"
#include "inspect/model/served.h"

#define VIEWS_MOST 4

struct served_world {
	struct arena *arena;
	struct served served;
	struct served_zone zone;
	struct served_view views[VIEWS_MOST];
	size_t view_count;
};

static inline struct bytes word_next(struct bytes *rest)
{
	struct bytes word = ABSENT;

	if (bytes_present(*rest))
		bytes_cut(*rest, ' ', &word, rest);
	return word;
}

static inline enum served_state state_of(struct bytes word)
{
	enum served_state state = SERVED_AUTHORITY;

	while (state < SERVED_NO_ROUTE &&
	       !bytes_is(word, served_state_word(state)))
		state++;
	return state;
}

static inline void data_read(
    struct arena *arena, struct bytes word, struct dns_answer *answer)
{
	struct dns_record *record = arena_new(arena, struct dns_record);
	struct dns_alias *alias = arena_new(arena, struct dns_alias);
	struct bytes text, ttl;
	uint64_t seconds = 300;

	if (bytes_cut(word, '/', &text, &ttl))
		bytes_number(ttl, UINT32_MAX, &seconds);
	answer->type = DNS_TXT;
	answer->ttl = (uint32_t)seconds;
	if (bytes_is(text, "~")) {
		answer->status = DNS_TIMEOUT;
	} else if (bytes_is(text, "-")) {
		answer->status = DNS_NO_NAME;
	} else if (text.ptr[0] == '>') {
		alias->target = bytes_skip(text, 1);
		alias->ttl = (uint32_t)seconds;
		answer->aliases = alias;
	} else {
		record->data = text;
		answer->records = record;
		answer->record_count = 1;
	}
}

static inline void answer_read_word(struct served_world *w, size_t view,
    const struct served_server *server, struct bytes word)
{
	struct served_answer *a = arena_new(w->arena, struct served_answer);
	struct served_answer **end = server->host != NULL
					 ? &w->views[view].answers
					 : &w->views[view].resolvers;

	while (*end != NULL)
		end = &(*end)->next;
	*end = a;
	a->server = server;
	a->state = server->state;
	if (word.ptr[0] == '!') {
		struct dns_answer *unchecked =
		    arena_new(w->arena, struct dns_answer);
		data_read(w->arena, bytes_skip(word, 1), unchecked);
		a->unchecked = unchecked;
		a->answer.status = DNS_SERVFAIL;
		a->state = SERVED_FAILING;
		return;
	}
	data_read(w->arena, word, &a->answer);
	if (a->answer.status == DNS_TIMEOUT && a->state == SERVED_AUTHORITY)
		a->state = SERVED_SILENT;
}

static inline void answers_read(struct served_world *w,
    const struct served_server *server, struct bytes rest)
{
	for (size_t i = 0; i < VIEWS_MOST && bytes_present(rest); i++) {
		struct served_view *view = &w->views[i];
		if (i == w->view_count) {
			view->question.type = DNS_TXT;
			view->question.name = arena_printf(
			    w->arena, "%c.example.com", (char)('a' + i));
			view->zone = &w->zone;
			if (i > 0)
				w->views[i - 1].next = view;
			w->view_count++;
		}
		answer_read_word(w, i, server, word_next(&rest));
	}
}

static inline struct served_server *server_new(
    struct served_world *w, struct bytes address, struct bytes state)
{
	struct served_server *server =
	    arena_new(w->arena, struct served_server);

	server->address = address;
	server->state = state_of(state);
	server->family = memchr(address.ptr, ':', address.len) != NULL ? 6 : 4;
	return server;
}

static inline struct served_host *host_named(
    struct served_world *w, struct bytes label, struct bytes flags)
{
	struct bytes name =
	    arena_join(w->arena, label, BYTES(".example.com"), ABSENT);
	struct served_host **end = &w->zone.hosts;

	while (*end != NULL && !bytes_eq((*end)->name, name))
		end = &(*end)->next;
	if (*end == NULL)
		*end = arena_new(w->arena, struct served_host);
	(*end)->name = name;
	(*end)->delegated = bytes_find(flags, BYTES("d")) != NULL;
	(*end)->listed = bytes_find(flags, BYTES("l")) != NULL;
	return *end;
}

static inline void host_line(struct served_world *w, struct bytes line)
{
	struct bytes label = word_next(&line), flags = word_next(&line);
	struct bytes address = word_next(&line), state = word_next(&line);
	struct served_host *host = host_named(w, label, flags);
	struct served_server **end = &host->servers;
	uint64_t serial = 0;

	if (bytes_is(address, "none"))
		return;
	while (*end != NULL)
		end = &(*end)->next;
	*end = server_new(w, address, state);
	(*end)->host = host;
	(*end)->has_serial =
	    bytes_number(word_next(&line), UINT32_MAX, &serial);
	(*end)->serial = (uint32_t)serial;
	answers_read(w, *end, line);
}

static inline void resolver_line(struct served_world *w, struct bytes line)
{
	word_next(&line);
	struct bytes address = word_next(&line), state = word_next(&line);

	answers_read(w, server_new(w, address, state), line);
}

static inline void zone_line(struct served_world *w, struct bytes line)
{
	w->zone.name = BYTES("example.com");
	w->zone.parent = BYTES("com");
	w->zone.ds = bytes_find(line, BYTES(" ds")) != NULL ? SERVED_DS_PRESENT
							    : SERVED_DS_ABSENT;
	w->zone.delegation_known = bytes_find(line, BYTES("unknown")) == NULL;
	w->zone.delegated = w->zone.delegation_known &&
			    bytes_find(line, BYTES("undelegated")) == NULL;
}

/* `wanted` of the first view; NULL: nothing in particular. */
static inline const struct served *served_of_lines(struct served_world *w,
    struct arena *arena, const char *text, const char *wanted)
{
	struct bytes rest = bytes_of(text), line;
	struct dns_record *record = arena_new(arena, struct dns_record);

	*w = (struct served_world){ .arena = arena };
	while (bytes_line(&rest, &line))
		if (bytes_starts(line, BYTES("zone")))
			zone_line(w, line);
		else if (line.ptr[0] == '=')
			resolver_line(w, line);
		else
			host_line(w, line);
	record->data = bytes_of(wanted);
	if (wanted != NULL)
		w->views[0].question.wanted = record;
	w->served.zones = &w->zone;
	w->served.views = w->view_count > 0 ? &w->views[0] : NULL;
	served_settle(&w->served, arena);
	return &w->served;
}

#endif
