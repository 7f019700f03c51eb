/*
 * uid_set - which messages of a folder: RFC 9051 9, sequence-set
 *
 *	5	7,9,11	10:20	33:*	1:20,40:*	*
 *
 * '*' is the newest message, so that "33:*" are those from 33 on.  A number
 * that is named must be there; of a range what is there is meant.
 */
#ifndef INSPECT_FETCH_UID_SET_H
#define INSPECT_FETCH_UID_SET_H

#include "common/base/text.h"

#define UID_NEWEST	((uint64_t)UINT32_MAX + 1)
#define UID_RANGES_MOST 100

struct uid_range {
	uint64_t from, to; /* UID_NEWEST for '*'; from is no greater */
	bool came;	   /* one of it */
};

struct uid_set {
	struct uid_range ranges[UID_RANGES_MOST];
	size_t count; /* 0: nothing was said */
};

/* False when it is none, or has more ranges than there is room for. */
bool uid_set_read(struct bytes text, struct uid_set *set);
/* As IMAP wants it. */
void uid_set_write(const struct uid_set *set, struct text *out);

/* The number when the set names one alone, UID_NEWEST too; else 0. */
uint64_t uid_set_only(const struct uid_set *set);

/* A message came: it is one of the set. */
bool uid_set_take(struct uid_set *set, uint32_t uid);
bool uid_set_any(const struct uid_set *set); /* one came */
/* The next number that was named and did not come, from range `*at` on; 0:
 * there is none. */
uint32_t uid_set_missing(const struct uid_set *set, size_t *at);

#endif
