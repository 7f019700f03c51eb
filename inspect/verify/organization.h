/*
 * organization - the tree walk (RFC 9989 4.10)
 *
 * A walk asks for the policy record of a domain, then of the names above it
 * up to the top, at most eight in all.  The organisational domain of RFC 7489
 * is in inspect/verify/align.h.
 *
 *	struct walker walker = { arena, dns, NULL };
 *	walk_run(&walker, domain, &walk);
 *	organization = walk_organization(&walk);
 */
#ifndef INSPECT_VERIFY_ORGANIZATION_H
#define INSPECT_VERIFY_ORGANIZATION_H

#include "inspect/model/model.h"

/* Walks of one message: what one has found, others need not ask. */
struct walker {
	struct arena *arena;
	struct dns *dns;
	const struct dmarc_place *places; /* of all walks */
};

/* Put all questions of a walk on their way. */
void walk_want(struct dns *dns, struct bytes domain);

/* `domain` is canonical and must last as long as the walk.  Where the DNS
 * fails the walk goes on. */
void walk_run(
    struct walker *walker, struct bytes domain, struct dmarc_walk *walk);

/* What is published for this very domain. */
const struct dmarc_place *walker_place(
    struct walker *walker, struct bytes domain);

/* The DNS gave no answer here. */
bool place_failed(const struct dmarc_place *place);
const struct dmarc_place *walk_failure(const struct dmarc_walk *walk);
/* The place of this domain, or NULL. */
const struct dmarc_place *walk_place(
    const struct dmarc_walk *walk, struct bytes domain);

/* RFC 9989 4.10.2; absent when it depends on an answer that failed. */
struct bytes walk_organization(const struct dmarc_walk *walk);

/*
 * Whether two walks lead to one organisational domain.  False when that
 * depends on an answer that failed; else `*same` tells.
 */
bool walks_meet(
    const struct dmarc_walk *a, const struct dmarc_walk *b, bool *same);

#endif
