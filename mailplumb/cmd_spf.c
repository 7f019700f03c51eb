/* `mailplumb spf`: may this address send for that sender (RFC 7208)? */
#include "mailplumb/commands.h"

#include "common/net/suffix.h"
#include "inspect/judge/judge.h"
#include "inspect/report/json_parts.h"
#include "inspect/report/report_spf.h"
#include "inspect/verify/align.h"
#include "inspect/verify/spf.h"
#include "mailplumb/options/common_options.h"
#include "mailplumb/options/fixes.h"
#include "mailplumb/options/what_if.h"
#include <unistd.h>

static const struct option_row rows[] = {
	{ "ip", 0, "ADDR", "the server that sends, IPv4 or IPv6",
	    common_client_ip },
	{ "mail-from", 0, "ADDR",
	    "the envelope sender, or its domain; <> is the null sender",
	    common_sender },
	{ "helo", 0, "NAME", "the name the server gives; checked with <>",
	    common_helo },
	OPTIONS_ANSWERS,
	OPTION_TIMEOUT,
	OPTION_NOW,
	OPTION_FIX_FORMAT,
	OPTIONS_REPORT,
	{ 0 },
};

void cmd_spf_help(struct text *out)
{
	text_add(out,
	    BYTES("Usage: mailplumb spf --ip ADDR --mail-from ADDR "
		  "[--helo NAME] [OPTION...]\n\n"
		  "Evaluates SPF (RFC 7208) and tells every term in the order "
		  "tried, what it cost\nand which one decided.  Without "
		  "--mail-from, or with <>, the name of --helo is\nchecked, "
		  "as for a bounce.\n\nOptions:\n"));
	options_help(rows, out);
	text_add(out,
	    BYTES("\nExit status: 0 pass, 1 any other result, 2 usage, 4 "
		  "temperror: the DNS gave no\nanswer, 70 our own fault.\n"));
}

struct run {
	const struct common_options *options;
	struct arena *arena;
	struct resolver *resolver, *published; /* what_if.h */
	struct suffix_list *suffixes;
	struct spf_verdict verdict;
	struct premises premises;
	struct inspection in;
	struct fixes fixes;
};

static bool operands_check(
    int argc, char **argv, int first, struct fault *fault)
{
	return first == argc ||
	       fault_set(fault, FAULT_USAGE,
		   "'%s' is no option: who sends is told by --ip, --mail-from "
		   "and --helo",
		   argv[first]);
}

static bool options_check(
    const struct common_options *options, struct fault *fault)
{
	bool null = options->mail_from == NULL || options->mail_from[0] == '\0';

	if (options->client_ip == NULL)
		return fault_set(
		    fault, FAULT_USAGE, "which server sends?  --ip 192.0.2.1");
	if (options->mail_from == NULL && options->helo == NULL)
		return fault_set(fault, FAULT_USAGE,
		    "for which sender?  --mail-from me@example.com");
	if (null && options->helo == NULL)
		return fault_set(fault, FAULT_USAGE,
		    "of the null sender the name of --helo is checked");
	return true;
}

/* Addresses are copied from a Return-Path, angle brackets and all. */
static struct bytes without_brackets(struct bytes text)
{
	bool brackets =
	    text.len > 2 && text.ptr[0] == '<' && text.ptr[text.len - 1] == '>';

	return brackets ? bytes_first(bytes_skip(text, 1), text.len - 2) : text;
}

static bool run_open(struct run *run, struct fault *fault)
{
	run->arena = arena_open();
	run->suffixes = suffix_list_open(NULL, fault);
	run->premises = common_premises(run->options);
	run->premises.suffixes = run->suffixes;
	run->premises.mail_from = without_brackets(run->premises.mail_from);
	if (run->premises.now == TIME_UNKNOWN)
		run->premises.now = clock_now();
	run->in = (struct inspection){ .arena = run->arena,
		.premises = &run->premises };
	if (run->suffixes == NULL)
		return false;
	run->resolver = common_resolver(run->options, fault);
	if (run->resolver == NULL)
		return false;
	run->published = what_if_resolver(run->options, fault);
	return fault->kind == FAULT_NONE;
}

static void run_close(struct run *run)
{
	resolver_close(run->published);
	resolver_close(run->resolver);
	suffix_list_close(run->suffixes);
	arena_close(run->arena);
}

/* The record is taken to be the user's own. */
static void judge_spf(struct run *run)
{
	struct inspection *in = &run->in;
	const struct spf_verdict *verdict = &run->verdict;

	in->verified.spf = verdict;
	in->envelope.client_ip =
	    (struct fact){ verdict->client_ip, FACT_OPTION };
	in->envelope.mail_from =
	    (struct fact){ run->premises.mail_from, FACT_OPTION };
	if (!verdict->helo)
		in->envelope.mail_from_domain = verdict->domain;
	if (bytes_present(verdict->domain))
		in->reported.author_organization =
		    organization_of(run->suffixes, verdict->domain);
	judge_about(in, "spf");
}

static void check(struct run *run)
{
	struct spf_query query = {
		.mail_from = run->premises.mail_from,
		.helo = run->premises.helo,
		.now = run->premises.now,
	};

	run->verdict = (struct spf_verdict){ 0 };
	ip_read(run->premises.client_ip, &query.client);
	spf_want(run->in.dns, &query);
	spf_check(&run->verdict, run->arena, run->in.dns, &query);
	judge_spf(run);
}

static struct json *spf_json(struct run *run)
{
	struct json *o = json_object_new();

	json_put(o, "schema", json_word("mailplumb.spf/1"));
	json_put(o, "spf", json_spf_verdict(&run->verdict));
	json_put(o, "dns", json_dns(&run->in));
	json_put(o, "findings", json_findings(run->in.findings));
	return o;
}

/* By the DNS of this resolver. */
static struct rendered render(struct run *run, struct resolver *resolver)
{
	struct rendered rendered = rendered_new();

	if (resolver == NULL)
		return rendered;
	run->in.dns = dns_open(resolver);
	dns_begin(run->in.dns);
	check(run);
	report_spf(&run->in, common_style(run->options), &rendered.text);
	rendered.json = spf_json(run);
	run->fixes = (struct fixes){ .arena = run->arena };
	fixes_add(&run->fixes, &run->in);
	dns_close(run->in.dns);
	run->in.dns = NULL;
	return rendered;
}

static bool print(struct run *run, struct fault *fault)
{
	struct rendered before = render(run, run->published);
	struct rendered after = render(run, run->resolver);
	bool done =
	    run->options->fix
		? fixes_print(&run->fixes, run->suffixes, run->options, fault)
		: what_if_print(&before, &after, run->options, fault);

	rendered_free(&before);
	rendered_free(&after);
	return done;
}

static int exit_code(enum auth_result result)
{
	return result == AUTH_PASS ? 0 : result == AUTH_TEMPERROR ? 4 : 1;
}

static bool run_all(struct run *run, struct fault *fault)
{
	bool done = run_open(run, fault);

	if (done)
		done = print(run, fault) &&
		       common_dns_record(run->options, run->resolver, fault);
	run_close(run);
	return done;
}

int cmd_spf(int argc, char **argv)
{
	struct common_options options = common_options_new();
	struct run run = { .options = &options };
	struct fault fault = { 0 };
	int operands;

	if (options_read(rows, NULL, &options, argc, argv, &operands, &fault) &&
	    operands_check(argc, argv, operands, &fault))
		options_check(&options, &fault);
	if (fault.kind == FAULT_NONE && run_all(&run, &fault))
		return exit_code(run.verdict.result);
	fault_print(&fault);
	return fault_exit_status(fault.kind);
}
