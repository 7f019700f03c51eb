/*
 * difference - what two reports say differently
 *
 * The one was made before a change and the other after it: with and without
 * an overlay, or at another time.  Both are reports in JSON (docs/report.md),
 * of whatever schema, since an older one comes from a file; what it lacks is
 * taken as absent.
 *
 * Findings are told apart by their ids: one that is gone, new, or stays.
 */
#ifndef INSPECT_REPORT_DIFFERENCE_H
#define INSPECT_REPORT_DIFFERENCE_H

#include "common/base/json.h"
#include "inspect/report/report.h"

/* "Difference", and a line for each fact, finding and record that differs. */
void difference_text(const struct json *before, const struct json *after,
    struct report_style style, struct text *out);

/* {changed: [{what, before, after}], gone, new, stays: [{id, severity,
 * message}], dns: [{name, type, before, after}]}; the caller frees it. */
struct json *difference_json(
    const struct json *before, const struct json *after);

#endif
