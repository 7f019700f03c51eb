/* A DMARC record that is repaired and changed: what is set can be read, and
 * what is removed is gone. */
#include "tests/fuzz/fuzz.h"

#include "publish/dmarc_edit.h"

static struct arena *arena;

static void change(struct bytes text)
{
	struct bytes set = dmarc_edit_set(arena, text, "p", BYTES("none"));

	must(bytes_is(dmarc_edit_value(set, "p"), "none"));
	set = dmarc_edit_set(arena, text, "aspf", BYTES("r"));
	must(bytes_is(dmarc_edit_value(set, "aspf"), "r"));
	must(!bytes_present(
	    dmarc_edit_value(dmarc_edit_remove(arena, text, "p"), "p")));
	dmarc_edit_addresses(arena, text, "rua");
	dmarc_edit_rename(arena, text, BYTES("rau"), "rua");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = { (const char *)data, size }, text;

	if (arena == NULL)
		arena = arena_open();
	text = dmarc_edit_repair(arena, input);
	if (bytes_present(text)) {
		must(bytes_starts(text, BYTES("v=DMARC1")));
		must(bytes_present(dmarc_edit_repair(arena, text)));
		change(text);
	}
	if (bytes_starts(input, BYTES("v=DMARC1")))
		change(input);
	arena_reset(arena);
	return 0;
}
