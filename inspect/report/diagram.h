/*
 * diagram - who is compared with whom
 *
 * The author's domain on top, and hanging from it each domain that a
 * signature or SPF authenticates: = it aligns, != it does not.
 */
#ifndef INSPECT_REPORT_DIAGRAM_H
#define INSPECT_REPORT_DIAGRAM_H

#include "inspect/model/model.h"
#include "inspect/report/page.h"

void report_diagram(struct page *page, const struct inspection *in);

#endif
