/*
 * repair - the exact records that put SPF, MAIL FROM or DMARC right
 *
 * Each attaches changes to the finding at hand (fixed_in_dns), or nothing when
 * the exact data is not known, or the name is another organisation's.  TXT
 * records of somebody else at the name are kept.
 */
#ifndef INSPECT_JUDGE_REPAIR_H
#define INSPECT_JUDGE_REPAIR_H

#include "inspect/judge/rule.h"

/* Which texts a new one takes the place of. */
typedef bool text_kind(struct bytes text);

/* A record of SPF, or what was meant as one; the same of DMARC. */
text_kind is_meant_as_spf, is_meant_as_dmarc;

/* `text` takes the place of the texts of this kind that `now` tells of; absent:
 * they go.  Behind a CNAME the records of its target are changed. */
void fix_text(struct judgement *j, const struct dns_answer *now,
    text_kind *kind, struct bytes text);

/* ---- SPF -------------------------------------------------------------------
 */

#define SPF_FOR_SES BYTES("v=spf1 include:amazonses.com ~all")

bool includes_ses(struct bytes record);
/* `text` as the SPF record of `domain`, with SES in it where SES sends for
 * that domain; absent: nothing. */
void fix_spf(struct judgement *j, struct bytes domain, struct bytes text);

/* ---- MAIL FROM -------------------------------------------------------------
 */

/* The region's feedback host; absent when the region is not known. */
struct bytes feedback_host(const struct judgement *j);
/* One MX at `domain`: that host.  `now` may be NULL. */
void fix_mx(
    struct judgement *j, struct bytes domain, const struct dns_answer *now);
/* The command that sets, or restarts, this custom MAIL FROM domain; nothing
 * unless identity and region are known. */
void fix_by_setting_mail_from(struct judgement *j, struct bytes domain);

/* ---- DMARC -----------------------------------------------------------------
 */

/* What _dmarc.`domain` publishes; NULL without DNS. */
const struct dns_answer *dmarc_answer(
    const struct judgement *j, struct bytes domain);
/* `text` as the DMARC record of `domain`; absent: nothing. */
void fix_dmarc(struct judgement *j, struct bytes domain, struct bytes text);

#endif
