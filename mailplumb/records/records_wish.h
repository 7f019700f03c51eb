/*
 * records_wish - what `mailplumb records` was told, checked
 *
 * The operand is a domain, or a sender of the configuration, whose region and
 * expectations count where no option says otherwise.  SES itself is asked of a
 * sender for which a key is at hand, and knows better than the configuration
 * what its tokens are.
 */
#ifndef MAILPLUMB_RECORDS_RECORDS_WISH_H
#define MAILPLUMB_RECORDS_RECORDS_WISH_H

#include "inspect/model/ses_word.h"
#include "mailplumb/options/common_options.h"
#include "publish/sender_records.h"

#define RECORDS_TOKENS_MOST 16
#define RECORDS_URIS_MOST   16

struct records_options {
	struct common_options common; /* first: the shared rows fill it */
	const char *region;	      /* NULL, all of these: not given */
	const char *tokens[RECORDS_TOKENS_MOST + 1];
	const char *dkim_zone, *selector, *public_key_file, *mail_from;
	const char *policy, *sp, *np, *adkim, *aspf, *fo;
	const char *rua[RECORDS_URIS_MOST + 1], *ruf[RECORDS_URIS_MOST + 1];
	bool testing, no_ses_api;
	const char *zone_apex;
};

struct records_wish {
	struct sender_wish wish;
	struct bytes sender; /* absent: the operand was a domain */
	struct bytes zone;   /* whose records these are; its apex */
	struct bytes organization;
	unsigned key_bits; /* of a key of one's own */
	bool ses;	   /* the sender is not known to use another server */
	const struct ses_word *word; /* NULL: SES was not asked */
};

/* A fault names the option, or file, line and key. */
bool records_wish_read(struct records_wish *wish, struct arena *arena,
    const struct records_options *options, const char *operand,
    const struct suffix_list *suffixes, struct fault *fault);

#endif
