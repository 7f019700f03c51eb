#include "common/base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)64 * 1024)

struct block {
	struct block *next;
	size_t size, used;
	max_align_t memory[];
};

struct arena {
	struct block *blocks; /* newest first */
};

static size_t blocks_taken;

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

static struct block *take_largest(struct arena *arena)
{
	struct block **largest = &arena->blocks;

	for (struct block **at = &arena->blocks; *at != NULL; at = &(*at)->next)
		if ((*at)->size > (*largest)->size)
			largest = at;
	struct block *block = *largest;
	if (block != NULL)
		*largest = block->next;
	return block;
}

void arena_reset(struct arena *arena)
{
	struct block *kept = take_largest(arena);

	blocks_free(arena->blocks);
	if (kept != NULL) {
		kept->next = NULL;
		kept->used = 0;
	}
	arena->blocks = kept;
}

void *arena_alloc(struct arena *arena, size_t size)
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
	return memset(memory, 0, need);
}

void *arena_array(struct arena *arena, size_t n, size_t size)
{
	if (size > 0 && n > SIZE_MAX / size)
		must(NULL);
	return arena_alloc(arena, n * size);
}

char *arena_cstr(struct arena *arena, struct bytes b)
{
	char *copy = arena_alloc(arena, b.len + 1);

	if (b.len > 0)
		memcpy(copy, b.ptr, b.len);
	return copy;
}

struct bytes arena_copy(struct arena *arena, struct bytes b)
{
	return (struct bytes){ arena_cstr(arena, b), b.len };
}

struct bytes arena_lower(struct arena *arena, struct bytes b)
{
	char *copy = arena_cstr(arena, b);

	for (size_t i = 0; i < b.len; i++)
		copy[i] = ascii_lower(copy[i]);
	return (struct bytes){ copy, b.len };
}

struct bytes arena_vprintf(
    struct arena *arena, const char *format, va_list args)
{
	va_list again;

	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	char *text = arena_alloc(arena, len < 0 ? 1 : (size_t)len + 1);
	if (len >= 0)
		vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return (struct bytes){ text, len < 0 ? 0 : (size_t)len };
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
