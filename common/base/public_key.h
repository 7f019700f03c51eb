/*
 * public_key - public keys as domains publish them, and what they verify
 *
 * RSA as SubjectPublicKeyInfo (RFC 5280 4.1.2.7) or as the bare RSAPublicKey
 * inside it (RFC 8017 A.1.1), Ed25519 as 32 octets (RFC 8032 5.1.2).  The DER
 * is read here: OpenSSL 3 takes a hundred microseconds for that, four times
 * what all the rest of a verification takes.
 *
 *	struct public_key_facts facts;
 *	if (public_key_read(&facts, PUBLIC_KEY_RSA, octets) == PUBLIC_KEY_FINE)
 *		key = public_key_open(&facts);
 *
 * Reading costs next to nothing and refuses what would be costly to use.
 */
#ifndef COMMON_BASE_PUBLIC_KEY_H
#define COMMON_BASE_PUBLIC_KEY_H

#include "common/base/crypto.h"

enum public_key_kind { PUBLIC_KEY_RSA, PUBLIC_KEY_ED25519 };

/* RFC 8301 3.2 wants 1024 to 4096 bits verified; below 512 nothing is safe
 * and nothing was ever sold, above 8192 a verification costs more than all
 * else about a message. */
#define PUBLIC_KEY_BITS_LEAST 512
#define PUBLIC_KEY_BITS_MOST  8192

enum public_key_flaw {
	PUBLIC_KEY_FINE,
	PUBLIC_KEY_TRUNCATED, /* it ends before its own length says */
	PUBLIC_KEY_MALFORMED,
	PUBLIC_KEY_FOREIGN,  /* well-formed, for another algorithm */
	PUBLIC_KEY_BITS,     /* fewer or more bits than above */
	PUBLIC_KEY_EXPONENT, /* 1, even, or above 64 bits */
};

struct public_key_facts {
	enum public_key_kind kind;
	unsigned bits;	      /* 0: not known */
	uint64_t exponent;    /* RSA; 0: not known, or above 64 bits */
	struct bytes modulus; /* without leading zeros; Ed25519: all */
};

/* `facts` views `octets`; bits and exponent are told even of a flawed key, as
 * far as they could be read. */
enum public_key_flaw public_key_read(struct public_key_facts *facts,
    enum public_key_kind kind, struct bytes octets);

struct public_key;

/* NULL when OpenSSL refuses the key.  Not for two threads at once. */
struct public_key *public_key_open(const struct public_key_facts *facts);
void public_key_close(struct public_key *key); /* NULL is fine */

/* How long a signature of this key is. */
size_t public_key_signature_size(const struct public_key_facts *facts);

/* RSA: PKCS #1 v1.5 with SHA-256 (RFC 8017 8.2.2); Ed25519: the digest is the
 * message (RFC 8463 3). */
bool public_key_verify(struct public_key *key,
    const unsigned char digest[SHA256_SIZE], struct bytes signature);

/* Why that is false: the private key of this RSA key made the signature, for
 * another SHA-256 digest (RFC 8017 9.2).  Else another key made it, or it was
 * damaged.  Of Ed25519 this cannot be told: false. */
bool public_key_made(struct public_key *key, struct bytes signature);

#endif
