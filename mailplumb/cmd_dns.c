/* `mailplumb dns`: what is published for a sender, and what should be. */
#include "mailplumb/commands.h"

#include "common/net/suffix.h"
#include "mailplumb/common_options.h"
#include "mailplumb/crew.h"
#include "mailplumb/fixes.h"
#include "mailplumb/inspection.h"
#include "mailplumb/senders.h"
#include "mailplumb/what_if.h"

#define JOBS	     16 /* at a time: they mostly wait */
#define LETTERS_MOST 4	/* that a worker takes at once */

struct dns_options {
	struct common_options common; /* first: the shared rows fill it */
	struct senders_options senders;
	unsigned jobs;
};

/* ---- options ---------------------------------------------------------------
 */

static bool store_fact(
    void *target, const char *name, const char *value, struct fault *fault)
{
	struct dns_options *options = target;

	return facts_put(
	    &options->senders.facts, bytes_of(name), bytes_of(value), fault);
}

static bool store_region(void *target, const char *value, struct fault *fault)
{
	return store_fact(target, "region", value, fault);
}

static bool store_mail_from(
    void *target, const char *value, struct fault *fault)
{
	return store_fact(target, "mail-from", value, fault);
}

static bool store_token(void *target, const char *value, struct fault *fault)
{
	return store_fact(target, "token", value, fault);
}

static bool store_dkim_zone(
    void *target, const char *value, struct fault *fault)
{
	return store_fact(target, "dkim-zone", value, fault);
}

static bool store_selector(void *target, const char *value, struct fault *fault)
{
	return store_fact(target, "selector", value, fault);
}

static bool store_from_file(
    void *target, const char *value, struct fault *fault)
{
	((struct dns_options *)target)->senders.list = value;
	return value[0] != '\0' ||
	       fault_set(fault, FAULT_USAGE, "the list has no name");
}

static bool store_jobs(void *target, const char *value, struct fault *fault)
{
	uint64_t jobs = 0;

	if (!bytes_number(bytes_of(value), JOBS_MOST, &jobs) || jobs == 0)
		return fault_set(fault, FAULT_USAGE,
		    "'%s' is no number from 1 to %d", value, JOBS_MOST);
	((struct dns_options *)target)->jobs = (unsigned)jobs;
	return true;
}

static const struct option_row rows[] = {
	OPTION_CONFIG,
	{ "region", 0, "REGION", "where SES sends from, such as us-east-1",
	    store_region },
	{ "token", 0, "TOKEN", "a token of Easy DKIM; repeatable, there are 3",
	    store_token },
	{ "dkim-zone", 0, "ZONE",
	    "where its CNAMEs lead, if not where the region says",
	    store_dkim_zone },
	{ "selector", 0, "NAME", "of a DKIM key of your own; repeatable",
	    store_selector },
	{ "mail-from", 0, "DOMAIN", "the custom MAIL FROM domain",
	    store_mail_from },
	{ "from-file", 0, "FILE",
	    "look at the domains it names, too, one a line (-: standard input)",
	    store_from_file },
	{ "jobs", 'j', "N", "look at so many at a time (default 16)",
	    store_jobs },
	OPTION_RESOLVER,
	OPTION_ZONE,
	OPTION_OVERLAY,
	OPTION_DNS_RECORD,
	OPTION_DNS_REPLAY,
	OPTION_TIMEOUT,
	OPTIONS_JUDGE,
	OPTIONS_REPORT,
	OPTION_FIX_FORMAT,
	{ 0 },
};

void cmd_dns_help(struct text *out)
{
	text_add(out,
	    BYTES(
		"Usage: mailplumb dns [OPTION...] DOMAIN|SENDER...\n\n"
		"Compares what is published with what a sender through SES "
		"needs: the CNAMEs of\nEasy DKIM one by one, or the key of "
		"your own; MX and SPF of the custom MAIL FROM\ndomain; the "
		"DMARC record, tag by tag, and whether its reports may go "
		"where it\nsays.  No message is needed: it foresees what "
		"receivers would find of one that is\nsent now.\n\n"
		"SENDER is one of the configuration, which tells the rest; of "
		"a DOMAIN options\ntell it.  A line of --from-file is a domain "
		"and what is known of it:\n\n"
		"  example.com region=us-east-1 mail-from=bounce.example.com "
		"token=...\n\n"
		"With --overlay the report comes twice, as it is and as if "
		"the overlay were\npublished, and then the "
		"difference.\n\nOptions:\n"));
	options_help(rows, out);
	text_add(out,
	    BYTES("\nExit status: 0 all that can be told is right, 1 it is "
		  "not, 2 usage, 3 the list\ncannot be read, 4 the DNS gave "
		  "no answer that decides, 70 our own fault.  Of\nseveral the "
		  "first in the order 2 3 1 4 0.\n"));
}

/* ---- the run ---------------------------------------------------------------
 */

static bool sources_open(struct crew *crew, struct suffix_list **suffixes,
    const struct common_options *common, struct fault *fault)
{
	*suffixes = suffix_list_open(NULL, fault);
	crew->suffixes = *suffixes;
	if (*suffixes == NULL)
		return false;
	crew->resolver = common_resolver(common, fault);
	if (crew->resolver != NULL)
		crew->published = what_if_resolver(common, fault);
	return fault->kind == FAULT_NONE;
}

static bool run(struct crew *crew, const struct dns_options *options,
    const struct premises *premises, struct fault *fault)
{
	struct senders *senders =
	    senders_open(&options->senders, premises, fault);

	crew->next = senders_next;
	crew->from = senders;
	bool done = senders != NULL &&
		    crew_write(crew, &options->common, fault) &&
		    common_dns_record(&options->common, crew->resolver, fault);
	senders_close(senders);
	return done;
}

static int look(const struct dns_options *options)
{
	const struct common_options *common = &options->common;
	struct premises premises = common_premises(common);
	struct fault fault = { 0 };
	struct suffix_list *suffixes = NULL;
	struct fixes fixes = { .arena = arena_open() };
	struct crew crew = {
		.jobs = options->jobs,
		.fixes = common->fix ? &fixes : NULL,
		.most = LETTERS_MOST,
		.format = common->format,
		.style = common_style(common),
	};

	if (premises.now == TIME_UNKNOWN)
		premises.now = clock_now();
	if (!sources_open(&crew, &suffixes, common, &fault) ||
	    !run(&crew, options, &premises, &fault))
		crew_fault(&crew, &fault);
	resolver_close(crew.published);
	resolver_close(crew.resolver);
	suffix_list_close(suffixes);
	arena_close(fixes.arena);
	return crew.exit_code;
}

static bool senders_settle(struct dns_options *options, int count,
    char **operands, struct fault *fault)
{
	struct senders_options *senders = &options->senders;

	senders->common = &options->common;
	senders->operands = operands;
	senders->count = (size_t)count;
	return count > 0 || senders->list != NULL ||
	       fault_set(fault, FAULT_USAGE,
		   "name a domain or a sender of the configuration");
}

int cmd_dns(int argc, char **argv)
{
	struct dns_options options = { .common = common_options_new(),
		.jobs = JOBS };
	struct fault fault = { 0 };
	int first;

	if (options_read(rows, NULL, &options, argc, argv, &first, &fault) &&
	    senders_settle(&options, argc - first, argv + first, &fault))
		return look(&options);
	fault_print(&fault);
	return fault_exit_status(fault.kind);
}
