#include "common/mail/line_ends.h"

#include <string.h>

#define STEP 1024 /* octets that are tried without a question between */

/* The octet before `at` is there. */
static inline bool is_odd(const char *at)
{
	return (*at == '\n') != (at[-1] == '\r');
}

/* Open to both below, so that the compiler makes the best of each. */
static inline __attribute__((always_inline)) bool step_is_odd(const char *at)
{
	unsigned char odd = 0;

	for (size_t i = 0; i < STEP; i++)
		odd |= (unsigned char)is_odd(at + i);
	return odd != 0;
}

static bool step_is_odd_anywhere(const char *at)
{
	return step_is_odd(at);
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static bool step_is_odd_avx2(const char *at)
{
	return step_is_odd(at);
}
#define HAS_AVX2() __builtin_cpu_supports("avx2")
#else
#define step_is_odd_avx2 step_is_odd_anywhere
#define HAS_AVX2()	 false
#endif

bool line_ends_are_pairs(struct bytes text)
{
	bool (*step)(const char *at) =
	    HAS_AVX2() ? step_is_odd_avx2 : step_is_odd_anywhere;

	if (text.len == 0) /* perhaps absent */
		return true;
	const char *at = text.ptr, *end = text.ptr + text.len;
	if (*at == '\n' || end[-1] == '\r')
		return false;
	for (at++; end - at >= STEP; at += STEP)
		if (step(at))
			return false;
	if (text.len > STEP) /* the rest, with what comes before it again */
		return !step(end - STEP);
	while (at < end && !is_odd(at))
		at++;
	return at == end;
}

bool line_ends_are_local(struct bytes text)
{
	return text.len == 0 || memchr(text.ptr, '\r', text.len) == NULL;
}

struct line_ends line_ends_count(struct bytes text)
{
	struct line_ends ends = { .lf_line = 0 };
	size_t line = 1;

	for (size_t i = 0; i < text.len; i++) {
		bool pair = text.ptr[i] == '\r' && i + 1 < text.len &&
			    text.ptr[i + 1] == '\n';
		if (pair) {
			ends.pairs++;
			i++;
		} else if (text.ptr[i] == '\r') {
			ends.cr_line = ends.cr++ == 0 ? line : ends.cr_line;
		} else if (text.ptr[i] == '\n') {
			ends.lf_line = ends.lf++ == 0 ? line : ends.lf_line;
		}
		line += text.ptr[i] == '\n';
	}
	return ends;
}
