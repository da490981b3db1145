/* The search for an ETS form against GSL's minimiser from many starts. */
#include "forecast/ets.h"

#include "num/minimize.h"
#include "num/random.h"
#include "support/check.h"
#include "support/referee.h"
#include "support/scratch.h"

#include <math.h>

enum { LENGTH = 80, SERIES = 10, STARTS = 6, VARIABLES_MOST = 8 };

/* From a still level to one that wanders, some with a trend that turns. */
static void make_series(double *y, uint64_t series)
{
    struct random random = random_stream(41, series);
    const double wander = 0.4 * (double)(series % 5), bend = series % 2 == 0 ? 0.0 : 0.05;
    double level = 30.0, slope = series % 3 == 0 ? 0.2 : 0.0;
    for (size_t t = 0; t < LENGTH; t++) {
        level += slope + wander * random_normal(&random);
        slope += bend * random_normal(&random);
        level = fmax(level, 12.0);
        y[t] = fmax(1.0, level + 3.0 * random_normal(&random));
    }
}

/* Little to much smoothing; the first value and no trend as states. */
static void set_start(const struct referee *referee, size_t start, double *x)
{
    static const double alphas[STARTS] = {0.01, 0.1, 0.3, 0.5, 0.8, 0.98};
    const struct ets_shape *shape = &referee->box.shape;
    x[0] = alphas[start];
    x[shape->level] = referee->data.mean;
    if (shape->beta >= 0) {
        x[shape->beta] = start % 2 == 0 ? 0.05 : 0.4;
        x[shape->trend] = 0.0;
    }
    if (shape->phi >= 0) {
        x[shape->phi] = start < STARTS / 2 ? 0.9 : 0.97;
    }
}

/* The least -2 loglik that GSL's BFGS finds. */
static double gsl_least(struct referee *referee, struct arena *scratch)
{
    const struct minimize_problem problem = {.count = referee->box.shape.count,
                                             .lower = referee->box.lower,
                                             .upper = referee->box.upper,
                                             .value = referee_value,
                                             .slope = referee_slope,
                                             .context = referee,
                                             .tolerance = 1e-6,
                                             .max_steps = 2000};
    double least = HUGE_VAL;
    for (size_t start = 0; start < STARTS; start++) {
        double x[VARIABLES_MOST];
        struct minimize_result result;
        set_start(referee, start, x);
        if (minimize_run(&problem, x, scratch, &result)) {
            least = fmin(least, result.value);
        }
    }
    return least;
}

static void no_start_of_gsls_minimiser_finds_better(void **state)
{
    struct arena *scratch = *state;
    size_t all = 0;
    for (uint64_t s = 0; s < SERIES; s++) {
        double y[LENGTH];
        make_series(y, s);
        const struct history history = {.demand = y, .length = LENGTH, .season = 1};
        for (size_t f = 0; f < ETS_FORMS; f++) {
            if (ets_forms[f].season != ETS_SEASON_N) {
                continue;
            }
            struct arena_mark mark = arena_mark(scratch);
            static struct referee referee;
            double lower[VARIABLES_MOST], upper[VARIABLES_MOST];
            struct ets_fit fit = {0};
            referee.data = (struct ets_data){
                .y = y, .length = LENGTH, .observed = LENGTH, .season = 1, .mean = y[0]};
            referee.box = (struct ets_box){.shape = ets_shape_of(ets_forms[f], 1),
                                           .bounds = BOUNDS_USUAL,
                                           .lower = lower,
                                           .upper = upper};
            assert_true(ets_work_take(&referee.work, 1, referee.box.shape.width, scratch));
            ets_box_set(&referee.box);
            assert_int_equal(ets_fit_form(&history, ets_forms[f], scratch, &fit), FIT_OK);
            const double least = gsl_least(&referee, scratch);
            assert_true(isfinite(least));
            assert_true(-2.0 * fit.loglik < least + 1e-3);
            all++;
            arena_rewind(scratch, mark);
        }
    }
    assert_int_equal(all, 6 * SERIES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_start_of_gsls_minimiser_finds_better),
    };
    return cmocka_run_group_tests_name("ets optimum", tests, scratch_setup, scratch_teardown);
}
