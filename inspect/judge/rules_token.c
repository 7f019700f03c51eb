/* The three CNAMEs of Easy DKIM, whichever of them signed. */
#include "inspect/judge/rule.h"

const struct rule rules_token[] = {
	{ 0 },
};
