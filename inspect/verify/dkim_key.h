/*
 * dkim_key - key records (RFC 6376 3.6.1, RFC 8463) and the keys of a run
 *
 * To parse a public key costs more than to verify with it, so parsed keys are
 * kept for the run, by the text of their record.  One store per worker; it
 * holds a bounded number of keys.
 *
 * A selector should have one TXT record (3.6.2.2).  Of several, those that are
 * no key records are passed over, as what wildcards and other users of a zone
 * leave there: records without p=, and those of another version, which 3.6.1
 * has discarded.  When more than one is left the result is undefined; it is
 * KEY_AMBIGUOUS here, since receivers differ in which one they take.
 */
#ifndef INSPECT_VERIFY_DKIM_KEY_H
#define INSPECT_VERIFY_DKIM_KEY_H

#include "common/base/hash.h"
#include "common/base/public_key.h"
#include "inspect/model/model.h"

struct dkim_keys;

struct dkim_keys *dkim_keys_open(void);
void dkim_keys_close(struct dkim_keys *keys); /* NULL is fine */

/* A secret of this run, for tables. */
const struct hash_key *dkim_keys_secret(const struct dkim_keys *keys);

struct dkim_key {
	enum dkim_reason reason; /* DKIM_VERIFIED: the key can be used */
	const char *detail;	 /* NULL: the reason says all */
	const char *mistake;	 /* NULL, or what was expected in the record */
	struct bytes record;	 /* the TXT; absent: none */
	struct public_key *key;	 /* NULL: unusable; a weak one is not */
	enum public_key_kind kind;
	unsigned bits;	       /* 0: not known */
	size_t signature_size; /* that a signature must have */
	bool is_record;	       /* p= is there, and v= is not of another */
	bool tags_fine;	       /* the record can be read and is not revoked */
	bool other_kind;       /* k= is neither rsa nor ed25519 */
	bool other_hash;       /* h= is without sha256 */
	bool other_service;    /* s= is without email and "*" */
	bool testing;	       /* t=y */
	bool no_subdomain;     /* t=s */
};

/* What the answer for selector._domainkey.domain amounts to; until the next
 * call for the same keys or arena_reset(). */
const struct dkim_key *dkim_key_read(struct arena *arena,
    struct dkim_keys *keys, const struct dns_answer *answer);

/* What exactly keeps it from being used; absent: the reason says all. */
struct bytes dkim_key_detail(struct arena *arena, const struct dkim_key *key);

/* Whether it is for signatures of this kind: DKIM_VERIFIED, or why not. */
enum dkim_reason dkim_key_fits(
    const struct dkim_key *key, enum public_key_kind kind);

/* Ask for, or only want, the key of a selector; both canonical. */
const struct dns_answer *dkim_key_ask(
    struct dns *dns, struct bytes selector, struct bytes domain);
void dkim_key_want(struct dns *dns, struct bytes selector, struct bytes domain);

#endif
