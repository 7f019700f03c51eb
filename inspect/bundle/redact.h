/*
 * redact - a bundle without what is nobody's business
 *
 * Local parts of addresses become u1, u2 ..., the same one everywhere; those
 * that SES makes (message ids) stay.  Subjects, names of people, and all text
 * of bodies lose their letters and digits, octet by octet, so that lines and
 * lengths stay.  Domains, the structure of header and MIME parts, and the tags
 * of signatures stay.
 */
#ifndef INSPECT_BUNDLE_REDACT_H
#define INSPECT_BUNDLE_REDACT_H

#include "inspect/bundle/bundle.h"
#include "inspect/model/model.h"

/* The message, what was sent, receipt, premises and transcript of a bundle of
 * this inspection. */
void redact_bundle(
    struct arena *arena, struct bundle *bundle, const struct inspection *in);

/* Text of ours that may quote addresses: no local part stays. */
struct bytes redact_text(struct arena *arena, struct bytes text);
/* Text of a body. */
struct bytes redact_body(struct arena *arena, struct bytes text);

#endif
