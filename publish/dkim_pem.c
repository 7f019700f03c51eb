#include "publish/dkim_pem.h"

#include "common/base/public_key.h"

/* What the first block of a file is called, and what to do about it. */
static const struct {
	const char *label;
	const char *mistake; /* NULL: this is it */
} kinds[] = {
	{ "PUBLIC KEY", NULL },
	{ "RSA PUBLIC KEY",
	    "holds the key in an older form: openssl rsa -RSAPublicKey_in "
	    "-pubout makes the right one of it" },
	{ "PRIVATE KEY",
	    "holds a private key: publish the public one, which openssl pkey "
	    "-pubout writes" },
	{ "RSA PRIVATE KEY",
	    "holds a private key: publish the public one, which openssl pkey "
	    "-pubout writes" },
	{ "ENCRYPTED PRIVATE KEY",
	    "holds a private key: publish the public one, which openssl pkey "
	    "-pubout writes" },
	{ "CERTIFICATE",
	    "holds a certificate: openssl x509 -pubkey -noout writes its "
	    "public key" },
};

#define BEGIN BYTES("-----BEGIN ")
#define END   BYTES("-----END ")
#define DASH  BYTES("-----")

static bool refuse(struct fault *fault, const char *file, const char *mistake)
{
	return fault_set(fault, FAULT_INPUT, "%s: %s", file, mistake);
}

/* The label and the body of the first block. */
static bool block_find(
    struct bytes pem, struct bytes *label, struct bytes *body)
{
	const char *begin = bytes_find(pem, BEGIN);
	const char *dash, *end;

	if (begin == NULL)
		return false;
	*label = bytes_between(begin + BEGIN.len, pem.ptr + pem.len);
	dash = bytes_find(*label, DASH);
	if (dash == NULL)
		return false;
	*body = bytes_between(dash + DASH.len, pem.ptr + pem.len);
	*label = bytes_between(label->ptr, dash);
	end = bytes_find(*body, END);
	if (end == NULL)
		return false;
	*body = bytes_between(body->ptr, end);
	return true;
}

static const char *label_mistake(struct bytes label)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (bytes_is(label, kinds[i].label))
			return kinds[i].mistake;
	return "holds no public key: its first block is called otherwise";
}

static const char *flaw_mistake(enum public_key_flaw flaw)
{
	static const char *const mistakes[] = {
		[PUBLIC_KEY_FINE] = NULL,
		[PUBLIC_KEY_TRUNCATED] = "the key in it is cut off",
		[PUBLIC_KEY_MALFORMED] = "holds no RSA key",
		[PUBLIC_KEY_FOREIGN] =
		    "the key in it is not for RSA, with which SES signs",
		[PUBLIC_KEY_BITS] =
		    "the RSA key in it has fewer than 512 or more than 8192 "
		    "bits",
		[PUBLIC_KEY_EXPONENT] =
		    "the RSA key in it has an exponent that nobody uses",
	};

	return mistakes[flaw];
}

bool dkim_pem_read(struct dkim_pem *key, struct arena *arena, struct bytes pem,
    const char *file, struct fault *fault)
{
	struct public_key_facts facts;
	struct bytes label, body, octets;
	const char *mistake;

	if (!block_find(pem, &label, &body))
		return refuse(fault, file,
		    "no PEM file, which has -----BEGIN PUBLIC KEY----- and "
		    "-----END PUBLIC KEY-----");
	mistake = label_mistake(label);
	if (mistake == NULL && !base64_read(arena, body, &octets))
		mistake = "what stands between BEGIN and END is not base64";
	if (mistake == NULL)
		mistake = flaw_mistake(
		    public_key_read(&facts, PUBLIC_KEY_RSA, octets));
	if (mistake != NULL)
		return refuse(fault, file, mistake);
	if (facts.bits < DKIM_BITS_LEAST || facts.bits > DKIM_BITS_MOST)
		return fault_set(fault, FAULT_INPUT,
		    "%s: the RSA key in it has %u bits: SES takes %d to %d",
		    file, facts.bits, DKIM_BITS_LEAST, DKIM_BITS_SES_MOST);
	key->base64 = base64_write(arena, octets);
	key->bits = facts.bits;
	return true;
}
