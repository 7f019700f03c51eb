/*
 * report_targets - may reports be sent there? (RFC 9990 4)
 *
 * A report leaves the organisation only if the other one agrees, with a
 * record at <policy domain>._report._dmarc.<its domain>.
 */
#ifndef INSPECT_VERIFY_REPORT_TARGETS_H
#define INSPECT_VERIFY_REPORT_TARGETS_H

#include "inspect/verify/organization.h"

#define REPORT_TARGETS_MOST 20 /* real records name one to four */

/* The URIs of rua= and ruf= that are URIs, in order.  `organization` is that
 * of the record's domain; absent when the DNS failed. */
struct report_target *report_targets_read(struct arena *arena, struct dns *dns,
    const struct dmarc_record *record, struct bytes organization);

/* Fill permissions. */
void report_targets_check(struct report_target *targets, struct walker *walker,
    const struct dmarc_record *record, struct bytes organization);

#endif
