#include "common/base/public_key.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#define ED25519_SIZE	       32
#define ED25519_SIGNATURE_SIZE 64

/* ---- DER, X.690 ---------------------------------------------------------- */

enum der_tag {
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OID = 0x06,
	DER_SEQUENCE = 0x30,
};

/*
 * The contents of one element.  All elements of a key share their first flaw;
 * after it nothing more is read.  What runs over its end is `overrun`: the
 * outermost element is truncated then, one inside it is damaged.
 */
struct der {
	struct bytes rest;
	enum public_key_flaw overrun, *flaw;
};

static void flawed(struct der *der, enum public_key_flaw flaw)
{
	if (*der->flaw == PUBLIC_KEY_FINE)
		*der->flaw = flaw;
}

static unsigned char take_octet(struct der *der)
{
	if (der->rest.len == 0)
		flawed(der, der->overrun);
	if (*der->flaw != PUBLIC_KEY_FINE)
		return 0;
	unsigned char octet = (unsigned char)der->rest.ptr[0];
	der->rest = bytes_skip(der->rest, 1);
	return octet;
}

/* 8.1.3; four octets of length are more than any key needs. */
static size_t take_length(struct der *der)
{
	unsigned char first = take_octet(der);
	size_t length = 0, octets = first & 0x7f;

	if (first < 0x80)
		return first;
	if (octets == 0 || octets > 4)
		flawed(der, PUBLIC_KEY_MALFORMED);
	for (size_t i = 0; i < octets && i < 4; i++)
		length = length << 8 | take_octet(der);
	return length;
}

static struct der take(struct der *der, enum der_tag tag)
{
	struct der inner = { ABSENT, PUBLIC_KEY_MALFORMED, der->flaw };

	if (take_octet(der) != tag)
		flawed(der, PUBLIC_KEY_MALFORMED);
	size_t length = take_length(der);
	if (length > der->rest.len)
		flawed(der, der->overrun);
	if (*der->flaw != PUBLIC_KEY_FINE)
		return inner;
	inner.rest = bytes_first(der->rest, length);
	der->rest = bytes_skip(der->rest, length);
	return inner;
}

static void take_end(struct der *der)
{
	if (der->rest.len > 0)
		flawed(der, PUBLIC_KEY_MALFORMED);
}

/* A positive INTEGER, without leading zeros. */
static struct bytes take_number(struct der *der)
{
	struct bytes number = take(der, DER_INTEGER).rest;

	if (number.len == 0 || (number.ptr[0] & 0x80) != 0)
		flawed(der, PUBLIC_KEY_MALFORMED);
	while (number.len > 0 && number.ptr[0] == 0)
		number = bytes_skip(number, 1);
	return number;
}

/* ---- RSA ----------------------------------------------------------------- */

static unsigned bits_of(struct bytes number)
{
	if (number.len == 0 || number.len > UINT32_MAX / 8)
		return 0;
	unsigned bits = (unsigned)number.len * 8;
	unsigned top = (unsigned char)number.ptr[0];
	for (; top < 0x80; top <<= 1)
		bits--;
	return bits;
}

static bool is_odd(struct bytes number)
{
	return number.len > 0 && (number.ptr[number.len - 1] & 1) != 0;
}

static uint64_t number_of(struct bytes number)
{
	uint64_t n = 0;

	if (number.len > sizeof(n))
		return 0;
	for (size_t i = 0; i < number.len; i++)
		n = n << 8 | (unsigned char)number.ptr[i];
	return n;
}

static enum public_key_flaw rsa_limits(const struct public_key_facts *facts)
{
	if (facts->bits < PUBLIC_KEY_BITS_LEAST ||
	    facts->bits > PUBLIC_KEY_BITS_MOST)
		return PUBLIC_KEY_BITS;
	if (!is_odd(facts->modulus))
		return PUBLIC_KEY_MALFORMED;
	if (facts->exponent < 3 || facts->exponent % 2 == 0)
		return PUBLIC_KEY_EXPONENT;
	return PUBLIC_KEY_FINE;
}

/* RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } */
static void read_rsa(struct public_key_facts *facts, struct der *der)
{
	struct bytes modulus = take_number(der);
	struct bytes exponent = take_number(der);

	take_end(der);
	if (*der->flaw != PUBLIC_KEY_FINE)
		return;
	facts->modulus = modulus;
	facts->bits = bits_of(modulus);
	facts->exponent = number_of(exponent);
	flawed(der, rsa_limits(facts));
}

/*
 * SubjectPublicKeyInfo ::= SEQUENCE {
 *	SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL },
 *	subjectPublicKey BIT STRING }
 */
static void read_info(struct public_key_facts *facts, struct der *info)
{
	struct der algorithm = take(info, DER_SEQUENCE);
	struct bytes oid = take(&algorithm, DER_OID).rest;
	struct der string = take(info, DER_BIT_STRING);

	take_end(info);
	if (take_octet(&string) != 0) /* unused bits */
		flawed(info, PUBLIC_KEY_MALFORMED);
	if (!bytes_eq(oid, BYTES("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01")))
		flawed(info, PUBLIC_KEY_FOREIGN); /* not rsaEncryption */
	struct der key = take(&string, DER_SEQUENCE);
	take_end(&string);
	read_rsa(facts, &key);
}

/* Which of the two it is, its first element tells. */
static void read_either(struct public_key_facts *facts, struct bytes octets,
    enum public_key_flaw *flaw)
{
	struct der all = { octets, PUBLIC_KEY_TRUNCATED, flaw };
	struct der outer = take(&all, DER_SEQUENCE);

	take_end(&all);
	if (outer.rest.len > 0 && outer.rest.ptr[0] == DER_INTEGER)
		read_rsa(facts, &outer);
	else
		read_info(facts, &outer);
}

enum public_key_flaw public_key_read(struct public_key_facts *facts,
    enum public_key_kind kind, struct bytes octets)
{
	enum public_key_flaw flaw = PUBLIC_KEY_FINE;

	*facts = (struct public_key_facts){ .kind = kind };
	if (kind == PUBLIC_KEY_RSA) {
		read_either(facts, octets, &flaw);
		return flaw;
	}
	if (octets.len != ED25519_SIZE)
		return octets.len < ED25519_SIZE ? PUBLIC_KEY_TRUNCATED
						 : PUBLIC_KEY_MALFORMED;
	facts->modulus = octets;
	facts->bits = 8 * ED25519_SIZE;
	return PUBLIC_KEY_FINE;
}

/* ---- what OpenSSL does --------------------------------------------------- */

struct public_key {
	EVP_PKEY *key;
	EVP_PKEY_CTX *rsa;   /* kept ready to verify; NULL: it is Ed25519 */
	EVP_MD_CTX *ed25519; /* NULL: it is RSA */
};

static const unsigned char *octets_of(struct bytes b)
{
	return (const unsigned char *)b.ptr;
}

/* OSSL_PARAM wants numbers in the order of the machine. */
static void number_native(unsigned char *number, struct bytes modulus)
{
	for (size_t i = 0; i < modulus.len; i++)
		number[__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
			   ? modulus.len - 1 - i
			   : i] = octets_of(modulus)[i];
}

static EVP_PKEY *rsa_key(const struct public_key_facts *facts)
{
	unsigned char modulus[PUBLIC_KEY_BITS_MOST / 8];
	uint64_t exponent = facts->exponent;
	EVP_PKEY_CTX *maker = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	EVP_PKEY *key = NULL;
	OSSL_PARAM numbers[] = {
		OSSL_PARAM_construct_BN(
		    OSSL_PKEY_PARAM_RSA_N, modulus, facts->modulus.len),
		OSSL_PARAM_construct_uint64(OSSL_PKEY_PARAM_RSA_E, &exponent),
		OSSL_PARAM_construct_end(),
	};

	number_native(modulus, facts->modulus);
	if (maker == NULL || EVP_PKEY_fromdata_init(maker) != 1 ||
	    EVP_PKEY_fromdata(maker, &key, EVP_PKEY_PUBLIC_KEY, numbers) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(maker);
	return key;
}

static bool rsa_ready(struct public_key *key)
{
	key->rsa = EVP_PKEY_CTX_new(key->key, NULL);
	return key->rsa != NULL && EVP_PKEY_verify_init(key->rsa) == 1 &&
	       EVP_PKEY_CTX_set_rsa_padding(key->rsa, RSA_PKCS1_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_signature_md(key->rsa, EVP_sha256()) == 1;
}

static bool key_ready(
    struct public_key *key, const struct public_key_facts *facts)
{
	if (facts->kind == PUBLIC_KEY_RSA) {
		key->key = rsa_key(facts);
		return key->key != NULL && rsa_ready(key);
	}
	key->key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL,
	    octets_of(facts->modulus), facts->modulus.len);
	key->ed25519 = EVP_MD_CTX_new();
	return key->key != NULL && key->ed25519 != NULL;
}

struct public_key *public_key_open(const struct public_key_facts *facts)
{
	struct public_key *key = calloc(1, sizeof(*key));

	if (key != NULL && !key_ready(key, facts)) {
		public_key_close(key);
		key = NULL;
	}
	ERR_clear_error();
	return key;
}

void public_key_close(struct public_key *key)
{
	if (key == NULL)
		return;
	EVP_PKEY_CTX_free(key->rsa);
	EVP_MD_CTX_free(key->ed25519);
	EVP_PKEY_free(key->key);
	free(key);
}

size_t public_key_signature_size(const struct public_key_facts *facts)
{
	return facts->kind == PUBLIC_KEY_RSA ? facts->modulus.len
					     : ED25519_SIGNATURE_SIZE;
}

static bool ed25519_verify(struct public_key *key,
    const unsigned char digest[SHA256_SIZE], struct bytes signature)
{
	EVP_MD_CTX *context = key->ed25519;

	return EVP_DigestVerifyInit(context, NULL, NULL, NULL, key->key) == 1 &&
	       EVP_DigestVerify(context, octets_of(signature), signature.len,
		   digest, SHA256_SIZE) == 1;
}

static bool rsa_recovers(EVP_PKEY_CTX *context, struct bytes signature)
{
	unsigned char digest[PUBLIC_KEY_BITS_MOST / 8];
	size_t size = sizeof(digest);

	return context != NULL && EVP_PKEY_verify_recover_init(context) == 1 &&
	       EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1 &&
	       EVP_PKEY_verify_recover(context, digest, &size,
		   octets_of(signature), signature.len) == 1 &&
	       size == SHA256_SIZE;
}

bool public_key_made(struct public_key *key, struct bytes signature)
{
	if (key->rsa == NULL)
		return false;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key->key, NULL);
	bool made = rsa_recovers(context, signature);
	EVP_PKEY_CTX_free(context);
	ERR_clear_error();
	return made;
}

bool public_key_verify(struct public_key *key,
    const unsigned char digest[SHA256_SIZE], struct bytes signature)
{
	bool good = key->rsa != NULL
			? EVP_PKEY_verify(key->rsa, octets_of(signature),
			      signature.len, digest, SHA256_SIZE) == 1
			: ed25519_verify(key, digest, signature);

	if (!good)
		ERR_clear_error();
	return good;
}
