#include "mailplumb/crew/inspect_bundle.h"

#include "common/base/file.h"
#include "common/base/pool.h"
#include "common/net/suffix.h"
#include "mailplumb/options/output.h"

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

static bool report(const struct replay *replay,
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

int inspect_bundle(const char *path, const struct common_options *common)
{
	struct arena *arena = arena_open();
	struct fault fault = { .kind = FAULT_NONE };
	struct suffix_list *suffixes = suffix_list_open(NULL, &fault);
	struct replay replay = { .arena = arena };
	struct bytes tar;
	int exit_code = 0;
	bool done = suffixes != NULL &&
		    file_read(arena, path, BUNDLE_MOST, &tar, &fault);

	if (done && !replay_open(&replay, arena, tar, suffixes, &fault))
		done = fault_at(&fault, "%s", path);
	done = done && report(&replay, common, &exit_code, &fault);
	replay_close(&replay);
	suffix_list_close(suffixes);
	arena_close(arena);
	pool_clear();
	if (done)
		return exit_code;
	fault_print(&fault);
	return fault_exit_status(fault.kind);
}
