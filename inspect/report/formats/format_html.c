/* One page (inspect/report/html) with all reports of the run. */
#include "inspect/report/formats/format.h"

#include "inspect/report/html/report_html.h"
#include <stdio.h>

void format_html_report(
    const struct inspection *in, struct report_style style, struct text *out)
{
	report_html(in, style.named, out);
}

static void write_fault(const struct outcome *o, struct text *out)
{
	struct fault fault = { .kind = FAULT_OURS };

	snprintf(fault.text, sizeof(fault.text), "%.*s", FMT(o->fault));
	report_html_fault(&fault, out);
}

void format_html(const struct outcomes *run, struct text *out)
{
	static const char *const titles[] = {
		[OUTCOME_RUN] = "mailplumb",
		[OUTCOME_PROBE] = "mailplumb check",
		[OUTCOME_MESSAGE] = "mailplumb inspect",
		[OUTCOME_SENDER] = "mailplumb dns",
	};
	enum outcome_kind kind =
	    run->first != NULL ? run->first->name.kind : OUTCOME_RUN;

	report_html_begin(out, bytes_of(titles[kind]));
	for (const struct outcome *o = run->first; o != NULL; o = o->next)
		if (bytes_present(o->fault))
			write_fault(o, out);
		else
			text_add(out, o->report);
	report_html_end(out);
}
