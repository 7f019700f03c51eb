/* A request at the loopback address: nothing counts without our state, and
 * what counts can stand in a form. */
#include "tests/fuzz/fuzz.h"

#include "oauth/redirect.h"

#define STATE "K7NVQ3"

static struct arena *arena;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes head = { (const char *)data, size };
	struct oauth_redirect got;

	if (arena == NULL)
		arena = arena_open();
	enum redirect_kind kind = oauth_redirect_read(
	    &got, arena, head, BYTES("127.0.0.1:1"), BYTES(STATE));
	must(bytes_present(got.code) == (kind == REDIRECT_GRANTED));
	must(bytes_present(got.answer.error) == (kind == REDIRECT_REFUSED));
	if (kind == REDIRECT_GRANTED)
		must(oauth_token_usable(got.code));
	if (kind >= REDIRECT_GRANTED)
		must(bytes_starts(head, BYTES("GET /?")));
	must(oauth_redirect_page(arena, kind).len > 0);
	arena_reset(arena);
	return 0;
}
