/* What a target is: bytes in, and nothing may break; and what it starts from. */
#ifndef EIP_FUZZ_TARGET_H
#define EIP_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

#include "opener/counters.h"

/* One input. Called by libFuzzer, and by replay.c. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Takes one seed: an input that goes deep. */
typedef void (*fuzz_take)(void *user, const char *name, const uint8_t *bytes, size_t length);

/* Hands over every seed of the target (seeds/NAME.c). */
void fuzz_seeds(fuzz_take take, void *user);

/* Whether the seeds together got where they are meant to get. NULL, else what was not reached. */
const char *fuzz_not_reached(const eip_counters *all);

#endif
