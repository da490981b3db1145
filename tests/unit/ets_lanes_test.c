/* The wide passes of exponential smoothing against the same sources compiled for no particular
 * width: every form, the same bits. */
#define RESTOCK_BASE_WIDE_H
#define WIDE
#define INLINE static inline
#define ets_work_take plain_work_take
#define ets_work_bytes plain_work_bytes
#define ets_minus_twice_loglik plain_minus_twice_loglik
#define ets_value plain_value
#define ets_values plain_values
#define ets_expand plain_expand
#define ets_lanes_profile plain_lanes_profile
#include "../../src/forecast/models/ets_lanes.c"     /* NOLINT(bugprone-suspicious-include) */
#include "../../src/forecast/models/ets_recursion.c" /* NOLINT(bugprone-suspicious-include) */
#undef ets_work_take
#undef ets_work_bytes
#undef ets_minus_twice_loglik
#undef ets_value
#undef ets_values
#undef ets_expand
#undef ets_lanes_profile

#include "num/random.h"
#include "support/check.h"
#include "support/scratch.h"

/* The library's own, under the names that the macros above hid. */
double ets_value(const struct ets_data *data, const struct ets_shape *shape, const double *p,
                 struct ets_work *work, struct ets_state *state);
void ets_values(const struct ets_data *data, const struct ets_shape *shape,
                const double (*p)[ETS_LANES], struct ets_work *work, double *value);
double ets_expand(const struct ets_data *data, const struct ets_shape *shape, const double *p,
                  struct ets_work *work, double *gradient, double *curvature);
void ets_lanes_profile(const struct ets_data *data, bool trended, struct ets_lanes *at);

enum { LENGTH = 130, SERIES = 12, VARIABLES_MOST = 32 };

static double between(struct random *random, double low, double high)
{
    return low + (high - low) * random_uniform(random);
}

/* Around 20, some with gaps; every third near zero now and then, where relative errors fail. */
static void make_data(double *y, uint64_t series, struct ets_data *data)
{
    static const size_t seasons[] = {4, 7, 12};
    struct random random = random_stream(31, series);
    *data = (struct ets_data){.y = y, .length = LENGTH, .season = seasons[series % 3], .scale = 1};
    for (size_t t = 0; t < LENGTH; t++) {
        y[t] = 20.0 + 3.0 * sin(1.3 * (double)t) + 4.0 * random_normal(&random);
        y[t] = series % 3 == 2 && t % 9 == 0 ? 0.01 : y[t];
        y[t] = series % 2 == 1 && t % 11 == 5 ? MISSING : y[t];
        data->observed += is_missing(y[t]) ? 0 : 1;
    }
    data->mean = 20.0;
}

static void make_points(const struct ets_shape *shape, uint64_t series, double (*p)[ETS_LANES])
{
    struct random random = random_stream(32, series);
    for (size_t i = 0; i < ETS_LANES; i++) {
        for (size_t v = 0; v < shape->count; v++) {
            p[v][i] = shape->form.season == ETS_SEASON_M ? between(&random, 0.8, 1.2)
                                                         : between(&random, -1.0, 1.0);
        }
        p[0][i] = between(&random, 0.0, 1.0);
        p[shape->level][i] = between(&random, 10.0, 30.0);
        if (shape->beta >= 0) {
            p[shape->beta][i] = between(&random, 0.0, p[0][i]);
            p[shape->trend][i] = between(&random, -1.0, 1.0);
        }
        if (shape->gamma >= 0) {
            p[shape->gamma][i] = between(&random, 0.0, 1.0 - p[0][i]);
        }
        if (shape->phi >= 0) {
            p[shape->phi][i] = between(&random, 0.8, 0.98);
        }
    }
}

static void point_of(const struct ets_shape *shape, const double (*p)[ETS_LANES], size_t lane,
                     double *point)
{
    for (size_t v = 0; v < shape->count; v++) {
        point[v] = p[v][lane];
    }
}

static void assert_same_bits(const double *a, const double *b, size_t count)
{
    assert_memory_equal(a, b, count * sizeof *a);
}

static void every_lane_has_the_bits_of_a_pass_alone_at_every_width(void **state)
{
    struct arena *scratch = *state;
    size_t infinite = 0, all = 0;
    for (uint64_t s = 0; s < SERIES; s++) {
        double y[LENGTH];
        struct ets_data data;
        make_data(y, s, &data);
        for (size_t f = 0; f < ETS_FORMS; f++) {
            struct arena_mark mark = arena_mark(scratch);
            const struct ets_shape shape = ets_shape_of(ets_forms[f], data.season);
            struct ets_work work;
            double p[VARIABLES_MOST][ETS_LANES], point[VARIABLES_MOST];
            double wide[ETS_LANES], plain[ETS_LANES], alone[ETS_LANES];
            assert_true(plain_work_take(&work, shape.season, shape.width, scratch));
            make_points(&shape, s, p);
            ets_values(&data, &shape, (const double(*)[ETS_LANES])p, &work, wide);
            plain_values(&data, &shape, (const double(*)[ETS_LANES])p, &work, plain);
            assert_same_bits(wide, plain, ETS_LANES);
            for (size_t i = 0; i < ETS_LANES; i++) {
                point_of(&shape, (const double(*)[ETS_LANES])p, i, point);
                alone[i] = ets_value(&data, &shape, point, &work, NULL);
                infinite += isfinite(alone[i]) ? 0 : 1;
                all++;
            }
            assert_same_bits(wide, alone, ETS_LANES);
            arena_rewind(scratch, mark);
        }
    }
    assert_true(infinite > 0 && 2 * infinite < all);
}

static void gradient_and_information_have_the_same_bits_at_every_width(void **state)
{
    struct arena *scratch = *state;
    enum { SQUARE = VARIABLES_MOST * VARIABLES_MOST };
    for (uint64_t s = 0; s < SERIES; s++) {
        double y[LENGTH];
        struct ets_data data;
        make_data(y, s, &data);
        for (size_t f = 0; f < ETS_FORMS; f++) {
            struct arena_mark mark = arena_mark(scratch);
            const struct ets_shape shape = ets_shape_of(ets_forms[f], data.season);
            struct ets_work work;
            double p[VARIABLES_MOST][ETS_LANES], point[VARIABLES_MOST];
            double wide[VARIABLES_MOST], plain[VARIABLES_MOST];
            double wide_square[SQUARE] = {0}, plain_square[SQUARE] = {0};
            assert_true(plain_work_take(&work, shape.season, shape.width, scratch));
            make_points(&shape, s, p);
            for (size_t i = 0; i < ETS_LANES; i++) {
                point_of(&shape, (const double(*)[ETS_LANES])p, i, point);
                const double a = ets_expand(&data, &shape, point, &work, wide, wide_square);
                const double b = plain_expand(&data, &shape, point, &work, plain, plain_square);
                assert_same_bits(&a, &b, 1);
                if (isfinite(a)) {
                    assert_same_bits(wide, plain, shape.count);
                    assert_same_bits(wide_square, plain_square, shape.count * shape.count);
                }
            }
            arena_rewind(scratch, mark);
        }
    }
}

static void the_profile_has_the_same_bits_at_every_width(void **state)
{
    (void)state;
    for (uint64_t s = 0; s < SERIES; s++) {
        double y[LENGTH];
        struct ets_data data;
        struct random random = random_stream(33, s);
        struct ets_lanes wide = {0};
        make_data(y, s, &data);
        for (size_t i = 0; i < ETS_LANES; i++) {
            wide.alpha[i] = between(&random, 0.0, 1.0);
            wide.beta[i] = between(&random, 0.0, wide.alpha[i]);
            wide.phi[i] = between(&random, 0.8, 1.0);
        }
        struct ets_lanes plain = wide;
        ets_lanes_profile(&data, s % 4 > 1, &wide);
        plain_lanes_profile(&data, s % 4 > 1, &plain);
        assert_memory_equal(&wide, &plain, sizeof wide);
    }
}

/* At the profile's level and trend the likelihood is the profile's, and its slope by them is 0. */
static void the_profile_is_the_least_over_level_and_trend(void **state)
{
    struct arena *scratch = *state;
    for (uint64_t s = 0; s < SERIES; s++) {
        struct arena_mark mark = arena_mark(scratch);
        double y[LENGTH];
        struct ets_data data;
        make_data(y, s, &data);
        struct ets_work work;
        const struct ets_form damped = {ETS_ERROR_A, ETS_TREND_AD, ETS_SEASON_N};
        const struct ets_shape shape = ets_shape_of(damped, 1);
        assert_true(plain_work_take(&work, shape.season, shape.width, scratch));
        struct ets_lanes at = {.alpha = {0.0001, 0.1, 0.2, 0.3, 0.5, 0.6, 0.9, 0.9999},
                               .beta = {0.0001, 0.1, 0.01, 0.2, 0.3, 0.02, 0.3, 0.9},
                               .phi = {0.98, 0.9, 0.8, 0.95, 0.97, 0.98, 0.9, 0.85}};
        ets_lanes_profile(&data, true, &at);
        for (size_t i = 0; i < ETS_LANES; i++) {
            double p[8], gradient[8], square[64];
            p[0] = at.alpha[i];
            p[shape.beta] = at.beta[i];
            p[shape.phi] = at.phi[i];
            p[shape.level] = at.level[i];
            p[shape.trend] = at.trend[i];
            const double value = ets_expand(&data, &shape, p, &work, gradient, square);
            check_close(at.value[i], value, 1e-9);
            check_close(gradient[shape.level], 0.0, 1e-6);
            check_close(gradient[shape.trend], 0.0, 1e-6);
        }
        arena_rewind(scratch, mark);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_lane_has_the_bits_of_a_pass_alone_at_every_width),
        cmocka_unit_test(gradient_and_information_have_the_same_bits_at_every_width),
        cmocka_unit_test(the_profile_has_the_same_bits_at_every_width),
        cmocka_unit_test(the_profile_is_the_least_over_level_and_trend),
    };
    return cmocka_run_group_tests_name("ets lanes", tests, scratch_setup, scratch_teardown);
}
