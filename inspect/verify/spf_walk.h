/*
 * spf_walk - one check_host() under way, what it asks and what that costs
 *
 * Shared by spf.c and spf_mechanism.c.  Whatever ends a check before its time
 * is noted in the verdict where it happens, and passed up as TRIED_STOP or as
 * a result.
 */
#ifndef INSPECT_VERIFY_SPF_WALK_H
#define INSPECT_VERIFY_SPF_WALK_H

#include "common/mail/spf_macro.h"
#include "common/mail/spf_record.h"
#include "inspect/model/model.h"

struct spf_walk {
	struct arena *arena;
	struct dns *dns;
	struct spf_verdict *verdict;
	enum dns_type addresses; /* A or AAAA, by the client's family */
	struct spf_macros macros;
	struct spf_step **last;
	struct spf_step not_kept;
	size_t steps;
	struct spf_modifier explanation; /* of the record that decided */
	struct bytes explanation_domain;
};

/* A record under way, and those that led to it. */
struct spf_place {
	struct bytes domain;
	unsigned depth;
	bool included; /* its result decides an include, not the check */
	struct spf_step *step; /* the term that led here; NULL: none */
	const struct spf_place *from;
};

/* A term being tried. */
struct spf_trial {
	struct spf_walk *walk;
	const struct spf_place *place;
	const struct spf_term *term;
	struct spf_step *step;
};

enum spf_tried { TRIED_NO, TRIED_MATCH, TRIED_STOP };

/* ---- spf_walk.c ------------------------------------------------------------
 */

/* The check ends: the reason, its detail, its result. */
enum auth_result spf_stop(
    struct spf_walk *walk, enum spf_reason reason, struct bytes detail);
enum spf_tried spf_stop_at_term(
    struct spf_walk *walk, enum spf_reason reason, const struct spf_step *step);
enum auth_result spf_stop_unreachable(
    struct spf_walk *walk, const struct dns_answer *answer);

struct spf_step *spf_step_new(
    struct spf_walk *walk, const struct spf_place *place, struct bytes term);

/* A term needs the DNS.  False when it is one too many (4.6.4). */
bool spf_spend(struct spf_walk *walk, struct spf_step *step);
void spf_count_void(struct spf_walk *walk, struct spf_step *step,
    const struct dns_answer *answer);
/* NULL when the check ends with this answer. */
const struct dns_answer *spf_ask(struct spf_walk *walk, struct spf_step *step,
    enum dns_type type, struct bytes name);

/* The client's names, and whether one leads back to its address (5.5).  Only
 * the first ten matter; a failure is like none.  Who owns the address writes
 * them, so that what they cost is not the sender's. */
const struct dns_answer *spf_client_names(struct spf_walk *walk);
bool spf_is_validated(struct spf_walk *walk, struct bytes name);
/* The next name under `domain` (absent: any), if it still matters; or NULL. */
const struct dns_record *spf_next_under(
    const struct dns_record *names, size_t *left, struct bytes domain);
void spf_want_names(
    struct spf_walk *walk, const struct dns_record *names, struct bytes domain);
/* 7.3: the domain itself, else a name below it, else any, else "unknown". */
struct bytes spf_validated_name(struct spf_walk *walk, struct bytes domain);

/* The domain of a term (4.8); absent `spec`: that of the record. */
struct bytes spf_target(
    struct spf_walk *walk, const struct spf_place *place, struct bytes spec);

/* redirect= is there, and means something. */
bool spf_redirects(const struct spf_record *record);
bool spf_matches_network(
    const struct spf_walk *walk, const struct spf_term *term);
/* Put the questions of the terms behind `at` on their way, as far as the walk
 * may come. */
void spf_want_rest(struct spf_walk *walk, const struct spf_place *place,
    const struct spf_record *record, size_t at);

/* ---- spf_mechanism.c -------------------------------------------------------
 */

enum spf_tried spf_try(const struct spf_trial *trial);

/* ---- spf.c -----------------------------------------------------------------
 */

enum auth_result spf_check_host(
    struct spf_walk *walk, const struct spf_place *place);
/* ... for the domain of an include or redirect, which `step` tells. */
enum auth_result spf_check_other(struct spf_walk *walk,
    const struct spf_place *from, bool included, struct bytes spec,
    struct spf_step *step);

#endif
