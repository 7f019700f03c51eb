/*
 * fuzz - what each fuzz target defines; libFuzzer or replay.c calls it
 *
 * Corpora lie in fixtures/corpus/NAME and are replayed in every test run.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
