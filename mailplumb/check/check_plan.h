/*
 * check_plan - the probes of a run: every sender and mailbox of its checks
 */
#ifndef MAILPLUMB_CHECK_CHECK_PLAN_H
#define MAILPLUMB_CHECK_CHECK_PLAN_H

#include "mailplumb/check/check_run.h"

struct check_plan {
	const struct settings *settings;
	const struct common_options *options;
	const struct suffix_list *suffixes;
	struct resolver *resolver;	      /* NULL: --no-dns */
	const struct check_settings **checks; /* filled by plan_checks() */
	size_t count;
};

/* The named checks in the order of their names, each once, else all.
 * FAULT_USAGE. */
bool plan_checks(struct check_plan *plan, struct arena *arena, int count,
    char **names, struct fault *fault);
/* Senders, mailboxes and probes into the run, which has room for `more`
 * probes then. */
void plan_probes(
    const struct check_plan *plan, struct check_run *run, size_t more);

#endif
