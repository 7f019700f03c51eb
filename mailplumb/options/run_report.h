/*
 * run_report - a run in a format that is written at its end, all at once
 *
 *	struct run_report run;
 *	run_report_open(&run, &options);
 *	outcomes_add(&run.outcomes, &in);	... for each inspection
 *	return run_report_close(&run, exit_code);
 *
 * For formats of report by report (text, json) it does nothing at all.  Whoever
 * reads our output alone, Nagios or a file of metrics, must learn of what could
 * not be done: so every fault of the run belongs in here, too.
 */
#ifndef MAILPLUMB_OPTIONS_RUN_REPORT_H
#define MAILPLUMB_OPTIONS_RUN_REPORT_H

#include "inspect/report/formats/outcome.h"
#include "mailplumb/options/common_options.h"

struct run_report {
	const struct common_options *options;
	const struct format *format;
	struct outcomes outcomes;
	int64_t began;
	bool lost; /* it cannot be written, which has been told */
};

void run_report_open(
    struct run_report *run, const struct common_options *options);
/* Whether the format is one of these. */
bool run_report_wanted(const struct run_report *run);
/* The output of the options can be written.  FAULT_USAGE. */
bool run_report_possible(struct run_report *run, struct fault *fault);
/* Write it; the exit status of the process, of a run that ends so. */
int run_report_close(struct run_report *run, int exit_code);

/*
 * The command line cannot be understood: print the fault, in the format and
 * into the output that its words ask for, as far as they can be told; the exit
 * status.
 */
int run_report_usage(int argc, char **argv, const struct fault *fault);

#endif
