/* inspect_bundle - `inspect --bundle` and `inspect --bundle-read` */
#ifndef MAILPLUMB_CREW_INSPECT_BUNDLE_H
#define MAILPLUMB_CREW_INSPECT_BUNDLE_H

#include "inspect/bundle/evidence.h"
#include "mailplumb/options/common_options.h"

/* A bundle in the making: of the first message that is inspected. */
struct bundle_job {
	const char *path; /* NULL: none is wanted */
	bool redact;
	const struct resolver *resolver; /* NULL: --no-dns */
	size_t messages;
	struct text tar;
	struct fault fault; /* why there is none */
};

struct bundle_job bundle_job_new(const char *path, bool redact);
void bundle_job_free(struct bundle_job *job);
void bundle_job_take(
    struct bundle_job *job, const struct inspection *in, bool named);
/* At the end; FAULT_USAGE when there was more than one message.  Without any
 * nothing is written, and true. */
bool bundle_job_write(struct bundle_job *job, struct fault *fault);

/* Print the report of a bundle; the exit code. */
int inspect_bundle(const char *path, const struct common_options *common);

#endif
