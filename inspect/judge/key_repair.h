/*
 * key_repair - key records of the user's own, put right
 *
 * Each adds the change to the finding last said, and tells whether it could:
 * only when the record is the user's, what to publish is known to the octet, a
 * key can be read from it, and no other key is known to have signed.
 */
#ifndef INSPECT_JUDGE_KEY_REPAIR_H
#define INSPECT_JUDGE_KEY_REPAIR_H

#include "inspect/judge/rule.h"

/* Without what people enter by mistake: inspect/judge/key_text.h. */
bool repair_by_mending(struct judgement *j, const struct dkim_verdict *v);
/* A tag with another value, or without it when `value` is absent. */
bool repair_tag(struct judgement *j, const struct dkim_verdict *v, char tag,
    struct bytes value);
/* A key of Easy DKIM belongs behind a CNAME: that replaces what was copied,
 * where SES serves the key. */
bool repair_by_cname(struct judgement *j, const struct dkim_verdict *v);
/* A long key that was entered as two records instead of two strings. */
bool repair_by_joining(struct judgement *j, const struct dkim_verdict *v);
/* Of several keys the one that signed. */
void repair_by_keeping_one(struct judgement *j, const struct dkim_verdict *v);

#endif
