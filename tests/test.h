/*
 * test - the whole test framework
 *
 * A test program is a table of rows and a function that tries a row:
 *
 *	int main(void)
 *	{
 *		for (each row) {
 *			test_row(row->shows);
 *			check_text("domain", got, row->domain);
 *		}
 *		return test_end("test_address");
 *	}
 *
 * A check notes a failure and goes on.  A row is one test; it fails when any
 * of its checks does.  The last line printed is what tests/run adds up.
 */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include "common/base/bytes.h"
#include <stdio.h>

static struct {
	const char *shows;
	bool open, bad, skip;
	int passed, failed, skipped;
} test;

static inline void test_close(void)
{
	if (test.open) {
		test.failed += test.bad;
		test.skipped += !test.bad && test.skip;
		test.passed += !test.bad && !test.skip;
	}
	test.open = test.bad = test.skip = false;
}

static inline void test_row(const char *shows)
{
	test_close();
	test.shows = shows;
	test.open = true;
}

/* The row cannot be tried here; say why. */
static inline void test_skip(const char *why)
{
	printf("skipped: %s: %s\n", test.shows, why);
	test.skip = true;
}

static inline int test_end(const char *name)
{
	test_close();
	printf("%s: %d passed, %d failed, %d skipped\n", name, test.passed,
	    test.failed, test.skipped);
	return test.failed > 0;
}

static inline void test_bad(const char *file, int line)
{
	printf("%s:%d: %s: ", file, line, test.shows);
	test.bad = true;
}

static inline void check_bytes_at(const char *file, int line, const char *what,
    struct bytes got, struct bytes want)
{
	if (bytes_present(got) == bytes_present(want) && bytes_eq(got, want))
		return;
	test_bad(file, line);
	printf("%s: got %s\"%.*s\", want %s\"%.*s\"\n", what,
	    bytes_present(got) ? "" : "absent ", FMT(got),
	    bytes_present(want) ? "" : "absent ", FMT(want));
}

static inline void check_number_at(
    const char *file, int line, const char *what, int64_t got, int64_t want)
{
	if (got == want)
		return;
	test_bad(file, line);
	printf(
	    "%s: got %lld, want %lld\n", what, (long long)got, (long long)want);
}

static inline void check_true_at(
    const char *file, int line, const char *what, bool truth)
{
	if (truth)
		return;
	test_bad(file, line);
	printf("%s does not hold\n", what);
}

#define check_bytes(what, got, want) \
	check_bytes_at(__FILE__, __LINE__, (what), (got), (want))
#define check_text(what, got, want) \
	check_bytes((what), bytes_of(got), bytes_of(want))
#define check_number(what, got, want) \
	check_number_at(              \
	    __FILE__, __LINE__, (what), (int64_t)(got), (int64_t)(want))
#define check_true(what, truth) \
	check_true_at(__FILE__, __LINE__, (what), (truth))

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

#endif
