/* `mailplumb spf`: may this address send for that sender (RFC 7208)? */
#include "mailplumb/commands.h"

#include "inspect/judge/judge.h"
#include "inspect/report/json_parts.h"
#include "inspect/report/report_spf.h"
#include "inspect/verify/align.h"
#include "inspect/verify/spf.h"
#include "mailplumb/question.h"

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
	struct question question; /* must be the first */
	struct spf_verdict verdict;
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

/* The record is taken to be the user's own. */
static void judge_spf(struct run *run)
{
	struct question *question = &run->question;
	struct inspection *in = &question->in;
	const struct spf_verdict *verdict = &run->verdict;

	in->verified.spf = verdict;
	in->envelope.client_ip =
	    (struct fact){ verdict->client_ip, FACT_OPTION };
	in->envelope.mail_from =
	    (struct fact){ question->premises.mail_from, FACT_OPTION };
	if (!verdict->helo)
		in->envelope.mail_from_domain = verdict->domain;
	if (bytes_present(verdict->domain))
		in->reported.author_organization =
		    organization_of(question->suffixes, verdict->domain);
	judge_about(in, "spf");
}

static void check(struct question *question)
{
	struct run *run = (struct run *)question;
	struct spf_query query = {
		.mail_from = question->premises.mail_from,
		.helo = question->premises.helo,
		.now = question->premises.now,
	};

	run->verdict = (struct spf_verdict){ 0 };
	ip_read(question->premises.client_ip, &query.client);
	spf_want(question->in.dns, &query);
	spf_check(&run->verdict, question->arena, question->in.dns, &query);
	judge_spf(run);
}

static struct json *verdict_json(const struct question *question)
{
	return json_spf_verdict(&((const struct run *)question)->verdict);
}

static const struct question_kind spf_question = { "mailplumb.spf/1", "spf",
	check, report_spf, verdict_json };

static bool answer(
    struct run *run, const struct common_options *options, struct fault *fault)
{
	struct question *question = &run->question;
	bool done = question_open(question, &spf_question, options, fault);

	if (done) {
		question->premises.mail_from =
		    without_brackets(question->premises.mail_from);
		done = question_answer(question, fault);
	}
	question_close(question);
	return done;
}

int cmd_spf(int argc, char **argv)
{
	struct common_options options = common_options_new();
	struct run run;
	struct fault fault = { 0 };
	int operands;

	if (options_read(rows, NULL, &options, argc, argv, &operands, &fault) &&
	    operands_check(argc, argv, operands, &fault))
		options_check(&options, &fault);
	if (fault.kind == FAULT_NONE && answer(&run, &options, &fault))
		return question_exit_status(run.verdict.result);
	fault_print(&fault);
	return fault_exit_status(fault.kind);
}
