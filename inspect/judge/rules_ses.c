/* What SES says of the identity, beside the DNS and the message. */
#include "inspect/judge/rule.h"

const struct rule rules_ses[] = {
	{ 0 },
};
