/* `mailplumb align`: would these identifiers align (RFC 9989, RFC 7489)? */
#include "mailplumb/commands.h"

#include "common/base/names.h"
#include "common/mail/address.h"
#include "common/mail/limits.h"
#include "common/net/domain.h"
#include "inspect/judge/judge.h"
#include "inspect/report/json_parts.h"
#include "inspect/report/report_dmarc.h"
#include "inspect/verify/dmarc.h"
#include "inspect/verify/reported.h"
#include "mailplumb/question.h"
#include <string.h>

struct align_options {
	struct common_options common;
	const char *from;
	const char *dkim[LIMIT_SIGNATURES];
	size_t dkim_count;
	enum auth_result spf;
};

static bool store_from(void *target, const char *value, struct fault *fault)
{
	(void)fault;
	((struct align_options *)target)->from = value;
	return true;
}

static bool store_dkim(void *target, const char *value, struct fault *fault)
{
	struct align_options *options = target;

	if (options->dkim_count == LIMIT_SIGNATURES)
		return fault_set(fault, FAULT_USAGE, "more than %d signatures",
		    LIMIT_SIGNATURES);
	options->dkim[options->dkim_count++] = value;
	return true;
}

static bool store_spf(void *target, const char *value, struct fault *fault)
{
	static const struct name results[] = {
		{ "pass", AUTH_PASS },
		{ "fail", AUTH_FAIL },
		{ "softfail", AUTH_SOFTFAIL },
		{ "neutral", AUTH_NEUTRAL },
		{ "none", AUTH_NONE },
		{ "temperror", AUTH_TEMPERROR },
		{ "permerror", AUTH_PERMERROR },
		{ NULL, AUTH_ABSENT },
	};
	int code = name_code(results, bytes_of(value));

	((struct align_options *)target)->spf = (enum auth_result)code;
	return code != AUTH_ABSENT ||
	       fault_set(fault, FAULT_USAGE,
		   "'%s' is none of pass, fail, softfail, neutral, none, "
		   "temperror, permerror",
		   value);
}

static const struct option_row rows[] = {
	{ "from", 0, "ADDR", "the author in From, or the domain alone",
	    store_from },
	{ "dkim", 0, "DOMAIN[=RESULT]",
	    "d= of a signature, pass unless told; repeatable", store_dkim },
	{ "mail-from", 0, "ADDR",
	    "the envelope sender, or its domain; <> is the null sender",
	    common_sender },
	{ "spf", 0, "RESULT", "what SPF found for it; pass unless told",
	    store_spf },
	OPTIONS_ANSWERS,
	OPTION_TIMEOUT,
	OPTION_FIX_FORMAT,
	OPTIONS_REPORT,
	{ 0 },
};

void cmd_align_help(struct text *out)
{
	text_add(out,
	    BYTES("Usage: mailplumb align --from ADDR [--dkim "
		  "DOMAIN[=RESULT]]...\n"
		  "                       [--mail-from ADDR] [--spf RESULT] "
		  "[OPTION...]\n\n"
		  "Would DMARC pass?  Looks for the record of the author's "
		  "domain, compares the\ndomains of signatures and of the "
		  "envelope sender with it, and tells what\nreceivers make of "
		  "it that go by RFC 9989 and by RFC 7489.  With --overlay, "
		  "what\nthey would make of it if that were "
		  "published.\n\nOptions:\n"));
	options_help(rows, out);
	text_add(out,
	    BYTES("\nExit status: 0 pass, 1 fail or none, 2 usage, 4 "
		  "temperror: the DNS gave no\nanswer, 70 our own fault.\n"));
}

struct run {
	struct question question; /* must be the first */
	const struct align_options *options;
	struct dmarc_verdict verdict;
};

/* ---- what is asked ---------------------------------------------------------
 */

static bool options_check(int argc, char **argv, int first,
    const struct align_options *options, struct fault *fault)
{
	if (first < argc)
		return fault_set(fault, FAULT_USAGE,
		    "'%s' is no option: domains are told by --from, --dkim "
		    "and --mail-from",
		    argv[first]);
	if (options->from == NULL)
		return fault_set(fault, FAULT_USAGE,
		    "who is the author?  --from me@example.com");
	return options->spf == AUTH_ABSENT ||
	       options->common.mail_from != NULL ||
	       fault_set(fault, FAULT_USAGE,
		   "SPF is about an envelope sender: --mail-from");
}

static bool read_domain(
    struct run *run, struct bytes text, struct bytes *domain)
{
	*domain = domain_read(run->question.arena, text);
	return bytes_present(*domain);
}

/* Of an address, or the domain alone. */
static bool read_address(
    struct run *run, const char *text, struct bytes *domain)
{
	struct address address;

	if (strchr(text, '@') == NULL)
		return read_domain(run, bytes_of(text), domain);
	return address_read(run->question.arena, bytes_of(text), &address) &&
	       read_domain(run, address.domain, domain);
}

/* The reason stands for the result. */
static bool read_signature(struct run *run, const char *text,
    struct dkim_verdict **verdict, struct fault *fault)
{
	static const struct name results[] = {
		{ "pass", DKIM_VERIFIED },
		{ "fail", DKIM_HEADER_CHANGED },
		{ "policy", DKIM_KEY_WEAK },
		{ "temperror", DKIM_KEY_UNREACHABLE },
		{ "permerror", DKIM_KEY_MISSING },
		{ NULL, DKIM_UNASKED },
	};
	struct dkim_signature *signature =
	    arena_new(run->question.arena, struct dkim_signature);
	struct bytes domain, result;

	bytes_cut(bytes_of(text), '=', &domain, &result);
	*verdict = arena_new(run->question.arena, struct dkim_verdict);
	(*verdict)->signature = signature;
	if (bytes_present(result))
		(*verdict)->reason =
		    (enum dkim_reason)name_code(results, result);
	if ((*verdict)->reason == DKIM_UNASKED)
		return fault_set(fault, FAULT_USAGE,
		    "--dkim: '%.*s' is none of pass, fail, policy, temperror, "
		    "permerror",
		    FMT(result));
	return read_domain(run, domain, &signature->domain) ||
	       fault_set(fault, FAULT_USAGE, "--dkim: '%.*s' is no domain",
		   FMT(domain));
}

static bool read_signatures(struct run *run, struct fault *fault)
{
	struct dkim_verdict **last = &run->question.in.verified.dkim;
	struct dkim_signature **next = &run->question.in.signatures;

	for (size_t i = 0; i < run->options->dkim_count; i++) {
		if (!read_signature(run, run->options->dkim[i], last, fault))
			return false;
		*next = (struct dkim_signature *)(uintptr_t)(*last)->signature;
		(*next)->index = i + 1;
		next = &(*next)->next;
		last = &(*last)->next;
	}
	return true;
}

static bool read_sender(struct run *run, struct fault *fault)
{
	const char *sender = run->options->common.mail_from;
	struct spf_verdict *spf =
	    arena_new(run->question.arena, struct spf_verdict);

	if (sender == NULL)
		return true;
	run->question.in.verified.spf = spf;
	spf->result =
	    run->options->spf != AUTH_ABSENT ? run->options->spf : AUTH_PASS;
	spf->helo = sender[0] == '\0';
	if (spf->helo || read_address(run, sender, &spf->domain))
		return true;
	return fault_set(fault, FAULT_USAGE,
	    "--mail-from: '%s' is neither an address nor a domain", sender);
}

static bool read_all(struct run *run, struct fault *fault)
{
	struct author *author = &run->question.in.author;

	if (!read_address(run, run->options->from, &author->domain))
		return fault_set(fault, FAULT_USAGE,
		    "--from: '%s' is neither an address nor a domain",
		    run->options->from);
	author->from = author->address = bytes_of(run->options->from);
	author->from_fields = 1;
	return read_signatures(run, fault) && read_sender(run, fault);
}

/* ---- what comes of it ------------------------------------------------------
 */

static void check(struct question *question)
{
	struct run *run = (struct run *)question;
	struct inspection *in = &question->in;

	run->verdict = (struct dmarc_verdict){ 0 };
	dmarc_want(in->dns, &in->author, in->signatures,
	    in->verified.spf != NULL ? in->verified.spf->domain : ABSENT);
	dmarc_check(&run->verdict, run->question.arena, in->dns,
	    run->question.suffixes, &in->author, in->verified.dkim,
	    in->verified.spf);
	in->verified.dmarc = &run->verdict;
	dmarc_settle(&in->verified);
	reported_read(&in->reported, run->question.arena, in->claims,
	    in->signatures, &in->author, &in->envelope, run->question.suffixes);
	judge_about(in, "dmarc");
}

static struct json *verdict_json(const struct question *question)
{
	return json_dmarc_verdict(&((const struct run *)question)->verdict);
}

/* ---- the command -----------------------------------------------------------
 */

static const struct question_kind align_question = { "mailplumb.align/1",
	"dmarc", check, report_dmarc, verdict_json };

static bool answer(struct run *run, struct fault *fault)
{
	struct question *question = &run->question;
	bool done = question_open(question, &align_question,
			&run->options->common, fault) &&
		    read_all(run, fault) && question_answer(question, fault);

	question_close(question);
	return done;
}

int cmd_align(int argc, char **argv)
{
	struct align_options options = { .common = common_options_new() };
	struct run run = { .options = &options };
	struct fault fault = { 0 };
	int operands;

	if (options_read(rows, NULL, &options, argc, argv, &operands, &fault) &&
	    options_check(argc, argv, operands, &options, &fault) &&
	    answer(&run, &fault))
		return question_exit_status(
		    dmarc_result(run.verdict.by[RFC9989].reason));
	fault_print(&fault);
	return fault_exit_status(fault.kind);
}
