/* The DER of a public key, and what OpenSSL makes of what was read. */
#include "tests/fuzz/fuzz.h"

#include "common/base/public_key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char digest[SHA256_SIZE];
	struct bytes octets = { (const char *)data, size };
	struct public_key_facts facts;

	public_key_read(&facts, PUBLIC_KEY_ED25519, octets);
	if (public_key_read(&facts, PUBLIC_KEY_RSA, octets) != PUBLIC_KEY_FINE)
		return 0;
	must(facts.bits >= PUBLIC_KEY_BITS_LEAST);
	must(facts.bits <= PUBLIC_KEY_BITS_MOST);
	must(facts.exponent % 2 == 1 && facts.exponent >= 3);
	struct public_key *key = public_key_open(&facts);
	if (key != NULL)
		public_key_verify(
		    key, digest, bytes_first(octets, facts.modulus.len));
	public_key_close(key);
	return 0;
}
