/* dns_limits - how much is asked of the DNS, and why (common/mail/limits.h) */
#ifndef COMMON_DNS_DNS_LIMITS_H
#define COMMON_DNS_DNS_LIMITS_H

/* Questions to the DNS for one message.  An SES message needs 15; 20 signers
 * whose domains have 8 labels, 160; SPF at its own limits, 112. */
#define LIMIT_DNS_QUESTIONS 200
/* CNAMEs in a row; resolvers give up between 8 and 17. */
#define LIMIT_DNS_ALIASES 16

#endif
