/* The value of a Received field. */
#include "tests/fuzz/fuzz.h"

#include "common/net/ip.h"
#include "inspect/read/received.h"

static struct arena *arena;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct field field = { .name = BYTES("Received"),
		.id = FIELD_RECEIVED,
		.value = { (const char *)data, size } };
	struct message m = { .fields = &field, .field_count = 1 };
	struct ip ip;

	if (arena == NULL)
		arena = arena_open();
	struct hop *hop = received_read(arena, &m);
	must(hop != NULL && hop->next == NULL);
	must(!bytes_present(hop->ip) || ip_read(hop->ip, &ip));
	must(!bytes_present(hop->tls) || hop->encrypted);
	must(hop->delay == TIME_UNKNOWN);
	arena_reset(arena);
	return 0;
}
