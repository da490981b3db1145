/* Scratch arenas for tests. */
#include "support/scratch.h"

#include "support/check.h"

#include <stdlib.h>

int scratch_setup(void **state)
{
    struct arena *scratch = calloc(1, sizeof *scratch);
    assert_non_null(scratch);
    arena_init(scratch, 0);
    *state = scratch;
    return 0;
}

int scratch_teardown(void **state)
{
    arena_free(*state);
    free(*state);
    return 0;
}

void ration_open(struct ration *ration, size_t bytes)
{
    arena_init(&ration->arena, 0);
    assert_true(arena_reserve(&ration->arena, bytes));
    ration->begin = arena_mark(&ration->arena);
    ration->bytes = bytes;
}

void ration_close(struct ration *ration)
{
    assert_ptr_equal(ration->arena.block, ration->begin.block);
    assert_true(ration->arena.used - ration->begin.used <= ration->bytes);
    arena_free(&ration->arena);
}
