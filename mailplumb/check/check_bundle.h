/* check_bundle - `check --bundle`: the evidence of its only message */
#ifndef MAILPLUMB_CHECK_CHECK_BUNDLE_H
#define MAILPLUMB_CHECK_CHECK_BUNDLE_H

#include "mailplumb/check/check_run.h"

struct check_bundle {
	const char *path; /* NULL: none is wanted */
	bool redact;
};

/* Before anything is sent: there is one probe, and no option `beside` that
 * excludes a bundle (NULL: none).  FAULT_USAGE. */
bool check_bundle_possible(const struct check_bundle *bundle,
    const struct check_run *run, const char *beside, struct fault *fault);
/* At the end, if the message came. */
bool check_bundle_write(const struct check_bundle *bundle,
    const struct check_run *run, const struct resolver *resolver,
    struct fault *fault);

#endif
