/*
 * last_run - the last good report of every probe, kept between runs
 *
 * mailplumb.last.json (memory_place.h): a line for each check, sender and
 * mailbox, {"schema": "mailplumb.last/1", "check", "sender", "mailbox",
 * "report"}.  It is only a memory: what cannot be read in it is passed over,
 * and without it nothing is compared.  Of two runs at the same time the one
 * that ends last counts.
 *
 * Everything lives in the arena.
 */
#ifndef MAILPLUMB_CHECK_LAST_RUN_H
#define MAILPLUMB_CHECK_LAST_RUN_H

#include "common/base/arena.h"
#include "common/base/fault.h"
#include "common/base/json.h"

#define LAST_RUNS_MOST ((size_t)64 * 1024 * 1024) /* octets of the file */

struct last_runs {
	struct arena *arena;
	const char *path;
	struct last_run *kept; /* of this run: last_run_keep() */
};

/* Of the configuration `file`. */
struct last_runs last_runs_of(struct arena *arena, const char *file);

/* The report of the last good run; NULL: none.  The caller frees it. */
struct json *last_run_report(const struct last_runs *runs, struct bytes check,
    struct bytes sender, struct bytes mailbox);

/* This one is good: it goes into the file when that is saved. */
void last_run_keep(struct last_runs *runs, struct bytes check,
    struct bytes sender, struct bytes mailbox, const struct json *report);

/* Write the file, if there is anything to keep.  False and a fault when it
 * cannot be written; the old one is whole then. */
bool last_runs_save(struct last_runs *runs, struct fault *fault);

#endif
