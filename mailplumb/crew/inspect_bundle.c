#include "mailplumb/crew/inspect_bundle.h"

#include "common/base/file.h"
#include "common/base/pool.h"
#include "common/net/suffix.h"
#include "mailplumb/options/output.h"
#include "mailplumb/options/run_report.h"

/* ---- writing ------------------------------------------------------------- */

struct bundle_job bundle_job_new(const char *path, bool redact)
{
	return (struct bundle_job){
		.path = path, .redact = redact, .tar = text_new(BUNDLE_MOST)
	};
}

void bundle_job_free(struct bundle_job *job)
{
	text_free(&job->tar);
}

void bundle_job_take(
    struct bundle_job *job, const struct inspection *in, bool named)
{
	const struct evidence_options options = {
		.resolver = job->resolver,
		.transcript = ABSENT,
		.named = named,
		.redact = job->redact,
	};

	if (job->messages++ == 0)
		evidence_write(in, &options, &job->tar, &job->fault);
}

bool bundle_job_write(struct bundle_job *job, struct fault *fault)
{
	if (job->path == NULL || job->messages == 0)
		return true;
	if (job->messages > 1)
		return fault_set(fault, FAULT_USAGE,
		    "%s: a bundle holds one message, and here are %zu: name "
		    "one",
		    job->path, job->messages);
	if (job->fault.kind != FAULT_NONE) {
		*fault = job->fault;
		return fault_at(fault, "%s", job->path);
	}
	return output_all(job->path, text_bytes(&job->tar), fault);
}

/* ---- reading ------------------------------------------------------------- */

static bool print(const struct replay *replay,
    const struct common_options *common, int *exit_code, struct fault *fault)
{
	struct text text = text_new(REPORT_LIMIT);

	*exit_code = common->format == FORMAT_JSON
			 ? replay_json(replay, &text)
			 : replay_text(replay, common_style(common), &text);
	bool done = output_all(common->output, text_bytes(&text), fault);
	text_free(&text);
	return done;
}

/* A report that cannot be computed anew is there as it was written alone. */
static bool add_outcome(const struct replay *replay, struct run_report *run,
    int *exit_code, struct fault *fault)
{
	if (replay->bundle.stored)
		return fault_set(fault, FAULT_USAGE,
		    "this bundle has its report as text and json alone");
	outcomes_add(&run->outcomes, &replay->in);
	*exit_code = replay->in.exit_code;
	return true;
}

static bool report(const struct replay *replay, struct run_report *run,
    int *exit_code, struct fault *fault)
{
	return run_report_wanted(run)
		   ? add_outcome(replay, run, exit_code, fault)
		   : print(replay, run->options, exit_code, fault);
}

int inspect_bundle(const char *path, const struct common_options *common)
{
	struct arena *arena = arena_open();
	struct fault fault = { .kind = FAULT_NONE };
	struct suffix_list *suffixes = suffix_list_open(NULL, &fault);
	struct replay replay = { .arena = arena };
	struct run_report run;
	struct bytes tar;
	int exit_code = 0;
	bool done = suffixes != NULL &&
		    file_read(arena, path, BUNDLE_MOST, &tar, &fault);

	run_report_open(&run, common);
	if (done && !replay_open(&replay, arena, tar, suffixes, &fault))
		done = fault_at(&fault, "%s", path);
	done = done && report(&replay, &run, &exit_code, &fault);
	if (!done) {
		fault_print(&fault);
		outcomes_add_fault(&run.outcomes, NULL, &fault);
		exit_code = fault_exit_status(fault.kind);
	}
	exit_code = run_report_close(&run, exit_code);
	replay_close(&replay);
	suffix_list_close(suffixes);
	arena_close(arena);
	pool_clear();
	return exit_code;
}
