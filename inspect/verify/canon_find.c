#include "inspect/verify/canon_find.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

/*
 * Sixteen octets at a time, each beside the one before it.  In most bodies
 * nothing is odd, so 64 are tried before anyone looks where.
 */
typedef unsigned char octets16 __attribute__((vector_size(16)));

static inline octets16 load(const char *at)
{
	octets16 octets;

	memcpy(&octets, at, sizeof(octets));
	return octets;
}

static inline octets16 all(char c)
{
	unsigned char u = (unsigned char)c;

	return (octets16){ u, u, u, u, u, u, u, u, u, u, u, u, u, u, u, u };
}

#define IS(octets, c) ((octets16)((octets) == all(c)))

static inline bool any(octets16 octets)
{
	uint64_t half[2];

	memcpy(half, &octets, sizeof(half));
	return (half[0] | half[1]) != 0;
}

/* Where the first octet is that any() saw. */
static inline size_t first_of(octets16 octets)
{
	uint64_t half[2];

	memcpy(half, &octets, sizeof(half));
	size_t skip = half[0] == 0 ? 8 : 0;
	uint64_t bits = half[0] == 0 ? half[1] : half[0];
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return skip + (size_t)__builtin_ctzll(bits) / 8;
#else
	return skip + (size_t)__builtin_clzll(bits) / 8;
#endif
}

static inline size_t first_of_two(octets16 a, octets16 b)
{
	return any(a) ? first_of(a) : sizeof(a) + first_of(b);
}

static inline octets16 odd_in_simple(const char *at)
{
	return IS(load(at), '\n') & ~IS(load(at - 1), '\r');
}

static inline octets16 odd_in_body(const char *at)
{
	octets16 c = load(at), before = load(at - 1);
	octets16 lf = IS(c, '\n');

	return IS(c, '\t') | (lf & ~IS(before, '\r')) |
	       (IS(before, ' ') & (IS(c, ' ') | IS(c, '\r') | lf));
}

static inline octets16 odd_in_field(const char *at)
{
	octets16 c = load(at);

	return IS(c, '\t') | IS(c, '\n') | (IS(load(at - 1), ' ') & IS(c, ' '));
}

static inline bool simple_odd(char c, char before)
{
	return c == '\n' && before != '\r';
}

static inline bool body_odd(char c, char before)
{
	return c == '\t' || (c == '\n' && before != '\r') ||
	       (before == ' ' && (c == ' ' || c == '\r' || c == '\n'));
}

static inline bool field_odd(char c, char before)
{
	return c == '\t' || c == '\n' || (before == ' ' && c == ' ');
}

/* Forward over groups of 128 octets in which nothing is odd, where the
 * processor can take 32 at a time. */
#ifdef __x86_64__
#define WIDE __attribute__((target("avx2"))) static inline

WIDE __m256i wide(const char *at)
{
	return _mm256_loadu_si256((const __m256i_u *)(const void *)at);
}

WIDE __m256i wide_is(__m256i octets, char c)
{
	return _mm256_cmpeq_epi8(octets, _mm256_set1_epi8(c));
}

WIDE __m256i wide_simple(const char *at)
{
	return _mm256_andnot_si256(
	    wide_is(wide(at - 1), '\r'), wide_is(wide(at), '\n'));
}

WIDE __m256i wide_body(const char *at)
{
	__m256i c = wide(at), lf = wide_is(c, '\n');
	__m256i ends = wide_is(c, ' ') | wide_is(c, '\r') | lf;

	return wide_simple(at) | wide_is(c, '\t') |
	       (wide_is(wide(at - 1), ' ') & ends);
}

#define SKIP_WIDE(name, odd)                                                  \
	__attribute__((target("avx2"))) static const char *name##_avx2(       \
	    const char *at, const char *end)                                  \
	{                                                                     \
		for (; end - at >= 128; at += 128) {                          \
			__m256i any = odd(at) | odd(at + 32) | odd(at + 64) | \
				      odd(at + 96);                           \
			if (!_mm256_testz_si256(any, any))                    \
				break;                                        \
		}                                                             \
		return at;                                                    \
	}                                                                     \
	static const char *name(const char *at, const char *end)              \
	{                                                                     \
		return __builtin_cpu_supports("avx2") ? name##_avx2(at, end)  \
						      : at;                   \
	}

SKIP_WIDE(skip_in_simple, wide_simple)
SKIP_WIDE(skip_in_body, wide_body)
#else
static const char *skip_in_simple(const char *at, const char *end)
{
	(void)end;
	return at;
}

static const char *skip_in_body(const char *at, const char *end)
{
	return skip_in_simple(at, end);
}
#endif

/* Fields are short. */
static const char *skip_in_field(const char *at, const char *end)
{
	(void)end;
	return at;
}

/*
 * What is odd mostly comes soon or, as in a body of plain lines, not for long:
 * the wide steps begin behind the first NEAR octets.
 */
#define NEAR 256
#define FIND_ODD(find, skip, odd16, odd1)                                \
	static inline const char *find##_behind(                         \
	    const char *at, const char *end)                             \
	{                                                                \
		if (end - at >= 16) {                                    \
			octets16 odd = odd16(at);                        \
			if (any(odd))                                    \
				return at + first_of(odd);               \
			at += 16;                                        \
		}                                                        \
		for (; end - at >= 64; at += 64) {                       \
			octets16 a = odd16(at), b = odd16(at + 16);      \
			octets16 c = odd16(at + 32), d = odd16(at + 48); \
			if (!any(a | b | c | d))                         \
				continue;                                \
			if (any(a | b))                                  \
				return at + first_of_two(a, b);          \
			return at + 32 + first_of_two(c, d);             \
		}                                                        \
		for (; end - at >= 16; at += 16) {                       \
			octets16 odd = odd16(at);                        \
			if (any(odd))                                    \
				return at + first_of(odd);               \
		}                                                        \
		while (at < end && !odd1(*at, at[-1]))                   \
			at++;                                            \
		return at;                                               \
	}                                                                \
	const char *find(const char *at, const char *end)                \
	{                                                                \
		if (at >= end || odd1(*at, 'x'))                         \
			return at;                                       \
		const char *near = end - at > NEAR ? at + NEAR : end;    \
		at = find##_behind(at + 1, near);                        \
		if (at < near || near == end)                            \
			return at;                                       \
		return find##_behind(skip(at, end), end);                \
	}

FIND_ODD(find_in_simple, skip_in_simple, odd_in_simple, simple_odd)
FIND_ODD(find_in_body, skip_in_body, odd_in_body, body_odd)
FIND_ODD(find_in_field, skip_in_field, odd_in_field, field_odd)
