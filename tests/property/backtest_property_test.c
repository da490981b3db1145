/* What must hold of every backtest: its tables add up, no thread changes a bit of them, and each
 * forecast is the one that would have been made on that day. */
#include "base/missing.h"
#include "num/random.h"
#include "support/check.h"
#include "support/past.h"

#include <math.h>
#include <string.h>

enum { TRIALS = 12, MOST_LENGTH = 140, OWN = 2 };

static const struct forecast_settings AUTO = {
    .nonnegative = true, .effects = true, .rehearsals = 1};

/* Series of all ages and volumes in a few places, some of them out of stock now and then. */
static struct past *some_past(uint64_t seed)
{
    struct random random = random_stream(seed, 1);
    struct past *past = past_new(seed % 3 == 0 ? BUCKET_WEEK : BUCKET_DAY);
    double demand[MOST_LENGTH];
    for (uint32_t sku = 0; sku < 10; sku++) {
        for (uint32_t place = 0; place < 3; place++) {
            size_t length = sku == 0 ? MOST_LENGTH : 1 + random_below(&random, MOST_LENGTH - 1);
            double rate = exp(3.0 * random_uniform(&random) - 2.0);
            for (size_t t = 0; t < length; t++) {
                double week = t % 7 < 2 ? 2.0 : 0.6;
                demand[t] = floor(rate * week * -log(1.0 - random_uniform(&random)) + 0.5);
            }
            demand[0] = 1.0;
            size_t s = past_add(past, sku, place, demand, length);
            past->price[s] = 1.0 + 9.0 * random_uniform(&random);
            for (size_t t = 0; t < length && sku % 4 == 3; t++) {
                if (random_below(&random, 9) == 0) {
                    past_censor(past, s, t);
                }
            }
        }
        past_item(past, sku)->terms.category = 30 + sku % 2;
    }
    past_location(past, 0)->region = 40;
    past_location(past, 1)->region = 40;
    past_location(past, 2)->region = 41;
    past->method[OWN] =
        (struct backtest_method){.name = "restock", .kind = BACKTEST_OWN, .settings = &AUTO};
    past->methods = 3;
    return past;
}

static struct backtest_settings some_settings(uint64_t seed)
{
    return (struct backtest_settings){.origins = 1 + seed % 3,
                                      .horizon = 5 + seed % 4,
                                      .step = 3 + seed % 7,
                                      .window = seed % 4 == 1 ? 40 : 0};
}

static void check_equal_sums(const struct score *a, const struct score *b)
{
    check_close(a->forecasts, b->forecasts, 0.0);
    check_close(a->errors.count, b->errors.count, 0.0);
    check_close(a->errors.absolute, b->errors.absolute, 1e-12);
    check_close(a->errors.square, b->errors.square, 1e-12);
    check_close(a->errors.over, b->errors.over, 1e-9);
    check_close(a->errors.actual, b->errors.actual, 1e-12);
    check_close(a->censored, b->censored, 0.0);
    check_close(a->pinball, b->pinball, 1e-12);
    check_close(a->coverage.inside80, b->coverage.inside80, 1e-12);
}

/* The sum of `count` scores. */
static struct score sum_of(const struct score *scores, size_t count)
{
    struct score sum = {0};
    for (size_t i = 0; i < count; i++) {
        score_add(&sum, &scores[i]);
    }
    return sum;
}

static void check_adds_up(const struct backtest *backtest)
{
    size_t origins = backtest->settings.origins;
    size_t horizon = backtest->settings.horizon;
    for (size_t m = 0; m < backtest->methods; m++) {
        const struct score *whole = &backtest->whole.score[m];
        struct score by_origin = sum_of(backtest->origin + m * origins, origins);
        struct score by_ahead = sum_of(backtest->ahead + m * horizon, horizon);
        struct score by_segment = {0};
        struct score by_location = {0};
        for (size_t g = 0; g < BACKTEST_SEGMENTS; g++) {
            score_add(&by_segment, &backtest->segment[g].score[m]);
        }
        for (size_t l = 0; l < backtest->locations; l++) {
            score_add(&by_location, &backtest->location[l].score[m]);
        }
        check_equal_sums(whole, &by_origin);
        check_equal_sums(whole, &by_segment);
        check_equal_sums(whole, &by_location);
        check_close(by_ahead.errors.absolute, whole->errors.absolute, 1e-12);
        check_close(by_ahead.money, whole->money, 1e-12);
        check_close(by_location.money, whole->money, 1e-12);
        check_close(by_origin.money / (double)origins, whole->money, 1e-12);
    }
}

static void tables_add_up_from_every_side(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < TRIALS; seed++) {
        struct past *past = some_past(seed);
        struct backtest_settings settings = some_settings(seed);
        past_must_run(past, &settings, 1);
        check_adds_up(&past->backtest);
        past_free(past);
    }
}

static void check_same_bytes(const struct backtest *a, const struct backtest *b)
{
    size_t methods = a->methods;
    assert_memory_equal(a->series, b->series, methods * a->panel->count * sizeof *a->series);
    assert_memory_equal(a->origin, b->origin, methods * a->settings.origins * sizeof *a->origin);
    assert_memory_equal(a->ahead, b->ahead, methods * a->settings.horizon * sizeof *a->ahead);
    assert_memory_equal(a->total, b->total, methods * a->levels * sizeof *a->total);
    assert_memory_equal(a->wrmsse, b->wrmsse, methods * sizeof *a->wrmsse);
}

static void threads_change_no_bit(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < TRIALS; seed += 3) {
        struct past *one = some_past(seed);
        struct past *three = some_past(seed);
        struct backtest_settings settings = some_settings(seed);
        past_must_run(one, &settings, 1);
        past_must_run(three, &settings, 3);
        check_same_bytes(&one->backtest, &three->backtest);
        past_free(one);
        past_free(three);
    }
}

/* The past without its last periods, and without whatever began in them. */
static struct past *cut_past(const struct past *past, size_t periods)
{
    struct past *cut = past_new(past->panel.calendar.bucket);
    cut->panel.end_period -= (int32_t)periods;
    cut->panel.as_of = period_first_day(&cut->panel.calendar, cut->panel.end_period);
    memcpy(cut->items, past->items, sizeof cut->items);
    memcpy(cut->locations, past->locations, sizeof cut->locations);
    cut->inputs.master.item_count = past->inputs.master.item_count;
    cut->inputs.master.location_count = past->inputs.master.location_count;
    for (size_t s = 0; s < past->panel.count; s++) {
        struct span span = panel_span(&past->panel, s);
        if (span.length <= periods) {
            continue;
        }
        size_t at =
            past_add(cut, past->sku[s], past->location[s], span.demand, span.length - periods);
        cut->price[at] = past->price[s];
        for (size_t t = 0; t < span.length - periods; t++) {
            if (span_censored(&span, t)) {
                past_censor(cut, at, t);
            }
        }
    }
    return cut;
}

static void check_forecasts(const struct past *past, const struct past *cut,
                            const struct forecasts *forecasts)
{
    size_t horizon = forecasts->horizon;
    for (size_t s = 0; s < cut->panel.count; s++) {
        size_t series = panel_find(&past->panel, cut->sku[s], cut->location[s]);
        struct span span = panel_span(&past->panel, series);
        const struct score *score = past_score(past, OWN, series);
        struct errors errors = {0};
        for (size_t h = 0; h < horizon; h++) {
            size_t t = span.length - horizon + h;
            double actual = span_censored(&span, t) ? MISSING : span.demand[t];
            struct errors one = errors_of(&actual, &forecasts->mean[s * horizon + h], 1);
            errors_add(&errors, &one);
        }
        check_close(score->errors.over, errors.over, 1e-12);
        check_close(score->errors.square, errors.square, 1e-12);
    }
}

static void a_forecast_is_the_one_of_that_day(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < TRIALS; seed++) {
        struct past *past = some_past(seed);
        struct backtest_settings settings = {.origins = 1, .horizon = 4 + seed % 5};
        struct past *cut = cut_past(past, settings.horizon);
        struct forecast_settings forecasting = AUTO;
        struct forecasts forecasts;
        struct team team;
        forecasting.horizon = settings.horizon;
        past_must_run(past, &settings, 1);
        assert_int_equal(team_init(&team, 1, &cut->fault), STATUS_OK);
        assert_int_equal(forecast_run(&forecasts, &cut->panel, &cut->inputs, &forecasting,
                                      &cut->arena, &team, &cut->fault),
                         STATUS_OK);
        check_forecasts(past, cut, &forecasts);
        team_free(&team);
        past_free(past);
        past_free(cut);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_add_up_from_every_side),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(a_forecast_is_the_one_of_that_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
