/*
 * verdict_line - a report in one line, and the methods it rests on
 *
 *	FAIL  daily: prod -> gmail: DKIM and SPF do not align, DMARC fails
 */
#ifndef INSPECT_REPORT_VERDICT_LINE_H
#define INSPECT_REPORT_VERDICT_LINE_H

#include "inspect/report/page.h"

struct method {
	const char *name;
	unsigned bit;
	enum standing standing;
	enum auth_result word; /* of the witness that fails it */
};

#define METHODS 3 /* DKIM, SPF, DMARC */

void methods_of(const struct inspection *in, struct method methods[METHODS]);
bool method_is_required(
    const struct inspection *in, const struct method *method);

const char *verdict_shown(enum verdict verdict); /* "PASS" */
enum tone verdict_tone(enum verdict verdict);
/* "FILE", "FILE message 3" or "CHECK: SENDER -> MAILBOX". */
void verdict_which(
    const struct inspection *in, const char *arrow, struct text *out);
/* "DKIM and SPF do not align, DMARC fails", of a message or of none. */
void verdict_reason(const struct inspection *in, struct text *out);

#endif
