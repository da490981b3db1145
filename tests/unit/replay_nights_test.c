/* Nights that follow each other in one run: what they keep changes how long they take, and hardly
 * what they say. */
#include "../../src/forecast/kept.h"

#include "base/missing.h"
#include "forecast/memory.h"
#include "support/check.h"
#include "support/learn.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SERIES = 24, LENGTH = 420, HORIZON = 14, REHEARSALS = 2, EVERY = 7, NIGHTS = 5 };

struct shop {
    struct arena arena;
    struct team team;
    struct inputs inputs;
    struct panel panel;
    struct forecast_settings settings;
    struct memory memory;
    struct fault fault;
};

/* Days with a week in them; a third of the series sell seldom. */
static double sold(size_t s, size_t t)
{
    double chance = scatter(s * LENGTH + t);
    double week = t % 7 < 2 ? 1.5 : 0.8;
    double usual = (double)(3 + s % 5) * week * noise(s * 7919 + t);
    return s % 3 == 0 ? (chance < 0.2 ? 1.0 + floor(3.0 * chance / 0.2) : 0.0) : round(usual);
}

static int start(void **state)
{
    static struct shop made;
    struct shop *shop = &made;
    *shop = (struct shop){0};
    arena_init(&shop->arena, 0);
    assert_int_equal(team_init(&shop->team, 1, &shop->fault), STATUS_OK);
    intern_init(&shop->inputs.names.sku, &shop->arena);
    intern_init(&shop->inputs.names.place, &shop->arena);
    assert_int_equal(intern_add(&shop->inputs.names.place, text_of("shop")), 0);
    uint32_t *sku = ARENA_NEW(&shop->arena, uint32_t, SERIES);
    uint32_t *location = ARENA_NEW(&shop->arena, uint32_t, SERIES);
    size_t *from = ARENA_NEW(&shop->arena, size_t, SERIES + 1);
    double *demand = ARENA_NEW(&shop->arena, double, (size_t)SERIES *LENGTH);
    double *price = ARENA_NEW(&shop->arena, double, SERIES);
    for (size_t s = 0; s < SERIES; s++) {
        char name[16];
        (void)snprintf(name, sizeof name, "item-%04zu", s);
        assert_int_equal(intern_add(&shop->inputs.names.sku, text_of(name)), s);
        sku[s] = (uint32_t)s;
        price[s] = MISSING;
        from[s + 1] = from[s] + LENGTH;
        for (size_t t = 0; t < LENGTH; t++) {
            demand[from[s] + t] = sold(s, t);
        }
    }
    shop->panel = (struct panel){.calendar = {.bucket = BUCKET_DAY},
                                 .as_of = 20000,
                                 .end_period = 20000,
                                 .count = SERIES,
                                 .sku = sku,
                                 .location = location,
                                 .start = from,
                                 .demand = demand,
                                 .price = price};
    shop->settings = (struct forecast_settings){
        .horizon = HORIZON, .nonnegative = true, .rehearsals = REHEARSALS};
    memory_init_replay(&shop->memory, 1000000);
    *state = shop;
    return 0;
}

static int stop(void **state)
{
    struct shop *shop = *state;
    memory_free(&shop->memory);
    team_free(&shop->team);
    arena_free(&shop->arena);
    return 0;
}

static void forecast(struct shop *shop, size_t night, struct memory *memory,
                     struct forecasts *forecasts)
{
    int32_t day = shop->panel.as_of - (int32_t)((NIGHTS - night) * EVERY);
    struct panel view = panel_at(&shop->panel, day);
    struct forecast_settings settings = shop->settings;
    settings.memory = memory;
    assert_int_equal(forecast_run(forecasts, &view, &shop->inputs, &settings, &shop->arena,
                                  &shop->team, &shop->fault),
                     STATUS_OK);
    if (memory != NULL) {
        assert_int_equal(memory_turn(memory, &shop->fault), STATUS_OK);
    }
}

/* The differences as a share of all. */
static double apart(const double *a, const double *b)
{
    double differences = 0.0;
    double sum = 0.0;
    for (size_t i = 0; i < (size_t)SERIES * HORIZON; i++) {
        differences += fabs(a[i] - b[i]);
        sum += fabs(b[i]);
    }
    return differences / sum;
}

static void the_first_night_is_a_cold_one_and_the_others_say_about_the_same(void **state)
{
    struct shop *shop = *state;
    for (size_t night = 0; night < NIGHTS; night++) {
        struct forecasts warm, cold;
        forecast(shop, night, &shop->memory, &warm);
        forecast(shop, night, NULL, &cold);
        if (night == 0) {
            assert_memory_equal(warm.mean, cold.mean, sizeof(double) * SERIES * HORIZON);
            assert_memory_equal(warm.sum_variance, cold.sum_variance,
                                sizeof(double) * SERIES * HORIZON);
        }
        assert_true(apart(warm.mean, cold.mean) < 0.01);
        assert_true(apart(warm.sum_variance, cold.sum_variance) < 0.1);
    }
}

static int32_t latest_origin(const struct kept *kept)
{
    int32_t latest = INT32_MIN;
    for (size_t k = 0; k < kept->count; k++) {
        latest = kept->trial[k]->origin > latest ? kept->trial[k]->origin : latest;
    }
    return latest;
}

/* Nights a week apart, trials two weeks apart: the second trial of a night was the first one two
 * nights ago. */
static void a_night_makes_one_trial_and_takes_the_others_from_earlier_nights(void **state)
{
    struct shop *shop = *state;
    for (size_t night = 0; night < NIGHTS; night++) {
        struct forecasts forecasts;
        const struct kept *kept = shop->memory.kept;
        size_t before = kept != NULL ? kept->count : 0;
        int32_t latest = kept != NULL ? latest_origin(kept) : 0;
        forecast(shop, night, &shop->memory, &forecasts);
        kept = shop->memory.kept;
        assert_true(kept->count <= before + (night == 0 ? REHEARSALS : 1));
        assert_true(night == 0 || latest_origin(kept) == latest + EVERY);
        assert_true(kept->count <= (REHEARSALS + 1) * HORIZON / EVERY + 1);
    }
}

static void what_was_learned_holds_until_nights_are_apart(void **state)
{
    struct shop *shop = *state;
    struct forecasts forecasts;
    forecast(shop, 0, &shop->memory, &forecasts);
    struct panel view = panel_at(&shop->panel, shop->panel.as_of - NIGHTS * EVERY);
    assert_true(kept_holds(shop->memory.kept, &view, HORIZON));
    assert_false(kept_holds(shop->memory.kept, &view, HORIZON + 1));
    view.end_period += 1;
    assert_true(kept_holds(shop->memory.kept, &view, HORIZON));
    view.end_period += EVERY - 1;
    assert_false(kept_holds(shop->memory.kept, &view, HORIZON));
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(the_first_night_is_a_cold_one_and_the_others_say_about_the_same),
        EACH(a_night_makes_one_trial_and_takes_the_others_from_earlier_nights),
        EACH(what_was_learned_holds_until_nights_are_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
