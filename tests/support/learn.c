/* Made-up sales for tests of what is learnt from many series together. */
#include "support/learn.h"

#include "support/check.h"

double scatter(uint64_t n)
{
    n = (n + 1) * 0x9E3779B97F4A7C15ULL;
    n ^= n >> 31;
    n *= 0xBF58476D1CE4E5B9ULL;
    n ^= n >> 29;
    return (double)(n >> 11) / 9007199254740992.0;
}

double noise(uint64_t n)
{
    return 0.75 + 0.5 * scatter(n);
}

void learn_effects(struct effects *effects, const struct panel *panel, const struct inputs *inputs,
                   size_t horizon, struct arena *arena)
{
    struct team team;
    struct fault fault = {0};
    assert_int_equal(team_init(&team, 1, &fault), STATUS_OK);
    assert_int_equal(effects_build(effects, panel, inputs, horizon, arena, &team, &fault),
                     STATUS_OK);
    team_free(&team);
}
