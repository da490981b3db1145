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
 * than it should, and enough to keep factors that do not help coverage near the likeliest. */
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
    double low = accuracy_pit(law, actual, 0.0);
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
    double count[SPREAD_ORIGINS];
    double gap[SPREAD_ORIGINS][TRIED];
    double surprise[TRIED];
    double counts; /* of all origins */
};

static void account_for(struct account *account, const struct outcome *outcome)
{
    assert(outcome->origin < SPREAD_ORIGINS);
    account->count[outcome->origin] += 1.0;
    account->counts += 1.0;
    for (size_t i = 0; i < TRIED; i++) {
        double variance = outcome->variance * exp(LEAST + STEP * (double)i);
        struct dist law = dist_of_demand(outcome->mean, variance, outcome->counts);
        account->gap[outcome->origin][i] += mean_gap(&law, outcome->actual);
        account->surprise[i] += surprise(&law, outcome->actual, sqrt(outcome->variance));
    }
}

static double gap_at(const struct account *account, size_t tried)
{
    double sum = 0.0;
    for (size_t k = 0; k < SPREAD_ORIGINS; k++) {
        sum += account->gap[k][tried];
    }
    return sum / account->counts;
}

/* The variance of the gap: of the origins' own, of the single actuals, and what does not matter. */
static double noise_of(const struct account *account, const struct belief *belief)
{
    double place = round((belief->value - LEAST) / STEP);
    size_t at = (size_t)fmin(fmax(place, 0.0), TRIED - 1.0);
    double mean = gap_at(account, at);
    double origins = 0.0;
    double scatter = 0.0;
    for (size_t k = 0; k < SPREAD_ORIGINS; k++) {
        if (account->count[k] > 0.0) {
            double apart = account->gap[k][at] / account->counts;
            double share = account->count[k] / account->counts;
            double deviation = apart - share * mean;
            origins += share * share;
            scatter += deviation * deviation;
        }
    }
    /* `origins` is one by the number of origins that weigh as much; `scatter` is of shares. */
    double effective = 1.0 / origins;
    double variance =
        (BELIEVED_ORIGINS * belief->apart * belief->apart + scatter * effective * effective) /
        (BELIEVED_ORIGINS + effective - 1.0);
    return variance / effective + GAP_SD * GAP_SD / account->counts + LEAST_NOISE * LEAST_NOISE;
}

double spread_learn(const struct outcome *outcome, size_t count, const struct belief *belief)
{
    struct account account = {0};
    for (size_t i = 0; i < count; i++) {
        account_for(&account, &outcome[i]);
    }
    if (!(account.counts > 0.0)) {
        return belief->value;
    }
    double noise = noise_of(&account, belief);
    double loss[TRIED];
    size_t best = 0;
    for (size_t i = 0; i < TRIED; i++) {
        double gap = gap_at(&account, i);
        double away = (LEAST + STEP * (double)i - belief->value) / belief->doubt;
        loss[i] = gap * gap / noise + away * away +
                  2.0 * SURPRISES * account.surprise[i] / account.counts;
        best = loss[i] < loss[best] ? i : best;
    }
    double x = LEAST + STEP * (double)best;
    if (best == 0 || best == TRIED - 1) {
        return x;
    }
    /* the bottom of the parabola through the least and its neighbours */
    double bend = loss[best - 1] - 2.0 * loss[best] + loss[best + 1];
    return bend > 0.0 ? x + 0.5 * STEP * (loss[best - 1] - loss[best + 1]) / bend : x;
}
