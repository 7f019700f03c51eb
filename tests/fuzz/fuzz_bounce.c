/* Any octets as a delivery status notification. */
#include "common/base/crypto.h"
#include "common/mail/status_code.h"
#include "inspect/read/bounce.h"
#include "tests/fuzz/fuzz.h"

static struct arena *arena;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bounce bounce;

	if (arena == NULL)
		arena = arena_open();
	if (bounce_read(
		&bounce, arena, (struct bytes){ (const char *)data, size })) {
		must(token_valid(bounce.token));
		must(bounce.diagnostic.len <= 1000);
		must(status_code_row(bounce.status)->meaning != NULL);
		must(!bytes_present(bounce.status) ||
		     bytes_eq(status_code_read(bounce.status), bounce.status));
	}
	arena_reset(arena);
	return 0;
}
