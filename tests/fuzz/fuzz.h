/*
 * What every fuzz target begins with: libFuzzer's entry point. A target ends
 * the process by assert() where an oracle is broken.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Gives the target n bytes of hostile input. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#endif
