/* inspect - read messages that lie somewhere and say how they stand */
#include "mailplumb/commands.h"
#include "mailplumb/common_options.h"
#include "mailplumb/inspection.h"
#include "mailplumb/mailbox_source.h"
#include "mailplumb/output.h"

#include "common/net/suffix.h"
#include "inspect/fetch/source.h"
#include "inspect/report/report.h"
#include "inspect/verify/dkim_key.h"
#include <unistd.h>

struct inspect_options {
	struct common_options common; /* first: the shared rows fill it */
	const char *password_file;    /* NULL: the environment */
};

static bool store_password_file(
    void *target, const char *value, struct fault *fault)
{
	(void)fault;
	((struct inspect_options *)target)->password_file = value;
	return true;
}

static const struct option_row rows[] = {
	OPTION_CONFIG,
	{ "password-file", 0, "FILE",
	    "the password for imaps://..., its first line",
	    store_password_file },
	OPTION_TIMEOUT,
	OPTION_RECEIVER,
	OPTION_AUTHSERV_ID,
	OPTION_CLIENT_IP,
	OPTION_MAIL_FROM,
	OPTION_HELO,
	OPTIONS_DNS,
	OPTIONS_JUDGE,
	OPTIONS_REPORT,
	{ 0 },
};

void cmd_inspect_help(struct text *out)
{
	text_add(out,
	    BYTES(
		"Usage: mailplumb inspect [OPTION...] [SOURCE...]\n\n"
		"Reads each message and reports whether DKIM, SPF and DMARC "
		"pass and align with\nthe author's domain, as the receiver "
		"claims.  SOURCE is\n\n"
		"  FILE                                 a message or an mbox\n"
		"  -                                    standard input, also "
		"without SOURCE\n"
		"  MAILBOX[/FOLDER][;UID=N]             of the configuration; "
		"the newest of\n"
		"                                       INBOX when not said\n"
		"  imaps://USER@HOST[/FOLDER][;UID=N]   password: "
		"--password-file or\n"
		"                                       the "
		"variable " MAILBOX_PASSWORD_VARIABLE "\n\nOptions:\n"));
	options_help(rows, out);
	text_add(out,
	    BYTES("\nExit status: 0 all that is required passes and aligns, 1 "
		  "it does not, 2 usage,\n3 a source cannot be read, 4 nobody "
		  "we may trust decides, 7 a mailbox cannot\nbe read, 70 our "
		  "own fault.  Of several the first in the order 2 3 7 1 4 "
		  "0.\n"));
}

/* One run over all sources. */
struct run {
	const struct inspect_options *options;
	struct premises premises;
	struct report_style style;
	struct resolver *resolver; /* NULL: --no-dns */
	struct dns *dns;
	struct dkim_keys *keys;
	struct suffix_list *suffixes;
	struct arena *arena;
	struct output output;
	struct text text; /* one report */
	size_t reports;
	int exit_code;
};

static void note_fault(struct run *run, const struct fault *fault)
{
	fault_print(fault);
	run->exit_code =
	    exit_code_worse(run->exit_code, fault_exit_status(fault->kind));
}

static void write_json(struct run *run, const struct inspection *in)
{
	struct json *report = report_json(in);

	json_print(report, JSON_LINE, &run->text);
	text_char(&run->text, '\n');
	json_free(report);
}

static void write_text(struct run *run, const struct inspection *in)
{
	struct report_style style = run->style;

	style.named |= in->origin.number > 0;
	if (run->reports > 0 && !style.quiet)
		text_char(&run->text, '\n');
	report_text(in, style, &run->text);
}

/* False and a fault when the report cannot be written. */
static bool inspect_octets(struct run *run, const struct origin *origin,
    struct bytes raw, struct fault *fault)
{
	struct inspection in;

	arena_reset(run->arena);
	text_clear(&run->text);
	in = inspection_new(run->arena, &run->premises);
	in.origin = *origin;
	in.dns = run->dns;
	in.keys = run->keys;
	if (run->dns != NULL)
		dns_begin(run->dns);
	if (!inspection_run(&in, raw, fault)) {
		fault_at(fault, "%.*s", FMT(origin->name));
		note_fault(run, fault);
		return true;
	}
	if (run->options->common.format == FORMAT_JSON)
		write_json(run, &in);
	else
		write_text(run, &in);
	run->exit_code = exit_code_worse(run->exit_code, in.exit_code);
	run->reports++;
	return output_write(&run->output, text_bytes(&run->text), fault);
}

static bool inspect_mailbox(struct run *run, struct arena *arena,
    const struct mailbox_source *source, struct fault *fault)
{
	const struct common_options *common = &run->options->common;
	struct premises premises = run->premises;
	struct origin origin;
	struct bytes raw;

	if (!mailbox_source_fetch(arena, source, common,
		run->options->password_file, &origin, &raw, fault)) {
		note_fault(run, fault);
		return true;
	}
	mailbox_source_trust(arena, source, common, &run->premises);
	bool written = inspect_octets(run, &origin, raw, fault);
	run->premises = premises;
	return written;
}

static bool inspect_file(struct run *run, const char *path, struct fault *fault)
{
	struct source *source = source_open(path, fault);
	enum source_step step = SOURCE_FAULT;
	struct origin origin;
	struct bytes raw;
	bool written = true;

	if (source == NULL) {
		note_fault(run, fault);
		return true;
	}
	while (written && (step = source_next(source, &raw, &origin, fault)) !=
			      SOURCE_END) {
		if (step == SOURCE_FAULT)
			note_fault(run, fault);
		else
			written = inspect_octets(run, &origin, raw, fault);
	}
	source_close(source);
	return written;
}

static bool inspect_source(
    struct run *run, const char *operand, struct fault *fault)
{
	struct arena *arena = arena_open();
	struct mailbox_source source =
	    mailbox_source_read(arena, operand, &run->options->common, fault);
	bool written = true;

	if (source.kind == MAILBOX_SOURCE_FAULT)
		note_fault(run, fault);
	else if (source.kind == MAILBOX_SOURCE_NONE)
		written = inspect_file(run, operand, fault);
	else
		written = inspect_mailbox(run, arena, &source, fault);
	arena_close(arena);
	return written;
}

static bool inspect_all(
    struct run *run, int count, char **paths, struct fault *fault)
{
	if (!output_open(&run->output, run->options->common.output, fault))
		return false;
	for (int i = 0; i < count; i++)
		if (!inspect_source(run, paths[i], fault)) {
			output_abandon(&run->output);
			return false;
		}
	/* Nothing to say is no reason to replace an older report. */
	if (run->reports > 0)
		return output_close(&run->output, fault);
	output_abandon(&run->output);
	return true;
}

static struct run run_new(const struct inspect_options *options, int count)
{
	const struct common_options *common = &options->common;

	return (struct run){
		.options = options,
		.premises = common_premises(common),
		.style = {
			.utf8 = common_utf8(),
			.color = common_color(common, STDOUT_FILENO) &&
			    (common->output == NULL ||
				common->color == COLOR_ALWAYS),
			.quiet = common->quiet,
			.verbose = common->verbose,
			.named = count > 1,
		},
		.text = text_new(REPORT_LIMIT),
	};
}

static bool run_open(struct run *run, struct fault *fault)
{
	const struct common_options *common = &run->options->common;

	run->resolver = common_resolver(common, fault);
	if (run->resolver == NULL && fault->kind != FAULT_NONE)
		return false;
	if (run->resolver != NULL) {
		run->dns = dns_open(run->resolver);
		run->keys = dkim_keys_open();
	}
	run->premises.suffixes = run->suffixes = suffix_list_open(NULL, fault);
	return run->suffixes != NULL;
}

static void run_close(struct run *run)
{
	dkim_keys_close(run->keys);
	dns_close(run->dns);
	resolver_close(run->resolver);
	suffix_list_close(run->suffixes);
	arena_close(run->arena);
	text_free(&run->text);
}

static int inspect(
    const struct inspect_options *options, int count, char **paths)
{
	struct run run = run_new(options, count);
	struct fault fault = { 0 };

	run.arena = arena_open();
	if (run.premises.now == TIME_UNKNOWN)
		run.premises.now = clock_now();
	if (!run_open(&run, &fault) ||
	    !inspect_all(&run, count, paths, &fault) ||
	    !common_dns_record(&options->common, run.resolver, &fault))
		note_fault(&run, &fault);
	run_close(&run);
	return run.exit_code;
}

int cmd_inspect(int argc, char **argv)
{
	static char standard[] = "-";
	static char *only_stdin[] = { standard, NULL };
	struct inspect_options options = { .common = common_options_new() };
	struct fault fault = { 0 };
	int operands;

	if (!options_read(
		rows, NULL, &options, argc, argv, &operands, &fault)) {
		fault_print(&fault);
		return fault_exit_status(fault.kind);
	}
	if (operands < argc)
		return inspect(&options, argc - operands, argv + operands);
	if (!isatty(STDIN_FILENO))
		return inspect(&options, 1, only_stdin);
	fault_set(&fault, FAULT_USAGE,
	    "name a message file, an mbox file or - (standard input)");
	fault_print(&fault);
	return fault_exit_status(fault.kind);
}
