/*
 * told - what an inspection was told besides the message and the DNS
 *
 * Its premises, where the message lay, the check it belongs to, and what is
 * known of the message as it was sent: all that the same report needs, as JSON
 * of schema mailplumb.premises/1 (docs/report.md) and back.  The version of
 * the Public Suffix List is the machine's.
 */
#ifndef INSPECT_BUNDLE_TOLD_H
#define INSPECT_BUNDLE_TOLD_H

#include "common/base/fault.h"
#include "common/base/json.h"
#include "inspect/model/transit.h"

struct told {
	struct premises premises;
	struct origin origin;
	struct probe probe;
	struct sent sent; /* its octets are elsewhere */
	bool has_probe, has_sent;
	bool dns;   /* the DNS was asked */
	bool named; /* the verdict line names the message */
};

/* `named` of a report for people. */
struct json *told_json(const struct inspection *in, bool named);

/* FAULT_INPUT names the member. */
bool told_read(struct arena *arena, struct bytes text, struct told *told,
    struct fault *fault);

#endif
