/* What kind of series it is. */
#include "profile.h"

#include "base/missing.h"

static const double INTERMITTENT_INTERVAL = 1.32; /* ADI; Syntetos, Boylan and Croston (2005) */
static const double DEAD_DAYS = 180.0;
enum { DEAD_PAUSES = 3 };

static bool is_dead(const struct profile *profile)
{
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

bool profile_intermittent(const struct profile *profile)
{
    return profile->interval > INTERMITTENT_INTERVAL;
}
