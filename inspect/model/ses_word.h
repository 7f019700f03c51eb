/*
 * ses_word - what SES itself says of a sender: the third witness
 *
 * SES is asked of every identity that may be the one in force: the address,
 * its domain, the domains above.  The most exact that it knows is: an address
 * or subdomain that was verified by itself does not inherit from the domain.
 * What could not be asked stays unknown and decides nothing.
 */
#ifndef INSPECT_MODEL_SES_WORD_H
#define INSPECT_MODEL_SES_WORD_H

#include "common/mail/ses_identity.h"
#include "inspect/model/expected.h"

#define SES_ASKED_MOST 5

struct ses_asked {
	struct bytes name;	/* an address or a domain, lower case */
	enum ses_answer answer; /* SES_ANSWERED: `is` is filled */
	struct bytes detail;	/* a stranger's words; absent: none */
	struct ses_identity is;
};

struct ses_word {
	struct bytes region;
	struct bytes endpoint; /* who was asked: "https://..." */
	struct ses_asked identities[SES_ASKED_MOST]; /* most exact first */
	size_t count;
	enum ses_answer account_answer;
	struct bytes account_detail;
	struct ses_account account;
	bool elsewhere; /* the identity is another account's (source_arn), and
			   was not asked of */
	struct expected configured; /* before SES was heard */
};

/* The identity whose settings SES uses; NULL: none was found, or a more exact
 * one could not be asked of. */
const struct ses_asked *ses_in_force(const struct ses_word *word);
/* SES answered about all, and knows none of them. */
bool ses_knows_none(const struct ses_word *word);
/* The next less exact identity that SES knows; NULL: none. */
const struct ses_asked *ses_below(
    const struct ses_word *word, const struct ses_asked *asked);
/* The domain of an identity: behind the @ of an address. */
struct bytes ses_asked_domain(const struct ses_asked *asked);

/*
 * What SES says ought to be: the tokens, their zone and domain, the selector
 * of a key of one's own, by its word alone; the MAIL FROM domain and the
 * region where nobody else told.  Points into `word`.
 */
void ses_word_expect(const struct ses_word *word, struct expected *expected);

#endif
