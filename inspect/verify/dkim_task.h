/*
 * dkim_task - what one signature asks for, before anything is computed
 *
 * The checks of RFC 6376 6.1.1 that need neither key nor body.
 */
#ifndef INSPECT_VERIFY_DKIM_TASK_H
#define INSPECT_VERIFY_DKIM_TASK_H

#include "common/base/public_key.h"
#include "inspect/verify/canon.h"

struct dkim_task {
	const struct dkim_signature *signature;
	const struct message *message;
	int64_t now;
	enum public_key_kind kind;    /* of a= */
	enum canon_kind header, body; /* of c= */
	const struct bytes *names;    /* of h=, without blanks */
	size_t name_count;
	struct bytes identity_domain; /* of i=, or d= */
	bool readable;		      /* what follows can be computed */
	enum dkim_reason reason;      /* VERIFIED: nothing is wrong yet */
	struct bytes detail;
};

void dkim_task_read(struct dkim_task *task, struct arena *arena,
    const struct message *message, const struct dkim_signature *signature,
    int64_t now);

/* Octets of the body to hash, CANON_WHOLE without l=. */
uint64_t dkim_task_length(const struct dkim_task *task);

#endif
