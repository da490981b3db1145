/* Made-up sales for tests of what is learnt from many series together. */
#ifndef RESTOCK_TESTS_LEARN_H
#define RESTOCK_TESTS_LEARN_H

#include "forecast/effects.h"

#include <stddef.h>
#include <stdint.h>

/* The same everywhere for the same n: evenly between 0 and 1, and between 0.75 and 1.25. */
double scatter(uint64_t n);
double noise(uint64_t n);

/* Builds the effects on one thread, in an arena of the caller's; the test fails when that does. */
void learn_effects(struct effects *effects, const struct panel *panel, const struct inputs *inputs,
                   size_t horizon, struct arena *arena);

#endif
