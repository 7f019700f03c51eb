/*
 * foresee - what verification would find of a message that is sent now
 *
 *	struct inspection in = inspection_new(arena, &premises);
 *	in.dns = dns, in.keys = keys;	... after dns_begin()
 *	foresee(&in);
 *	judge(&in);
 *
 * Fills an inspection that has no message, from what is expected of the
 * sender (in->premises->expected) and from what is published: the author is
 * at the identity (unless it is told), MAIL FROM is the custom domain, a server
 *of SES hands the message in, and it is signed with the keys that the tokens
 *and selectors name.  Whatever nobody told is left out, so that it is neither a
 *pass nor a failure: without tokens and selectors there are no signatures,
 *without a MAIL FROM domain there is no SPF verdict, and where that leaves
 *DMARC open its reason is DMARC_UNFORESEEN.
 *
 * Only one of the three tokens of Easy DKIM signs at a time, and which is for
 * SES to say: while one of them has a usable key, only those that have are
 * foreseen to sign.
 *
 * SPF: the server is an address that amazonses.com's own record names.  The
 * record is evaluated for an address that no term names, too: the verdict has
 * the terms and the cost of that, and its reason when that evaluation ends
 * with an error, since the server that only just passes today is one record of
 * somebody else away from it.
 *
 * All questions that are known from the start are put on their way together.
 */
#ifndef INSPECT_VERIFY_FORESEE_H
#define INSPECT_VERIFY_FORESEE_H

#include "inspect/model/model.h"

void foresee(struct inspection *in);

/* TOKEN._domainkey.DOMAIN: where the key of a token or selector is looked
 * for; absent when no domain is known. */
struct bytes foreseen_key_name(
    const struct inspection *in, struct bytes selector);

/* The d= of the sender's own signature; absent: not known. */
struct bytes foreseen_dkim_domain(const struct inspection *in);

#endif
