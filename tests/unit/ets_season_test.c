/* Seasonal forms are left aside only where none of them could win. */
#include "forecast/ets.h"

#include "base/missing.h"
#include "num/random.h"
#include "support/check.h"
#include "support/scratch.h"

#include <math.h>

enum { SEASON = 26, LENGTH = 78, KINDS = 6 };

/* A pattern of sharp and soft weeks that no few waves could tell. */
static double pattern(size_t t)
{
    const double phase = (double)(t % SEASON);
    return sin(1.7 * phase) + (t % SEASON == 9 ? 2.0 : 0.0);
}

/* From no season at all to a strong one, of each kind; with level shifts, trend or gaps. */
static void make_series(double *y, size_t kind, double strength)
{
    struct random random = random_stream(21, kind);
    double level = 100.0, slope = kind == 2 ? 3.0 : 0.0;
    for (size_t t = 0; t < LENGTH; t++) {
        const double noise = random_normal(&random);
        const double season = strength * pattern(t);
        level += slope + (kind == 3 ? 6.0 * random_normal(&random) : 0.0);
        level = fmax(level, 40.0);
        y[t] =
            kind >= 4 ? level * exp(0.2 * season + 0.06 * noise) : level + 6.0 * (season + noise);
        slope += kind == 5 ? 0.05 : 0.0;
    }
    if (kind == 1) {
        y[7] = y[40] = y[41] = MISSING;
    }
}

static double least_of_all_forms(const struct history *history, struct arena *scratch,
                                 struct ets_form *form)
{
    double least = HUGE_VAL;
    for (size_t f = 0; f < ETS_FORMS; f++) {
        struct arena_mark mark = arena_mark(scratch);
        struct ets_fit fit = {0};
        if (ets_fit_form(history, ets_forms[f], scratch, &fit) == FIT_OK && fit.aicc < least) {
            least = fit.aicc;
            *form = fit.form;
        }
        arena_rewind(scratch, mark);
    }
    return least;
}

static void a_season_is_given_up_only_where_no_seasonal_form_wins(void **state)
{
    struct arena *scratch = *state;
    static const double strengths[] = {0.0, 1.2, 4.0};
    size_t seasonal = 0, plain = 0;
    for (size_t kind = 0; kind < KINDS; kind++) {
        for (size_t s = 0; s < sizeof strengths / sizeof *strengths; s++) {
            double y[LENGTH];
            struct arena_mark mark = arena_mark(scratch);
            struct ets_form form = {0};
            struct ets_fit fit = {0};
            make_series(y, kind, strengths[s]);
            const struct history history = {.demand = y, .length = LENGTH, .season = SEASON};
            const double least = least_of_all_forms(&history, scratch, &form);
            assert_int_equal(ets_fit_best(&history, scratch, &fit), FIT_OK);
            assert_true(fit.aicc <= least + 0.1);
            seasonal += form.season != ETS_SEASON_N;
            plain += form.season == ETS_SEASON_N;
            arena_rewind(scratch, mark);
        }
    }
    assert_true(seasonal >= KINDS && plain >= KINDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_season_is_given_up_only_where_no_seasonal_form_wins),
    };
    return cmocka_run_group_tests_name("ets season", tests, scratch_setup, scratch_teardown);
}
