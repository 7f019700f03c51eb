/*
 * remarks - what spam filters and receivers say beside their results
 *
 * X-Forefront-Antispam-Report and its kin, and in Authentication-Results the
 * codes that only the receiver knows: reason, action, disposition.  All of it
 * is evidence for why a message was put where it lies, and no result.
 *
 * Sources: "Anti-spam message headers in Microsoft 365" (learn.microsoft.com),
 * rspamd's documentation of symbols, Mail::SpamAssassin::Conf, "Email headers
 * added by Amazon SES" (Receiving, X-SES-Spam-Verdict), and fields as seen.
 */
#ifndef INSPECT_READ_REMARKS_H
#define INSPECT_READ_REMARKS_H

#include "inspect/model/model.h"

/*
 * After claims_trust(): fills `remarks` and `placed` of every field, at most
 * LIMIT_REMARKS of each, and of those fields that only hold remarks `why`.
 * A field is placed where only the receiver writes: above the author's fields,
 * or, by the habit of the receiver, behind them and the only one of its name.
 */
void remarks_read(struct claim_field *claims, struct arena *arena,
    const struct message *message, const struct hop *border,
    const struct receiver *receiver);

/* A field of this kind holds remarks and no results. */
bool remarks_expected(enum field_id field);

/* The remarks of one field alone. */
struct remark *remarks_of(struct arena *arena, const struct claim_field *field);

#endif
