/* Canonical bodies and fields, against the same octet by octet.  The first
 * octet chooses l=. */
#include "tests/fuzz/fuzz.h"

#include "inspect/read/message.h"
#include "tests/naive_canon.h"
#include <string.h>

static struct arena *arena;

static void must_be(const unsigned char *digest, struct bytes canonical)
{
	unsigned char want[SHA256_SIZE];

	sha256(canonical, want);
	must(memcmp(digest, want, sizeof(want)) == 0);
}

static void try_body(enum canon_kind kind, struct bytes body, size_t length)
{
	struct canon_cut cuts[] = { { .length = length },
		{ .length = length + body.len / 2 },
		{ .length = CANON_WHOLE } };
	struct text out = text_new(1 << 27), want = text_new(1 << 27);

	must(canon_body(kind, body, cuts, 3, &out) == out.len);
	naive_body(kind, body, &want);
	must(bytes_eq(text_bytes(&out), text_bytes(&want)));
	for (size_t i = 0; i < 3; i++)
		must_be(cuts[i].digest,
		    bytes_first(text_bytes(&want), cuts[i].length));
	text_free(&out);
	text_free(&want);
}

static void try_field(enum canon_kind kind, const struct field *field)
{
	struct text out = text_new(1 << 27), want = text_new(1 << 27);
	struct canon canon;
	unsigned char digest[SHA256_SIZE];

	canon_begin(&canon, &out);
	canon_field(&canon, kind, field);
	canon_last(&canon, kind, field, ABSENT);
	canon_end(&canon, digest);
	naive_field(kind, field, &want);
	naive_unended(kind, field, &want);
	must(bytes_eq(text_bytes(&out), text_bytes(&want)));
	must_be(digest, text_bytes(&want));
	text_free(&out);
	text_free(&want);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes all = { (const char *)data, size };
	size_t length = size > 0 ? (size_t)data[0] * 3 : 0;
	struct message m;

	if (arena == NULL)
		arena = arena_open();
	message_read(&m, all, arena);
	for (int kind = 0; kind < 2; kind++) {
		try_body((enum canon_kind)kind, bytes_skip(all, 1), length);
		for (size_t i = 0; i < m.field_count; i++)
			try_field((enum canon_kind)kind, &m.fields[i]);
	}
	arena_reset(arena);
	return 0;
}
