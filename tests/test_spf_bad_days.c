/*
 * inspect/verify/spf on bad days: records of 64 KB, trees of includes, names
 * without end.  The word is right, the questions are bounded; how long the
 * worst took is printed, not judged.
 */
#include "tests/test.h"

#include "common/base/clock.h"
#include "common/base/text.h"
#include "common/mail/limits.h"
#include "tests/spf_case.h"

#define RECORD_MOST 65000 /* octets: more does not fit into a message */
/* The record, ten MX of ten hosts each, the ten names of the client for %{p},
 * and exp=. */
#define QUESTIONS_MOST 123

static struct text lines; /* the DNS of a row */
static int64_t worst;
static const char *worst_row;

static void repeat(const char *what, size_t until)
{
	while (lines.len < until)
		text_add(&lines, bytes_of(what));
}

static void try_row(const char *shows, const char *mail_from,
    enum auth_result result, enum spf_reason reason, size_t questions)
{
	test_row(shows);
	text_char(&lines, '\0');
	struct resolver *resolver = dns_of_lines(lines.ptr);
	int64_t start = clock_running();
	size_t asked = spf_case_of(resolver, NULL, mail_from, NULL);
	int64_t took = clock_running() - start;

	check_text("result", auth_result_word(verdict.result),
	    auth_result_word(result));
	check_text(
	    "reason", spf_reason_text(verdict.reason), spf_reason_text(reason));
	check_number("questions", asked, questions);
	check_true("bounded", asked <= QUESTIONS_MOST);
	if (took > worst) {
		worst = took;
		worst_row = shows;
	}
	text_clear(&lines);
}

static void try_many_terms(void)
{
	text_printf(&lines, "example.com TXT v=spf1");
	for (int i = 0; i < 300; i++)
		text_printf(&lines, " ip4:10.0.%d.%d", i / 100, i % 100);
	text_printf(&lines, " ip4:192.0.2.1");
	try_row("300 terms", NULL, AUTH_PASS, SPF_MATCHED, 1);
	check_bytes("matched", verdict.matched, BYTES("ip4:192.0.2.1"));

	text_printf(&lines, "example.com TXT v=spf1");
	repeat(" ip6:::", RECORD_MOST);
	try_row("64 KB of addresses", NULL, AUTH_NEUTRAL, SPF_DEFAULT, 1);
	check_true("steps are told", verdict.steps_left_out > 8000);
	size_t steps = 0;
	for (const struct spf_step *s = verdict.steps; s != NULL; s = s->next)
		steps++;
	check_number("steps", steps, LIMIT_SPF_STEPS);

	text_printf(&lines, "example.com A 1.1.1.1\nexample.com TXT v=spf1");
	repeat(" a", RECORD_MOST);
	try_row("64 KB of a", NULL, AUTH_PERMERROR, SPF_LOOKUPS, 2);

	text_printf(&lines, "example.com TXT v=spf1");
	for (int i = 0; lines.len < RECORD_MOST; i++)
		text_printf(&lines, " a:n%d.example", i);
	try_row("64 KB of names that do not exist", NULL, AUTH_PERMERROR,
	    SPF_VOID_LOOKUPS, 4);

	text_printf(&lines, "example.com TXT v=spf1");
	repeat(" x=%{d}", RECORD_MOST);
	text_printf(&lines, " moo");
	try_row(
	    "64 KB, and then a mistake", NULL, AUTH_PERMERROR, SPF_SYNTAX, 1);
}

static void try_includes(void)
{
	for (int i = 0; i < 100; i++) {
		text_printf(&lines, "n%d.example.com TXT v=spf1", i);
		for (int k = 1; k <= 10; k++)
			text_printf(&lines, " include:n%d.example.com", i + k);
		text_char(&lines, '\n');
	}
	try_row("a tree of includes", "me@n0.example.com", AUTH_PERMERROR,
	    SPF_LOOKUPS, 11);

	for (int i = 0; i < 12; i++) {
		size_t end = lines.len + RECORD_MOST;
		text_printf(&lines, "n%d.example.com TXT v=spf1", i);
		repeat(" ip6:::", end - 100);
		text_printf(&lines, " include:n%d.example.com\n", i + 1);
	}
	try_row("a chain of records of 64 KB", "me@n0.example.com",
	    AUTH_PERMERROR, SPF_LOOKUPS, 11);

	for (int i = 0; i < 12; i++)
		text_printf(&lines,
		    "n%d.example.com TXT v=spf1 redirect=n%d.example.com\n", i,
		    i + 1);
	try_row("a chain of redirects", "me@n0.example.com", AUTH_PERMERROR,
	    SPF_LOOKUPS, 11);

	text_printf(
	    &lines, "*.example.com TXT v=spf1 include:%%{l}.%%{d} all\n");
	try_row("a name that grows with every include", "me@a.example.com",
	    AUTH_PERMERROR, SPF_LOOKUPS, 11);
}

static void try_lists(void)
{
	text_printf(&lines, "example.com TXT v=spf1 ptr\n");
	for (int i = 0; i < 1000; i++)
		text_printf(
		    &lines, "1.2.0.192.in-addr.arpa PTR n%d.example.com\n", i);
	try_row(
	    "1,000 names of the client", NULL, AUTH_NEUTRAL, SPF_DEFAULT, 12);

	text_printf(&lines, "example.com TXT v=spf1 mx\n");
	for (int i = 0; i < 1000; i++)
		text_printf(&lines, "example.com MX 10 n%d.example.com\n", i);
	try_row("1,000 hosts of an MX", NULL, AUTH_PERMERROR, SPF_MX_HOSTS, 2);

	text_printf(&lines, "example.com TXT v=spf1");
	for (int i = 0; i < 10; i++)
		text_printf(&lines, " mx:n%d.example.com", i);
	text_printf(&lines, " -all exp=%%{p}.example\n");
	for (int i = 0; i < 100; i++)
		text_printf(&lines,
		    "n%d.example.com MX 10 h%d.example.com\n"
		    "h%d.example.com A 1.1.1.1\n"
		    "1.2.0.192.in-addr.arpa PTR p%d.example.com\n",
		    i / 10, i, i, i);
	try_row("as many questions as there may be", NULL, AUTH_FAIL,
	    SPF_MATCHED, 123);
}

static void try_macros(void)
{
	char sender[100000];

	text_printf(&lines, "example.com TXT v=spf1 exists:");
	repeat("%{l}", RECORD_MOST);
	for (size_t i = 0; i < sizeof(sender); i++)
		sender[i] = i % 4 == 3 ? '.' : 'a';
	snprintf(sender + sizeof(sender) - 16, 16, "@example.com");
	try_row(
	    "a name of 16,000 macros", sender, AUTH_NEUTRAL, SPF_DEFAULT, 2);
	text_printf(&lines, "example.com TXT v=spf1 exists:");
	repeat("%{L128r.-+,/_=}", RECORD_MOST);
	try_row("... that are turned round and escaped", sender, AUTH_NEUTRAL,
	    SPF_DEFAULT, 2);
	text_printf(&lines, "example.com TXT v=spf1 -all exp=e.example\n"
			    "e.example TXT ");
	repeat("%{S}", RECORD_MOST);
	try_row("an explanation of 16,000 macros", sender, AUTH_FAIL,
	    SPF_MATCHED, 2);
	check_true("cut", verdict.explanation.len <= 2048);
	text_printf(&lines, "example.com TXT v=spf1 a:");
	repeat("abc.", RECORD_MOST);
	text_printf(&lines, "com\nabc");
	for (int i = 0; i < 62; i++)
		text_printf(&lines, ".abc");
	text_printf(&lines, " A 192.0.2.1");
	try_row("a name of 64 KB", NULL, AUTH_NEUTRAL, SPF_DEFAULT, 2);
}

int main(void)
{
	lines = text_new((size_t)16 << 20);
	try_many_terms();
	try_includes();
	try_lists();
	try_macros();
	spf_case_end();
	text_free(&lines);
	printf("the worst took %lld ms: %s\n", (long long)worst, worst_row);
	return test_end("test_spf_bad_days");
}
