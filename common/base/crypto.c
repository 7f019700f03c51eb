/* SHA256_Init() and its kin: what EVP does the same with takes memory for each
 * digest, and a message has several. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "common/base/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>

static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

static void must(int done)
{
	if (done != 1) {
		fputs("mailplumb: the cryptographic library failed\n", stderr);
		abort();
	}
}

static const unsigned char *octets_of(struct bytes b)
{
	return (const unsigned char *)(b.ptr != NULL ? b.ptr : "");
}

void sha256(struct bytes data, unsigned char digest[SHA256_SIZE])
{
	must(EVP_Digest(
	    octets_of(data), data.len, digest, NULL, EVP_sha256(), NULL));
}

static SHA256_CTX *context_of(struct sha256 *hash)
{
	_Static_assert(sizeof(SHA256_CTX) <= sizeof(hash->state),
	    "a context fits into struct sha256");
	return (SHA256_CTX *)(void *)hash->state;
}

void sha256_begin(struct sha256 *hash)
{
	must(SHA256_Init(context_of(hash)));
}

void sha256_add(struct sha256 *hash, struct bytes data)
{
	must(SHA256_Update(context_of(hash), octets_of(data), data.len));
}

void sha256_end(struct sha256 *hash, unsigned char digest[SHA256_SIZE])
{
	must(SHA256_Final(digest, context_of(hash)));
}

void hmac_sha256(
    struct bytes key, struct bytes data, unsigned char digest[SHA256_SIZE])
{
	must(HMAC(EVP_sha256(), octets_of(key), bytes_precision(key),
		 octets_of(data), data.len, digest, NULL) != NULL);
}

void random_octets(unsigned char *octets, size_t n)
{
	must(RAND_bytes(octets, (int)n));
}

size_t base64_into(char *text, struct bytes data)
{
	int len = EVP_EncodeBlock(
	    (unsigned char *)text, octets_of(data), (int)data.len);
	return (size_t)len;
}

struct bytes base64_write(struct arena *arena, struct bytes data)
{
	char *text = arena_alloc(arena, BASE64_SIZE(data.len));

	return (struct bytes){ text, base64_into(text, data) };
}

enum { BASE64_BLANK = 64, BASE64_PAD, BASE64_NONE };

/* Sixteen octets in a row. */
static unsigned char base64_digit(char c)
{
	enum { _ = BASE64_NONE, B = BASE64_BLANK, P = BASE64_PAD };
	/* clang-format off */
	static const unsigned char digits[128] = {
		_, _, _, _, _, _, _, _, _, B, B, _, _, B, _, _,
		_, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _,
		B, _, _, _, _, _, _, _, _, _, _, 62, _, _, _, 63,
		52, 53, 54, 55, 56, 57, 58, 59, 60, 61, _, _, _, P, _, _,
		_, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
		15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, _, _, _, _, _,
		_, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
		41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, _, _, _, _, _,
	};
	/* clang-format on */
	unsigned char u = (unsigned char)c;

	return u < sizeof(digits) ? digits[u] : BASE64_NONE;
}

struct base64 {
	unsigned char *out;
	size_t len, digits, padding;
};

/* Groups of four digits, as far as nothing else comes in between; returns
 * where that is. */
static size_t base64_groups(struct base64 *b, struct bytes text)
{
	unsigned char *out = b->out;
	size_t i = 0;

	for (; text.len - i >= 4; i += 4) {
		unsigned char one = base64_digit(text.ptr[i]),
			      two = base64_digit(text.ptr[i + 1]),
			      three = base64_digit(text.ptr[i + 2]),
			      four = base64_digit(text.ptr[i + 3]);
		if ((one | two | three | four) >= BASE64_BLANK)
			break;
		*out++ = (unsigned char)(one << 2 | two >> 4);
		*out++ = (unsigned char)(two << 4 | three >> 2);
		*out++ = (unsigned char)(three << 6 | four);
	}
	b->digits = i;
	b->len = (size_t)(out - b->out);
	return i;
}

static bool base64_octets(struct base64 *b, struct bytes text)
{
	uint32_t group = 0;

	for (size_t i = base64_groups(b, text); i < text.len; i++) {
		unsigned char digit = base64_digit(text.ptr[i]);
		if (digit == BASE64_BLANK)
			continue;
		if (digit == BASE64_PAD && b->padding < 2) {
			b->padding++;
			continue;
		}
		if (digit >= BASE64_BLANK || b->padding > 0)
			return false;
		group = group << 6 | digit;
		size_t in_group = b->digits++ % 4;
		if (in_group > 0)
			b->out[b->len++] =
			    (unsigned char)(group >> (6 - 2 * in_group));
	}
	return true;
}

static bool base64_take(
    struct base64 *b, struct arena *arena, struct bytes text)
{
	*b = (struct base64){ arena_alloc(arena, text.len / 4 * 3 + 3), 0, 0,
		0 };
	return base64_octets(b, text);
}

bool base64_read(struct arena *arena, struct bytes text, struct bytes *data)
{
	struct base64 b;

	*data = ABSENT;
	if (!base64_take(&b, arena, text) || (b.digits + b.padding) % 4 != 0)
		return false;
	*data = (struct bytes){ (char *)b.out, b.len };
	return true;
}

bool base64_read_unpadded(
    struct arena *arena, struct bytes text, struct bytes *data)
{
	struct base64 b;

	*data = ABSENT;
	if (!base64_take(&b, arena, text) || b.digits % 4 == 1)
		return false;
	*data = (struct bytes){ (char *)b.out, b.len };
	return true;
}

struct bytes hex_write(struct arena *arena, struct bytes data)
{
	char *text = arena_alloc(arena, data.len * 2 + 1);

	for (size_t i = 0; i < data.len; i++)
		snprintf(text + 2 * i, 3, "%02x", octets_of(data)[i]);
	return (struct bytes){ text, data.len * 2 };
}

void token_make(char token[TOKEN_SIZE + 1])
{
	unsigned char octets[TOKEN_SIZE];

	random_octets(octets, sizeof(octets));
	octets[TOKEN_SIZE - 1] &= 28; /* 25 * 5 + 3 = 128 bits */
	for (size_t i = 0; i < TOKEN_SIZE; i++)
		token[i] = base32[octets[i] & 31];
	token[TOKEN_SIZE] = '\0';
}

bool token_valid(struct bytes token)
{
	for (size_t i = 0; i < token.len; i++)
		if (!is_alpha(token.ptr[i]) &&
		    (token.ptr[i] < '2' || token.ptr[i] > '7'))
			return false;
	return token.len == TOKEN_SIZE;
}

void wipe(void *memory, size_t size)
{
	OPENSSL_cleanse(memory, size);
}
