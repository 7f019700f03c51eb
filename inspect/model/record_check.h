/* record_check - a record that a sender needs, beside what is published */
#ifndef INSPECT_MODEL_RECORD_CHECK_H
#define INSPECT_MODEL_RECORD_CHECK_H

#include "common/dns/dns.h"

#define RECORD_PURPOSES(X)                                            \
	X(DKIM_TOKEN, "dkim-token", "Easy DKIM")                      \
	X(DKIM_KEY, "dkim-key", "DKIM, a key of your own")            \
	X(MAIL_FROM_MX, "mail-from-mx", "Custom MAIL FROM")           \
	X(MAIL_FROM_SPF, "mail-from-spf", "Custom MAIL FROM")         \
	X(DMARC, "dmarc", "DMARC")                                    \
	X(REPORTS, "report-authorization", "Reports that go outside") \
	X(DOMAIN_SPF, "domain-spf", "SPF of the domain itself")

enum record_purpose {
#define X(id, word, title) RECORD_##id,
	RECORD_PURPOSES(X)
#undef X
};

#define RECORD_STATES(X)      \
	X(RIGHT, "right")     \
	X(WRONG, "wrong")     \
	X(MISSING, "missing") \
	X(UNREACHABLE, "unreachable")

enum record_state {
	RECORD_UNJUDGED, /* shown, and nothing is wanted there */
#define X(id, word) RECORD_##id,
	RECORD_STATES(X)
#undef X
};

struct record_check {
	enum record_purpose purpose;
	enum record_state state;
	struct bytes name; /* lower case, no final dot */
	enum dns_type type;
	struct bytes wanted;	   /* as in a zone; absent: not known exactly */
	const struct bytes *found; /* what stands there of that kind */
	size_t found_count;
	struct bytes note;		 /* absent: nothing to add */
	const struct dns_answer *answer; /* NULL: was not asked */
	struct record_check *next;
};

const char *record_purpose_word(enum record_purpose purpose);
const char *record_purpose_title(enum record_purpose purpose);
/* NULL for UNJUDGED. */
const char *record_state_word(enum record_state state);

#endif
