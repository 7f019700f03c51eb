/* How name servers serve the records: delegation, DNSSEC, propagation. */
#include "inspect/judge/rule.h"

const struct rule rules_published[] = {
	{ 0 },
};
