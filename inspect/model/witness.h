/* witness - when one of the two witnesses has nothing to say */
#ifndef INSPECT_MODEL_WITNESS_H
#define INSPECT_MODEL_WITNESS_H

#include "inspect/model/model.h"

/* A witness that could not look, or could not say, decides nothing. */
bool decides(enum auth_result result);

/*
 * The body alone differs from what was signed, and the trusted receiver let
 * the signature pass: the message was altered behind the receiver, as some
 * mail stores do.  What we hold is not what was received, so our verdict on
 * that signature is none.
 */
bool copy_altered(
    const struct inspection *in, const struct dkim_verdict *verdict);
/* One of the author's own signatures is such. */
bool own_copy_altered(const struct inspection *in);

/* Our view by RFC 9989; NULL without DNS. */
const struct dmarc_view *own_dmarc(const struct inspection *in);
bool spf_decides(const struct inspection *in);
bool dmarc_decides(const struct inspection *in);
/* What passes aligns, by the witness that counts. */
bool dkim_aligns(const struct inspection *in);
bool spf_aligns(const struct inspection *in);
/* The results that count: ours when it decides, else the receiver's. */
enum auth_result spf_word(const struct inspection *in);
enum auth_result dmarc_word(const struct inspection *in);
/* The domain that SPF was about, and the policy, of the same witness. */
struct bytes spf_domain(const struct inspection *in);
struct bytes policy_word(const struct inspection *in);

/*
 * Whose organisational domain tells what aligns: RFC 9989's, except where there
 * is no DMARC record at all.  Its walk then makes every name an organisation
 * of its own, which says nothing about what a record would bring.
 */
enum dmarc_standard aligning_standard(const struct dmarc_verdict *dmarc);

#endif
