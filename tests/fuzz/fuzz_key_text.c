/* A text found at a selector: where it is wrong, and mended. */
#include "tests/fuzz/fuzz.h"

#include "inspect/judge/key_text.h"
#include "inspect/judge/mark.h"

static struct arena *arena;

static void try_mended(struct bytes text, enum public_key_kind kind)
{
	struct bytes mended = key_text_mended(arena, text, kind);

	must(!bytes_present(mended) || key_text_usable(arena, mended, kind));
	must(!bytes_present(mended) ||
	     bytes_eq(key_text_mended(arena, mended, kind), mended));
}

static void try_tag(struct bytes text, char tag)
{
	struct bytes value = key_text_tag(text, tag);
	struct bytes with = key_text_with(arena, text, tag, BYTES("x"));
	struct bytes without = key_text_with(arena, text, tag, ABSENT);

	must(bytes_present(value) == bytes_present(with));
	must(bytes_present(value) == bytes_present(without));
	if (!bytes_present(value))
		return;
	must(value.ptr >= text.ptr &&
	     value.ptr + value.len <= text.ptr + text.len);
	must(bytes_eq(key_text_tag(with, tag), BYTES("x")));
	must(without.len < text.len);
	key_list_without(arena, value, BYTES("y"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = { (const char *)data, size };

	if (arena == NULL)
		arena = arena_open();
	struct bytes flaw = key_text_flaw(text);
	must(size == 0 || bytes_present(flaw));
	must(!bytes_present(flaw) ||
	     (flaw.ptr >= text.ptr &&
		 flaw.ptr + flaw.len <= text.ptr + text.len));
	must(bytes_present(marked(arena, text, flaw)) == bytes_present(flaw));
	try_mended(text, PUBLIC_KEY_RSA);
	try_mended(text, PUBLIC_KEY_ED25519);
	for (const char *tag = "vkhstnp"; *tag != '\0'; tag++)
		try_tag(text, *tag);
	key_text_private(arena, text);
	arena_reset(arena);
	return 0;
}
