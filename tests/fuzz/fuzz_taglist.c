/* The value of a DKIM-Signature field, hence the lists of RFC 6376 3.2. */
#include "tests/fuzz/fuzz.h"

#include "inspect/read/dkim_signature.h"

static struct arena *arena;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct field field = { .name = BYTES("DKIM-Signature"),
		.id = FIELD_DKIM_SIGNATURE,
		.value = { (const char *)data, size } };
	struct message m = { .fields = &field, .field_count = 1 };

	if (arena == NULL)
		arena = arena_open();
	struct dkim_signature *s = dkim_signatures_read(arena, &m);
	must(s != NULL && s->next == NULL);
	if (s->mistake == NULL) {
		must(s->domain.len > 0 && s->selector.len > 0);
		must(s->signature.len > 0 && s->body_hash.len > 0);
	}
	arena_reset(arena);
	return 0;
}
