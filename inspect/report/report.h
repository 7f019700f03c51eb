/*
 * report - an inspection as a person or a program reads it
 *
 * Reports render and change nothing.  Whatever a message contains, the text
 * is safe for any terminal and the JSON is valid UTF-8.
 */
#ifndef INSPECT_REPORT_REPORT_H
#define INSPECT_REPORT_REPORT_H

#include "common/base/json.h"
#include "inspect/model/model.h"

struct report_style {
	bool utf8;   /* else ASCII alone */
	bool color;  /* escape sequences for words that judge */
	bool quiet;  /* the verdict line alone */
	int verbose; /* 1: hops, claims, evidence; 2: signatures in full */
	bool named;  /* one of several: say which in the verdict line */
};

/* Room for the largest text report: a header of 1,000 fields in full. */
#define REPORT_LIMIT ((size_t)64 * 1024 * 1024)

/* At most 80 columns wide, except where one word is longer; and what is to be
 * pasted, a record or a command, is one line however long. */
void report_text(
    const struct inspection *in, struct report_style style, struct text *out);

/* Contract 3, "mailplumb.report/1".  The caller frees it. */
struct json *report_json(const struct inspection *in);

#endif
