/*
 * verdict_facts - what the signatures of a message amount to, to be carried
 *
 * A message that was redacted no longer fits its signatures.  What was
 * computed before is written down and takes the place of what would be
 * computed: of each signature, of each ARC set, and of the body that was sent
 * against the one received.  Everything else is computed anew.
 */
#ifndef INSPECT_BUNDLE_VERDICT_FACTS_H
#define INSPECT_BUNDLE_VERDICT_FACTS_H

#include "common/base/fault.h"
#include "common/base/json.h"
#include "inspect/model/model.h"

/* Schema mailplumb.facts/1. */
struct json *verdict_facts_json(const struct inspection *in);

/* Finish an inspection that was read (inspection.h), by such facts.
 * FAULT_INPUT. */
bool verdict_facts_apply(
    struct inspection *in, struct bytes text, struct fault *fault);

#endif
