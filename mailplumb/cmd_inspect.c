/* inspect - read messages that lie somewhere and say how they stand */
#include "mailplumb/commands.h"
#include "mailplumb/crew/crew.h"
#include "mailplumb/crew/mailbox_source.h"
#include "mailplumb/crew/receiver_choice.h"
#include "mailplumb/options/run_report.h"
#include "mailplumb/options/what_if.h"

#include "common/net/suffix.h"
#include <unistd.h>

struct inspect_options {
	struct common_options common; /* first: the shared rows fill it */
	struct intake_options intake;
	const char *receipt, *sent; /* NULL: not given */
	const char *sender;	    /* of the configuration; NULL: not given */
	const char *bundle, *bundle_read;
	bool redact;
};

static bool store_password_file(
    void *target, const char *value, struct fault *fault)
{
	(void)fault;
	((struct inspect_options *)target)->intake.password_file = value;
	return true;
}

static bool store_files_from(
    void *target, const char *value, struct fault *fault)
{
	((struct inspect_options *)target)->intake.files_from = value;
	return value[0] != '\0' ||
	       fault_set(fault, FAULT_USAGE, "the list has no name");
}

static bool store_sender(void *target, const char *value, struct fault *fault)
{
	(void)fault;
	((struct inspect_options *)target)->sender = value;
	return true;
}

static bool store_null(void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	((struct inspect_options *)target)->intake.null = true;
	return true;
}

static bool name_store(
    const char **name, const char *value, struct fault *fault)
{
	*name = value;
	return value[0] != '\0' ||
	       fault_set(fault, FAULT_USAGE, "the file has no name");
}

static bool store_receipt(void *target, const char *value, struct fault *fault)
{
	return name_store(
	    &((struct inspect_options *)target)->receipt, value, fault);
}

static bool store_sent(void *target, const char *value, struct fault *fault)
{
	return name_store(
	    &((struct inspect_options *)target)->sent, value, fault);
}

static bool store_bundle(void *target, const char *value, struct fault *fault)
{
	return name_store(
	    &((struct inspect_options *)target)->bundle, value, fault);
}

static bool store_bundle_read(
    void *target, const char *value, struct fault *fault)
{
	return name_store(
	    &((struct inspect_options *)target)->bundle_read, value, fault);
}

static bool store_redact(void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	((struct inspect_options *)target)->redact = true;
	return true;
}

static const struct option_row rows[] = {
	OPTION_CONFIG,
	{ "sender", 0, "SENDER",
	    "of the configuration: how its mail ought to come out",
	    store_sender },
	{ "password-file", 0, "FILE",
	    "the password for imaps://..., its first line",
	    store_password_file },
	{ "files-from", 0, "FILE",
	    "inspect the files it names, too, one a line (-: standard input)",
	    store_files_from },
	{ "null", '0', NULL, "... each name ended by NUL", store_null },
	OPTION_JOBS("inspect so many messages at a time (default: processors)"),
	{ "receipt", 0, "FILE",
	    "of `mailplumb send`: tell what changed on the way",
	    store_receipt },
	{ "sent", 0, "FILE", "... by the message as it was sent", store_sent },
	{ "bundle", 0, "FILE",
	    "write a tar archive with all that the report rests on",
	    store_bundle },
	{ "redact", 0, NULL, "... without names, local parts and text",
	    store_redact },
	{ "bundle-read", 0, "FILE", "the report of such an archive, offline",
	    store_bundle_read },
	OPTION_TIMEOUT,
	OPTION_RECEIVER,
	OPTION_AUTHSERV_ID,
	OPTION_CLIENT_IP,
	OPTION_MAIL_FROM,
	OPTION_HELO,
	OPTIONS_DNS,
	OPTIONS_JUDGE,
	OPTION_FIX_FORMAT,
	OPTIONS_RUN_REPORT,
	{ 0 },
};

void cmd_inspect_help(struct text *out)
{
	text_add(out,
	    BYTES(
		"Usage: mailplumb inspect [OPTION...] [SOURCE...]\n\n"
		"Reads each message and reports whether DKIM, SPF and DMARC "
		"pass and align with\nthe author's domain: as the receiver "
		"claims, as the DNS says now, and why the\ntwo differ.  "
		"SOURCE is\n\n"
		"  FILE                                 a message or an mbox\n"
		"  FOLDER                               a Maildir, or all "
		"files "
		"below it\n"
		"  -                                    standard input, also "
		"without SOURCE\n"
		"  MAILBOX[/FOLDER][;UID=N]             of the configuration; "
		"the newest of\n"
		"                                       INBOX when not said; "
		"N: 5  7,9  10:20\n"
		"                                       or 1:*, which is all\n"
		"  imaps://USER@HOST[/FOLDER][;UID=N]   password: "
		"--password-file or\n"
		"                                       the "
		"variable " MAILBOX_PASSWORD_VARIABLE "\n\n"
		"With --overlay the report comes twice, as it is and as "
		"if the overlay were\npublished, and then the "
		"difference.\n\nOptions:\n"));
	options_help(rows, out);
	text_add(out,
	    BYTES("\nExit status: 0 all that is required passes and aligns, 1 "
		  "it does not, 2 usage,\n3 a source cannot be read, 4 "
		  "neither the receiver nor the DNS decides, 7 a\nmailbox "
		  "cannot be read, 70 our own fault.  Of several the first "
		  "in the order 2\n3 7 1 4 0.\n"));
}

static bool inspect_intake(struct crew *crew,
    const struct inspect_options *options, const struct premises *premises,
    struct fault *fault)
{
	struct intake *intake = intake_open(&options->intake, premises, fault);

	crew->next = intake_next;
	crew->from = intake;
	bool done = intake != NULL && crew_write(crew, &options->common, fault);
	intake_close(intake);
	return done;
}

/* What all workers share. */
static bool sources_open(struct crew *crew, struct suffix_list **suffixes,
    const struct common_options *common, struct fault *fault)
{
	*suffixes = suffix_list_open(NULL, fault);
	crew->suffixes = *suffixes;
	if (*suffixes == NULL)
		return false;
	crew->resolver = common_resolver(common, fault);
	if (crew->bundle != NULL)
		crew->bundle->resolver = crew->resolver;
	if (crew->resolver != NULL)
		crew->published = what_if_resolver(common, fault);
	return fault->kind == FAULT_NONE;
}

/* What is known of what was sent, if anything. */
static bool notes_open(struct crew *crew, const struct inspect_options *options,
    struct fault *fault)
{
	if (options->receipt == NULL && options->sent == NULL)
		return true;
	crew->notes = sent_notes_open(options->receipt, options->sent, fault);
	return crew->notes != NULL;
}

/* The receivers that the configuration describes, if there is one: a message
 * can be inspected whatever is wrong with a file that nobody asked for. */
static bool know_receivers(struct arena *arena,
    const struct common_options *common, struct premises *premises,
    struct fault *fault)
{
	struct settings settings;
	struct fault unasked = { .kind = FAULT_NONE };

	if (!settings_load_any(&settings, arena, common->config, &unasked)) {
		settings.receivers = NULL;
		if (common->config != NULL) {
			*fault = unasked;
			return false;
		}
	}
	if (receiver_choice(arena, common, settings.receivers, premises, fault))
		return true;
	if (unasked.kind != FAULT_NONE)
		*fault = unasked;
	return false;
}

/* What ought to be, as the configuration has it. */
static bool expect(struct arena *arena, const struct inspect_options *options,
    struct premises *premises, struct fault *fault)
{
	const struct sender_settings *sender;
	struct settings settings;

	if (!know_receivers(arena, &options->common, premises, fault))
		return false;
	if (options->sender == NULL)
		return true;
	if (!settings_load(&settings, arena, options->common.config, fault))
		return false;
	sender = settings_sender(&settings, bytes_of(options->sender), fault);
	if (sender != NULL)
		premises->expected = sender_expected(arena, sender);
	return sender != NULL;
}

static int inspect(const struct inspect_options *options)
{
	const struct common_options *common = &options->common;
	struct fault fault = { 0 };
	struct suffix_list *suffixes = NULL;
	struct fixes fixes = { .arena = arena_open() };
	struct premises premises = common_premises(common);
	struct crew crew = {
		.jobs = common->jobs > 0 ? common->jobs : crew_processors(),
		.format = common->format,
		.style = common_style(common),
		.fixes = common->fix ? &fixes : NULL,
	};
	struct bundle_job bundle =
	    bundle_job_new(options->bundle, options->redact);
	struct run_report run;

	run_report_open(&run, common);
	if (run_report_wanted(&run))
		crew.outcomes = &run.outcomes;
	if (options->bundle != NULL) {
		crew.bundle = &bundle;
		crew.jobs = 1;
	}

	if (premises.now == TIME_UNKNOWN)
		premises.now = clock_now();
	if (!run_report_possible(&run, &fault) ||
	    !expect(fixes.arena, options, &premises, &fault) ||
	    !notes_open(&crew, options, &fault) ||
	    !sources_open(&crew, &suffixes, common, &fault) ||
	    !inspect_intake(&crew, options, &premises, &fault) ||
	    !common_dns_record(common, crew.resolver, &fault) ||
	    !sent_notes_used(crew.notes, &fault) ||
	    !bundle_job_write(&bundle, &fault))
		crew_fault(&crew, &fault);
	resolver_close(crew.published);
	sent_notes_close(crew.notes);
	resolver_close(crew.resolver);
	suffix_list_close(suffixes);
	arena_close(fixes.arena);
	bundle_job_free(&bundle);
	return run_report_close(&run, crew.exit_code);
}

/* Without an operand and a list: standard input, unless a person sits there. */
static bool sources_settle(struct inspect_options *options, int count,
    char **operands, struct fault *fault)
{
	static char standard[] = "-";
	static char *only_stdin[] = { standard };
	struct intake_options *intake = &options->intake;

	intake->common = &options->common;
	intake->operands = operands;
	intake->count = (size_t)count;
	if (intake->null && intake->files_from == NULL)
		return fault_set(fault, FAULT_USAGE,
		    "--null is about the list of --files-from");
	if (count > 0 || intake->files_from != NULL)
		return true;
	intake->operands = only_stdin;
	intake->count = 1;
	return !isatty(STDIN_FILENO) ||
	       fault_set(fault, FAULT_USAGE,
		   "name a message file, an mbox, a folder or - (standard "
		   "input)");
}

/* What was fixed when a bundle was written cannot be fixed anew; NULL: none. */
static const char *beside_bundle_read(
    const struct inspect_options *options, bool operands)
{
	const struct common_options *c = &options->common;
	const struct common_options unset = common_options_new();
	const struct {
		bool given;
		const char *name;
	} others[] = {
		{ operands || options->intake.files_from != NULL, "SOURCE" },
		{ options->bundle != NULL, "--bundle" },
		{ options->receipt != NULL, "--receipt" },
		{ options->sender != NULL, "--sender" },
		{ options->sent != NULL, "--sent" },
		{ c->now != unset.now, "--now" },
		{ c->require != unset.require, "--require" },
		{ c->fail_on != unset.fail_on, "--fail-on" },
		{ c->receiver != NULL, "--receiver" },
		{ c->authserv_ids[0] != NULL, "--authserv-id" },
		{ c->client_ip != NULL, "--client-ip" },
		{ c->mail_from != NULL, "--mail-from" },
		{ c->helo != NULL, "--helo" },
		{ c->resolvers[0] != NULL, "--resolver" },
		{ c->zones[0] != NULL, "--zone" },
		{ c->overlays[0] != NULL, "--overlay" },
		{ c->dns_record != NULL, "--dns-record" },
		{ c->dns_replay != NULL, "--dns-replay" },
		{ c->no_dns, "--no-dns" },
		{ c->bulk, "--bulk" },
		{ c->fix, "--fix-format" },
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i].given)
			return others[i].name;
	return NULL;
}

static bool bundle_settle(
    struct inspect_options *options, bool operands, struct fault *fault)
{
	const char *beside = options->bundle_read != NULL
				 ? beside_bundle_read(options, operands)
				 : NULL;

	options->common.record = options->bundle != NULL;
	if (beside != NULL)
		return fault_set(fault, FAULT_USAGE,
		    "--bundle-read excludes %s: the bundle holds all", beside);
	if (options->bundle != NULL && options->common.overlays[0] != NULL)
		return fault_set(fault, FAULT_USAGE,
		    "--bundle excludes --overlay: it holds one report");
	return !options->redact || options->bundle != NULL ||
	       fault_set(fault, FAULT_USAGE, "--redact is about --bundle");
}

int cmd_inspect(int argc, char **argv)
{
	struct inspect_options options = { .common = common_options_new() };
	struct fault fault = { 0 };
	int first;

	if (options_read(rows, NULL, &options, argc, argv, &first, &fault) &&
	    bundle_settle(&options, argc > first, &fault) &&
	    options.bundle_read != NULL)
		return inspect_bundle(options.bundle_read, &options.common);
	if (fault.kind == FAULT_NONE &&
	    sources_settle(&options, argc - first, argv + first, &fault))
		return inspect(&options);
	return run_report_usage(argc, argv, &fault);
}
