/*
 * signer - keys and DKIM signatures made in a test
 *
 *	EVP_PKEY *key = signer_rsa(2048);
 *	struct signing how = { .key = key, .names = "from:subject" };
 *	signed = signer_sign(arena, message, &how);
 *	record = signer_record(arena, key);		... for the zone
 *
 * The canonical forms are those of tests/naive_canon.h, so that a fault of
 * inspect/verify/canon.h cannot hide on both sides.
 */
#ifndef TESTS_SIGNER_H
#define TESTS_SIGNER_H

#include "inspect/read/message.h"
#include "tests/naive_canon.h"
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>

struct signing {		       /* zero means the usual */
	EVP_PKEY *key;		       /* RSA or Ed25519 */
	enum canon_kind header, body;  /* simple */
	const char *names;	       /* h=; "from" */
	const char *domain, *selector; /* "example.com", "s1" */
	const char *field;	       /* "DKIM-Signature" */
	const char *first;	       /* "v=1; " */
	const char *algorithm;	       /* of the key, with sha256 */
	const char *canonicalization;  /* c= as it is written; of the kinds */
	const char *more;	       /* other tags, each with ';' */
	bool cut;		       /* hash `length` octets of the body */
	uint64_t length;
};

static inline void signer_must(bool done)
{
	if (!done)
		abort();
}

static inline EVP_PKEY *signer_rsa(unsigned bits)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits);

	signer_must(key != NULL);
	return key;
}

static inline EVP_PKEY *signer_ed25519(void)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");

	signer_must(key != NULL);
	return key;
}

static inline bool signer_is_rsa(EVP_PKEY *key)
{
	return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
}

/* SubjectPublicKeyInfo, or the 32 octets of Ed25519. */
static inline struct bytes signer_public(struct arena *arena, EVP_PKEY *key)
{
	unsigned char *der = NULL, raw[32];
	size_t raw_size = sizeof(raw);

	if (!signer_is_rsa(key)) {
		signer_must(
		    EVP_PKEY_get_raw_public_key(key, raw, &raw_size) == 1);
		return arena_copy(
		    arena, (struct bytes){ (char *)raw, raw_size });
	}
	int size = i2d_PUBKEY(key, &der);
	signer_must(size > 0);
	struct bytes info =
	    arena_copy(arena, (struct bytes){ (char *)der, (size_t)size });
	OPENSSL_free(der);
	return info;
}

/* A key record: "v=DKIM1; k=rsa; p=..." */
static inline struct bytes signer_record(struct arena *arena, EVP_PKEY *key)
{
	return arena_printf(arena, "v=DKIM1; k=%s; p=%.*s",
	    signer_is_rsa(key) ? "rsa" : "ed25519",
	    FMT(base64_write(arena, signer_public(arena, key))));
}

static inline struct bytes signer_raw(
    struct arena *arena, EVP_PKEY *key, const unsigned char *digest)
{
	bool rsa = signer_is_rsa(key);
	EVP_MD_CTX *one = EVP_MD_CTX_new();
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
	unsigned char octets[2048];
	size_t size = sizeof(octets);

	if (rsa)
		signer_must(
		    EVP_PKEY_sign_init(context) == 1 &&
		    EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1 &&
		    EVP_PKEY_sign(
			context, octets, &size, digest, SHA256_SIZE) == 1);
	else
		signer_must(
		    EVP_DigestSignInit(one, NULL, NULL, NULL, key) == 1 &&
		    EVP_DigestSign(one, octets, &size, digest, SHA256_SIZE) ==
			1);
	EVP_PKEY_CTX_free(context);
	EVP_MD_CTX_free(one);
	return arena_copy(arena, (struct bytes){ (char *)octets, size });
}

/* Each name takes the lowest field not yet taken. */
static inline void signer_fields(const struct message *m, const char *names,
    enum canon_kind kind, struct text *out)
{
	bool *taken = calloc(m->field_count + 1, sizeof(*taken));
	struct bytes rest = bytes_of(names), name;

	signer_must(taken != NULL);
	while (bytes_present(rest)) {
		bytes_cut(rest, ':', &name, &rest);
		for (size_t i = m->field_count; i-- > 0;) {
			if (taken[i] ||
			    !bytes_ieq(m->fields[i].name, bytes_trim(name)))
				continue;
			naive_field(kind, &m->fields[i], out);
			taken[i] = true;
			break;
		}
	}
	free(taken);
}

static inline struct bytes signer_body_hash(
    struct arena *arena, const struct message *m, const struct signing *how)
{
	struct text body = text_new(1 << 27);
	unsigned char digest[SHA256_SIZE];

	naive_body(how->body, m->body, &body);
	sha256(how->cut ? bytes_first(text_bytes(&body), how->length)
			: text_bytes(&body),
	    digest);
	text_free(&body);
	return base64_write(
	    arena, (struct bytes){ (char *)digest, sizeof(digest) });
}

static inline const char *signer_or(const char *given, const char *usual)
{
	return given != NULL ? given : usual;
}

/* The signature's field with an empty b= at its end, and no line end. */
static inline struct bytes signer_field(
    struct arena *arena, const struct message *m, const struct signing *how)
{
	static const char *const words[] = { "simple", "relaxed" };
	struct bytes c =
	    arena_printf(arena, "%s/%s", words[how->header], words[how->body]);

	return arena_printf(arena,
	    "%s: %sa=%s; c=%s; d=%s; s=%s;\r\n\th=%s; %s\r\n\tbh=%.*s;\r\n\tb=",
	    signer_or(how->field, "DKIM-Signature"),
	    signer_or(how->first, "v=1; "),
	    signer_or(how->algorithm,
		signer_is_rsa(how->key) ? "rsa-sha256" : "ed25519-sha256"),
	    signer_or(how->canonicalization, c.ptr),
	    signer_or(how->domain, "example.com"),
	    signer_or(how->selector, "s1"), signer_or(how->names, "from"),
	    signer_or(how->more, ""), FMT(signer_body_hash(arena, m, how)));
}

/* The message with the signature above it. */
static inline struct bytes signer_sign(
    struct arena *arena, struct bytes raw, const struct signing *how)
{
	struct text out = text_new(1 << 24);
	struct message m, own;
	unsigned char digest[SHA256_SIZE];

	message_read(&m, raw, arena);
	struct bytes field = signer_field(arena, &m, how);
	message_read(&own, field, arena);
	signer_fields(&m, signer_or(how->names, "from"), how->header, &out);
	naive_unended(how->header, &own.fields[0], &out);
	sha256(text_bytes(&out), digest);
	text_free(&out);
	return arena_printf(arena, "%.*s%.*s\r\n%.*s", FMT(field),
	    FMT(base64_write(arena, signer_raw(arena, how->key, digest))),
	    FMT(raw));
}

#endif
