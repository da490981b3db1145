/* One factor for the variance of many forecasts. */
#include "spread.h"

#include "forecast/accuracy.h"

#include <assert.h>
#include <math.h>

/* Logarithms of the factors tried: variances from a twelfth to twenty times what they were. */
static const double LEAST = -2.5;
static const double STEP = 0.25;
enum { TRIED = 23 };

/* The levels whose coverage is to hold, and the standard deviation of one actual's mean gap. */
static const double LEVELS[] = {0.5, 0.8, 0.95};
enum { LEVEL_COUNT = sizeof LEVELS / sizeof LEVELS[0] };
static const double GAP_SD = 0.3;
/* Gaps below this are not worth a correction: laws have other faults than their spread. */
static const double LEAST_NOISE = 0.015;
/* How many independent actuals the surprise speaks for: few, since an odd one among them says more
 * than it should, and enough to keep factors that do not help coverage from going astray. */
static const double SURPRISES = 30.0;
static const double LEAST_DENSITY = 1e-3;
static const double MOST_DENSITY = 1e3;
/* What is believed of the scatter between origins counts as so many origins. */
static const double BELIEVED_ORIGINS = 2.0;

/* The share of [low, high] (a point where they are equal) inside the central `level`, less it. */
static double gap_of(double low, double high, double level)
{
    double from = 0.5 * (1.0 - level);
    double to = 1.0 - from;
    if (high > low) {
        double inside = fmin(high, to) - fmax(low, from);
        return fmax(inside, 0.0) / (high - low) - level;
    }
    return (low >= from && low <= to ? 1.0 : 0.0) - level;
}

static double mean_gap(const struct dist *law, double actual)
{
    double low = actual > 0.0 ? accuracy_pit(law, actual, 0.0) : 0.0; /* nothing is less */
    double high = accuracy_pit(law, actual, 1.0);
    double sum = 0.0;
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        sum += gap_of(low, high, LEVELS[i]);
    }
    return sum / LEVEL_COUNT;
}

/* The surprise at an actual: minus the logarithm of its density per `scale`, the standard deviation
 * of what was forecast. */
static double surprise(const struct dist *law, double actual, double scale)
{
    double unit = dist_is_discrete(law) && scale < 1.0 ? 1.0 : scale;
    double density = dist_density(law, actual) * unit;
    return -log(fmin(fmax(density, LEAST_DENSITY), MOST_DENSITY));
}

/* Sums of gaps, by origin and factor, and of surprises. */
struct account {
    const struct outcome *outcome;
    size_t count;
    double weight[SPREAD_ORIGINS]; /* share of the outcomes */
    double gap[SPREAD_ORIGINS][TRIED];
    double surprise[TRIED];
    bool done[TRIED];
    size_t believed; /* the factor nearest to what was believed */
};

static void account_open(struct account *account, const struct outcome *outcome, size_t count,
                         double believed)
{
    double place = round((believed - LEAST) / STEP);
    *account = (struct account){.outcome = outcome,
                                .count = count,
                                .believed = (size_t)fmin(fmax(place, 0.0), TRIED - 1.0)};
    for (size_t i = 0; i < count; i++) {
        assert(outcome[i].origin < SPREAD_ORIGINS);
        account->weight[outcome[i].origin] += 1.0 / (double)count;
    }
}

/* The law with that factor.  A compound law is made into a table, up to the actual if that will
 * do. */
static struct dist law_of(const struct outcome *outcome, double factor, double table[DIST_TABLE])
{
    double variance = outcome->apart + outcome->variance * factor;
    if (outcome->lumpy == NULL) {
        return dist_of_demand(outcome->mean, variance, outcome->counts);
    }
    struct dist law = outlook_law(outcome->lumpy, outcome->mean, variance);
    double cells = outcome->actual + 2.0;
    if (law.kind != DIST_COMPOUND || !outcome->counts || !(cells < DIST_TABLE)) {
        return dist_tabulate(&law, table);
    }
    dist_compound_cells(&law, 1.0, table, (size_t)cells);
    return (struct dist){.kind = DIST_DISCRETE, .mass = table, .count = (size_t)cells, .step = 1.0};
}

/* Adds up for one factor, if that has not been done. */
static void account_try(struct account *account, size_t tried)
{
    if (account->done[tried]) {
        return;
    }
    account->done[tried] = true;
    double factor = exp(LEAST + STEP * (double)tried);
    double share = 1.0 / (double)account->count;
    double table[DIST_TABLE];
    for (size_t i = 0; i < account->count; i++) {
        const struct outcome *outcome = &account->outcome[i];
        struct dist law = law_of(outcome, factor, table);
        account->gap[outcome->origin][tried] += share * mean_gap(&law, outcome->actual);
        account->surprise[tried] +=
            share * surprise(&law, outcome->actual, sqrt(outcome->apart + outcome->variance));
    }
}

static double gap_at(const struct account *account, size_t tried)
{
    double sum = 0.0;
    for (size_t k = 0; k < SPREAD_ORIGINS; k++) {
        sum += account->gap[k][tried];
    }
    return sum;
}

/* The variance of the gap: of what each origin has of its own, of single actuals, and of what does
 * not matter.  Origins weigh as many as `effective` of the same size. */
static double noise_of(struct account *account, const struct belief *belief)
{
    size_t at = account->believed;
    double mean = gap_at(account, at);
    double squares = 0.0;
    double scatter = 0.0;
    for (size_t k = 0; k < SPREAD_ORIGINS; k++) {
        double deviation = account->gap[k][at] - account->weight[k] * mean;
        squares += account->weight[k] * account->weight[k];
        scatter += deviation * deviation;
    }
    double effective = 1.0 / squares;
    double believed = BELIEVED_ORIGINS * belief->apart * belief->apart;
    double variance =
        (believed + scatter * effective * effective) / (BELIEVED_ORIGINS + effective - 1.0);
    return variance / effective + GAP_SD * GAP_SD / (double)account->count +
           LEAST_NOISE * LEAST_NOISE;
}

static double loss_at(struct account *account, const struct belief *belief, double noise,
                      size_t tried)
{
    account_try(account, tried);
    double gap = gap_at(account, tried);
    double away = (LEAST + STEP * (double)tried - belief->value) / belief->doubt;
    double more = fmax(account->surprise[tried] - account->surprise[account->believed], 0.0);
    return gap * gap / noise + away * away + 2.0 * SURPRISES * more;
}

double spread_learn(const struct outcome *outcome, size_t count, const struct belief *belief)
{
    if (count == 0) {
        return belief->value;
    }
    struct account account;
    account_open(&account, outcome, count, belief->value);
    account_try(&account, account.believed);
    double noise = noise_of(&account, belief);
    size_t best = 1;
    for (size_t i = 3; i < TRIED; i += 2) {
        if (loss_at(&account, belief, noise, i) < loss_at(&account, belief, noise, best)) {
            best = i;
        }
    }
    /* from every second factor to the best and its neighbours */
    size_t middle = best;
    for (size_t i = middle - 1; i <= middle + 1; i += 2) {
        best =
            loss_at(&account, belief, noise, i) < loss_at(&account, belief, noise, best) ? i : best;
    }
    double x = LEAST + STEP * (double)best;
    if (best == 0 || best == TRIED - 1) {
        return x;
    }
    /* the bottom of the parabola through the least and its neighbours */
    double low = loss_at(&account, belief, noise, best - 1);
    double here = loss_at(&account, belief, noise, best);
    double high = loss_at(&account, belief, noise, best + 1);
    double bend = low - 2.0 * here + high;
    return bend > 0.0 ? x + 0.5 * STEP * (low - high) / bend : x;
}
