/*
 * key_place - where keys are looked for, and what stands there
 *
 * A place is SELECTOR._domainkey.DOMAIN.  Those looked at are the ones of
 * signatures whose key could not be used, and those of Easy DKIM's tokens
 * that are expected; a place whose key made a signature that verifies is fine
 * whatever else could be said.  Questions beyond that are put only where
 * something is wrong.
 */
#ifndef INSPECT_JUDGE_KEY_PLACE_H
#define INSPECT_JUDGE_KEY_PLACE_H

#include "inspect/judge/rule.h"

enum place_state {
	PLACE_FINE, /* a record is found; what it says is another matter */
	PLACE_UNREACHABLE,
	PLACE_EMPTY,	  /* where it should lead, and no key there */
	PLACE_MISSING,	  /* nothing, or what a wildcard puts there */
	PLACE_DANGLING,	  /* a CNAME to where there is no key */
	PLACE_DOUBLED,	  /* the record is at NAME.DOMAIN */
	PLACE_APPENDED,	  /* the CNAME's target ends in the own domain */
	PLACE_WRONG_ZONE, /* ... is in another zone than the region's */
	PLACE_ADDRESS,	  /* A or AAAA in place of the CNAME */
	PLACE_TARGET,	  /* a TXT that holds the CNAME's target */
	PLACE_CONFLICT,	  /* TXT beside the CNAME */
	PLACE_STATES
};

struct key_place {
	enum place_state state;
	struct bytes selector, domain, name;
	const struct dkim_verdict *verdict; /* NULL: only expected */
	bool easy;   /* the selector is a token of Easy DKIM */
	bool signs;  /* DKIM stands or falls by it now */
	bool is_own; /* the record is the user's to repair */
	const struct dns_answer *answer; /* TXT of `name` */
	struct bytes target; /* where its CNAME leads; absent: there is none */
	struct bytes right;  /* where it should; absent: not known */
	const struct dns_answer *other; /* what stands in its way, or where it
					   should not; NULL: nothing */
	struct key_place *next;
};

/* What rules_token.c may find of a place, for lists of causes. */
#define KEY_PLACE_FINDINGS                                          \
	"dkim-key-conflict", "dkim-key-name-doubled",               \
	    "dkim-key-target-zone-appended", "dkim-key-wrong-zone", \
	    "dkim-key-not-cname", "dkim-key-cname-dangling",        \
	    "dkim-key-missing"

/* SELECTOR._domainkey.DOMAIN */
struct bytes key_name(
    struct arena *arena, struct bytes selector, struct bytes domain);

/* All that are not simply fine, those that sign first. */
const struct key_place *key_places(struct judgement *j);
/* The first in this state that signs, or NULL. */
const struct key_place *key_place_in(
    struct judgement *j, enum place_state state);
/* The one of this signature; NULL: nothing is wrong with its place. */
const struct key_place *key_place_of(
    struct judgement *j, const struct dkim_signature *signature);

/* Nobody made this signature: inspect/verify/foresee.h thinks of it. */
bool signature_is_foreseen(const struct dkim_signature *signature);
/* Records of this domain are the user's to repair. */
bool key_is_own(const struct inspection *in, struct bytes domain);
/* The selector is one that SES made for the domain. */
bool selector_is_easy(const struct inspection *in, struct bytes selector);
/* SELECTOR.ZONE, by SES's word, by a token that works, else by region; absent
 * when neither is known. */
struct bytes easy_target(struct judgement *j, struct bytes selector);

/* It is the zone that easy_target() would name, as far as anybody knows. */
bool easy_zone_is_right(struct judgement *j, struct bytes zone);
/* The domain that is expected to sign. */
struct bytes key_domain_expected(const struct inspection *in);

/* A record with a key that is not revoked is among what was found. */
bool answer_has_key(const struct dns_answer *answer);
/* The zone that a CNAME of this selector leads to; absent: none does. */
struct bytes answer_zone(
    const struct dns_answer *answer, struct bytes selector);
/* LABELS.DOMAIN; absent when the domain is. */
struct bytes name_below(
    struct judgement *j, struct bytes labels, struct bytes domain);

/* Repair what is wrong with a place: NULL when that is not known exactly, or
 * not the user's. */
void place_repair(struct judgement *j, const struct key_place *place);

#endif
