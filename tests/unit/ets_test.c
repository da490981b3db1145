/* Exponential smoothing: likelihood, gradient, fit, forecast moments and the edges. */
#include "forecast/ets.h"

#include "base/missing.h"
#include "forecast/models.h"
#include "num/minimize.h"
#include "num/random.h"
#include "support/check.h"
#include "support/referee.h"
#include "support/scratch.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST = 2000, SEASON = 4, COUNT = 60 };

/* A positive series with level, trend, season and noise, the same on every machine up to rounding.
 */
static void make_series(double *y, size_t length, size_t season, double noise)
{
    struct random random = random_stream(11, season);
    for (size_t t = 0; t < length; t++) {
        double phase = 6.283185307179586 * (double)t / (double)season;
        y[t] = (20.0 + 0.1 * (double)t) * (1.0 + (season > 1 ? 0.3 * sin(phase) : 0.0)) *
               (1.0 + noise * random_normal(&random));
    }
}

static struct history history_of(const double *y, size_t length, size_t season)
{
    return (struct history){.demand = y, .length = length, .season = season, .nonnegative = true};
}

/* A plausible point of every form, around a level of 20. */
static void make_point(const struct ets_shape *shape, double *p)
{
    for (size_t i = 0; i < shape->count; i++) {
        double wave = 0.1 * (double)(i % 3);
        p[i] = shape->form.season == ETS_SEASON_M ? 0.9 + wave : 2.0 * (wave - 0.1);
    }
    p[0] = 0.4;
    p[shape->level] = 21.0;
    if (shape->beta >= 0) {
        p[shape->beta] = 0.15;
        p[shape->trend] = 0.2;
    }
    if (shape->gamma >= 0) {
        p[shape->gamma] = 0.25;
    }
    if (shape->phi >= 0) {
        p[shape->phi] = 0.93;
    }
}

static void the_gradient_of_every_form_is_that_of_finite_differences(void **state)
{
    struct arena *scratch = *state;
    static double y[COUNT];
    make_series(y, COUNT, SEASON, 0.1);
    y[17] = MISSING;
    for (size_t f = 0; f < ETS_FORMS; f++) {
        struct arena_mark mark = arena_mark(scratch);
        struct ets_shape shape = ets_shape_of(ets_forms[f], SEASON);
        struct ets_data data = {
            .y = y, .length = COUNT, .observed = COUNT - 1, .season = SEASON, .scale = 1.0};
        struct ets_work work;
        double p[16], gradient[16], curvature[256];
        assert_true(ets_work_take(&work, SEASON, shape.width, scratch));
        make_point(&shape, p);
        double value = ets_expand(&data, &shape, p, &work, gradient, curvature);
        check_close(ets_value(&data, &shape, p, &work, NULL), value, 1e-13);
        for (size_t i = 0; i < shape.count; i++) {
            const double at = p[i], step = 1e-5 * fmax(1.0, fabs(at));
            p[i] = at + step;
            double above = ets_value(&data, &shape, p, &work, NULL);
            p[i] = at - step;
            double below = ets_value(&data, &shape, p, &work, NULL);
            p[i] = at;
            check_close(gradient[i], (above - below) / (2.0 * step), 2e-6);
            assert_true(curvature[i * shape.count + i] > 0.0);
        }
        arena_rewind(scratch, mark);
    }
}

/* By hand: alpha 0.5, level 10, y 12 9: e = 2, -2, so S = 8. */
static void the_likelihood_is_that_of_the_definition(void **state)
{
    struct arena *scratch = *state;
    struct arena_mark mark = arena_mark(scratch);
    const double y[] = {12.0, 9.0};
    const struct history history = history_of(y, 2, 1);
    struct ets_fit fit = {.alpha = 0.5, .level0 = 10.0};
    assert_int_equal(ets_evaluate(&history, scratch, &fit), FIT_OK);
    check_close(fit.loglik, -0.5 * 2.0 * log(8.0), 1e-14);
    check_close(fit.level, 10.0, 1e-14);
    check_close(fit.aic, 2.0 * log(8.0) + 6.0, 1e-14);
    fit.form.error = ETS_ERROR_M; /* r = 0.2, -2/11 and f = 10, 11 */
    assert_int_equal(ets_evaluate(&history, scratch, &fit), FIT_OK);
    double squares = 0.04 + 4.0 / 121.0;
    check_close(fit.loglik, -0.5 * (2.0 * log(squares) + 2.0 * log(110.0)), 1e-14);
    arena_rewind(scratch, mark);
}

/* GSL's BFGS, started at our optimum moved by a tenth, finds nothing better and comes back near it.
 */
static void gsl_agrees_on_the_optimum_of_every_form(void **state)
{
    struct arena *scratch = *state;
    static double y[COUNT];
    make_series(y, COUNT, SEASON, 0.05);
    const struct history history = history_of(y, COUNT, SEASON);
    for (size_t f = 0; f < ETS_FORMS; f++) {
        struct arena_mark mark = arena_mark(scratch);
        static struct referee referee;
        struct ets_fit fit = {0};
        double lower[32], upper[32], x[32], p[32];
        assert_int_equal(ets_fit_form(&history, ets_forms[f], scratch, &fit), FIT_OK);
        referee.data = (struct ets_data){
            .y = y, .length = COUNT, .observed = COUNT, .season = SEASON, .scale = 1.0};
        referee.box = (struct ets_box){.shape = ets_shape_of(ets_forms[f], SEASON),
                                       .bounds = BOUNDS_USUAL,
                                       .lower = lower,
                                       .upper = upper};
        const struct ets_shape *shape = &referee.box.shape;
        assert_true(ets_work_take(&referee.work, SEASON, shape->width, scratch));
        ets_box_set(&referee.box);
        make_point(shape, p);
        p[shape->level] = fit.level0;
        ets_box_inverse(&referee.box, p, x);
        const struct minimize_problem problem = {.count = shape->count,
                                                 .lower = lower,
                                                 .upper = upper,
                                                 .value = referee_value,
                                                 .slope = referee_slope,
                                                 .context = &referee,
                                                 .tolerance = 1e-6,
                                                 .max_steps = 3000};
        struct minimize_result result;
        assert_true(minimize_run(&problem, x, scratch, &result));
        assert_true(result.value >= -2.0 * fit.loglik - 1e-4);
        /* and the optimum is one for GSL too */
        p[0] = fit.alpha;
        p[shape->level] = fit.level0;
        if (shape->beta >= 0) {
            p[shape->beta] = fit.beta;
            p[shape->trend] = fit.trend0;
        }
        if (shape->phi >= 0) {
            p[shape->phi] = fit.phi;
        }
        if (shape->gamma >= 0) {
            p[shape->gamma] = fit.gamma;
            memcpy(p + shape->seasons, fit.season0, (SEASON - 1) * sizeof(double));
        }
        ets_box_inverse(&referee.box, p, x);
        check_close(referee_value(&referee, x), -2.0 * fit.loglik, 1e-9);
        assert_true(minimize_run(&problem, x, scratch, &result));
        check_close(result.value, -2.0 * fit.loglik, 1e-4 / fabs(2.0 * fit.loglik));
        arena_rewind(scratch, mark);
    }
}

static void the_choice_does_not_depend_on_the_unit(void **state)
{
    struct arena *scratch = *state;
    static double y[COUNT], scaled[COUNT];
    const double units[] = {1e-6, 1.0, 1e12};
    struct ets_fit want = {0};
    make_series(y, COUNT, SEASON, 0.05);
    const struct history one = history_of(y, COUNT, SEASON);
    assert_int_equal(ets_fit_best(&one, scratch, &want), FIT_OK);
    for (size_t u = 0; u < 3; u++) {
        struct ets_fit fit = {0};
        for (size_t t = 0; t < COUNT; t++) {
            scaled[t] = y[t] * units[u];
        }
        const struct history history = history_of(scaled, COUNT, SEASON);
        assert_int_equal(ets_fit_best(&history, scratch, &fit), FIT_OK);
        assert_memory_equal(&fit.form, &want.form, sizeof fit.form);
        check_close(fit.loglik + COUNT * log(units[u]), want.loglik, 1e-7);
        check_close(fit.alpha, want.alpha, 1e-3);
        check_close(fit.level / units[u], want.level, 1e-4);
    }
}

/* Values that are not known leave the states alone: they are neither zeros nor perfect forecasts.
 */
static void missing_values_are_skipped(void **state)
{
    struct arena *scratch = *state;
    const double y[] = {12.0, MISSING, MISSING, 9.0}, dense[] = {12.0, 9.0};
    const struct history gaps = history_of(y, 4, 1), none = history_of(dense, 2, 1);
    struct ets_fit with = {.alpha = 0.5, .level0 = 10.0}, without = {.alpha = 0.5, .level0 = 10.0};
    assert_int_equal(ets_evaluate(&gaps, scratch, &with), FIT_OK);
    assert_int_equal(ets_evaluate(&none, scratch, &without), FIT_OK);
    check_close(with.loglik, without.loglik, 0.0);
    assert_int_equal(with.observed, 2);
    static double holes[COUNT], full[COUNT];
    make_series(full, COUNT, SEASON, 0.03);
    memcpy(holes, full, sizeof holes);
    for (size_t t = 3; t < COUNT; t += 7) {
        holes[t] = MISSING;
    }
    const struct history history = history_of(holes, COUNT, SEASON);
    struct ets_fit fit = {0};
    double mean[SEASON], variance[SEASON], sum_variance[SEASON];
    assert_int_equal(ets_fit_best(&history, scratch, &fit), FIT_OK);
    assert_int_equal(fit.form.season != ETS_SEASON_N, 1);
    assert_int_equal(ets_moments(&fit, SEASON, SEASON, scratch, mean, variance, sum_variance),
                     FIT_OK);
    for (size_t h = 0; h < SEASON; h++) {
        double truth = (20.0 + 0.1 * (double)(COUNT + h)) *
                       (1.0 + 0.3 * sin(6.283185307179586 * (double)h / SEASON));
        check_close(mean[h], truth, 0.06);
    }
}

static enum fit run(const struct model *model, const struct history *history, size_t horizon,
                    struct arena *scratch, struct prediction *prediction)
{
    static double mean[64], variance[64], sum_variance[64];
    *prediction =
        (struct prediction){.mean = mean, .variance = variance, .sum_variance = sum_variance};
    return model->run(history, horizon, scratch, prediction);
}

static void a_history_that_never_changes_is_its_level_without_variance(void **state)
{
    struct arena *scratch = *state;
    const double values[] = {7.0, 0.0};
    for (size_t v = 0; v < 2; v++) {
        double y[20];
        struct prediction prediction;
        for (size_t t = 0; t < 20; t++) {
            y[t] = values[v];
        }
        const struct history history = history_of(y, 20, SEASON);
        assert_int_equal(run(&model_ets, &history, 8, scratch, &prediction), FIT_OK);
        for (size_t h = 0; h < 8; h++) {
            check_close(prediction.mean[h], values[v], 0.0);
            check_close(prediction.sum_variance[h], 0.0, 0.0);
        }
        assert_true(is_missing(prediction.loglik));
    }
}

/* A line without noise fits perfectly: the likelihood stays finite and the line goes on. */
static void a_straight_line_is_continued(void **state)
{
    struct arena *scratch = *state;
    double y[30];
    struct prediction prediction;
    for (size_t t = 0; t < 30; t++) {
        y[t] = 5.0 + 2.0 * (double)t;
    }
    const struct history history = history_of(y, 30, 1);
    assert_int_equal(run(&model_ets, &history, 3, scratch, &prediction), FIT_OK);
    assert_true(isfinite(prediction.loglik));
    check_close(prediction.mean[0], 65.0, 1e-6);
    check_close(prediction.mean[2], 69.0, 1e-6);
}

static void short_histories_are_answered_or_called_short(void **state)
{
    struct arena *scratch = *state;
    const double y[] = {3.0, 5.0, 4.0, 8.0, 6.0, 7.0};
    for (size_t n = 0; n <= 6; n++) {
        struct prediction prediction;
        const struct history history = history_of(y, n, 7);
        enum fit fit = run(&model_ets, &history, 5, scratch, &prediction);
        if (n < 2) {
            assert_int_equal(fit, FIT_SHORT);
        } else {
            assert_int_equal(fit, FIT_OK);
            assert_true(prediction.mean[4] >= 3.0 && prediction.mean[4] <= 8.0);
            assert_true(prediction.variance[0] > 0.0);
            assert_int_equal(run(&model_ses, &history, 5, scratch, &prediction), FIT_OK);
            assert_int_equal(run(&model_holt, &history, 5, scratch, &prediction), FIT_SHORT);
        }
    }
}

static void a_season_longer_than_half_the_history_is_not_fitted(void **state)
{
    struct arena *scratch = *state;
    static double y[30];
    make_series(y, 30, 5, 0.1);
    for (size_t season = 14; season <= 52; season++) {
        struct ets_fit fit = {0};
        const struct history history = history_of(y, 30, season);
        assert_int_equal(ets_fit_best(&history, scratch, &fit), FIT_OK);
        if (season > 15) {
            assert_int_equal(fit.form.season, ETS_SEASON_N);
            assert_int_equal(ets_fit_form(&history, ets_forms[3], scratch, &fit), FIT_SHORT);
        }
    }
}

static void zeros_exclude_multiplicative_forms(void **state)
{
    struct arena *scratch = *state;
    static double y[COUNT];
    make_series(y, COUNT, SEASON, 0.1);
    y[5] = 0.0;
    const struct history history = history_of(y, COUNT, SEASON);
    for (size_t f = 0; f < ETS_FORMS; f++) {
        struct ets_fit fit = {0};
        enum fit want = ets_forms[f].error == ETS_ERROR_A ? FIT_OK : FIT_UNSUITABLE;
        assert_int_equal(ets_fit_form(&history, ets_forms[f], scratch, &fit), want);
    }
}

/* One day with a billion: finite, not negative, and the arithmetic holds. */
static void a_huge_spike_leaves_everything_finite(void **state)
{
    struct arena *scratch = *state;
    static double y[200];
    make_series(y, 200, 7, 0.2);
    y[120] = 1e9;
    const struct history history = history_of(y, 200, 7);
    for (size_t f = 0; f < ETS_FORMS; f++) {
        struct prediction prediction;
        enum fit fit = run(&model_ets_forms[f], &history, 28, scratch, &prediction);
        if (fit == FIT_OK) {
            assert_true(isfinite(prediction.loglik) && prediction.mean[27] >= 0.0);
        }
    }
    struct prediction prediction;
    assert_int_equal(run(&model_ets, &history, 28, scratch, &prediction), FIT_OK);
}

static void every_season_length_is_fitted(void **state)
{
    struct arena *scratch = *state;
    static double y[LONGEST];
    const size_t seasons[] = {2, 3, 7, 12, 24, 52};
    for (size_t s = 0; s < 6; s++) {
        struct arena_mark mark = arena_mark(scratch);
        size_t length = 4 * seasons[s] + 17;
        make_series(y, length, seasons[s], 0.02);
        const struct history history = history_of(y, length, seasons[s]);
        struct ets_fit fit = {0};
        assert_int_equal(ets_fit_best(&history, scratch, &fit), FIT_OK);
        if (seasons[s] > 3) {
            assert_int_equal(fit.form.season != ETS_SEASON_N, 1);
        }
        arena_rewind(scratch, mark);
    }
}

static void the_declared_scratch_is_enough(void **state)
{
    (void)state;
    static double y[300];
    const size_t seasons[] = {1, 7, 52}, lengths[] = {2, 30, 300};
    for (size_t s = 0; s < 3; s++) {
        for (size_t n = 0; n < 3; n++) {
            struct arena scratch;
            struct prediction prediction;
            make_series(y, lengths[n], seasons[s], 0.1);
            const struct history history = history_of(y, lengths[n], seasons[s]);
            arena_init(&scratch, 1);
            assert_true(arena_reserve(&scratch, model_ets.scratch(lengths[n], seasons[s], 40)));
            const struct arena_block *block = scratch.block;
            assert_int_equal(run(&model_ets, &history, 40, &scratch, &prediction), FIT_OK);
            assert_ptr_equal(scratch.block, block);
            arena_free(&scratch);
        }
    }
}

/* Draws futures of a fitted form and compares the moments; `slack` in standard errors plus a share
 * for what is only first order. */
static void simulate(const struct ets_fit *fit, size_t m, size_t horizon, size_t draws,
                     double slack, double share, struct arena *scratch)
{
    double mean[64], variance[64], sum_variance[64];
    double first[64] = {0.0}, second[64] = {0.0}, sums[64] = {0.0}, squares[64] = {0.0};
    struct random random = random_stream(5, 1);
    assert_int_equal(ets_moments(fit, m, horizon, scratch, mean, variance, sum_variance), FIT_OK);
    for (size_t d = 0; d < draws; d++) {
        double l = fit->level, b = value_or(fit->trend, 0.0), season[16] = {0.0}, total = 0.0;
        for (size_t k = 0; k < m && fit->season != NULL; k++) {
            season[k] = fit->season[k];
        }
        for (size_t h = 0; h < horizon; h++) {
            bool product = fit->form.season == ETS_SEASON_M;
            double pb = value_or(fit->phi, 1.0) * b, q = l + pb, s = season[h % m];
            double f = product ? q * s : q + s;
            double e = sqrt(fit->sigma2) * random_normal(&random);
            e *= fit->form.error == ETS_ERROR_M ? f : 1.0;
            double u = product ? e / s : e;
            l = q + fit->alpha * u;
            b = pb + value_or(fit->beta, 0.0) * u;
            season[h % m] = s + value_or(fit->gamma, 0.0) * (product ? e / q : e);
            double y = f + e - mean[h];
            first[h] += y;
            second[h] += y * y;
            total += y;
            sums[h] += total;
            squares[h] += total * total;
        }
    }
    double n = (double)draws;
    for (size_t h = 0; h < horizon; h++) {
        double got = second[h] / n - (first[h] / n) * (first[h] / n);
        double got_sum = squares[h] / n - (sums[h] / n) * (sums[h] / n);
        check_close(got / variance[h], 1.0, slack * sqrt(2.0 / n) + share);
        check_close(got_sum / sum_variance[h], 1.0, slack * sqrt(2.0 / n) + share);
    }
}

static void forecast_moments_are_those_of_simulated_futures(void **state)
{
    struct arena *scratch = *state;
    double season_a[] = {-3.0, 1.0, 4.0, -2.0}, season_m[] = {0.8, 1.1, 1.3, 0.8};
    for (size_t f = 0; f < ETS_FORMS; f++) {
        struct ets_form form = ets_forms[f];
        bool relative = form.error == ETS_ERROR_M, product = form.season == ETS_SEASON_M;
        struct ets_fit fit = {.form = form,
                              .alpha = 0.3,
                              .beta = form.trend != ETS_TREND_N ? 0.06 : MISSING,
                              .gamma = form.season != ETS_SEASON_N ? 0.2 : MISSING,
                              .phi = form.trend == ETS_TREND_AD ? 0.9 : MISSING,
                              .level = 20.0,
                              .trend = form.trend != ETS_TREND_N ? 0.3 : MISSING,
                              .season = product                       ? season_m
                                        : form.season == ETS_SEASON_A ? season_a
                                                                      : NULL,
                              .sigma2 = relative ? 0.01 : 4.0};
        simulate(&fit, form.season == ETS_SEASON_N ? 1 : SEASON, 10, 40000, 5.0,
                 product    ? 0.02
                 : relative ? 0.01
                            : 0.0,
                 scratch);
    }
}

static void names_of_forms_are_read_as_they_are_written(void **state)
{
    (void)state;
    for (size_t f = 0; f < ETS_FORMS; f++) {
        char label[MODEL_LABEL_SIZE];
        struct ets_form form;
        ets_label(ets_forms[f], label);
        assert_true(ets_form_parse(label, &form));
        assert_memory_equal(&form, &ets_forms[f], sizeof form);
        assert_true(ets_form_parse(model_ets_forms[f].name + strlen("ets:"), &form));
        assert_memory_equal(&form, &ets_forms[f], sizeof form);
    }
    struct ets_form form;
    assert_false(ets_form_parse("AAM", &form));
    assert_false(ets_form_parse("ETS(A,N,N,N,N,N,N)", &form));
}

/* The roots of known cases, 2008 ch. 10: ANN 0 < alpha < 2; AAN 0 < beta < 4 - 2 alpha. */
static void the_admissible_region_is_that_of_the_roots(void **state)
{
    (void)state;
    double polynomial[16];
    struct ets_shape ann = ets_shape_of(ets_forms[0], 1), aan = ets_shape_of(ets_forms[1], 1);
    assert_true(ets_admissible(&ann, 1.99, 0.0, 0.0, 1.0, polynomial));
    assert_false(ets_admissible(&ann, 2.01, 0.0, 0.0, 1.0, polynomial));
    assert_true(ets_admissible(&aan, 1.2, 1.59, 0.0, 1.0, polynomial));
    assert_false(ets_admissible(&aan, 1.2, 1.61, 0.0, 1.0, polynomial));
    struct ets_shape ana = ets_shape_of(ets_forms[3], SEASON),
                     aaa = ets_shape_of(ets_forms[4], SEASON);
    assert_true(ets_admissible(&ana, 0.3, 0.0, 0.2, 1.0, polynomial));
    assert_false(ets_admissible(&ana, 0.3, 0.0, 1.8, 1.0, polynomial));
    assert_true(ets_admissible(&aaa, 0.3, 0.05, 0.2, 1.0, polynomial));
    assert_false(ets_admissible(&aaa, 0.9, 0.9, 0.9, 1.0, polynomial));
}

/* The admissible region holds nearly all of the usual one (not all with a season), so the best
 * inside both is a lower bound; and where alpha wants to pass 1 it does. */
static void the_admissible_fit_is_no_worse_than_the_usual_one(void **state)
{
    struct arena *scratch = *state;
    static double y[COUNT];
    make_series(y, COUNT, SEASON, 0.05);
    struct history history = history_of(y, COUNT, SEASON);
    for (size_t f = 0; f < ETS_FORMS; f++) {
        struct arena_mark mark = arena_mark(scratch);
        struct ets_fit both = {0}, wide = {0};
        history.bounds = BOUNDS_BOTH;
        assert_int_equal(ets_fit_form(&history, ets_forms[f], scratch, &both), FIT_OK);
        history.bounds = BOUNDS_ADMISSIBLE;
        assert_int_equal(ets_fit_form(&history, ets_forms[f], scratch, &wide), FIT_OK);
        assert_true(wide.loglik >= both.loglik - 1e-3);
        arena_rewind(scratch, mark);
    }
    for (size_t t = 0; t < COUNT;
         t++) { /* rises that go on and turn: more than the last error counts */
        y[t] = 100.0 + 10.0 * sin(0.5 * (double)t) + (t % 3 == 0 ? 0.5 : 0.0);
    }
    struct ets_fit wide = {0};
    history.season = 1;
    assert_int_equal(ets_fit_form(&history, ets_forms[0], scratch, &wide), FIT_OK);
    assert_true(wide.alpha > 1.0 && wide.alpha < 2.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gradient_of_every_form_is_that_of_finite_differences),
        cmocka_unit_test(the_likelihood_is_that_of_the_definition),
        cmocka_unit_test(gsl_agrees_on_the_optimum_of_every_form),
        cmocka_unit_test(the_choice_does_not_depend_on_the_unit),
        cmocka_unit_test(missing_values_are_skipped),
        cmocka_unit_test(a_history_that_never_changes_is_its_level_without_variance),
        cmocka_unit_test(a_straight_line_is_continued),
        cmocka_unit_test(short_histories_are_answered_or_called_short),
        cmocka_unit_test(a_season_longer_than_half_the_history_is_not_fitted),
        cmocka_unit_test(zeros_exclude_multiplicative_forms),
        cmocka_unit_test(a_huge_spike_leaves_everything_finite),
        cmocka_unit_test(every_season_length_is_fitted),
        cmocka_unit_test(the_declared_scratch_is_enough),
        cmocka_unit_test(forecast_moments_are_those_of_simulated_futures),
        cmocka_unit_test(names_of_forms_are_read_as_they_are_written),
        cmocka_unit_test(the_admissible_region_is_that_of_the_roots),
        cmocka_unit_test(the_admissible_fit_is_no_worse_than_the_usual_one),
    };
    return cmocka_run_group_tests_name("ets", tests, scratch_setup, scratch_teardown);
}
