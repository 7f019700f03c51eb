/* `mailplumb dns`: what is published for a sender, and what should be. */
#include "mailplumb/commands.h"

#include "common/net/suffix.h"
#include "inspect/run/inspection.h"
#include "mailplumb/crew/crew.h"
#include "mailplumb/dns/dns_waiting.h"
#include "mailplumb/dns/senders.h"
#include "mailplumb/options/common_options.h"
#include "mailplumb/options/fixes.h"
#include "mailplumb/options/run_report.h"
#include "mailplumb/options/what_if.h"

#define JOBS	     16 /* at a time: they mostly wait */
#define LETTERS_MOST 4	/* that a worker takes at once */

struct dns_options {
	struct common_options common; /* first: the shared rows fill it */
	struct senders_options senders;
	bool wait;
	const char *fors[DNS_FOR_MOST + 1];		/* NULL at the end */
	struct served_question questions[DNS_FOR_MOST]; /* the same, read */
	size_t question_count;
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

static bool store_wait(void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	((struct dns_options *)target)->wait = true;
	return true;
}

static bool store_for(void *target, const char *value, struct fault *fault)
{
	return common_list_add(
	    ((struct dns_options *)target)->fors, DNS_FOR_MOST, value, fault);
}

static bool store_no_ses_api(
    void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	((struct dns_options *)target)->senders.no_ses_api = true;
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
	OPTION_JOBS("look at so many at a time (default 16)"),
	{ "wait", 0, NULL,
	    "until all name servers have what is needed, at most --timeout",
	    store_wait },
	{ "for", 0, "NAME TYPE [DATA]", "... or just these records; repeatable",
	    store_for },
	{ "no-ses-api", 0, NULL,
	    "do not ask the SES API of a sender, though a key is there",
	    store_no_ses_api },
	OPTIONS_ANSWERS,
	OPTION_TIMEOUT,
	OPTIONS_JUDGE,
	OPTIONS_RUN_REPORT,
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
		"receivers would find of one that\nis sent now.\n\n"
		"SENDER is one of the configuration, which tells the rest; of "
		"a DOMAIN options\ntell it.  A line of --from-file is a domain "
		"and what is known of it:\n\n"
		"  example.com region=us-east-1 mail-from=bounce.example.com "
		"token=...\n\n"
		"All name servers of the zones are asked one by one, found "
		"from the parent on,\nover IPv4 and IPv6; those of --from-file "
		"are not.  --wait asks them again and\nagain until a change is "
		"visible everywhere, 10 minutes unless --timeout says\n"
		"otherwise:\n\n"
		"  mailplumb dns example.com --wait --for _dmarc.example.com "
		"TXT 'v=DMARC1; p=none'\n\n"
		"With --overlay the report comes twice, as it is and as if "
		"the overlay were\npublished, and then the "
		"difference.\n\nOptions:\n"));
	options_help(rows, out);
	text_add(out,
	    BYTES("\nExit status: 0 all that can be told is right, 1 it is "
		  "not, 2 usage, 3 the list\ncannot be read, 4 the DNS gave "
		  "no answer that decides, 70 our own fault.  Of\nseveral the "
		  "first in the order 2 3 1 4 0.  With --wait: 0 visible "
		  "everywhere,\n1 not in that time.\n"));
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

/* Servers are asked where the DNS is the live one, as it is, and not for a
 * long list, which would cost each of its domains the patience for those that
 * do not answer. */
static bool asks_servers(const struct dns_options *options)
{
	const struct common_options *common = &options->common;

	return common->zones[0] == NULL && common->overlays[0] == NULL &&
	       common->dns_replay == NULL && options->senders.list == NULL;
}

static struct authority_options servers_of(const struct dns_options *options)
{
	const struct common_options *common = &options->common;
	bool hurried = common->timeout != TIME_UNKNOWN &&
		       common->timeout < AUTHORITY_TIMEOUT;

	return (struct authority_options){ .resolvers = common->resolvers,
		.timeout = hurried ? common->timeout : 0 };
}

static int look(const struct dns_options *options, const struct waited *waited)
{
	const struct common_options *common = &options->common;
	struct premises premises = common_premises(common);
	struct authority_options servers = servers_of(options);
	struct fault fault = { 0 };
	struct suffix_list *suffixes = NULL;
	struct fixes fixes = { .arena = arena_open() };
	struct crew crew = {
		.jobs = common->jobs > 0 ? common->jobs : JOBS,
		.fixes = common->fix ? &fixes : NULL,
		.most = LETTERS_MOST,
		.format = common->format,
		.style = common_style(common),
		.servers = asks_servers(options) ? &servers : NULL,
	};
	struct run_report report;

	run_report_open(&report, common);
	if (run_report_wanted(&report))
		crew.outcomes = &report.outcomes;

	if (premises.now == TIME_UNKNOWN)
		premises.now = clock_now();
	premises.waited = waited;
	if (!run_report_possible(&report, &fault) ||
	    !sources_open(&crew, &suffixes, common, &fault) ||
	    !run(&crew, options, &premises, &fault))
		crew_fault(&crew, &fault);
	resolver_close(crew.published);
	resolver_close(crew.resolver);
	suffix_list_close(suffixes);
	arena_close(fixes.arena);
	return run_report_close(&report, crew.exit_code);
}

/* ---- waiting ---------------------------------------------------------------
 */

/* The report is about the domain of the first record where none is named. */
static void domain_settle(struct dns_options *options, struct arena *arena,
    const struct suffix_list *suffixes)
{
	struct bytes name = options->questions[0].name;
	struct bytes domain = suffix_registrable(suffixes, name);
	char **operands = arena_new_array(arena, char *, 1);

	if (options->senders.count > 0)
		return;
	operands[0] = arena_cstr(arena, bytes_present(domain) ? domain : name);
	options->senders.operands = operands;
	options->senders.count = 1;
}

static bool wait_for(struct dns_options *options, struct arena *arena,
    struct waited *waited, struct fault *fault)
{
	struct suffix_list *suffixes = suffix_list_open(NULL, fault);
	struct dns_waiting waiting = { .senders = &options->senders,
		.questions = options->questions,
		.count = options->question_count,
		.suffixes = suffixes };
	bool done = suffixes != NULL;

	if (done && options->question_count > 0)
		domain_settle(options, arena, suffixes);
	done = done && dns_waiting(&waiting, arena, waited, fault);
	suffix_list_close(suffixes);
	return done;
}

static int wait_and_look(struct dns_options *options, struct arena *arena)
{
	struct fault fault = { 0 };
	struct waited waited;

	if (!wait_for(options, arena, &waited, &fault)) {
		fault_print(&fault);
		return fault_exit_status(fault.kind);
	}
	int code = look(options, &waited);
	int ended = waited.visible ? 0 : 1;
	return code == 2 || code == 70 ? code : ended;
}

static bool wait_possible(
    const struct dns_options *options, struct fault *fault)
{
	if (!options->wait)
		return options->fors[0] == NULL ||
		       fault_set(fault, FAULT_USAGE,
			   "--for says what --wait is to wait for");
	if (!asks_servers(options) || options->common.dns_record != NULL)
		return fault_set(fault, FAULT_USAGE,
		    "--wait asks name servers about one sender: it excludes "
		    "--zone, --overlay, --dns-record, --dns-replay and "
		    "--from-file");
	if (options->common.format > FORMAT_JSON)
		return fault_set(fault, FAULT_USAGE,
		    "--wait tells whether a change is visible: in text or "
		    "json");
	return options->senders.count < 2 ||
	       fault_set(fault, FAULT_USAGE,
		   "--wait is for one domain or sender at a time");
}

static bool fors_read(
    struct dns_options *options, struct arena *arena, struct fault *fault)
{
	size_t *count = &options->question_count;

	for (; options->fors[*count] != NULL; ++*count)
		if (!dns_for_read(arena, bytes_of(options->fors[*count]),
			&options->questions[*count], fault))
			return fault_at(fault, "--for");
	return true;
}

static bool senders_settle(struct dns_options *options, int count,
    char **operands, struct fault *fault)
{
	struct senders_options *senders = &options->senders;

	senders->common = &options->common;
	senders->operands = operands;
	senders->count = (size_t)count;
	return count > 0 || senders->list != NULL || options->fors[0] != NULL ||
	       fault_set(fault, FAULT_USAGE,
		   "name a domain or a sender of the configuration");
}

static int dns_run(
    struct dns_options *options, struct arena *arena, int argc, char **argv)
{
	struct fault fault = { 0 };
	int first;

	argc = dns_for_join(arena, argc, argv);
	if (options_read(rows, NULL, options, argc, argv, &first, &fault) &&
	    senders_settle(options, argc - first, argv + first, &fault) &&
	    wait_possible(options, &fault) && fors_read(options, arena, &fault))
		return options->wait ? wait_and_look(options, arena)
				     : look(options, NULL);
	return run_report_usage(argc, argv, &fault);
}

int cmd_dns(int argc, char **argv)
{
	struct dns_options options = { .common = common_options_new() };
	struct arena *arena = arena_open();
	int code = dns_run(&options, arena, argc, argv);

	arena_close(arena);
	return code;
}
