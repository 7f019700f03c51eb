/*
 * changed - what a rule says of a change on the way, where it is known
 *
 * The fields and the body as they were sent are known from in->transit; where
 * on the way it happened the ARC sets may tell, or the marks of a list.
 */
#ifndef INSPECT_JUDGE_CHANGED_H
#define INSPECT_JUDGE_CHANGED_H

#include "inspect/judge/rule.h"
#include "inspect/model/transit.h"

/* ": a footer of 142 octets was appended"; empty when nothing is known. */
struct bytes body_change_words(const struct inspection *in);
/* Evidence and fix of it, after found(). */
void body_change_shown(struct judgement *j);

/* " That happened at a mailing list before mx.example."; empty when nothing
 * tells. */
struct bytes change_place_words(
    const struct inspection *in, const struct dkim_verdict *v);

/* The first field that this signature covers and that changed after SES had
 * the message; NULL: none, or nothing is known. */
const struct field_change *signed_field_changed(
    const struct inspection *in, const struct dkim_verdict *v);
/* "Subject was replaced after example.com signed it, "a" became "b"". */
struct bytes field_change_words(struct judgement *j,
    const struct field_change *change, const struct dkim_verdict *v);
/* Evidence and fix of it, after found(). */
void header_change_shown(struct judgement *j, const struct dkim_verdict *v);

#endif
