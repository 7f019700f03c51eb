/* `mailplumb send`: submit test messages, print a receipt for each. */
#include "mailplumb/commands.h"

#include "common/base/crypto.h"
#include "inspect/report/report.h"
#include "mailplumb/options/output.h"
#include "mailplumb/send/save.h"
#include "mailplumb/send/send_plan.h"
#include "send/receipt.h"
#include "send/submit.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TIMEOUT	       300000 /* ms for a message, all attempts together */
#define PROGRESS_EVERY 200    /* ms */

/* A message that is on its way. */
struct letter {
	struct arena *arena;
	char token[TOKEN_SIZE + 1];
	struct composed composed;
};

struct send_run {
	const struct send_options *options;
	const struct send_plan *plan;
	struct letter *letters; /* one a connection */
	struct output output;
	uint64_t composed, accepted, failed;
	int64_t started, shown;
	bool progress;
	struct fault fault; /* the first that ends the run, or is its verdict */
};

/* ---- what people see meanwhile ------------------------------------------ */

static void show_progress(struct send_run *run, bool last)
{
	int64_t now = clock_running();
	double seconds = (double)(now - run->started) / 1000;

	if (!run->progress || (!last && now - run->shown < PROGRESS_EVERY))
		return;
	run->shown = now;
	fprintf(stderr, "\r%llu of %llu sent, %llu not, %.0f a second%s",
	    (unsigned long long)run->accepted,
	    (unsigned long long)run->options->count,
	    (unsigned long long)run->failed,
	    seconds > 0 ? (double)run->accepted / seconds : 0,
	    last ? "\n" : "\x1b[K");
}

static void show_wire(void *context, enum wire wire, struct bytes line)
{
	static const char *const marks[] = { "-> ", "<- ", "*  " };
	const struct send_run *run = context;
	struct text out = text_new(8 * 1024);

	if (wire == WIRE_NOTE && run->options->common.verbose < 2)
		return;
	text_add(&out, bytes_of(marks[wire]));
	text_shown(&out, line);
	fprintf(stderr, "%.*s\n", FMT(text_bytes(&out)));
	text_free(&out);
}

/* ---- a message ---------------------------------------------------------- */

static bool stop(struct send_run *run, const struct fault *fault)
{
	if (run->fault.kind == FAULT_NONE || fault->kind != FAULT_SEND)
		run->fault = *fault;
	return false;
}

/* SMTP knows no other line end than CRLF (RFC 5321 2.3.8). */
static void note_line_ends(
    const struct send_run *run, const struct composed *composed)
{
	if (run->composed == 1 && composed->line_ends_changed > 0 &&
	    !run->options->common.quiet)
		fprintf(stderr,
		    "mailplumb: note: %s: %zu line ends became CRLF\n",
		    run->options->raw, composed->line_ends_changed);
}

static bool next(void *context, unsigned slot, struct submission *submission)
{
	struct send_run *run = context;
	struct letter *letter = &run->letters[slot];
	struct compose_request request = run->plan->request;
	struct fault fault = { 0 };

	if (run->composed == run->options->count ||
	    run->fault.kind == FAULT_USAGE)
		return false;
	run->composed++;
	arena_reset(letter->arena);
	token_make(letter->token);
	request.token = bytes_of(letter->token);
	request.now = clock_now();
	if (!compose(letter->arena, &request, &letter->composed, &fault))
		return stop(run, &fault);
	note_line_ends(run, &letter->composed);
	*submission = (struct submission){
		.from = letter->composed.envelope_from,
		.to = letter->composed.recipients,
		.to_count = letter->composed.recipient_count,
		.raw = letter->composed.raw,
		.smtputf8 = letter->composed.smtputf8,
	};
	return true;
}

static bool write_receipt(
    struct send_run *run, const struct receipt *receipt, struct fault *fault)
{
	const struct common_options *common = &run->options->common;
	struct text out = text_new(REPORT_LIMIT);

	if (common->format == FORMAT_JSON) {
		struct json *json = receipt_json(receipt);
		json_print(json, JSON_LINE, &out);
		json_free(json);
		if (out.len == 0 || out.ptr[out.len - 1] != '\n')
			text_char(&out, '\n');
	} else if (!common->quiet && run->options->count == 1) {
		receipt_text(receipt, &out);
	}
	bool done = output_write(&run->output, text_bytes(&out), fault);
	text_free(&out);
	return done;
}

/* Recipients, or To as it was given. */
static struct receipt receipt_of(const struct send_run *run,
    const struct letter *letter, const struct submit_outcome *outcome)
{
	return (struct receipt){
		.token = bytes_of(letter->token),
		.from = run->plan->request.from,
		.to = run->plan->request.to,
		.subject = letter->composed.subject,
		.server = &run->plan->server,
		.outcome = outcome,
		.message_id = letter->composed.message_id,
		.raw = letter->composed.raw,
	};
}

static bool keep(struct send_run *run, struct letter *letter,
    struct receipt *receipt, struct fault *fault)
{
	const struct submit_outcome *outcome = receipt->outcome;

	if (run->options->save == NULL ||
	    !(outcome->accepted || outcome->may_have_been_sent))
		return true;
	return save_message(letter->arena, run->options->save, receipt->token,
	    receipt->raw, &receipt->sent_file, fault);
}

static void report_failure(struct send_run *run, const struct fault *fault)
{
	if (run->progress)
		fputs("\r\x1b[K", stderr);
	if (run->options->count > 1)
		fault_print(fault);
	stop(run, fault);
}

static bool done(void *context, unsigned slot,
    const struct submission *submission, const struct submit_outcome *outcome,
    const struct fault *fault)
{
	struct send_run *run = context;
	struct letter *letter = &run->letters[slot];
	struct receipt receipt = receipt_of(run, letter, outcome);
	struct fault ours = { 0 };

	(void)submission;
	if (outcome->accepted)
		run->accepted++;
	else
		run->failed++;
	if (fault->kind != FAULT_NONE)
		report_failure(run, fault);
	if (!keep(run, letter, &receipt, &ours) ||
	    !write_receipt(run, &receipt, &ours))
		return stop(run, &ours);
	show_progress(run, false);
	return fault->kind == FAULT_NONE || fault->kind == FAULT_SEND;
}

/* ---- the run ------------------------------------------------------------ */

static void send_all(struct send_run *run)
{
	const struct send_options *options = run->options;
	struct submit_options how = {
		.timeout = options->common.timeout != TIME_UNKNOWN
			       ? options->common.timeout
			       : TIMEOUT,
		.connections = options->connections,
		.rate = run->plan->rate,
		.transcript = options->common.verbose > 0 ? show_wire : NULL,
		.context = run,
	};
	const struct submit_queue queue = { run, next, done };
	struct fault fault = { 0 };

	if (how.connections > options->count)
		how.connections = (unsigned)options->count;
	run->started = clock_running();
	if (!submit_many(&run->plan->server, &how, &queue, &fault))
		stop(run, &fault);
	show_progress(run, true);
	if (options->count > 1 && !options->common.quiet && !run->progress)
		fprintf(stderr, "%llu of %llu sent, %llu not\n",
		    (unsigned long long)run->accepted,
		    (unsigned long long)options->count,
		    (unsigned long long)run->failed);
}

static void letters_open(struct send_run *run, struct arena *arena)
{
	run->letters =
	    arena_new_array(arena, struct letter, run->options->connections);
	for (unsigned i = 0; i < run->options->connections; i++)
		run->letters[i].arena = arena_open();
}

static void letters_close(struct send_run *run)
{
	for (unsigned i = 0; i < run->options->connections; i++)
		arena_close(run->letters[i].arena);
}

static bool prepare(struct send_options *options, struct send_plan *plan,
    struct arena *arena, int argc, char **argv, struct fault *fault)
{
	const char *sender;

	if (!send_options_read(options, arena, argc, argv, &sender, fault) ||
	    !send_plan_make(plan, options, sender, fault))
		return false;
	if (options->save != NULL && !save_check(arena, options->save, fault))
		return false;
	if (options->save != NULL && options->count > 1 &&
	    !save_many(options->save))
		return fault_set(fault, FAULT_USAGE,
		    "--save %s: %llu messages need a folder or Maildir",
		    options->save, (unsigned long long)options->count);
	if (bytes_present(plan->warning))
		fprintf(
		    stderr, "mailplumb: warning: %.*s\n", FMT(plan->warning));
	return true;
}

static void run_with_output(struct send_run *run, struct arena *arena)
{
	struct fault fault = { 0 };

	if (!output_open(&run->output, run->options->common.output, &fault)) {
		stop(run, &fault);
		return;
	}
	letters_open(run, arena);
	send_all(run);
	letters_close(run);
	if (!output_close(&run->output, &fault))
		stop(run, &fault);
}

int cmd_send(int argc, char **argv)
{
	struct arena *arena = arena_open();
	struct send_options options;
	struct send_plan plan = { .rate = 0 };
	struct send_run run = { .options = &options, .plan = &plan };

	if (prepare(&options, &plan, arena, argc, argv, &run.fault)) {
		run.progress = options.count > 1 && !options.common.quiet &&
			       isatty(STDERR_FILENO) == 1;
		run_with_output(&run, arena);
	}
	if (run.fault.kind != FAULT_NONE &&
	    (options.count == 1 || run.fault.kind != FAULT_SEND))
		fault_print(&run.fault);
	if (bytes_present(plan.server.password))
		wipe((char *)(uintptr_t)plan.server.password.ptr,
		    plan.server.password.len);
	arena_close(arena);
	return fault_exit_status(run.fault.kind);
}

void cmd_send_help(struct text *out)
{
	text_add(out,
	    BYTES(
		"Usage: mailplumb send [SENDER] [--to ADDR]...\n"
		"       mailplumb send --region REGION --from ADDR --to ADDR\n"
		"       mailplumb send --server URL --from ADDR --to ADDR\n\n"
		"Submits test messages and prints a receipt for each.  "
		"SENDER is one of the\nconfiguration (default: the only "
		"one).  Keys for SES come from the\nconfiguration, "
		"AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the shared\n"
		"credentials file.\n"));
	send_options_help(out);
}
