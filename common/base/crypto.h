/*
 * crypto - digests, encodings and random octets; the one user of libcrypto's
 * primitives.  Signatures are a matter of verification.
 */
#ifndef COMMON_BASE_CRYPTO_H
#define COMMON_BASE_CRYPTO_H

#include "common/base/arena.h"

#define SHA256_SIZE 32

void sha256(struct bytes data, unsigned char digest[SHA256_SIZE]);

/*
 * The same piece by piece.  It lives where it is declared and allocates
 * nothing; a copy by assignment goes on by itself.
 */
struct sha256 {
	uint64_t state[16];
};
void sha256_begin(struct sha256 *hash);
void sha256_add(struct sha256 *hash, struct bytes data);
void sha256_end(struct sha256 *hash, unsigned char digest[SHA256_SIZE]);

void hmac_sha256(
    struct bytes key, struct bytes data, unsigned char digest[SHA256_SIZE]);

/* From the system's generator; without one the program ends. */
void random_octets(unsigned char *octets, size_t n);

/* RFC 4648 section 4, with padding, no line breaks. */
struct bytes base64_write(struct arena *arena, struct bytes data);
/* The same into `text`; returns its length.  A NUL follows. */
#define BASE64_SIZE(octets) (((octets) + 2) / 3 * 4 + 1)
size_t base64_into(char *text, struct bytes data);
/*
 * The octets behind `text`; blanks (folding) are skipped.  False, and nothing
 * in `data`, when it is not base64 with right padding.
 */
bool base64_read(struct arena *arena, struct bytes text, struct bytes *data);
/* The same where padding may be missing (base64string of RFC 6376 2.7). */
bool base64_read_unpadded(
    struct arena *arena, struct bytes text, struct bytes *data);

/* Lower-case hexadecimal. */
struct bytes hex_write(struct arena *arena, struct bytes data);

/* 26 characters of base32 (RFC 4648 section 6, no padding): 128 random bits. */
#define TOKEN_SIZE 26
void token_make(char token[TOKEN_SIZE + 1]);
bool token_valid(struct bytes token); /* letters in either case */

/* Overwrite a secret; not optimised away. */
void wipe(void *memory, size_t size);

#endif
