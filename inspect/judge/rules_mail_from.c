/* What the custom MAIL FROM domain publishes for SES: its MX. */
#include "inspect/judge/rule.h"

const struct rule rules_mail_from[] = {
	{ 0 },
};
