/* Histories written by hand, and a backtest of them. */
#include "support/past.h"

#include "base/missing.h"
#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double QUANTILES[] = {0.05, 0.25, 0.5, 0.75, 0.95};

struct past *past_new(enum bucket bucket)
{
    struct past *past = calloc(1, sizeof *past);
    assert_non_null(past);
    arena_init(&past->arena, 0);
    intern_init(&past->inputs.names.sku, &past->arena);
    intern_init(&past->inputs.names.place, &past->arena);
    intern_init(&past->inputs.names.word, &past->arena);
    for (size_t i = 0; i < PAST_SERIES; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "%03zu", i);
        assert_int_equal(intern_add(&past->inputs.names.sku, text_of(name)), i);
        assert_int_equal(intern_add(&past->inputs.names.place, text_of(name)), i);
        assert_int_equal(intern_add(&past->inputs.names.word, text_of(name)), i);
    }
    past->inputs.master.items = past->items;
    past->inputs.master.locations = past->locations;
    past->defaults = terms_unset();
    past->panel = (struct panel){.calendar = {.bucket = bucket},
                                 .end_period = PAST_END,
                                 .sku = past->sku,
                                 .location = past->location,
                                 .start = past->start,
                                 .demand = past->demand,
                                 .return_start = past->return_start,
                                 .censored_start = past->censored_start,
                                 .censored_bits = past->bits,
                                 .price = past->price};
    past->panel.as_of = period_first_day(&past->panel.calendar, PAST_END);
    past->method[past->methods++] =
        (struct backtest_method){.name = "naive", .kind = BACKTEST_NAIVE};
    past->method[past->methods++] =
        (struct backtest_method){.name = "seasonal_naive", .kind = BACKTEST_SEASONAL};
    return past;
}

void past_free(struct past *past)
{
    arena_free(&past->arena);
    free(past);
}

size_t past_add(struct past *past, uint32_t sku, uint32_t location, const double *demand,
                size_t length)
{
    size_t s = past->panel.count++;
    assert_true(s < PAST_SERIES && past->start[s] + length <= PAST_CELLS);
    past->sku[s] = sku;
    past->location[s] = location;
    past->price[s] = MISSING;
    memcpy(past->demand + past->start[s], demand, length * sizeof *demand);
    past->start[s + 1] = past->start[s] + length;
    past->censored_start[s + 1] = past->censored_start[s] + (length + 7) / 8;
    return s;
}

void past_censor(struct past *past, size_t series, size_t t)
{
    past->bits[past->censored_start[series] + t / 8] |= (uint8_t)(1U << (t % 8));
}

struct item *past_item(struct past *past, uint32_t sku)
{
    struct item *item = &past->items[past->inputs.master.item_count++];
    *item = (struct item){.sku = sku, .terms = terms_unset()};
    return item;
}

struct location *past_location(struct past *past, uint32_t location)
{
    struct location *place = &past->locations[past->inputs.master.location_count++];
    *place = (struct location){.location = location, .region = NO_ID, .source = NO_ID};
    return place;
}

enum status past_run(struct past *past, const struct backtest_settings *settings, int threads)
{
    struct team team;
    struct backtest_settings fitted = *settings;
    TRY(backtest_fit(&fitted, &past->panel, &past->fault));
    TRY(team_init(&team, threads, &past->fault));
    struct backtest_task task = {.panel = &past->panel,
                                 .inputs = &past->inputs,
                                 .defaults = &past->defaults,
                                 .method = past->method,
                                 .methods = past->methods,
                                 .quantile = QUANTILES,
                                 .quantile_count = sizeof QUANTILES / sizeof *QUANTILES};
    enum status status =
        backtest_run(&past->backtest, &fitted, &task, &past->arena, &team, &past->fault);
    team_free(&team);
    return status;
}

void past_must_run(struct past *past, const struct backtest_settings *settings, int threads)
{
    if (past_run(past, settings, threads) != STATUS_OK) {
        fail_msg("%s", past->fault.message);
    }
}

const struct score *past_score(const struct past *past, size_t method, size_t series)
{
    return &past->backtest.series[method * past->panel.count + series];
}
