/* inspect/verify/spf: what is told beside the result: exp=, details, steps */
#include "tests/test.h"

#include "tests/spf_case.h"

static const struct {
	const char *shows, *dns, *explanation;
} explanations[] = {
	{ "of a fail",
	    "example.com TXT v=spf1 -all exp=e.example\n"
	    "e.example TXT %{i} is not %{o}'s, %{r}",
	    "192.0.2.1 is not example.com's, unknown" },
	{ "with a macro for its domain",
	    "example.com TXT v=spf1 -all exp=e.%{d}\n"
	    "e.example.com TXT %{d}",
	    "example.com" },
	{ "not of a softfail",
	    "example.com TXT v=spf1 ~all exp=e.example\n"
	    "e.example TXT x",
	    NULL },
	{ "none there", "example.com TXT v=spf1 -all exp=e.example", NULL },
	{ "unreachable",
	    "example.com TXT v=spf1 -all exp=e.example\n"
	    "e.example SERVFAIL",
	    NULL },
	{ "two of them",
	    "example.com TXT v=spf1 -all exp=e.example\n"
	    "e.example TXT x\ne.example TXT y",
	    NULL },
	{ "malformed",
	    "example.com TXT v=spf1 -all exp=e.example\n"
	    "e.example TXT %{x}",
	    NULL },
	{ "not ASCII",
	    "example.com TXT v=spf1 -all exp=e.example\n"
	    "e.example TXT \xc3\xbc",
	    NULL },
	{ "not the included record's",
	    "example.com TXT v=spf1 include:b.example -all\n"
	    "b.example TXT v=spf1 -all exp=e.example\ne.example TXT x",
	    NULL },
	{ "the record's with the include",
	    "example.com TXT v=spf1 include:b.example -all exp=f.example\n"
	    "b.example TXT v=spf1 -all exp=e.example\ne.example TXT x\n"
	    "f.example TXT y",
	    "y" },
	{ "of the redirect's record, not of its own",
	    "example.com TXT v=spf1 redirect=b.example exp=f.example\n"
	    "b.example TXT v=spf1 -all exp=e.example\ne.example TXT %{d}\n"
	    "f.example TXT y",
	    "b.example" },
	{ "a void one costs nothing",
	    "example.com TXT v=spf1 a:x.example a:y.example -all "
	    "exp=e.example",
	    NULL },
	{ "with a validated name",
	    "example.com TXT v=spf1 -all exp=e.example\n"
	    "e.example TXT from %{p}\n"
	    "1.2.0.192.in-addr.arpa PTR mx.b.example\n"
	    "mx.b.example A 192.0.2.1",
	    "from mx.b.example" },
};

static void try_explanations(void)
{
	for (size_t i = 0; i < ROWS(explanations); i++) {
		test_row(explanations[i].shows);
		spf_case(explanations[i].dns, NULL, NULL, NULL);
		check_bytes("explanation", verdict.explanation,
		    bytes_of(explanations[i].explanation));
	}
}

static const struct {
	const char *shows, *dns, *detail;
} details[] = {
	{ "a malformed term", "example.com TXT v=spf1 ip4:192.0.2 -all",
	    "\"ip4:192.0.2\" of example.com: expected an IPv4 address" },
	{ "no such name", "", "the name does not exist" },
	{ "no record", "example.com TXT x", NULL },
	{ "unreachable",
	    "example.com TXT v=spf1 mx:b.example\n"
	    "b.example SERVFAIL",
	    "MX b.example: servfail" },
	{ "void lookups",
	    "example.com TXT v=spf1 a:b.example a:c.example a:d.example",
	    "a:d.example of example.com: A d.example" },
	{ "lookups",
	    "example.com TXT v=spf1 a a a a a a a a a a mx\n"
	    "example.com A 1.1.1.1",
	    "mx of example.com" },
	{ "an include without record",
	    "example.com TXT v=spf1 include:b.example",
	    "include:b.example of example.com" },
	{ "several", "example.com TXT v=spf1 a\nexample.com TXT v=spf1 mx",
	    "example.com" },
	{ "a match", "example.com TXT v=spf1 all", NULL },
	{ "a match behind an include",
	    "example.com TXT v=spf1 include:b.example all\n"
	    "b.example TXT v=spf1 -all",
	    NULL },
};

static void try_details(void)
{
	for (size_t i = 0; i < ROWS(details); i++) {
		test_row(details[i].shows);
		spf_case(details[i].dns, NULL, NULL, NULL);
		check_bytes(
		    "detail", verdict.detail, bytes_of(details[i].detail));
	}
	test_row("no domain");
	spf_case("", NULL, "me@localhost", NULL);
	check_bytes("detail", verdict.detail, BYTES("localhost"));
}

static void check_step(const struct spf_step *s, unsigned depth,
    const char *domain, const char *term, bool matched, enum auth_result result)
{
	check_true(term, s != NULL);
	if (s == NULL)
		return;
	check_bytes("domain", s->domain, bytes_of(domain));
	check_bytes("term", s->term, bytes_of(term));
	check_number("depth", s->depth, depth);
	check_true("matched", s->matched == matched);
	check_number("result", s->result, result);
}

static void try_steps(void)
{
	test_row("steps");
	spf_case("example.com TXT v=spf1 ip4:1.1.1.1 include:b.example "
		 "redirect=c.example\n"
		 "b.example TXT v=spf1 a:d.example -all\n"
		 "c.example TXT v=spf1 mx ~all\n"
		 "c.example MX 10 e.example\ne.example A 1.1.1.1",
	    NULL, NULL, NULL);
	const struct spf_step *s = verdict.steps;
	check_step(s, 0, "example.com", "ip4:1.1.1.1", false, AUTH_ABSENT);
	s = s->next;
	check_step(s, 0, "example.com", "include:b.example", false, AUTH_FAIL);
	check_number("cost", s->lookups, 1);
	s = s->next;
	check_step(s, 1, "b.example", "a:d.example", false, AUTH_ABSENT);
	check_number("void", s->void_lookups, 1);
	s = s->next;
	check_step(s, 1, "b.example", "-all", true, AUTH_ABSENT);
	s = s->next;
	check_step(
	    s, 0, "example.com", "redirect=c.example", false, AUTH_SOFTFAIL);
	s = s->next;
	check_step(s, 1, "c.example", "mx", false, AUTH_ABSENT);
	s = s->next;
	check_step(s, 1, "c.example", "~all", true, AUTH_ABSENT);
	check_true("no more", s->next == NULL);
	check_bytes("record", verdict.record,
	    BYTES("v=spf1 ip4:1.1.1.1 include:b.example redirect=c.example"));
	check_bytes("client", verdict.client_ip, BYTES("192.0.2.1"));
	check_bytes("domain", verdict.domain, BYTES("example.com"));
	check_true("answer", verdict.answer != NULL);
}

int main(void)
{
	try_explanations();
	try_details();
	try_steps();
	spf_case_end();
	return test_end("test_spf_told");
}
