/* dmarc_found - which DMARC record the rules speak of, and how they show it */
#ifndef INSPECT_JUDGE_DMARC_FOUND_H
#define INSPECT_JUDGE_DMARC_FOUND_H

#include "inspect/judge/repair.h"

/* Complete, and harmless wherever there is none. */
#define DMARC_SAFE BYTES("v=DMARC1; p=none")

/* Where the walk began: the author's domain; NULL without DNS. */
const struct dmarc_place *dmarc_author_place(const struct inspection *in);

/* The record that applies, or one that would if it could be used; NULL when
 * there is none, or none of the user's. */
const struct dmarc_record *dmarc_record_of(const struct inspection *in);

/* As evidence: where it stands, its text, and the place in it (a view into the
 * text; absent: none) that matters. */
void dmarc_about(
    struct judgement *j, const struct dmarc_record *record, struct bytes place);

#endif
