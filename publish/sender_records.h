/*
 * sender_records - what a sender publishes, from what is wished
 *
 * The records of one identity that sends through Amazon SES: the keys of Easy
 * DKIM or one of its own, the custom MAIL FROM domain, DMARC, and what other
 * organisations publish so that reports may go to them.
 *
 * All of a wish has been checked: domains are canonical, URIs are well-formed
 * and have no ';', ',' or '!'.  A fault is FAULT_USAGE: a name that comes of
 * it is too long for the DNS.
 *
 * Sources: SES developer guide, "Easy DKIM", "BYODKIM" and "Custom MAIL FROM";
 * RFC 9989 4.7 (tags), RFC 9990 4 (reports to other organisations).
 */
#ifndef PUBLISH_SENDER_RECORDS_H
#define PUBLISH_SENDER_RECORDS_H

#include "common/base/fault.h"
#include "common/net/suffix.h"
#include "publish/change.h"

struct dmarc_wish {	/* absent: the tag is left out */
	struct bytes p; /* absent: no record */
	struct bytes sp, np;
	struct bytes adkim, aspf; /* "r", "s" */
	struct bytes fo;
	bool testing;		       /* t=y */
	const struct bytes *rua, *ruf; /* "mailto:..." each */
	size_t rua_count, ruf_count;
};

struct sender_wish {
	struct bytes domain;
	struct bytes region;	    /* absent: not SES, or not known */
	const struct bytes *tokens; /* of Easy DKIM */
	size_t token_count;
	struct bytes dkim_zone; /* of the tokens; absent: by region */
	struct bytes selector, public_key; /* of a key of one's own: base64 */
	struct bytes mail_from;		   /* absent: none; needs a region */
	struct dmarc_wish dmarc;
};

struct sender_records { /* each a list of changes */
	struct change *dkim, *mail_from, *dmarc;
	struct change *reports; /* of the organisations that get reports */
};

bool sender_records_make(struct sender_records *records, struct arena *arena,
    const struct sender_wish *wish, const struct suffix_list *suffixes,
    struct fault *fault);

#endif
