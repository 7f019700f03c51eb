/*
 * report_transit - what changed between sending and here
 *
 * Nothing without in->transit.
 */
#ifndef INSPECT_REPORT_REPORT_TRANSIT_H
#define INSPECT_REPORT_REPORT_TRANSIT_H

#include "common/base/json.h"
#include "inspect/report/page.h"

/* Of the details of -v. */
void report_transit_details(struct page *page, const struct inspection *in);

/* One line for the report as such: why nothing could be compared. */
void report_transit_mistake(struct page *page, const struct inspection *in);

/* `transit` of docs/report.md; null without. */
struct json *json_transit(const struct inspection *in);

#endif
