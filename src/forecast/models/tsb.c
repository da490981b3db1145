/* The method of Teunter, Syntetos and Babai (2011): size of demand times the chance of one.
 *
 *   each period:     chance += beta (occurred - chance),  occurred being 0 or 1
 *   after a demand:  z += alpha (size - z)                                    rate = chance z
 *
 * Unlike Croston's, the rate falls while nothing sells, so an item that dies is let go.
 *
 * Parameters by the mean squared rate over a grid, first values the means, variance empirical as
 * of a level that moves by a = (alpha chance + beta) / 2 of each error: see croston.c. */
#include "base/wide.h"
#include "forecast/notes.h"
#include "simple.h"

#include <assert.h>
#include <string.h>

static const double GRID[] = {0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3};
enum { GRID_SIZE = sizeof GRID / sizeof *GRID, LANES = 8 };
static_assert((int)GRID_SIZE <= (int)LANES, "a lane for each beta");

struct known {
    const double *demand; /* [count] without gaps */
    const double *rates;  /* [count] the mean of demand so far, this period included */
    size_t count;
    double mean_size;
    double mean_chance;
};

struct walk {
    double rate;
    double squares; /* of demand less rate */
};

static size_t tsb_scratch(size_t length, size_t season, size_t horizon)
{
    (void)season, (void)horizon;
    enum { ARRAYS = 2, PADDING = 64 };
    return ARRAYS * (length * sizeof(double) + PADDING);
}

static struct walk tsb_walk(const struct known *known, double alpha, double beta)
{
    double z = known->mean_size;
    double chance = known->mean_chance;
    struct walk walk = {0};
    for (size_t t = 0; t < known->count; t++) {
        double demand = known->demand[t];
        double rate = chance * z;
        walk.squares += (demand - rate) * (demand - rate);
        double occurred = demand > 0.0 ? 1.0 : 0.0;
        chance += beta * (occurred - chance);
        z += occurred * alpha * (demand - z);
    }
    walk.rate = chance * z;
    return walk;
}

/* The sums of squares of rate less mean so far, of every beta at once in lanes that do not touch
 * each other. */
WIDE static void tsb_costs(const struct known *known, double alpha, double *result)
{
    double z = known->mean_size;
    double beta[LANES], chance[LANES], cost[LANES] = {0.0};
    for (size_t j = 0; j < LANES; j++) {
        beta[j] = GRID[j < GRID_SIZE ? j : 0];
        chance[j] = known->mean_chance;
    }
    for (size_t t = 0; t < known->count; t++) {
        double demand = known->demand[t], mean = known->rates[t];
        double occurred = demand > 0.0 ? 1.0 : 0.0;
        for (size_t j = 0; j < LANES; j++) {
            double apart = chance[j] * z - mean;
            cost[j] += apart * apart;
            chance[j] += beta[j] * (occurred - chance[j]);
        }
        z += occurred * alpha * (demand - z);
    }
    memcpy(result, cost, sizeof cost);
}

static bool known_of(struct known *known, const struct history *history, struct arena *scratch)
{
    double *demand = ARENA_NEW(scratch, double, history->length);
    double *rates = ARENA_NEW(scratch, double, history->length);
    if (demand == NULL || rates == NULL) {
        return false;
    }
    double sum = 0.0;
    size_t count = 0;
    size_t demands = 0;
    for (size_t t = 0; t < history->length; t++) {
        if (!is_missing(history->demand[t])) {
            sum += history->demand[t];
            demands += history->demand[t] > 0.0;
            demand[count] = history->demand[t];
            count++;
            rates[count - 1] = sum / (double)count;
        }
    }
    *known = (struct known){.demand = demand, .rates = rates, .count = count};
    known->mean_size = demands > 0 ? sum / (double)demands : 0.0;
    known->mean_chance = count > 0 ? (double)demands / (double)count : 0.0;
    return true;
}

/* What the grid gave last time, where that will do. */
static bool look_up(const struct notes *notes, double *alpha, double *beta)
{
    size_t count = 0;
    const double *kept = notes_before(notes, 0, &count);
    if (kept == NULL || count != 2 || !(notes->same || notes->hold)) {
        return false;
    }
    *alpha = kept[0];
    *beta = kept[1];
    return *alpha > 0.0 && *alpha < 1.0 && *beta > 0.0 && *beta < 1.0;
}

static void search_grid(const struct known *known, double *alpha, double *beta)
{
    double least = HUGE_VAL;
    *alpha = *beta = GRID[0];
    for (size_t i = 0; i < GRID_SIZE; i++) {
        double cost[LANES];
        tsb_costs(known, GRID[i], cost);
        for (size_t j = 0; j < GRID_SIZE; j++) {
            if (cost[j] < least) {
                least = cost[j];
                *alpha = GRID[i];
                *beta = GRID[j];
            }
        }
    }
}

static enum fit tsb_run(const struct history *history, size_t horizon, struct arena *scratch,
                        struct prediction *prediction)
{
    struct known known;
    if (!known_of(&known, history, scratch)) {
        return FIT_NO_MEMORY;
    }
    if (known.count == 0) {
        return FIT_SHORT;
    }
    double alpha;
    double beta;
    if (!look_up(history->notes, &alpha, &beta)) {
        search_grid(&known, &alpha, &beta);
    }
    notes_keep(history->notes, 0, (const double[]){alpha, beta}, 2);
    const struct walk best = tsb_walk(&known, alpha, beta);
    simple_start(prediction, "TSB");
    double variance =
        known.count > 1 ? best.squares / (double)known.count : simple_lone_variance(best.rate);
    double weight = 0.5 * (alpha * known.mean_chance + beta);
    simple_level(prediction, horizon, best.rate, variance, weight);
    simple_parameter(prediction, "alpha", alpha);
    simple_parameter(prediction, "beta", beta);
    return prediction_finish(history, horizon, prediction);
}

const struct model model_tsb = {
    .name = "tsb",
    .summary = "intermittent demand that may fade: size times chance",
    .min_periods = 1,
    .scratch = tsb_scratch,
    .run = tsb_run,
};
