#include "inspect/fetch/store.h"

#include <stdlib.h>

#define SEEN_FIRST ((size_t)256)
#define SEEN_MOST  ((size_t)1024 * 1024)

/* Never 0.  A file that is renamed or written to has another one. */
static uint64_t key_of(const struct stat *st)
{
	const uint64_t parts[] = { (uint64_t)st->st_dev, (uint64_t)st->st_ino,
		(uint64_t)st->st_ctim.tv_sec, (uint64_t)st->st_ctim.tv_nsec,
		(uint64_t)st->st_size };
	uint64_t key = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		key = (key ^ parts[i]) * UINT64_C(0x9e3779b97f4a7c15);
		key ^= key >> 29;
	}
	return key != 0 ? key : 1;
}

/* Where it is, or where it would be. */
static size_t slot_of(const struct seen *seen, uint64_t key)
{
	size_t at = (size_t)key & (seen->size - 1);

	while (seen->keys[at] != 0 && seen->keys[at] != key)
		at = (at + 1) & (seen->size - 1);
	return at;
}

static void grow(struct seen *seen)
{
	struct seen larger = { .size =
				   seen->size > 0 ? 2 * seen->size : SEEN_FIRST,
		.count = seen->count };

	larger.keys = calloc(larger.size, sizeof(*larger.keys));
	if (larger.keys == NULL)
		abort();
	for (size_t i = 0; i < seen->size; i++)
		if (seen->keys[i] != 0)
			larger.keys[slot_of(&larger, seen->keys[i])] =
			    seen->keys[i];
	free(seen->keys);
	*seen = larger;
}

bool seen_has(const struct seen *seen, const struct stat *st)
{
	return seen->size > 0 && seen->keys[slot_of(seen, key_of(st))] != 0;
}

void seen_add(struct seen *seen, const struct stat *st)
{
	/* More are looked at again, which costs time alone. */
	if (seen->count >= SEEN_MOST)
		return;
	if (2 * seen->count >= seen->size)
		grow(seen);
	size_t slot = slot_of(seen, key_of(st));
	seen->count += seen->keys[slot] == 0;
	seen->keys[slot] = key_of(st);
}

void seen_clear(struct seen *seen)
{
	seen_free(seen);
	*seen = (struct seen){ 0 };
}

void seen_free(struct seen *seen)
{
	free(seen->keys);
}
