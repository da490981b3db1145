/* Histories written by hand, and a backtest of them. */
#ifndef RESTOCK_TESTS_PAST_H
#define RESTOCK_TESTS_PAST_H

#include "backtest/backtest.h"

enum { PAST_SERIES = 64, PAST_CELLS = 20000, PAST_END = 2000, PAST_METHODS = 8 };

/* What forecasts of a past are held against, and of whom. */
struct past {
    struct inputs inputs;
    struct panel panel; /* ends before period PAST_END */
    uint32_t sku[PAST_SERIES];
    uint32_t location[PAST_SERIES];
    size_t start[PAST_SERIES + 1];
    size_t return_start[PAST_SERIES + 1];
    size_t censored_start[PAST_SERIES + 1];
    double price[PAST_SERIES];
    double demand[PAST_CELLS];
    uint8_t bits[PAST_CELLS / 8 + PAST_SERIES];
    struct item items[PAST_SERIES];
    struct location locations[PAST_SERIES];
    struct backtest_method method[PAST_METHODS];
    size_t methods;
    struct terms defaults;
    struct arena arena;
    struct backtest backtest;
    struct fault fault;
};

/* Nobody in it; the methods are naive and seasonal naive. */
struct past *past_new(enum bucket bucket);
void past_free(struct past *past);

/* A series, after all that come before it by sku and location; returns its number.  Its price is
 * not known. */
size_t past_add(struct past *past, uint32_t sku, uint32_t location, const double *demand,
                size_t length);
/* Period `t` of a series is out of stock. */
void past_censor(struct past *past, size_t series, size_t t);
struct item *past_item(struct past *past, uint32_t sku);
struct location *past_location(struct past *past, uint32_t location);

/* Fits the settings and runs; the answer is in `backtest`, and stays there until the next. */
enum status past_run(struct past *past, const struct backtest_settings *settings, int threads);
/* The same; the test fails unless it works. */
void past_must_run(struct past *past, const struct backtest_settings *settings, int threads);

const struct score *past_score(const struct past *past, size_t method, size_t series);

#endif
