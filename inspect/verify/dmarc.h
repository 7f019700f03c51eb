/*
 * dmarc - policy and alignment by RFC 9989 and by RFC 7489
 *
 * Both standards are in force at receivers: the one finds the organisational
 * domain by a walk up the DNS tree, the other by the Public Suffix List.  A
 * message gets a view by each.
 *
 * Several records at one name are all discarded.  At the author's own domain
 * that ends discovery: RFC 7489 6.6.3 says so, and receivers that walk do it
 * too, while the steps of RFC 9989 4.10 go on to the domains above.  Since
 * nobody can count on a policy there, there is none: never a pass, never a
 * failure.  At names above, and in the walks of signatures and of MAIL FROM,
 * which only look for the organisation, the walk goes on as if nothing stood
 * there; the organisational domain of RFC 7489 ends discovery again.
 */
#ifndef INSPECT_VERIFY_DMARC_H
#define INSPECT_VERIFY_DMARC_H

#include "inspect/model/model.h"

/* Put the questions that are known from the start on their way: the walks of
 * the author's domain and of those that might pass. */
void dmarc_want(struct dns *dns, const struct author *author,
    const struct dkim_signature *signatures, struct bytes mail_from_domain);

/* `spf` NULL: SPF was not evaluated. */
void dmarc_check(struct dmarc_verdict *verdict, struct arena *arena,
    struct dns *dns, const struct suffix_list *suffixes,
    const struct author *author, const struct dkim_verdict *dkim,
    const struct spf_verdict *spf);

/* What `dmarc` of it means for the methods: `dkim_aligned`, `spf_aligned` and
 * `dkim_result`. */
void dmarc_settle(struct verified *verified);

#endif
