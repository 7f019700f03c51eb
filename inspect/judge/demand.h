/* demand - which finding is why a receiver's demand was not met */
#ifndef INSPECT_JUDGE_DEMAND_H
#define INSPECT_JUDGE_DEMAND_H

#include "common/mail/refusal_code.h"
#include "inspect/model/model.h"

/* The worst of the findings that may be why, the first of such; NULL: none. */
const struct finding *demand_cause(
    const struct finding *findings, enum demand demand);

/* Any of those that are named for it stands. */
bool demand_stands(const struct finding *findings, enum demand demand);

#endif
