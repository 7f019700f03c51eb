#include "mailplumb/options/run_report.h"

#include "mailplumb/options/output.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void run_report_open(
    struct run_report *run, const struct common_options *options)
{
	*run = (struct run_report){ .options = options,
		.format = format_row(options->format),
		.outcomes = { .arena = arena_open(),
		    .style = common_style(options) },
		.began = clock_running() };
	run->outcomes.render =
	    options->quiet && run->format->brief ? NULL : run->format->render;
	run->outcomes.style.utf8 = true;
	run->outcomes.style.color = false;
}

bool run_report_wanted(const struct run_report *run)
{
	return run->format->run != NULL;
}

bool run_report_possible(struct run_report *run, struct fault *fault)
{
	struct output output;

	if (!run_report_wanted(run))
		return true;
	run->lost = !output_open(&output, run->options->output, fault);
	if (run->lost)
		return false;
	output_abandon(&output);
	return true;
}

/* ---- what is written beside -----------------------------------------------
 */

static bool append(const char *path, struct bytes text, struct fault *fault)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	struct output output = { .fd = fd, .path = path };

	if (fd < 0)
		return fault_errno(fault, FAULT_OURS, "%s", path);
	bool done = output_write(&output, text, fault);
	close(fd);
	return done;
}

static bool write_beside(const struct run_report *run, struct fault *fault)
{
	const struct format *format = run->format;
	const char *path =
	    format->variable != NULL ? getenv(format->variable) : NULL;
	struct text text = text_new(RUN_LIMIT);

	if (path == NULL || path[0] == '\0')
		return true;
	format->beside(&run->outcomes, &text);
	bool done = append(path, text_bytes(&text), fault);
	text_free(&text);
	return done;
}

/* ---- the end --------------------------------------------------------------
 */

static bool write_run(const struct run_report *run, struct fault *fault)
{
	struct text text = text_new(RUN_LIMIT);

	run->format->run(&run->outcomes, &text);
	bool done = output_all(run->options->output, text_bytes(&text), fault);
	text_free(&text);
	return write_beside(run, fault) && done;
}

static int exit_status(const struct run_report *run, int exit_code)
{
	return run->format->exit_status != NULL
		   ? run->format->exit_status(&run->outcomes)
		   : exit_code;
}

/* What nobody can read must not look like a good run. */
static int write_or_tell(struct run_report *run, int exit_code)
{
	struct fault fault = { .kind = FAULT_NONE };

	if (run->lost || write_run(run, &fault))
		return exit_status(run, exit_code);
	run->lost = true;
	fault_print(&fault);
	outcomes_add_fault(&run->outcomes, NULL, &fault);
	return exit_status(run, fault_exit_status(fault.kind));
}

int run_report_close(struct run_report *run, int exit_code)
{
	struct outcomes *outcomes = &run->outcomes;
	/* What --now fixes comes out the same whenever it is done. */
	bool fixed = run->options->now != TIME_UNKNOWN;

	outcomes->ended = fixed ? run->options->now : clock_now();
	outcomes->took = fixed ? TIME_UNKNOWN : clock_running() - run->began;
	outcomes->exit_code = exit_code;
	if (run_report_wanted(run))
		exit_code = write_or_tell(run, exit_code);
	arena_close(outcomes->arena);
	return exit_code;
}

/* ---- a command line that cannot be understood ------------------------------
 */

/* The value of an option among the words, however it is written; NULL: it is
 * not there. */
static const char *value_among(
    int argc, char **argv, const char *name, char letter)
{
	size_t len = strlen(name);
	const char *value = NULL;

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const char *word = argv[i];
		bool own = word[0] == '-' && word[1] == letter && letter != 0;
		if (strncmp(word, "--", 2) == 0 &&
		    strncmp(word + 2, name, len) == 0) {
			if (word[len + 2] == '=')
				value = word + len + 3;
			else if (word[len + 2] == '\0' && i + 1 < argc)
				value = argv[++i];
		} else if (own && word[2] != '\0') {
			value = word + 2;
		} else if (own && i + 1 < argc) {
			value = argv[++i];
		}
	}
	return value;
}

int run_report_usage(int argc, char **argv, const struct fault *fault)
{
	struct common_options options = common_options_new();
	const char *format = value_among(argc, argv, "format", 0);
	const char *output = value_among(argc, argv, "output", 'o');
	struct run_report run;

	fault_print(fault);
	if (format == NULL || !format_named(format, &options.format))
		options.format = FORMAT_TEXT;
	if (output != NULL && output[0] != '\0' && strcmp(output, "-") != 0)
		options.output = output;
	run_report_open(&run, &options);
	outcomes_add_fault(&run.outcomes, NULL, fault);
	return run_report_close(&run, fault_exit_status(fault->kind));
}
