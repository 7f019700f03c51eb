/*
 * dmarc - policy and alignment by RFC 9989 and by RFC 7489
 *
 * Both standards are in force at receivers: the one finds the organisational
 * domain by a walk up the DNS tree, the other by the Public Suffix List.  A
 * message gets a view by each.
 */
#ifndef INSPECT_VERIFY_DMARC_H
#define INSPECT_VERIFY_DMARC_H

#include "inspect/model/model.h"

/* Put the questions that are known from the start on their way: the walks of
 * the author's domain and of those that might pass. */
void dmarc_want(struct dns *dns, const struct author *author,
    const struct dkim_signature *signatures, struct bytes mail_from_domain);

/* `spf` NULL: SPF was not evaluated.  Fills `aligned` and `organization` of
 * every identifier that passes. */
void dmarc_check(struct dmarc_verdict *verdict, struct arena *arena,
    struct dns *dns, const struct suffix_list *suffixes,
    const struct author *author, const struct dkim_verdict *dkim,
    const struct spf_verdict *spf);

#endif
