/*
 * hash - a keyed hash for tables whose keys strangers choose
 *
 * SipHash-1-3 (Aumasson and Bernstein, 2012): without the key nobody finds
 * names that fall together.
 */
#ifndef COMMON_BASE_HASH_H
#define COMMON_BASE_HASH_H

#include "common/base/bytes.h"

struct hash_key {
	uint64_t words[2];
};

struct hash_key hash_key_new(void); /* random */
uint64_t hash_of(const struct hash_key *key, struct bytes b);

#endif
