/*
 * published - all that a sender needs in the DNS, record by record
 *
 *	published_check(&in);	... foresee() is part of it
 *	judge(&in);
 *
 * Fills `records` of the inspection with what is wanted for the sender that
 * in->premises->expected tells of, and what stands there: the CNAMEs of Easy
 * DKIM one by one, the TXT of keys of one's own, MX and SPF of the custom MAIL
 * FROM domain, the DMARC record, the permissions of domains outside to which
 * reports go; and SPF of the domain itself, which no receiver looks at while
 * MAIL FROM is elsewhere.  A record of which nobody told what it should be
 * (tokens, region ...) is held against what can be said of any.
 */
#ifndef INSPECT_VERIFY_PUBLISHED_H
#define INSPECT_VERIFY_PUBLISHED_H

#include "inspect/model/record_check.h"
#include "inspect/verify/foresee.h"

void published_check(struct inspection *in);

#endif
