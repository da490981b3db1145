/* A series lives: demand from its law, stock-outs that hide some of it, returns that follow. */
#include "history.h"

#include <math.h>
#include <string.h>

enum { LEVEL_DAYS = 28, RETURN_DAYS = 7, OUT_EVERY_DAYS = 250, OUT_DAYS = 12 };

static const double OUT_SHARE = 0.3; /* of the series: those that run out of stock at times */

size_t level_step(const struct world *world)
{
    return (size_t)(LEVEL_DAYS / world->period_days);
}

struct series series_make(const struct world *world, const struct product *product, size_t number)
{
    struct series series = {.number = number, .place = number % world->settings.locations};
    struct random random = world_random(world, FOR_SERIES, number);
    double taste = exp(0.4 * random_normal(&random) - 0.08);
    series.base = product->daily * taste * world->place[series.place].sales * world->period_days;
    series.runs_out = random_uniform(&random) < OUT_SHARE;
    series.drift = product->drift;
    series.level = 1.0;
    /* The variance to the mean is higher where more sells: size grows slower than the mean. */
    double size = product->size * pow(fmax(series.base, 0.05), 0.4);
    bool poisson = product->order <= 0.0 && random_uniform(&random) < 0.15;
    series.law.kind = product->order > 0.0 ? LAW_HURDLE : poisson ? LAW_POISSON : LAW_NEGBIN;
    series.law.size = product->order > 0.0 ? 1.5 : size;
    series.law.order = product->order;
    return series;
}

/* Demand of every period, the level stepping as exp(drift z - drift^2 / 2), whose mean is 1. */
static void draw_demand(const struct world *world, const struct product_course *course,
                        struct series *series, struct history *history)
{
    struct random level_random = world_random(world, FOR_LEVEL, series->number);
    struct random random = world_random(world, FOR_DEMAND, series->number);
    const double *place = &world->place_factor[series->place * world->span];
    size_t step = level_step(world);
    double level = 1.0;
    for (size_t t = 0; t < world->span; t++) {
        if (t > 0 && t % step == 0 && series->drift > 0.0) {
            double z = random_normal(&level_random);
            level *= exp(series->drift * z - 0.5 * series->drift * series->drift);
        }
        double mean = series->base * level * course->factor[t] * place[t];
        history->mean[t] = mean;
        history->demand[t] = (uint32_t)count_draw(&series->law, mean, &random);
        if (t + 1 == world->settings.periods) {
            series->level = level;
        }
    }
}

/* Periods until something that happens in one of `every` happens. */
static size_t wait_for(double every, struct random *random)
{
    double wait = -log1p(-random_uniform(random)) * every;
    return wait < 1e9 ? (size_t)wait : (size_t)1000000000;
}

/* Stock runs out in the course of a period and stays out for some. */
static void run_out(const struct world *world, struct series *series, struct history *history)
{
    struct random random = world_random(world, FOR_STOCKOUT, series->number);
    size_t periods = world->settings.periods;
    memset(history->out, 0, periods);
    if (!series->runs_out) {
        return;
    }
    double every = (double)OUT_EVERY_DAYS / world->period_days;
    double lasts = (double)OUT_DAYS / world->period_days;
    size_t t = wait_for(every, &random);
    while (t < periods) {
        size_t length = 1 + wait_for(lasts, &random);
        double before = random_uniform(&random); /* the share that sold before it was empty */
        for (size_t k = 0; k < length && t < periods; k++, t++) {
            double sold = k == 0 ? floor(before * history->sold[t]) : 0.0;
            history->sold[t] = (uint32_t)sold;
            history->out[t] = 1;
            series->out_count++;
        }
        size_t wait = wait_for(every, &random);
        t += 1 + wait;
    }
    series->out_now = history->out[periods - 1] != 0;
}

static void send_back(const struct world *world, const struct product *product,
                      const struct series *series, struct history *history)
{
    size_t periods = world->settings.periods;
    size_t lag = (size_t)(RETURN_DAYS / world->period_days);
    memset(history->back, 0, periods * sizeof *history->back);
    if (!(product->return_rate > 0.0)) {
        return;
    }
    struct random random = world_random(world, FOR_RETURN, series->number);
    for (size_t t = lag; t < periods; t++) {
        if (history->sold[t - lag] > 0) {
            double mean = product->return_rate * history->sold[t - lag];
            uint64_t back = poisson_draw(mean, &random);
            history->back[t] =
                back < history->sold[t - lag] ? (uint32_t)back : history->sold[t - lag];
        }
    }
}

void series_live(const struct world *world, const struct product *product,
                 const struct product_course *course, struct series *series,
                 struct history *history)
{
    draw_demand(world, course, series, history);
    memcpy(history->sold, history->demand, world->settings.periods * sizeof *history->sold);
    run_out(world, series, history);
    send_back(world, product, series, history);
}

/* The level of a later period has the present one as its mean and, k steps on,
 * level^2 exp(k drift^2) as its mean square. */
void series_outlook(const struct world *world, const struct product_course *course,
                    const struct series *series, struct outlook *outlook)
{
    const double *place = &world->place_factor[series->place * world->span];
    size_t step = level_step(world);
    size_t periods = world->settings.periods;
    for (size_t h = 0; h < world->settings.horizon; h++) {
        size_t t = periods + h;
        size_t steps = t / step - (periods - 1) / step;
        double mean = series->base * series->level * course->factor[t] * place[t];
        double square = mean * mean * exp((double)steps * series->drift * series->drift);
        outlook->mean[h] = count_mean(&series->law, mean);
        outlook->variance[h] = count_variance(&series->law, mean, square);
    }
}
