/*
 * dns_probe - questions to name servers from a shell, for test_dns_live.sh
 *
 *	dns_probe [server=S ...] [timeout=MS] [fds=N] [rounds=N] [times]
 *	    [cached] [direct] TYPE NAME [TYPE NAME ...]
 *
 * All of them are wanted before the first is asked.  Prints a line for each,
 * in order: name, type, answer, and who gave it; with `times` the last line is
 * how many milliseconds all took.  `fds=N` opens so many files before;
 * `rounds=N` asks all of them so often, as for messages one after another, and
 * prints the last round.  `cached` asks as a message does (common/dns/dns.h):
 * nothing is wanted, and each may be answered by what came before it.
 * `direct` asks each server on its own and without recursion, all at once
 * (common/dns/dns_direct.h).
 */
#include "tests/dns_answer_line.h"

#include "common/base/clock.h"
#include "common/dns/dns_direct.h"
#include "common/dns/dns_live.h"
#include "common/dns/resolver.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define SERVERS_MAX   16
#define QUESTIONS_MAX 400

static const char *servers[SERVERS_MAX + 1];
static struct {
	enum dns_type type;
	struct bytes name;
} questions[QUESTIONS_MAX];
static size_t server_count, question_count;
static long timeout_ms, rounds = 1;
static bool times, cached, direct;

static void open_files(long n)
{
	struct rlimit most = { (rlim_t)n + 100, (rlim_t)n + 100 };

	if (setrlimit(RLIMIT_NOFILE, &most) != 0)
		exit(77);
	while (open("/dev/null", O_RDONLY) < n)
		;
}

static bool option(const char *word)
{
	const char *value = strchr(word, '=');

	if (strcmp(word, "times") == 0)
		return times = true;
	if (strcmp(word, "cached") == 0)
		return cached = true;
	if (strcmp(word, "direct") == 0)
		return direct = true;
	if (value == NULL)
		return false;
	if (strncmp(word, "server=", 7) == 0 && server_count < SERVERS_MAX)
		servers[server_count++] = value + 1;
	if (strncmp(word, "timeout=", 8) == 0)
		timeout_ms = strtol(value + 1, NULL, 10);
	if (strncmp(word, "rounds=", 7) == 0)
		rounds = strtol(value + 1, NULL, 10);
	if (strncmp(word, "fds=", 4) == 0)
		open_files(strtol(value + 1, NULL, 10));
	return true;
}

static void show(const struct dns_answer *answer)
{
	struct text out = text_new((size_t)4 * 1024 * 1024);

	answer_shown(&out, answer);
	if (bytes_present(answer->server))
		text_printf(&out, " @%.*s", FMT(answer->server));
	printf("%.*s %s %.*s\n", FMT(answer->name), dns_type_word(answer->type),
	    (int)out.len, out.ptr);
	text_free(&out);
}

static void ask_all(struct dns_live *live, bool last)
{
	struct arena *arena = arena_open();
	struct dns_answer answer;

	for (size_t i = 0; i < question_count; i++)
		dns_live_want(live, questions[i].type, questions[i].name);
	for (size_t i = 0; i < question_count; i++) {
		dns_live_ask(
		    live, arena, questions[i].type, questions[i].name, &answer);
		if (last)
			show(&answer);
	}
	dns_live_forget(live);
	arena_close(arena);
}

static int ask_cached(struct fault *fault)
{
	const struct resolver_options options = { .servers = servers,
		.timeout = timeout_ms };
	struct resolver *resolver = resolver_open(&options, fault);

	if (resolver == NULL) {
		fault_print(fault);
		return fault_exit_status(fault->kind);
	}
	struct dns *dns = dns_open(resolver);
	for (size_t i = 0; i < question_count; i++)
		show(dns_ask(dns, questions[i].type, questions[i].name));
	dns_close(dns);
	resolver_close(resolver);
	return 0;
}

/* ---- server by server ------------------------------------------------------
 */

struct direct_question {
	enum dns_type type;
	struct bytes name;
	struct dns_server server;
	enum dns_direct_outcome outcome;
	struct dns_answer answer;
	bool authoritative;
	struct arena *arena;
};

static void direct_end(
    void *context, enum dns_direct_outcome outcome, struct bytes packet)
{
	struct direct_question *q = context;
	struct dns_chain chain;

	q->outcome = outcome;
	q->answer = (struct dns_answer){ .name = q->name, .type = q->type };
	if (outcome != DNS_DIRECT_ANSWER)
		return;
	q->authoritative = dns_packet_head(packet).authoritative;
	dns_chain_start(&chain, &q->answer);
	dns_packet_read(&chain, q->arena, packet, bytes_of(q->server.text));
}

static void direct_show(const struct direct_question *q)
{
	static const char *const words[] = { "answer", "silent", "refused",
		"no-route" };

	printf("%s%s ", words[q->outcome], q->authoritative ? " AA" : "");
	if (q->outcome == DNS_DIRECT_ANSWER)
		show(&q->answer);
	else
		printf("%.*s %s\n", FMT(q->name), dns_type_word(q->type));
}

static int ask_direct(struct fault *fault)
{
	struct dns_servers list;
	struct arena *arena = arena_open();
	size_t n = 0;

	if (!dns_servers_read(&list, servers, fault))
		return fault_exit_status(fault->kind);
	struct dns_direct *asker = dns_direct_open(timeout_ms);
	struct direct_question *all = arena_new_array(
	    arena, struct direct_question, question_count * list.count);
	for (size_t i = 0; i < question_count; i++)
		for (size_t k = 0; k < list.count; k++) {
			struct direct_question *q = &all[n++];
			q->type = questions[i].type;
			q->name = questions[i].name;
			q->server = list.list[k];
			q->arena = arena;
			dns_direct_send(asker, &q->server, q->type, q->name,
			    DNS_EDNS, direct_end, q);
		}
	dns_direct_run(asker, clock_running() + 20000);
	for (size_t i = 0; i < n; i++)
		direct_show(&all[i]);
	dns_direct_close(asker);
	arena_close(arena);
	return 0;
}

int main(int argc, char **argv)
{
	struct fault fault;
	int i = 1;

	while (i < argc && option(argv[i]))
		i++;
	for (; i + 1 < argc && question_count < QUESTIONS_MAX; i += 2) {
		if (!dns_type_read(
			bytes_of(argv[i]), &questions[question_count].type))
			return 2;
		questions[question_count++].name = bytes_of(argv[i + 1]);
	}
	if (direct)
		return ask_direct(&fault);
	if (cached)
		return ask_cached(&fault);
	struct dns_live *live = dns_live_open(servers, timeout_ms, &fault);
	if (live == NULL) {
		fault_print(&fault);
		return fault_exit_status(fault.kind);
	}
	int64_t start = clock_running();
	for (; rounds > 0; rounds--)
		ask_all(live, rounds == 1);
	if (times)
		printf("%lld ms\n", (long long)(clock_running() - start));
	dns_live_close(live);
	return 0;
}
