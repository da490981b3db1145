/* What kind of series it is. */
#include "profile.h"

#include "base/missing.h"

#include <math.h>

static const double INTERMITTENT_INTERVAL = 1.32; /* ADI; Syntetos, Boylan and Croston (2005) */
static const double DEAD_DAYS = 180.0;
enum { DEAD_PAUSES = 3 };
static const double DEAD_CHANCE = 0.05;
static const double WANDERING = 0.8; /* of persistence; sales of a shop have less, prices more */

/* The chance of so long a pause if nothing had changed: with n demands after the first, each as
 * likely at any time, all by the last one's; (t[n] / T)^n (Solow 1993, Inferring extinction from
 * sighting data, Ecology 74). */
static double chance_of_pause(const struct profile *profile)
{
    double until = (double)(profile->known - profile->pause);
    return pow(until / (double)profile->known, (double)(profile->demands - 1));
}

static bool is_dead(const struct profile *profile)
{
    if (profile->demands > 1 && chance_of_pause(profile) > DEAD_CHANCE) {
        return false; /* it hardly ever sold: that it does not now says little */
    }
    return profile->demands > 0 && profile->pause > DEAD_PAUSES * profile->longest_pause &&
           profile->pause > profile->season &&
           (double)profile->pause * profile->period_days > DEAD_DAYS;
}

/* The sum of squares of the sizes about their mean, over their number and squared mean. */
static double size_variation(const struct history *history, const struct profile *profile)
{
    double squares = 0.0;
    for (size_t t = 0; t < history->length; t++) {
        if (history->demand[t] > 0.0) {
            double deviation = history->demand[t] / profile->mean_size - 1.0;
            squares += deviation * deviation;
        }
    }
    return profile->demands > 0 ? squares / (double)profile->demands : 0.0;
}

/* 1 - (mean squared step / 2) / variance, von Neumann's ratio (1941): 0 for independent periods,
 * near 1 for a random walk. */
static double persistence(const struct history *history, const struct profile *profile)
{
    double mean = profile->known > 0 ? profile->total / (double)profile->known : 0.0;
    double steps = 0.0;
    double deviations = 0.0;
    size_t step_count = 0;
    for (size_t t = 0; t < history->length; t++) {
        double demand = history->demand[t];
        if (is_missing(demand)) {
            continue;
        }
        deviations += (demand - mean) * (demand - mean);
        if (t > 0 && !is_missing(history->demand[t - 1])) {
            double step = demand - history->demand[t - 1];
            steps += step * step;
            step_count++;
        }
    }
    if (step_count == 0 || !(deviations > 0.0)) {
        return 0.0;
    }
    return 1.0 - 0.5 * (steps / (double)step_count) / (deviations / (double)profile->known);
}

struct profile profile_of(const struct history *history, double period_days)
{
    struct profile profile = {.length = history->length,
                              .season = history->season,
                              .period_days = period_days,
                              .constant = true};
    double first = MISSING;
    for (size_t t = 0; t < history->length; t++) {
        double demand = history->demand[t];
        if (is_missing(demand)) {
            continue;
        }
        first = is_missing(first) ? demand : first;
        profile.known++;
        profile.total += demand;
        profile.constant = profile.constant && !(demand < first || demand > first);
        profile.pause++;
        if (demand > 0.0) {
            if (profile.demands > 0 && profile.pause - 1 > profile.longest_pause) {
                profile.longest_pause = profile.pause - 1;
            }
            profile.pause = 0;
            profile.demands++;
            profile.largest = demand > profile.largest ? demand : profile.largest;
        }
    }
    bool sold = profile.demands > 0;
    profile.mean_size = sold ? profile.total / (double)profile.demands : 0.0;
    profile.interval = sold ? (double)profile.known / (double)profile.demands : HUGE_VAL;
    profile.cv2 = size_variation(history, &profile);
    profile.persistence = persistence(history, &profile);
    profile.dead = is_dead(&profile);
    return profile;
}

bool profile_constant(const double *demand, size_t length)
{
    for (size_t t = 1; t < length; t++) {
        if (demand[t] < demand[0] || demand[t] > demand[0]) {
            return false;
        }
    }
    return true;
}

bool profile_counts(const double *demand, size_t length)
{
    for (size_t t = 0; t < length; t++) {
        if (!is_missing(demand[t]) &&
            (demand[t] < floor(demand[t]) || demand[t] > floor(demand[t]))) {
            return false;
        }
    }
    return true;
}

bool profile_persistent(const struct profile *profile)
{
    return profile->persistence > WANDERING;
}

bool profile_intermittent(const struct profile *profile)
{
    return profile->interval > INTERMITTENT_INTERVAL;
}
