/* Seasonal forms are left aside only where none of them could win. */
#define RESTOCK_BASE_WIDE_H
#define WIDE
#define INLINE static inline
#define ets_season_value plain_season_value
#define ets_season_hopeless plain_season_hopeless
#include "../../src/forecast/models/ets_season.c" /* NOLINT(bugprone-suspicious-include) */
#undef ets_season_value
#undef ets_season_hopeless

#include "num/minimize.h"
#include "num/random.h"
#include "support/check.h"
#include "support/scratch.h"

#include <string.h>

/* The library's own, under the name that the macro above hid. */
double ets_season_value(const struct ets_data *data, double enough, struct arena *scratch);

enum { SEASON = 26, LENGTH = 78, KINDS = 6, SHORT_SEASON = 5, SHORT_LENGTH = 24 };

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

/* Smoothing parameters are held, the states free. */
struct referee {
    struct ets_data data;
    struct ets_shape shape;
    struct ets_work work;
    double p[16], gradient[16], curvature[256];
};

static double referee_value(void *context, const double *states)
{
    struct referee *referee = context;
    const size_t smoothing = referee->shape.smoothing;
    memcpy(referee->p + smoothing, states, (referee->shape.count - smoothing) * sizeof(double));
    return ets_value(&referee->data, &referee->shape, referee->p, &referee->work, NULL);
}

static double referee_slope(void *context, const double *states, double *gradient)
{
    struct referee *referee = context;
    const size_t smoothing = referee->shape.smoothing;
    memcpy(referee->p + smoothing, states, (referee->shape.count - smoothing) * sizeof(double));
    double value = ets_expand(&referee->data, &referee->shape, referee->p, &referee->work,
                              referee->gradient, referee->curvature);
    memcpy(gradient, referee->gradient + smoothing,
           (referee->shape.count - smoothing) * sizeof(double));
    return value;
}

/* The least over the states by GSL's BFGS. */
static double gsl_least(struct referee *referee, double alpha, double beta, double gamma,
                        double phi, struct arena *scratch)
{
    const struct ets_shape *shape = &referee->shape;
    const size_t states = shape->count - shape->smoothing;
    double x[16] = {0}, lower[16], upper[16];
    referee->p[0] = alpha;
    referee->p[shape->gamma] = gamma;
    if (shape->beta >= 0) {
        referee->p[shape->beta] = beta;
    }
    if (shape->phi >= 0) {
        referee->p[shape->phi] = phi;
    }
    for (size_t i = 0; i < states; i++) {
        lower[i] = -1e3;
        upper[i] = 1e3;
    }
    x[0] = referee->data.mean;
    const struct minimize_problem problem = {.count = states,
                                             .lower = lower,
                                             .upper = upper,
                                             .value = referee_value,
                                             .slope = referee_slope,
                                             .context = referee,
                                             .tolerance = 1e-9,
                                             .max_steps = 3000};
    struct minimize_result result;
    assert_true(minimize_run(&problem, x, scratch, &result));
    return result.value;
}

static void the_least_over_all_initial_states_is_gsls(void **state)
{
    struct arena *scratch = *state;
    double y[LENGTH];
    struct room room;
    static const enum ets_trend trends[GRIDS] = {ETS_TREND_N, ETS_TREND_A, ETS_TREND_AD};
    make_series(y, 0, 1.0);
    static struct referee referee;
    referee.data = (struct ets_data){.y = y,
                                     .length = SHORT_LENGTH,
                                     .observed = SHORT_LENGTH,
                                     .season = SHORT_SEASON,
                                     .mean = 100.0};
    assert_true(take_room(&room, &referee.data, scratch));
    set_differences(&referee.data, &room.plain);
    for (size_t g = 0; g < GRIDS; g++) {
        struct arena_mark mark = arena_mark(scratch);
        struct products sums;
        const struct ets_form form = {ETS_ERROR_A, trends[g], ETS_SEASON_A};
        referee.shape = ets_shape_of(form, SHORT_SEASON);
        assert_true(ets_work_take(&referee.work, SHORT_SEASON, referee.shape.width, scratch));
        damp(&room.plain, GRID[g].phi, &room.damped);
        gather(&GRID[g], GRID[g].trended ? &room.damped : &room.plain, SHORT_SEASON, &room, &sums);
        for (size_t i = 0; i < LANES; i++) {
            const double least = gsl_least(&referee, GRID[g].alpha[i], GRID[g].beta[i],
                                           GRID[g].gamma[i], GRID[g].phi, scratch);
            check_close(SHORT_LENGTH * log(sums.square[PLAIN][i]), least, 1e-6);
        }
        arena_rewind(scratch, mark);
    }
}

static void every_width_gives_the_same_bits(void **state)
{
    for (size_t kind = 0; kind < KINDS; kind++) {
        double y[LENGTH];
        make_series(y, kind, 1.0);
        const struct ets_data data = {.y = y,
                                      .length = LENGTH,
                                      .observed = LENGTH,
                                      .season = SEASON,
                                      .mean = 100.0,
                                      .positive = true};
        const double wide = ets_season_value(&data, -HUGE_VAL, *state);
        const double narrow = plain_season_value(&data, -HUGE_VAL, *state);
        assert_true(isfinite(wide));
        assert_memory_equal(&wide, &narrow, sizeof wide);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_over_all_initial_states_is_gsls),
        cmocka_unit_test(every_width_gives_the_same_bits),
        cmocka_unit_test(a_season_is_given_up_only_where_no_seasonal_form_wins),
    };
    return cmocka_run_group_tests_name("ets season", tests, scratch_setup, scratch_teardown);
}
