/*
 * fuzz - what each fuzz target defines; libFuzzer or replay.c calls it
 *
 * Corpora lie in fixtures/corpus/NAME and are replayed in every test run.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What holds for every input; unlike assert() in every build. */
static inline void must(bool truth)
{
	if (!truth)
		abort();
}

#endif
