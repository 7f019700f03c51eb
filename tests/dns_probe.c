/*
 * dns_probe - questions to name servers from a shell, for test_dns_live.sh
 *
 *	dns_probe [server=S ...] [timeout=MS] [fds=N] [rounds=N] [times]
 *	    [cached] TYPE NAME [TYPE NAME ...]
 *
 * All of them are wanted before the first is asked.  Prints a line for each,
 * in order: name, type, answer, and who gave it; with `times` the last line is
 * how many milliseconds all took.  `fds=N` opens so many files before;
 * `rounds=N` asks all of them so often, as for messages one after another, and
 * prints the last round.  `cached` asks as a message does (common/dns/dns.h):
 * nothing is wanted, and each may be answered by what came before it.
 */
#include "tests/dns_answer_line.h"

#include "common/base/clock.h"
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
static bool times, cached;

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
