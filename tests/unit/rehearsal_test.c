/* Rehearsals of many series are those of a sample. */
#include "base/missing.h"
#include "forecast/forecast.h"
#include "forecast/memory.h"
#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>

/* Series times origins that are rehearsed at the most: four fifths of these series. */
enum { SERIES = 6250, ORIGINS = 8, LENGTH = 16, ENOUGH = 40000 };

struct many {
    struct inputs inputs;
    uint32_t sku[SERIES];
    uint32_t location[SERIES];
    size_t start[SERIES + 1];
    size_t return_start[SERIES + 1];
    double price[SERIES];
    double demand[SERIES * LENGTH];
};

/* Something sells every other period: smoothing is asked, and leaves a note of each search. */
static struct many *many_new(struct arena *arena)
{
    struct many *many = calloc(1, sizeof *many);
    assert_non_null(many);
    intern_init(&many->inputs.names.sku, arena);
    intern_init(&many->inputs.names.place, arena);
    assert_int_equal(intern_add(&many->inputs.names.place, text_of("shop")), 0);
    for (size_t s = 0; s < SERIES; s++) {
        char name[16];
        (void)snprintf(name, sizeof name, "item-%04zu", s);
        assert_int_equal(intern_add(&many->inputs.names.sku, text_of(name)), s);
        many->sku[s] = (uint32_t)s;
        many->start[s + 1] = (s + 1) * LENGTH;
        many->price[s] = MISSING;
        for (size_t t = 0; t < LENGTH; t++) {
            many->demand[s * LENGTH + t] = t % 2 == 0 ? (double)(1 + (s + t * t) % 5) : 0.0;
        }
    }
    return many;
}

static void many_series_are_rehearsed_by_a_sample(void **state)
{
    (void)state;
    struct arena arena;
    struct team team;
    struct fault fault = {0};
    struct memory memory;
    struct forecasts forecasts;
    arena_init(&arena, 0);
    memory_init(&memory, 1);
    struct many *many = many_new(&arena);
    const struct panel panel = {.calendar = {.bucket = BUCKET_WEEK},
                                .end_period = 1000,
                                .count = SERIES,
                                .sku = many->sku,
                                .location = many->location,
                                .start = many->start,
                                .demand = many->demand,
                                .return_start = many->return_start,
                                .price = many->price};
    const struct forecast_settings settings = {
        .season = 1, .nonnegative = true, .horizon = 1, .rehearsals = ORIGINS, .memory = &memory};
    assert_int_equal(team_init(&team, 2, &fault), STATUS_OK);
    assert_int_equal(
        forecast_run(&forecasts, &panel, &many->inputs, &settings, &arena, &team, &fault),
        STATUS_OK);
    double fits = (double)memory_account(&memory).anew;
    check_close(fits, SERIES + ENOUGH, 0.02); /* all of them, and all origins: 56,250 */
    team_free(&team);
    memory_free(&memory);
    arena_free(&arena);
    free(many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(many_series_are_rehearsed_by_a_sample)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
