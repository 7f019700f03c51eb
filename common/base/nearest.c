#include "common/base/nearest.h"

#include <string.h>

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Optimal string alignment; both words at most NEAREST_LONGEST long. */
static unsigned distance(struct bytes a, struct bytes b)
{
	unsigned rows[3][NEAREST_LONGEST + 1];
	unsigned *before = rows[0], *above = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b.len; j++)
		above[j] = before[j] = (unsigned)j;
	for (size_t i = 1; i <= a.len; i++) {
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b.len; j++) {
			char x = ascii_lower(a.ptr[i - 1]);
			char y = ascii_lower(b.ptr[j - 1]);
			row[j] = least(least(above[j], row[j - 1]) + 1,
			    above[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == ascii_lower(b.ptr[j - 2]) &&
			    y == ascii_lower(a.ptr[i - 2]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
		unsigned *spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[b.len];
}

struct bytes nearest_word(
    struct bytes word, const struct bytes *known, size_t count)
{
	struct bytes nearest = ABSENT;
	unsigned best = (unsigned)(1 + word.len / 5) + 1;

	if (word.len < 2 || word.len > NEAREST_LONGEST)
		return ABSENT;
	for (size_t i = 0; i < count; i++) {
		if (known[i].len > NEAREST_LONGEST)
			continue;
		unsigned far = distance(word, known[i]);
		if (far >= best || far >= known[i].len)
			continue;
		best = far;
		nearest = known[i];
	}
	return nearest;
}
