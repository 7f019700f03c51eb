/*
 * check_report - what `check` writes: the records of its senders, then a
 * report for each probe
 *
 * With --fix-format all findings' fixes at the end take the place of reports,
 * in formats of the whole run (run_report.h) their outcomes.
 * Good reports are kept for later runs (last_run.h); with --after-change each
 * is compared with the last good one.
 */
#ifndef MAILPLUMB_CHECK_CHECK_REPORT_H
#define MAILPLUMB_CHECK_CHECK_REPORT_H

#include "mailplumb/check/check_run.h"
#include "mailplumb/check/last_run.h"
#include "mailplumb/options/fixes.h"
#include "mailplumb/options/output.h"
#include "mailplumb/options/run_report.h"

struct check_report {
	const struct common_options *options;
	const struct suffix_list *suffixes;
	bool compare;		   /* --after-change */
	struct outcomes *outcomes; /* of a format that is written at the end,
				      by who has them; NULL: any other */
	struct output output;
	struct report_style style;
	struct text text; /* what is written next */
	struct fixes fixes;
	struct last_runs last;
	size_t written; /* reports */
	int exit_code;	/* the first in rank of all */
};

/* `file` is the configuration's.  Everything lives in the arena. */
struct check_report check_report_new(struct arena *arena,
    const struct common_options *options, const char *file);
void check_report_free(struct check_report *report);

bool check_report_open(struct check_report *report, struct fault *fault);
/* After the last one: fixes, and what is kept. */
bool check_report_close(struct check_report *report, struct fault *fault);
void check_report_abandon(struct check_report *report);

/* Before anything is sent: in text, and only when something is wrong or with
 * -v; in JSON it is a part of the probes' reports. */
bool check_report_records(struct check_report *report,
    const struct sender_records *records, struct fault *fault);
/* All there is of a dry run; `published` is without the overlay, or nothing
 * was looked at. */
bool check_report_dry(struct check_report *report,
    const struct sender_records *records,
    const struct sender_records *published, struct fault *fault);
bool check_report_probe(
    struct check_report *report, struct probe_run *probe, struct fault *fault);

/* After the last probe: in text, of several mailboxes, the table of them all.
 */
bool check_report_matrix(struct check_report *report,
    const struct check_run *run, struct fault *fault);

/* Print it, and let it count for the exit code. */
void check_report_fault(struct check_report *report, const struct fault *fault);

#endif
