/*
 * authority_probe - what every name server says, for test_authority.sh
 *
 *	authority_probe [resolver=S ...] [timeout=MS] [port=N] [again] [times]
 *	    NAME TYPE [NAME TYPE ...]
 *
 * Prints zones, hosts and servers, then every view with all answers:
 *
 *	zone example.test parent=test delegated ds=absent
 *	host ns1.example.test delegated listed
 *	server 192.0.2.1 authority serial=1
 *	view a.example.test TXT zone=example.test everywhere lingers=0
 *	answer ns1.example.test 192.0.2.1 authority found 300 ["x"] newest
 *	resolver 192.0.2.53 authority found 300 ["x"]
 *
 * With `again` all servers are asked a second time.  With `times` the last
 * line is how many milliseconds it took.
 */
#include "tests/dns_answer_line.h"

#include "common/base/clock.h"
#include "common/dns/authority.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RESOLVERS_MOST 8

static const char *resolvers[RESOLVERS_MOST + 1];
static size_t resolver_count, question_count;
static struct served_question questions[AUTHORITY_QUESTIONS];
static struct authority_options options = { .resolvers = resolvers };
static bool again, times;

static bool option(const char *word)
{
	const char *value = strchr(word, '=');

	again = again || strcmp(word, "again") == 0;
	times = times || strcmp(word, "times") == 0;
	if (value == NULL)
		return strcmp(word, "again") == 0 || strcmp(word, "times") == 0;
	if (strncmp(word, "resolver=", 9) == 0 &&
	    resolver_count < RESOLVERS_MOST)
		resolvers[resolver_count++] = value + 1;
	if (strncmp(word, "timeout=", 8) == 0)
		options.timeout = strtol(value + 1, NULL, 10);
	if (strncmp(word, "port=", 5) == 0)
		options.port = (uint16_t)strtol(value + 1, NULL, 10);
	return true;
}

static void show_server(const struct served_server *s)
{
	printf("server %.*s %s", FMT(s->address), served_state_word(s->state));
	if (s->has_serial)
		printf(" serial=%u", s->serial);
	if (s->detail != NULL)
		printf(" (%s)", s->detail);
	printf("\n");
}

static void show_zone(const struct served_zone *z)
{
	static const char *const ds[] = { "unknown", "absent", "present" };

	printf("zone %.*s parent=%.*s%s ds=%s\n", FMT(z->name),
	    FMT(bytes_present(z->parent) ? z->parent : BYTES("?")),
	    !z->delegation_known ? ""
	    : z->delegated	 ? " delegated"
				 : " undelegated",
	    ds[z->ds]);
	for (const struct served_host *h = z->hosts; h != NULL; h = h->next) {
		printf("host %.*s%s%s%s\n", FMT(h->name),
		    h->delegated ? " delegated" : "",
		    h->listed ? " listed" : "", h->unknown ? " unknown" : "");
		for (const struct served_server *s = h->servers; s; s = s->next)
			show_server(s);
	}
}

static void show_answer(const char *what, const struct served_answer *a)
{
	struct text out = text_new((size_t)1024 * 1024);

	answer_shown(&out, &a->answer);
	if (a->unchecked != NULL) {
		text_add(&out, BYTES(" unchecked: "));
		answer_shown(&out, a->unchecked);
	}
	printf("%s %.*s%s%.*s %s %.*s%s\n", what,
	    FMT(a->server->host != NULL ? a->server->host->name : ABSENT),
	    a->server->host != NULL ? " " : "", FMT(a->server->address),
	    served_state_word(a->state), (int)out.len, out.ptr,
	    a->data != NULL && a->data->newest ? " newest" : "");
	text_free(&out);
}

static void show(const struct served *served)
{
	for (const struct served_zone *z = served->zones; z; z = z->next)
		show_zone(z);
	for (const struct served_view *v = served->views; v; v = v->next) {
		printf("view %.*s %s zone=%.*s%s lingers=%u\n",
		    FMT(v->question.name), dns_type_word(v->question.type),
		    FMT(v->zone != NULL ? v->zone->name : BYTES("?")),
		    served_everywhere(v) ? " everywhere" : "",
		    served_lingers(v));
		for (const struct served_answer *a = v->answers; a; a = a->next)
			show_answer("answer", a);
		for (const struct served_answer *a = v->resolvers; a;
		     a = a->next)
			show_answer("resolver", a);
	}
	if (served->cut_short)
		printf("cut short\n");
}

static void ask(struct authority *authority)
{
	struct arena *arena = arena_open();
	int64_t start = clock_running(), until = start + 30000;
	const struct served *served =
	    authority_ask(authority, arena, questions, question_count, until);

	if (again)
		served = authority_again(authority, arena, served, until);
	int64_t took = clock_running() - start;
	show(served);
	if (times)
		printf("%lld ms\n", (long long)took);
	arena_close(arena);
}

int main(int argc, char **argv)
{
	struct fault fault;
	int i = 1;

	while (i < argc && option(argv[i]))
		i++;
	for (; i + 1 < argc && question_count < AUTHORITY_QUESTIONS; i += 2) {
		struct served_question *q = &questions[question_count++];
		q->name = bytes_of(argv[i]);
		if (!dns_type_read(bytes_of(argv[i + 1]), &q->type))
			return 2;
	}
	struct authority *authority = authority_open(&options, &fault);
	if (authority == NULL) {
		fault_print(&fault);
		return fault_exit_status(fault.kind);
	}
	ask(authority);
	authority_close(authority);
	return 0;
}
