/*
 * arena - memory for everything learnt about one message, freed at once
 *
 * Nothing in an arena is freed alone.  Memory comes zeroed.  An arena never
 * returns NULL: without memory the program ends, since a run is short and can
 * be repeated.  arena_reset() keeps one block, as large as all that the last
 * message took, so that a run over many messages settles on no allocation at
 * all; beyond a megabyte memory goes back.
 */
#ifndef COMMON_BASE_ARENA_H
#define COMMON_BASE_ARENA_H

#include "common/base/bytes.h"
#include <stdarg.h>

struct arena;

struct arena *arena_open(void);
void arena_close(struct arena *arena); /* NULL is fine */
void arena_reset(struct arena *arena); /* empty again */

void *arena_alloc(struct arena *arena, size_t size);
#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
/* An array of n; n * sizeof(type) must not overflow, else the program ends. */
void *arena_array(struct arena *arena, size_t n, size_t size);
#define arena_new_array(arena, type, n) \
	((type *)arena_array((arena), (n), sizeof(type)))

struct bytes arena_copy(struct arena *arena, struct bytes b);  /* NUL follows */
struct bytes arena_lower(struct arena *arena, struct bytes b); /* ASCII */
char *arena_cstr(struct arena *arena, struct bytes b);
/* The three in a row; absent ones are empty. */
struct bytes arena_join(
    struct arena *arena, struct bytes a, struct bytes b, struct bytes c);
struct bytes arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct bytes arena_vprintf(struct arena *arena, const char *format,
    va_list args) __attribute__((format(printf, 2, 0)));

/* How often memory was asked of the system since the program began. */
size_t arena_blocks_taken(void);

#endif
