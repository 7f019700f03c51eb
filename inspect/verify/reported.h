/*
 * reported - what the trusted claims amount to
 *
 * Only fields with TRUST_YES are looked at.  A claim is tied to a signature
 * by header.b, then by domain and selector, then by domain (RFC 8601 2.7.1,
 * RFC 6008); one that names no domain only if there is just one signature.
 */
#ifndef INSPECT_VERIFY_REPORTED_H
#define INSPECT_VERIFY_REPORTED_H

#include "inspect/model/model.h"

void reported_read(struct reported *reported, struct arena *arena,
    const struct claim_field *claims, const struct dkim_signature *signatures,
    const struct author *author, const struct envelope *envelope,
    const struct suffix_list *suffixes);

#endif
