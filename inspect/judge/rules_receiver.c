/* What Gmail, Yahoo and Microsoft ask of bulk senders. */
#include "inspect/judge/rule.h"

const struct rule rules_receiver[] = {
	{ 0 },
};
