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

static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool base64_read(struct arena *arena, struct bytes text, struct bytes *data)
{
	unsigned char *out = arena_alloc(arena, text.len / 4 * 3 + 3);
	size_t digits = 0, padding = 0, len = 0;
	uint32_t group = 0;

	*data = ABSENT;
	for (size_t i = 0; i < text.len; i++) {
		if (is_blank(text.ptr[i]))
			continue;
		int value = base64_value(text.ptr[i]);
		if (text.ptr[i] == '=' && padding < 2) {
			padding++;
			continue;
		}
		if (value < 0 || padding > 0)
			return false;
		group = group << 6 | (uint32_t)value;
		if (++digits % 4 != 1)
			out[len++] =
			    (unsigned char)(group >>
					    (6 - 2 * ((digits - 1) % 4)));
	}
	if ((digits + padding) % 4 != 0)
		return false;
	*data = (struct bytes){ (char *)out, len };
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
