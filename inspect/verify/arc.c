#include "inspect/verify/arc.h"

#include "inspect/verify/canon.h"
#include "inspect/verify/dkim_task.h"

#define SHOWN_MOST 20 /* of a value that should be a word */

/* Sets whose keys are asked for in advance; real chains have three.  Questions
 * of a message are counted, and ARC, which decides nothing, must not use up
 * those of DMARC. */
#define WANTED_MOST 10

struct validation {
	struct arc_verdict *verdict;
	struct arena *arena;
	struct dns *dns;
	struct dkim_keys *keys;
	struct dkim_work *work;
	const struct message *message;
	const struct arc_chain *chain;
	struct arc_instance *newest;
	int64_t now;
	bool decided;
};

/* The first reason is the verdict's. */
static void decide(
    struct validation *v, enum arc_reason reason, struct bytes detail)
{
	if (v->decided)
		return;
	v->decided = true;
	v->verdict->reason = reason;
	v->verdict->result = arc_result(reason);
	v->verdict->detail = detail;
}

/* ---- 5.2 step 3: the structure ------------------------------------------- */

static const char *missing_field(const struct arc_instance *set)
{
	if (set->seal == NULL)
		return "ARC-Seal";
	if (set->signature == NULL)
		return "ARC-Message-Signature";
	return set->results == NULL ? "ARC-Authentication-Results" : NULL;
}

static void check_set(struct validation *v, const struct arc_instance *set)
{
	const char *missing = missing_field(set);

	if (missing != NULL)
		decide(v, ARC_STRUCTURE,
		    arena_printf(
			v->arena, "i=%u has no %s", set->instance, missing));
	if (set->doubled != NULL)
		decide(v, ARC_STRUCTURE,
		    arena_printf(v->arena, "i=%u has %s twice", set->instance,
			set->doubled));
}

static void check_structure(struct validation *v)
{
	const struct field *stray = v->chain->stray;
	const struct arc_instance *set = v->chain->instances;

	if (stray != NULL)
		decide(v, ARC_STRUCTURE,
		    arena_printf(v->arena, "%.*s: expected %s",
			FMT(stray->name), v->chain->stray_mistake));
	for (unsigned i = 1; set != NULL; set = set->next, i++) {
		if (set->instance != i)
			decide(v, ARC_STRUCTURE,
			    arena_printf(v->arena, "i=%u is missing", i));
		check_set(v, set);
		if (v->decided)
			return;
	}
}

static void check_readable(struct validation *v, const struct arc_instance *set)
{
	const struct dkim_signature *wrong =
	    set->seal->mistake != NULL ? set->seal : set->signature;

	if (wrong->mistake != NULL)
		decide(v, ARC_UNREADABLE,
		    arena_printf(v->arena, "i=%u: %.*s: expected %s",
			set->instance, FMT(wrong->field->name),
			wrong->mistake));
}

static void check_chain_value(
    struct validation *v, const struct arc_instance *set)
{
	struct bytes want = set->instance > 1 ? BYTES("pass") : BYTES("none");

	if (!bytes_ieq(set->chain_value, want))
		decide(v, ARC_CHAIN_VALUE,
		    arena_printf(v->arena, "i=%u has cv=%.*s in place of %.*s",
			set->instance,
			FMT(bytes_first(set->chain_value, SHOWN_MOST)),
			FMT(want)));
}

static void check_chain(struct validation *v)
{
	check_structure(v);
	for (const struct arc_instance *set = v->chain->instances;
	     set != NULL && !v->decided; set = set->next) {
		check_readable(v, set);
		check_chain_value(v, set);
	}
}

/* ---- signatures ---------------------------------------------------------- */

/* What kept a signature from verifying, as a reason of the chain. */
static enum arc_reason reason_of(
    enum dkim_reason reason, enum arc_reason otherwise)
{
	switch (reason) {
	case DKIM_KEY_UNREACHABLE:
		return ARC_UNREACHABLE;
	case DKIM_KEY_MISSING:
	case DKIM_KEY_AMBIGUOUS:
	case DKIM_KEY_MALFORMED:
	case DKIM_KEY_REVOKED:
	case DKIM_KEY_TYPE:
	case DKIM_KEY_HASH:
	case DKIM_KEY_SERVICE:
	case DKIM_KEY_SUBDOMAIN:
	case DKIM_KEY_WEAK:
	case DKIM_KEY_UNUSABLE:
		return ARC_KEY;
	default:
		return otherwise;
	}
}

static bool seal_fits(const struct validation *v, const struct dkim_key *key,
    const struct dkim_signature *seal, const unsigned char digest[SHA256_SIZE])
{
	struct bytes octets;

	return base64_read_unpadded(v->arena, seal->signature, &octets) &&
	       octets.len == key->signature_size &&
	       public_key_verify(key->key, digest, octets);
}

static enum dkim_reason seal_reason(const struct validation *v,
    const struct dkim_signature *seal, const unsigned char digest[SHA256_SIZE])
{
	struct dkim_task task;

	dkim_task_read(&task, v->arena, v->message, seal, v->now);
	if (task.reason != DKIM_VERIFIED)
		return task.reason;
	const struct dkim_key *key = dkim_key_read(v->arena, v->keys,
	    dkim_key_ask(v->dns, seal->selector, seal->domain));
	enum dkim_reason reason = dkim_key_fits(key, task.kind);
	if (reason != DKIM_VERIFIED)
		return reason;
	return seal_fits(v, key, seal, digest) ? DKIM_VERIFIED
					       : DKIM_HEADER_CHANGED;
}

/*
 * 5.1.1: a seal covers its own set and, in `before`, all those below, and
 * itself without b=.  Afterwards `before` has this set, too.
 */
static enum dkim_reason seal_check(
    const struct validation *v, struct arc_instance *set, struct canon *before)
{
	unsigned char digest[SHA256_SIZE];

	canon_field(before, CANON_RELAXED, set->results);
	canon_field(before, CANON_RELAXED, set->signature->field);
	struct canon own = *before;
	canon_last(&own, CANON_RELAXED, set->seal->field, set->seal->written);
	canon_end(&own, digest);
	canon_field(before, CANON_RELAXED, set->seal->field);
	enum dkim_reason reason = seal_reason(v, set->seal, digest);
	set->sealed = dkim_result(reason);
	set->detail = bytes_of(dkim_reason_text(reason));
	return reason;
}

/* ---- 5.2 steps 4 to 6 ---------------------------------------------------- */

static void decide_by(struct validation *v, unsigned instance,
    enum dkim_reason reason, enum arc_reason otherwise)
{
	decide(v, reason_of(reason, otherwise),
	    arena_printf(
		v->arena, "i=%u: %s", instance, dkim_reason_text(reason)));
}

/* The newest message signature must verify; the others tell how far back the
 * message is unchanged. */
static enum dkim_reason messages_check(struct validation *v)
{
	struct dkim_verdict *verdict =
	    dkim_finish(v->work, v->dns, v->keys, v->chain->signatures);
	enum dkim_reason newest = verdict->reason;
	unsigned oldest = v->newest->instance + 1;
	bool intact = true;

	for (struct dkim_verdict *d = verdict; d != NULL; d = d->next) {
		intact = intact && d->reason == DKIM_VERIFIED;
		if (intact)
			oldest = d->signature->instance;
		for (struct arc_instance *set = v->chain->instances;
		     set != NULL; set = set->next)
			if (set->signature == d->signature)
				set->message = d;
	}
	v->verdict->oldest_pass = intact ? 0 : oldest;
	return newest;
}

/* From the newest seal down the first that fails decides; one that nothing is
 * known of decides when no other fails. */
static void seals_check(struct validation *v, enum dkim_reason message)
{
	const struct arc_instance *broken = NULL, *unknown = NULL;
	enum dkim_reason reason = DKIM_VERIFIED;
	struct canon before;

	canon_begin(&before, NULL);
	for (struct arc_instance *set = v->chain->instances; set != NULL;
	     set = set->next) {
		enum dkim_reason own = seal_check(v, set, &before);
		if (own == DKIM_KEY_UNREACHABLE) {
			unknown = set;
		} else if (own != DKIM_VERIFIED) {
			broken = set;
			reason = own;
		}
	}
	if (broken != NULL)
		decide_by(v, broken->instance, reason, ARC_SEAL_BROKEN);
	if (message != DKIM_VERIFIED)
		decide_by(v, v->newest->instance, message, ARC_MESSAGE_CHANGED);
	if (unknown != NULL)
		decide_by(v, unknown->instance, DKIM_KEY_UNREACHABLE,
		    ARC_UNREACHABLE);
}

static void signatures_check(struct validation *v)
{
	enum dkim_reason message = messages_check(v);

	if (message != DKIM_VERIFIED && message != DKIM_KEY_UNREACHABLE)
		decide_by(v, v->newest->instance, message, ARC_MESSAGE_CHANGED);
	seals_check(v, message);
	decide(v, ARC_VALID, ABSENT);
}

/* ---- all of it ----------------------------------------------------------- */

/* Step 2: a sealer found the chain broken.  5.1.1: his seal covers his own set
 * alone; whether it is genuine changes nothing but is good to know. */
static bool claimed_broken(struct validation *v)
{
	struct arc_instance *set = v->newest;
	struct canon none;

	if (set == NULL || !bytes_ieq(set->chain_value, BYTES("fail")))
		return false;
	decide(v, ARC_CLAIMED_BROKEN,
	    arena_printf(
		v->arena, "i=%u, %.*s", set->instance, FMT(set->domain)));
	if (missing_field(set) == NULL && set->seal->mistake == NULL) {
		canon_begin(&none, NULL);
		seal_check(v, set, &none);
	}
	return true;
}

static struct arc_instance *newest_of(const struct arc_chain *chain)
{
	struct arc_instance *set = chain->instances;

	while (set != NULL && set->next != NULL)
		set = set->next;
	return set;
}

static void key_want(struct dns *dns, const struct dkim_signature *signature)
{
	if (signature != NULL && signature->mistake == NULL)
		dkim_key_want(dns, signature->selector, signature->domain);
}

void arc_want(struct dns *dns, const struct arc_chain *chain)
{
	const struct arc_instance *newest = newest_of(chain);
	const struct arc_instance *set = chain->instances;

	for (; set != NULL && chain->stray == NULL; set = set->next)
		if (set->instance + WANTED_MOST > newest->instance) {
			key_want(dns, set->signature);
			key_want(dns, set->seal);
		}
}

void arc_verify(struct arc_verdict *verdict, struct arena *arena,
    struct dns *dns, struct dkim_keys *keys, struct dkim_work *work,
    const struct message *message, const struct arc_chain *chain, int64_t now)
{
	struct validation v = { .verdict = verdict,
		.arena = arena,
		.dns = dns,
		.keys = keys,
		.work = work,
		.message = message,
		.chain = chain,
		.newest = newest_of(chain),
		.now = now };

	*verdict = (struct arc_verdict){ .instances = chain->instances };
	if (dns == NULL)
		decide(&v, ARC_UNASKED, ABSENT);
	else if (!claimed_broken(&v))
		check_chain(&v);
	if (!v.decided)
		signatures_check(&v);
}
