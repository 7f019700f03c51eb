/*
 * format - the forms a report comes in, a row each
 *
 * A format writes each report as it comes (`report`), or the whole run at its
 * end, from the outcomes (`run`).  To add one, add a row.
 */
#ifndef INSPECT_REPORT_FORMATS_FORMAT_H
#define INSPECT_REPORT_FORMATS_FORMAT_H

#include "inspect/report/formats/outcome.h"

enum output_format {
	FORMAT_TEXT,
	FORMAT_JSON,
	FORMAT_HTML,
	FORMAT_NAGIOS,
	FORMAT_PROMETHEUS,
	FORMAT_OPENMETRICS,
	FORMAT_JUNIT,
	FORMAT_GITHUB,
	FORMAT_SARIF,
	OUTPUT_FORMATS
};

struct format {
	const char *name;
	/* Writes the run; NULL: reports are written one by one. */
	void (*run)(const struct outcomes *run, struct text *out);
	outcome_render *render; /* what it wants of each; NULL: nothing */
	bool brief;		/* quiet, it does without */
	/* The exit status of the process; NULL: that of the run. */
	int (*exit_status)(const struct outcomes *run);
	/* What goes into a file beside the output, and the variable that
	 * names it; NULL: nothing. */
	void (*beside)(const struct outcomes *run, struct text *out);
	const char *variable;
};

/* The largest run that is written; what is beyond is left out. */
#define RUN_LIMIT ((size_t)1024 * 1024 * 1024)

const struct format *format_row(enum output_format format);
/* False: no format is called so. */
bool format_named(const char *name, enum output_format *format);
/* "text, json, nagios ..." */
void format_names(struct text *out);

/* The rows' functions. */
void format_html(const struct outcomes *run, struct text *out);
void format_nagios(const struct outcomes *run, struct text *out);
int format_nagios_exit(const struct outcomes *run);
void format_prometheus(const struct outcomes *run, struct text *out);
void format_openmetrics(const struct outcomes *run, struct text *out);
void format_junit(const struct outcomes *run, struct text *out);
void format_github(const struct outcomes *run, struct text *out);
void format_github_summary(const struct outcomes *run, struct text *out);
void format_sarif(const struct outcomes *run, struct text *out);

#endif
