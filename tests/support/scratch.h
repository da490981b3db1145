/* Scratch arenas for tests: one for a whole group, or one that no more may be taken from than was
 * said. */
#ifndef RESTOCK_TESTS_SCRATCH_H
#define RESTOCK_TESTS_SCRATCH_H

#include "base/arena.h"

#include <stddef.h>

/* Setup and teardown of a group of tests whose state is a struct arena, empty at first. */
int scratch_setup(void **state);
int scratch_teardown(void **state);

struct ration {
    struct arena arena;
    struct arena_mark begin;
    size_t bytes;
};

/* An arena for something that says how many bytes it needs. */
void ration_open(struct ration *ration, size_t bytes);
/* Frees it; the test fails when more was taken. */
void ration_close(struct ration *ration);

#endif
