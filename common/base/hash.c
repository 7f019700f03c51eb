#include "common/base/hash.h"

#include "common/base/crypto.h"
#include <string.h>

struct state {
	uint64_t a, b, c, d;
};

static inline uint64_t rotate(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static inline void mix(struct state *s)
{
	s->a += s->b;
	s->c += s->d;
	s->b = rotate(s->b, 13) ^ s->a;
	s->d = rotate(s->d, 16) ^ s->c;
	s->a = rotate(s->a, 32);
	s->c += s->b;
	s->a += s->d;
	s->b = rotate(s->b, 17) ^ s->c;
	s->d = rotate(s->d, 21) ^ s->a;
	s->c = rotate(s->c, 32);
}

static inline void take(struct state *s, uint64_t word)
{
	s->d ^= word;
	mix(s);
	s->a ^= word;
}

struct hash_key hash_key_new(void)
{
	struct hash_key key;

	random_octets((unsigned char *)key.words, sizeof(key.words));
	return key;
}

uint64_t hash_of(const struct hash_key *key, struct bytes b)
{
	struct state s = {
		.a = key->words[0] ^ UINT64_C(0x736f6d6570736575),
		.b = key->words[1] ^ UINT64_C(0x646f72616e646f6d),
		.c = key->words[0] ^ UINT64_C(0x6c7967656e657261),
		.d = key->words[1] ^ UINT64_C(0x7465646279746573),
	};
	uint64_t last = (uint64_t)b.len << 56, word;
	size_t n = 0;

	for (; b.len - n >= sizeof(word); n += sizeof(word)) {
		memcpy(&word, b.ptr + n, sizeof(word));
		take(&s, word);
	}
	for (int shift = 0; n < b.len; n++, shift += 8)
		last |= (uint64_t)(unsigned char)b.ptr[n] << shift;
	take(&s, last);
	s.c ^= 0xff;
	for (int i = 0; i < 3; i++)
		mix(&s);
	return s.a ^ s.b ^ s.c ^ s.d;
}
