#include "common/base/arena.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)64 * 1024)
#define KEPT_MOST  ((size_t)1024 * 1024)

struct block {
	struct block *next;
	size_t size, used;
	max_align_t memory[];
};

struct arena {
	struct block *blocks; /* newest first */
};

static atomic_size_t blocks_taken;

static void *must(void *memory)
{
	if (memory == NULL) {
		fputs("mailplumb: out of memory\n", stderr);
		abort();
	}
	return memory;
}

static struct block *block_new(size_t size, struct block *next)
{
	struct block *block = must(malloc(sizeof(*block) + size));

	blocks_taken++;
	block->size = size;
	block->used = 0;
	block->next = next;
	return block;
}

static void blocks_free(struct block *block)
{
	while (block != NULL) {
		struct block *next = block->next;
		free(block);
		block = next;
	}
}

struct arena *arena_open(void)
{
	return must(calloc(1, sizeof(struct arena)));
}

void arena_close(struct arena *arena)
{
	if (arena != NULL)
		blocks_free(arena->blocks);
	free(arena);
}

/* All in one block, or a new one that would hold it the next time. */
void arena_reset(struct arena *arena)
{
	struct block *only = arena->blocks;
	size_t taken = 0;

	for (struct block *b = arena->blocks; b != NULL; b = b->next)
		taken += b->size;
	if (only != NULL && only->next == NULL && taken <= KEPT_MOST) {
		only->used = 0;
		return;
	}
	blocks_free(arena->blocks);
	arena->blocks = block_new(taken < KEPT_MOST ? taken : KEPT_MOST, NULL);
}

/* Not zeroed. */
static void *take(struct arena *arena, size_t size)
{
	size_t step = sizeof(max_align_t);
	size_t need = (size + step - 1) / step * step;
	struct block *block = arena->blocks;

	if (need < size)
		must(NULL);
	if (block == NULL || block->size - block->used < need)
		block = arena->blocks =
		    block_new(need > BLOCK_SIZE ? need : BLOCK_SIZE, block);
	void *memory = (char *)block->memory + block->used;
	block->used += need;
	return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(take(arena, size), 0, size);
}

void *arena_array(struct arena *arena, size_t n, size_t size)
{
	if (size > 0 && n > SIZE_MAX / size)
		must(NULL);
	return arena_alloc(arena, n * size);
}

char *arena_cstr(struct arena *arena, struct bytes b)
{
	char *copy = take(arena, b.len + 1);

	if (b.len > 0)
		memcpy(copy, b.ptr, b.len);
	copy[b.len] = '\0';
	return copy;
}

struct bytes arena_copy(struct arena *arena, struct bytes b)
{
	return (struct bytes){ arena_cstr(arena, b), b.len };
}

struct bytes arena_join(
    struct arena *arena, struct bytes a, struct bytes b, struct bytes c)
{
	const struct bytes parts[] = { a, b, c };
	size_t len = 0;
	char *text = take(arena, a.len + b.len + c.len + 1);

	for (size_t i = 0; i < 3; i++) {
		if (parts[i].len > 0)
			memcpy(text + len, parts[i].ptr, parts[i].len);
		len += parts[i].len;
	}
	text[len] = '\0';
	return (struct bytes){ text, len };
}

struct bytes arena_lower(struct arena *arena, struct bytes b)
{
	char *copy = arena_cstr(arena, b);

	for (size_t i = 0; i < b.len; i++)
		copy[i] = ascii_lower(copy[i]);
	return (struct bytes){ copy, b.len };
}

/* Most texts are short: only a long one is written twice. */
struct bytes arena_vprintf(
    struct arena *arena, const char *format, va_list args)
{
	char text[512];
	va_list again;

	va_copy(again, args);
	int len = vsnprintf(text, sizeof(text), format, args);
	struct bytes b = { text, len < 0 ? 0 : (size_t)len };
	if (b.len < sizeof(text)) {
		b = arena_copy(arena, b);
	} else {
		char *longer = take(arena, b.len + 1);
		vsnprintf(longer, b.len + 1, format, again);
		b.ptr = longer;
	}
	va_end(again);
	return b;
}

struct bytes arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	struct bytes text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

size_t arena_blocks_taken(void)
{
	return blocks_taken;
}
