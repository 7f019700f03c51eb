/* What a server says behind "+" when it refuses a token: first as it stands,
 * then as what its base64 holds. */
#include "tests/fuzz/fuzz.h"

#include "common/base/crypto.h"
#include "inspect/fetch/imap/sasl.h"

static struct arena *arena;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = { (const char *)data, size };

	if (arena == NULL)
		arena = arena_open();
	must(sasl_refusal(arena, text).len <= 250);
	must(sasl_refusal(arena, base64_write(arena, text)).len <= 250);
	arena_reset(arena);
	return 0;
}
