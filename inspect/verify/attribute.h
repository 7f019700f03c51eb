/*
 * attribute - which signature a dkim claim is about
 *
 * By header.b (RFC 6008), else by domain and selector, else by domain, else by
 * the domain of header.i; a claim that names nothing is about the only
 * signature.  One claim per signature, as far as there are enough.
 */
#ifndef INSPECT_VERIFY_ATTRIBUTE_H
#define INSPECT_VERIFY_ATTRIBUTE_H

#include "inspect/model/model.h"

/* What is claimed of one signature; `taken` heads those already attributed.
 * NULL: the message has no signature that fits. */
const struct dkim_signature *signature_of_claim(struct arena *arena,
    const struct claim *claim, const struct dkim_signature *signatures,
    const struct identifier *taken);

/* The domain the claim is about, canonical: header.d, else the d= of the
 * signature when header.i lies below it, else that of header.i, else the d= of
 * the signature.  Absent when nothing tells. */
struct bytes domain_of_claim(struct arena *arena, const struct claim *claim,
    const struct dkim_signature *signature);

#endif
