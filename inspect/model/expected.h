/* expected - how a sender's mail ought to come out; a part of model.h */
#ifndef INSPECT_MODEL_EXPECTED_H
#define INSPECT_MODEL_EXPECTED_H

#include "common/base/bytes.h"

/* What ought to be, as far as anybody told: the configuration, options, SES
 * itself.  Domains are canonical; what nobody told is absent. */
struct expected {
	struct bytes author;	/* the domain of From; absent: the identity */
	struct bytes identity;	/* the domain that is verified with SES */
	struct bytes mail_from; /* the custom MAIL FROM domain */
	struct bytes region;
	struct bytes configuration_set; /* of SES; a name as SES has them */
	struct bytes dkim_domain;	/* d= of the sender's own signature */
	struct bytes dkim_zone; /* of Easy DKIM's keys; absent: by region */
	const struct bytes *dkim_tokens; /* of Easy DKIM */
	size_t dkim_token_count;
	const struct bytes *dkim_selectors; /* of keys of one's own (BYODKIM) */
	size_t dkim_selector_count;
	bool bulk;	/* receivers' rules for bulk senders hold */
	bool elsewhere; /* the sender's server is none of SES */
};

#endif
