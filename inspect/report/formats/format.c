#include "inspect/report/formats/format.h"

#include "inspect/report/html/report_html.h"

#include <string.h>

static const struct format formats[OUTPUT_FORMATS] = {
	[FORMAT_TEXT] = { .name = "text" },
	[FORMAT_JSON] = { .name = "json" },
	[FORMAT_HTML] = { .name = "html",
	    .run = format_html,
	    .render = report_html },
	[FORMAT_NAGIOS] = { .name = "nagios",
	    .run = format_nagios,
	    .exit_status = format_nagios_exit },
	[FORMAT_PROMETHEUS] = { .name = "prometheus",
	    .run = format_prometheus },
	[FORMAT_OPENMETRICS] = { .name = "openmetrics",
	    .run = format_openmetrics },
	[FORMAT_JUNIT] = { .name = "junit",
	    .run = format_junit,
	    .render = outcome_text,
	    .brief = true },
	[FORMAT_GITHUB] = { .name = "github",
	    .run = format_github,
	    .render = outcome_text,
	    .brief = true,
	    .beside = format_github_summary,
	    .variable = "GITHUB_STEP_SUMMARY" },
	[FORMAT_SARIF] = { .name = "sarif", .run = format_sarif },
};

const struct format *format_row(enum output_format format)
{
	return &formats[format];
}

bool format_named(const char *name, enum output_format *format)
{
	for (int i = 0; i < OUTPUT_FORMATS; i++)
		if (strcmp(formats[i].name, name) == 0) {
			*format = (enum output_format)i;
			return true;
		}
	return false;
}

void format_names(struct text *out)
{
	for (int i = 0; i < OUTPUT_FORMATS; i++)
		text_printf(out, "%s%s", i > 0 ? ", " : "", formats[i].name);
}
