/* A file that is said to hold a public key. */
#include "tests/fuzz/fuzz.h"

#include "common/base/crypto.h"
#include "publish/dkim_pem.h"

static struct arena *arena;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes pem = { (const char *)data, size };
	struct dkim_pem key;
	struct fault fault = { 0 };
	struct bytes octets;

	if (arena == NULL)
		arena = arena_open();
	if (dkim_pem_read(&key, arena, pem, "file", &fault)) {
		must(key.bits >= DKIM_BITS_LEAST && key.bits <= DKIM_BITS_MOST);
		must(base64_read(arena, key.base64, &octets));
		must(octets.len * 8 > key.bits);
	} else {
		must(fault.kind == FAULT_INPUT);
	}
	arena_reset(arena);
	return 0;
}
