/*
 * An archive: read as a bundle, and, since no mutation keeps the digests of
 * its manifest, its files put into a new one, which is read and computed.
 */
#include "tests/fuzz/fuzz.h"

#include "common/net/suffix.h"
#include "inspect/bundle/evidence.h"
#include "inspect/bundle/tar.h"

static struct arena *arena;
static struct suffix_list *suffixes;

static void open_all(void)
{
	struct fault fault = { 0 };

	if (arena != NULL)
		return;
	arena = arena_open();
	suffixes = suffix_list_open(NULL, &fault);
	must(suffixes != NULL);
}

static void try_replay(struct bytes tar)
{
	struct fault fault = { .kind = FAULT_NONE };
	struct replay replay;
	struct text text = text_new(REPORT_LIMIT);
	const struct report_style style = { .verbose = 2 };

	if (replay_open(&replay, arena, tar, suffixes, &fault)) {
		must(replay_text(&replay, style, &text) ==
		     replay_json(&replay, &text));
		must(text.len > 0);
	} else
		must(fault.kind == FAULT_INPUT && fault.text[0] != '\0');
	replay_close(&replay);
	text_free(&text);
}

static void try_files(const struct tar_file *files, size_t count)
{
	static const struct bytes names[] = {
#define X(id, name, needed, what) { name, sizeof(name) - 1 },
		BUNDLE_FILES(X)
#undef X
	};
	struct fault fault = { .kind = FAULT_NONE };
	struct bundle bundle = { .stored = count % 2 == 0 && count > 9 };
	struct text tar = text_new(BUNDLE_MOST);

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < BUNDLE_COUNT; k++)
			if (bytes_eq(files[i].name, names[k]))
				bundle.files[k] = files[i].content;
	must(bundle_write(&bundle, 0, &tar, &fault));
	try_replay(text_bytes(&tar));
	text_free(&tar);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = { .kind = FAULT_NONE };
	struct bytes tar = { (const char *)data, size };
	struct tar_file files[TAR_ENTRIES];
	size_t count = 0;

	open_all();
	try_replay(tar);
	if (tar_read(arena, tar, files, &count, &fault)) {
		must(count <= TAR_ENTRIES);
		try_files(files, count);
	} else
		must(fault.kind == FAULT_INPUT);
	arena_reset(arena);
	return 0;
}
