/*
 * pool - small pieces of memory that are given back soon
 *
 * For libraries that build trees of small values and drop them again, as
 * jansson does for each report.  What a thread gives back it takes again, so
 * that threads do not wait for one another.  Each thread keeps a bounded
 * number of pieces; pool_clear() gives up those of the thread that calls it.
 */
#ifndef COMMON_BASE_POOL_H
#define COMMON_BASE_POOL_H

#include <stddef.h>

void *pool_take(size_t size); /* NULL without memory; not zeroed */
void pool_give(void *piece);  /* of pool_take(), of any thread; or NULL */
void pool_clear(void);

#endif
