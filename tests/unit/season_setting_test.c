/* forecast.season from its text to what models are told. */
#include "app/run.h"
#include "support/check.h"

#include <stdio.h>
#include <string.h>

struct bench {
    struct run run;
    struct arena arena;
    struct fault fault;
};

static int setup(void **state)
{
    static struct bench bench;
    memset(&bench, 0, sizeof bench);
    arena_init(&bench.arena, 0);
    *state = &bench;
    return config_init(&bench.run.config, &bench.arena, &bench.fault) == STATUS_OK ? 0 : 1;
}

static int teardown(void **state)
{
    struct bench *bench = *state;
    arena_free(&bench->arena);
    return 0;
}

static enum status read(struct bench *bench, const char *value)
{
    char assignment[96];
    (void)snprintf(assignment, sizeof assignment, "forecast.season=%s", value);
    TRY(config_set(&bench->run.config, assignment, &bench->fault));
    return run_settings(&bench->run, &bench->fault);
}

static void a_week_and_a_year_are_two_seasons_and_the_week_is_the_first(void **state)
{
    struct bench *bench = *state;
    const struct forecast_settings *chosen = &bench->run.forecast_settings;
    assert_int_equal(read(bench, "7,365.25"), STATUS_OK);
    assert_int_equal(chosen->season, 7);
    assert_int_equal(chosen->seasons.count, 2);
    check_close(chosen->seasons.length[0], 7.0, 0.0);
    check_close(chosen->seasons.length[1], 365.25, 0.0);
}

static void a_season_that_is_not_whole_is_rounded_for_models_that_count(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(read(bench, "52.18"), STATUS_OK);
    assert_int_equal(bench->run.forecast_settings.season, 52);
    check_close(bench->run.forecast_settings.seasons.length[0], 52.18, 0.0);
}

static void auto_leaves_it_to_the_bucket_and_one_is_none(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(read(bench, "auto"), STATUS_OK);
    assert_int_equal(bench->run.forecast_settings.season, 0);
    assert_int_equal(bench->run.forecast_settings.seasons.count, 0);
    assert_int_equal(read(bench, "1"), STATUS_OK);
    assert_int_equal(bench->run.forecast_settings.season, 1);
    assert_int_equal(bench->run.forecast_settings.seasons.count, 0);
}

static void what_is_no_list_of_seasons_is_refused(void **state)
{
    struct bench *bench = *state;
    static const char *const wrong[] = {"1,7", "1.5", "7,14,28,91,365", "365,7", "week"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(read(bench, wrong[i]), STATUS_USAGE);
    }
}

int main(void)
{
#define SETTING(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        SETTING(a_week_and_a_year_are_two_seasons_and_the_week_is_the_first),
        SETTING(a_season_that_is_not_whole_is_rounded_for_models_that_count),
        SETTING(auto_leaves_it_to_the_bucket_and_one_is_none),
        SETTING(what_is_no_list_of_seasons_is_refused),
    };
    return cmocka_run_group_tests_name("season setting", tests, NULL, NULL);
}
