/* check - send a test message, find it, inspect it: the main job */
#include "mailplumb/check/check_async.h"
#include "mailplumb/check/check_bundle.h"
#include "mailplumb/check/check_look.h"
#include "mailplumb/check/check_plan.h"
#include "mailplumb/check/check_run.h"
#include "mailplumb/commands.h"
#include "mailplumb/crew/receiver_choice.h"
#include "mailplumb/options/run_report.h"
#include "mailplumb/options/wire_line.h"

#include "common/net/suffix.h"
#include "inspect/run/inspection.h"
#include <signal.h>
#include <unistd.h>

struct check_options {
	struct common_options common; /* first: the shared rows fill it */
	bool dry_run, after_change, no_ses_api;
	struct async_options async;
	struct check_bundle bundle;
};

static bool store_dry_run(void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	((struct check_options *)target)->dry_run = true;
	return true;
}

static bool store_after_change(
    void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	((struct check_options *)target)->after_change = true;
	return true;
}

static bool store_no_ses_api(
    void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	((struct check_options *)target)->no_ses_api = true;
	return true;
}

static bool store_bundle(void *target, const char *value, struct fault *fault)
{
	((struct check_options *)target)->bundle.path = value;
	return value[0] != '\0' ||
	       fault_set(fault, FAULT_USAGE, "the file has no name");
}

static bool store_redact(void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	((struct check_options *)target)->bundle.redact = true;
	return true;
}

static bool store_async(void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	((struct check_options *)target)->async.wanted = true;
	return true;
}

static bool store_state(void *target, const char *value, struct fault *fault)
{
	(void)fault;
	((struct check_options *)target)->async.state = value;
	return true;
}

static bool store_look(void *target, const char *value, struct fault *fault)
{
	return duration_read(bytes_of(value),
		   &((struct check_options *)target)->async.look) ||
	       fault_set(fault, FAULT_USAGE,
		   "'%s' is not a duration such as 0s, 500ms or 5s", value);
}

static const struct option_row rows[] = {
	OPTION_CONFIG,
	{ "bundle", 0, "FILE",
	    "write a tar archive with all that the report rests on",
	    store_bundle },
	{ "redact", 0, NULL, "... without names, local parts and text",
	    store_redact },
	{ "dry-run", 'n', NULL,
	    "look at the DNS alone: nothing is sent, no mailbox opened",
	    store_dry_run },
	{ "after-change", 0, NULL,
	    "once all name servers have the records; compared with the last "
	    "good run",
	    store_after_change },
	{ "async", 0, NULL,
	    "send now, judge what earlier runs sent: for schedulers",
	    store_async },
	{ "state", 0, "FILE", "of --async (else beside the configuration)",
	    store_state },
	{ "look", 0, "DURATION", "of --async: for the message just sent (3s)",
	    store_look },
	{ "no-ses-api", 0, NULL,
	    "do not ask the SES API, though a key is there", store_no_ses_api },
	OPTION_TIMEOUT,
	OPTION_RECEIVER,
	OPTION_AUTHSERV_ID,
	OPTIONS_DNS,
	OPTIONS_JUDGE,
	OPTION_FIX_FORMAT,
	OPTIONS_RUN_REPORT,
	{ 0 },
};

static const char sample[] =
    "\nThe configuration (fixtures/mailplumb.yaml has every key):\n\n"
    "  senders:\n"
    "    prod:\n"
    "      from: \"Example <hello@example.com>\"\n"
    "      ses:\n"
    "        region: us-east-1\n"
    "        access_key_id: AKIAIOSFODNN7EXAMPLE\n"
    "        secret_access_key_command: \"pass show aws/ses\"\n"
    "  mailboxes:\n"
    "    gmail:\n"
    "      address: probe@gmail.com\n"
    "      imap: imaps://imap.gmail.com\n"
    "      password_command: \"pass show probe@gmail.com\"\n"
    "  checks:\n"
    "    prod-to-gmail:\n"
    "      sender: prod\n"
    "      mailbox: gmail        # or a list\n"
    "      deadline: 5m          # to be found by (5m if not said)\n"
    "      warn_after: 60s       # found later: a warning\n"
    "      keep: false           # delete our message afterwards; true, the\n"
    "                            # default, leaves it in the mailbox\n";

void cmd_check_help(struct text *out)
{
	text_add(out,
	    BYTES("Usage: mailplumb check [OPTION...] [CHECK...]\n\nFor "
		  "every sender and mailbox of the named checks (all of the "
		  "configuration when\nnone is named): sends a test message, "
		  "finds it, inspects it and gives one\nverdict; of several "
		  "mailboxes also a table.  First it looks at the DNS of "
		  "each\nsender, as `mailplumb dns` does; what is wrong "
		  "there is told before anything is\nsent, and counts.\n\n"
		  "Options:\n"));
	options_help(rows, out);
	text_add(out, bytes_of(sample));
	text_add(out,
	    BYTES("\nIt is searched for as --config, $MAILPLUMB_CONFIG, "
		  "./mailplumb.yaml,\n~/.config/mailplumb/mailplumb.yaml and "
		  "/etc/mailplumb/mailplumb.yaml.\n\nExit status: 0 all that "
		  "is required passes and aligns, 1 it does not, 2 usage or\n"
		  "configuration, 3 the state cannot be read, 4 neither the "
		  "receiver nor the DNS\ndecides, 5 not sent, 6 not found by "
		  "the deadline, 7 a mailbox cannot be read, 70\nour own "
		  "fault.  Of several the first in the order 2 3 5 7 6 1 4 "
		  "0.\n\nWith --async a run sends and does not wait: it "
		  "judges what earlier runs sent,\nkept in a state file, "
		  "within --timeout (20s).  Without anything judged of "
		  "late,\nas on the first run, the exit status is 4; see "
		  "ASYNCHRONOUS CHECKS in\nmailplumb(1).\n"));
}

/* ---- what is to be done -------------------------------------------------- */

struct check_command {
	const struct check_options *options;
	struct arena *arena;
	struct settings settings;
	struct suffix_list *suffixes;
	struct resolver *resolver; /* NULL: --no-dns */
	struct check_run run;
	struct check_report report;
	struct run_report run_report;
	struct async_run async;
};

/* ---- secrets --------------------------------------------------------------
 */

static void warn(struct bytes text)
{
	struct fault warning;

	fault_set(&warning, FAULT_USAGE, "warning: %.*s", FMT(text));
	fault_print(&warning);
}

/* All before anything is sent: a missing one is a configuration to mend. */
static bool log_in(struct check_command *command, struct fault *fault)
{
	struct check_run *run = &command->run;
	struct bytes warning;

	for (size_t i = 0; i < run->sender_count; i++) {
		struct sender_run *sender = &run->senders[i];
		sender->asking.sender = sender->settings;
		if (!sender_login_key(command->arena, sender->settings,
			&sender->server, &sender->asking.key, &warning, fault))
			return false;
		if (bytes_present(warning))
			warn(arena_printf(command->arena, "%.*s: %.*s",
			    FMT(sender->settings->name), FMT(warning)));
	}
	for (size_t i = 0; i < run->watch_count; i++)
		if (!mailbox_login(command->arena, run->watches[i].settings,
			&run->watches[i].access, fault))
			return false;
	return true;
}

static void wipe_bytes(struct bytes secret)
{
	if (bytes_present(secret))
		wipe((char *)(uintptr_t)secret.ptr, secret.len);
}

static void wipe_secrets(struct check_run *run)
{
	/* Senders may have the same secret. */
	for (size_t i = 0; i < run->sender_count; i++)
		ses_asking_close(&run->senders[i].asking);
	for (size_t i = 0; i < run->sender_count; i++) {
		wipe_bytes(run->senders[i].server.password);
		wipe_bytes(run->senders[i].asking.key.secret_access_key);
		wipe_bytes(run->senders[i].asking.key.session_token);
	}
	for (size_t i = 0; i < run->watch_count; i++)
		wipe_bytes(run->watches[i].access.password);
}

/* Nobody logs in for a dry run.  What comes from a file tells all. */
static void find_keys(struct check_command *command)
{
	const struct common_options *common = &command->options->common;
	struct check_run *run = &command->run;
	bool files = common->zones[0] != NULL || common->dns_replay != NULL;

	for (size_t i = 0; i < run->sender_count; i++) {
		struct ses_asking *asking = &run->senders[i].asking;
		asking->sender = run->senders[i].settings;
		if (!files && !common->no_dns && !command->options->no_ses_api)
			ses_key_find(
			    command->arena, asking->sender, &asking->key);
	}
}

/* ---- SES itself ------------------------------------------------------------
 */

/* Called from the thread that asks. */
static void note_ses(void *context, struct bytes line)
{
	const struct sender_run *sender = context;

	wire_line_print(sender->settings->name, "*", line);
}

static void ask_ses(struct check_run *run)
{
	for (size_t i = 0; i < run->sender_count; i++) {
		struct sender_run *sender = &run->senders[i];
		if (run->verbose > 0)
			sender->asking.note =
			    (struct ses_note){ note_ses, sender };
		ses_asking_start(&sender->asking);
	}
}

/* ---- the command ----------------------------------------------------------
 */

static bool report(void *context, struct probe_run *probe, struct fault *fault)
{
	struct check_command *command = context;

	return check_report_probe(&command->report, probe, fault);
}

static bool do_all(struct check_command *command, struct fault *fault)
{
	struct check_look look = { .run = &command->run,
		.report = &command->report,
		.options = &command->options->common,
		.suffixes = command->suffixes,
		.resolver = command->resolver,
		.ask_ses = !command->options->no_ses_api };

	if (command->options->after_change && !check_look_wait(&look, fault))
		return false;
	if (command->options->dry_run)
		find_keys(command);
	else if (!log_in(command, fault))
		return false;
	if (look.ask_ses)
		ask_ses(&command->run);
	if (command->options->dry_run)
		return check_look_only(&look, fault);
	return check_look(&look, fault) && check_run(&command->run, fault) &&
	       (command->run.async != NULL
		       ? async_tell(&command->async, &command->run,
			     &command->report, fault)
		       : check_report_matrix(
			     &command->report, &command->run, fault));
}

static bool run_all(struct check_command *command, struct fault *fault)
{
	if (!sendings_open(&command->run.sendings, fault) ||
	    !check_report_open(&command->report, fault))
		return false;
	if (!do_all(command, fault)) {
		check_report_abandon(&command->report);
		return false;
	}
	return check_report_close(&command->report, fault);
}

/* What looks at another world: excluded by --bundle and --async; NULL: none. */
static const char *other_world(const struct check_options *options)
{
	return options->dry_run			     ? "--dry-run"
	       : options->common.overlays[0] != NULL ? "--overlay"
						     : NULL;
}

static bool options_agree(
    const struct check_options *options, struct fault *fault)
{
	const struct common_options *common = &options->common;
	bool live = common->zones[0] == NULL && common->overlays[0] == NULL &&
		    common->dns_replay == NULL && !common->no_dns;

	if (options->after_change && !live)
		return fault_set(fault, FAULT_USAGE,
		    "--after-change asks name servers: it excludes --zone, "
		    "--overlay, --dns-replay and --no-dns");
	if ((options->async.state != NULL ||
		options->async.look != TIME_UNKNOWN) &&
	    !options->async.wanted)
		return fault_set(fault, FAULT_USAGE, "%s is about --async",
		    options->async.state != NULL ? "--state" : "--look");
	const char *beside = options->bundle.path != NULL ? "--bundle"
			     : options->after_change	  ? "--after-change"
						     : other_world(options);
	return !options->async.wanted || beside == NULL ||
	       fault_set(fault, FAULT_USAGE, "--async excludes %s", beside);
}

/* Faults go there from the beginning. */
static void outcomes_wire(struct check_command *command)
{
	if (run_report_wanted(&command->run_report))
		command->report.outcomes = &command->run_report.outcomes;
}

static bool check(
    struct check_command *command, int count, char **names, struct fault *fault)
{
	const struct common_options *common = &command->options->common;
	struct check_plan plan = { .settings = &command->settings,
		.options = common };

	outcomes_wire(command);
	if (!options_agree(command->options, fault) ||
	    !run_report_possible(&command->run_report, fault) ||
	    !settings_load(
		&command->settings, command->arena, common->config, fault))
		return false;
	if (!receiver_choice(command->arena, common,
		command->settings.receivers, &(struct premises){ 0 }, fault))
		return false;
	settings_warn(&command->settings, common->quiet);
	command->report =
	    check_report_new(command->arena, common, command->settings.file);
	command->report.compare = command->options->after_change;
	outcomes_wire(command);
	if (!plan_checks(&plan, command->arena, count, names, fault) ||
	    (command->options->async.wanted &&
		!async_open(&command->async, &command->run,
		    &command->options->async, &command->settings, fault)))
		return false;
	command->suffixes = suffix_list_open(NULL, fault);
	command->resolver = common_resolver(common, fault);
	if (command->suffixes == NULL ||
	    (command->resolver == NULL && fault->kind != FAULT_NONE))
		return false;
	command->report.suffixes = command->suffixes;
	plan.suffixes = command->suffixes;
	plan.resolver = command->resolver;
	plan_probes(&plan, &command->run, async_probes(&command->async));
	if (command->options->async.wanted) {
		command->async.resolver = command->resolver;
		async_plan(
		    &command->async, &command->run, &command->settings, common);
	}
	command->run_report.outcomes.style.named = command->run.probe_count > 1;
	return check_bundle_possible(&command->options->bundle, &command->run,
		   other_world(command->options), fault) &&
	       run_all(command, fault) &&
	       common_dns_record(common, command->resolver, fault) &&
	       check_bundle_write(&command->options->bundle, &command->run,
		   command->resolver, fault);
}

static struct check_command command_new(const struct check_options *options)
{
	const struct common_options *common = &options->common;
	struct arena *arena = arena_open();

	return (struct check_command){
		.options = options,
		.arena = arena,
		.run = { .arena = arena,
		    .sendings = { .ends = { -1, -1 } },
		    .progress = isatty(STDERR_FILENO) && !common->quiet,
		    .verbose = common->verbose,
		    .keep_dialogues = options->bundle.path != NULL,
		    .deadline = INT64_MAX,
		    .report = report },
	};
}

static void command_free(struct check_command *command)
{
	struct check_run *run = &command->run;

	wipe_secrets(run);
	async_close(&command->async);
	for (size_t i = 0; i < run->probe_count; i++)
		probe_close(&run->probes[i]);
	for (size_t i = 0; i < run->sender_count; i++)
		records_close(&run->senders[i].records);
	for (size_t i = 0; i < run->watch_count; i++) {
		mailbox_watch_close(run->watches[i].watch);
		text_free(&run->watches[i].dialogue.text);
	}
	sendings_close(&run->sendings);
	resolver_close(command->resolver);
	suffix_list_close(command->suffixes);
	check_report_free(&command->report);
	arena_close(command->arena);
}

static int end_async(struct check_command *command, int exit_code)
{
	struct fault fault = { .kind = FAULT_NONE };

	if (command->run.async == NULL ||
	    async_end(&command->async, &command->run, &fault))
		return exit_code;
	fault_print(&fault);
	if (run_report_wanted(&command->run_report))
		return exit_code; /* as it says */
	return exit_code_worse(exit_code, fault_exit_status(fault.kind));
}

int cmd_check(int argc, char **argv)
{
	static struct check_command command;
	struct check_options options = { .common = common_options_new(),
		.async = { .look = TIME_UNKNOWN } };
	struct fault fault = { .kind = FAULT_NONE };
	int operands;

	options.common.require = 0; /* not said: the check decides */
	if (!options_read(rows, NULL, &options, argc, argv, &operands, &fault))
		return run_report_usage(argc, argv, &fault);
	options.common.record =
	    options.bundle.path != NULL || options.async.wanted;
	if (options.async
		.wanted) { /* of the run: messages have their deadlines */
		options.async.run_for = options.common.timeout != TIME_UNKNOWN
					    ? options.common.timeout
					    : ASYNC_TIMEOUT;
		options.common.timeout = TIME_UNKNOWN;
	}
	command = command_new(&options);
	command.run.context = &command;
	run_report_open(&command.run_report, &options.common);
	bool done = check(&command, argc - operands, argv + operands, &fault);
	if (!done)
		check_report_fault(&command.report, &fault);
	int exit_code =
	    run_report_close(&command.run_report, command.report.exit_code);
	if (done && !command.run_report.lost)
		exit_code = end_async(&command, exit_code);
	/* Threads that still send end with the program, and must not see what
	 * libraries tear down at exit. */
	if (command.run.sendings.running > 0)
		_exit(exit_code);
	command_free(&command);
	return exit_code;
}
