/* common/base/public_key: RFC 5280 4.1.2.7, RFC 8017, RFC 8032 */
#include "tests/signer.h"
#include "tests/test.h"

#include "common/base/public_key.h"
#include <string.h>

static struct arena *arena;

/* ---- a writer of DER --------------------------------------------------------
 */

static struct bytes join(struct bytes a, struct bytes b)
{
	char *text = arena_alloc(arena, a.len + b.len + 1);

	memcpy(text, a.ptr, a.len);
	memcpy(text + a.len, b.ptr, b.len);
	return (struct bytes){ text, a.len + b.len };
}

static struct bytes element(int tag, struct bytes contents)
{
	char head[4] = { (char)tag, (char)0x82, (char)(contents.len >> 8),
		(char)contents.len };

	return join((struct bytes){ head, 4 }, contents);
}

/* An INTEGER of `bits` bits, its top and `low` alone set. */
static struct bytes number(unsigned bits, unsigned char low)
{
	size_t len = bits / 8 + 1;
	char *octets = arena_alloc(arena, len + 1);

	if (bits > 0)
		octets[len - 1 - (bits - 1) / 8] = (char)(1 << (bits - 1) % 8);
	octets[len - 1] = (char)(octets[len - 1] | low);
	return element(0x02, (struct bytes){ octets, len });
}

static struct bytes rsa(struct bytes modulus, struct bytes exponent)
{
	return element(0x30, join(modulus, exponent));
}

#define RSA_OID	    BYTES("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01")
#define EC_OID	    BYTES("\x06\x07\x2a\x86\x48\xce\x3d\x02\x01")
#define NO_PARAMS   BYTES("")
#define NULL_PARAMS BYTES("\x05\x00")

static struct bytes info(
    struct bytes oid, struct bytes parameters, char unused, struct bytes key)
{
	return element(
	    0x30, join(element(0x30, join(oid, parameters)),
		      element(0x03, join((struct bytes){ &unused, 1 }, key))));
}

/* ---- what is read
 * ------------------------------------------------------------ */

#define F4 number(17, 1)

static const struct size {
	unsigned modulus, exponent;
	unsigned char modulus_low, exponent_low;
	enum public_key_flaw flaw;
} sizes[] = {
	{ 0, 17, 0, 1, PUBLIC_KEY_BITS },
	{ 1, 17, 1, 1, PUBLIC_KEY_BITS },
	{ 511, 17, 1, 1, PUBLIC_KEY_BITS },
	{ 512, 17, 1, 1, PUBLIC_KEY_FINE },
	{ 513, 17, 1, 1, PUBLIC_KEY_FINE },
	{ 1023, 17, 1, 1, PUBLIC_KEY_FINE },
	{ 1024, 17, 1, 1, PUBLIC_KEY_FINE },
	{ 4096, 17, 1, 1, PUBLIC_KEY_FINE },
	{ 8192, 17, 1, 1, PUBLIC_KEY_FINE },
	{ 8193, 17, 1, 1, PUBLIC_KEY_BITS },
	{ 16384, 17, 1, 1, PUBLIC_KEY_BITS },
	{ 100000, 17, 1, 1, PUBLIC_KEY_BITS },
	{ 2048, 17, 0, 1, PUBLIC_KEY_MALFORMED }, /* even */
	{ 2048, 0, 1, 0, PUBLIC_KEY_EXPONENT },
	{ 2048, 1, 1, 1, PUBLIC_KEY_EXPONENT },
	{ 2048, 2, 1, 0, PUBLIC_KEY_EXPONENT },
	{ 2048, 2, 1, 1, PUBLIC_KEY_FINE }, /* 3 */
	{ 2048, 17, 1, 0, PUBLIC_KEY_EXPONENT },
	{ 2048, 64, 1, 1, PUBLIC_KEY_FINE },
	{ 2048, 65, 1, 1, PUBLIC_KEY_EXPONENT },
	{ 2048, 2047, 1, 1, PUBLIC_KEY_EXPONENT },
};

static void try_sizes(void)
{
	struct public_key_facts facts;

	for (size_t i = 0; i < ROWS(sizes); i++) {
		const struct size *s = &sizes[i];
		test_row(arena_printf(arena, "%u bits, exponent of %u (%u, %u)",
		    s->modulus, s->exponent, s->modulus_low, s->exponent_low)
			     .ptr);
		check_number("flaw",
		    public_key_read(&facts, PUBLIC_KEY_RSA,
			rsa(number(s->modulus, s->modulus_low),
			    number(s->exponent, s->exponent_low))),
		    s->flaw);
		check_number("bits", facts.bits, s->modulus);
	}
}

static void flaw_of(
    const char *shows, struct bytes octets, enum public_key_flaw flaw)
{
	struct public_key_facts facts;

	test_row(shows);
	check_number(
	    "flaw", public_key_read(&facts, PUBLIC_KEY_RSA, octets), flaw);
}

static void try_forms(void)
{
	struct bytes n = number(1024, 1), key = rsa(n, F4);
	struct bytes minus = element(0x02, BYTES("\x80\x01"));
	struct bytes extra = BYTES("\x05\x00");

	flaw_of("RSAPublicKey", key, PUBLIC_KEY_FINE);
	flaw_of("SubjectPublicKeyInfo", info(RSA_OID, NULL_PARAMS, 0, key),
	    PUBLIC_KEY_FINE);
	flaw_of("without parameters", info(RSA_OID, NO_PARAMS, 0, key),
	    PUBLIC_KEY_FINE);
	flaw_of("another algorithm", info(EC_OID, NULL_PARAMS, 0, key),
	    PUBLIC_KEY_FOREIGN);
	flaw_of("unused bits", info(RSA_OID, NULL_PARAMS, 3, key),
	    PUBLIC_KEY_MALFORMED);
	flaw_of("something after the key",
	    info(RSA_OID, NULL_PARAMS, 0, join(key, extra)),
	    PUBLIC_KEY_MALFORMED);
	flaw_of("something after all", join(key, extra), PUBLIC_KEY_MALFORMED);
	flaw_of("a third number",
	    element(0x30, join(join(n, F4), number(8, 1))),
	    PUBLIC_KEY_MALFORMED);
	flaw_of("one number", element(0x30, n), PUBLIC_KEY_MALFORMED);
	flaw_of("a negative modulus", rsa(minus, F4), PUBLIC_KEY_MALFORMED);
	flaw_of(
	    "an empty number", rsa(n, BYTES("\x02\x00")), PUBLIC_KEY_MALFORMED);
	flaw_of("a number longer than what holds it",
	    element(0x30, join(n, BYTES("\x02\x05\x01"))),
	    PUBLIC_KEY_MALFORMED);
	flaw_of("nothing", BYTES(""), PUBLIC_KEY_TRUNCATED);
	flaw_of("no DER", BYTES("hello"), PUBLIC_KEY_MALFORMED);
	flaw_of("an indefinite length", BYTES("\x30\x80\x00\x00"),
	    PUBLIC_KEY_MALFORMED);
	flaw_of("a length of five octets",
	    BYTES("\x30\x85\x00\x00\x00\x00\x01"), PUBLIC_KEY_MALFORMED);
	flaw_of("a length of 4 GB", BYTES("\x30\x84\xff\xff\xff\xff"),
	    PUBLIC_KEY_TRUNCATED);
}

/* ---- what OpenSSL makes of it
 * -------------------------------------------------- */

static bool verifies(enum public_key_kind kind, struct bytes octets,
    const unsigned char *digest, struct bytes signature)
{
	struct public_key_facts facts;

	check_number(
	    "flaw", public_key_read(&facts, kind, octets), PUBLIC_KEY_FINE);
	struct public_key *key = public_key_open(&facts);
	check_true("opened", key != NULL);
	check_number("size", public_key_signature_size(&facts), signature.len);
	bool good = public_key_verify(key, digest, signature);
	check_true("the same again",
	    public_key_verify(key, digest, signature) == good);
	check_true(
	    "not when cut", !public_key_verify(key, digest,
				bytes_first(signature, signature.len - 1)));
	check_true(
	    "not when empty", !public_key_verify(key, digest, BYTES("")));
	check_true(
	    "and still", public_key_verify(key, digest, signature) == good);
	public_key_close(key);
	return good;
}

/* Whose key made a signature, whatever it signs. */
static bool made_by(EVP_PKEY *key, struct bytes signature)
{
	struct public_key_facts facts;
	enum public_key_kind kind =
	    signer_is_rsa(key) ? PUBLIC_KEY_RSA : PUBLIC_KEY_ED25519;

	public_key_read(&facts, kind, signer_public(arena, key));
	struct public_key *public = public_key_open(&facts);
	bool made = public_key_made(public, signature);
	public_key_close(public);
	return made;
}

static void try_maker(
    EVP_PKEY *key, EVP_PKEY *same_size, EVP_PKEY *shorter, EVP_PKEY *ed25519)
{
	unsigned char digest[SHA256_SIZE];

	sha256(BYTES("this"), digest);
	struct bytes signature = signer_raw(arena, key, digest);
	char *damaged = arena_alloc(arena, signature.len);
	memcpy(damaged, signature.ptr, signature.len);
	damaged[signature.len / 2] ^= 1;
	test_row("who made a signature");
	check_true("its key", made_by(key, signature));
	check_true("another key", !made_by(same_size, signature));
	check_true("a shorter key", !made_by(shorter, signature));
	check_true(
	    "cut", !made_by(key, bytes_first(signature, signature.len - 1)));
	check_true("empty", !made_by(key, BYTES("")));
	check_true(
	    "damaged", !made_by(key, (struct bytes){ damaged, signature.len }));
	check_true("Ed25519 does not tell",
	    !made_by(ed25519, signer_raw(arena, ed25519, digest)));
	EVP_PKEY_free(key);
	EVP_PKEY_free(same_size);
	EVP_PKEY_free(shorter);
	EVP_PKEY_free(ed25519);
}

static void try_key(const char *shows, EVP_PKEY *key)
{
	unsigned char digest[SHA256_SIZE], other[SHA256_SIZE];
	enum public_key_kind kind =
	    signer_is_rsa(key) ? PUBLIC_KEY_RSA : PUBLIC_KEY_ED25519;
	struct bytes public = signer_public(arena, key);
	struct public_key_facts facts;

	sha256(BYTES("this"), digest);
	sha256(BYTES("that"), other);
	struct bytes signature = signer_raw(arena, key, digest);
	test_row(arena_printf(arena, "%s verifies", shows).ptr);
	check_true("good", verifies(kind, public, digest, signature));
	check_true("other", !verifies(kind, public, other, signature));
	test_row(arena_printf(arena, "%s cut anywhere", shows).ptr);
	for (size_t len = 0; len < public.len; len++)
		check_number("flaw",
		    public_key_read(&facts, kind, bytes_first(public, len)),
		    PUBLIC_KEY_TRUNCATED);
	EVP_PKEY_free(key);
}

static void try_lengths(void)
{
	struct public_key_facts facts;
	char octets[44] = { 0 };

	test_row("Ed25519 is 32 octets");
	for (size_t len = 0; len <= sizeof(octets); len++)
		check_number("flaw",
		    public_key_read(&facts, PUBLIC_KEY_ED25519,
			(struct bytes){ octets, len }),
		    len < 32	? PUBLIC_KEY_TRUNCATED
		    : len == 32 ? PUBLIC_KEY_FINE
				: PUBLIC_KEY_MALFORMED);
}

int main(void)
{
	arena = arena_open();
	try_sizes();
	try_forms();
	try_key("RSA of 512 bits", signer_rsa(512));
	try_key("RSA of 1024 bits", signer_rsa(1024));
	try_key("RSA of 2047 bits", signer_rsa(2047));
	try_key("RSA of 2048 bits", signer_rsa(2048));
	try_key("Ed25519", signer_ed25519());
	try_maker(signer_rsa(2048), signer_rsa(2048), signer_rsa(1024),
	    signer_ed25519());
	try_lengths();
	arena_close(arena);
	return test_end("test_public_key");
}
