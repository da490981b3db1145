/* Demand ahead of the as-of date over any stretch of days: from the periods of a forecast to the
 * calendar interval that a plan asks for.
 *
 * Time is in days from the morning of as_of, and real: half a day is half a day.  Inside a period
 * demand is spread evenly.  The means of adjoining intervals add up, and so do their variances:
 * the variance of (from, to] is V(to) - V(from), where V(t) is that of everything up to t, a
 * non-decreasing function made of the model's own running sums.  For an interval from today on
 * that is the model's variance itself.  For a later one it also holds twice the covariance with
 * the days before it, so it is on the careful side where errors of a level carry on.
 *
 * A spread of f takes every standard deviation f times as wide at the same mean.  Of a lumpy series
 * the sizes are f^2 times as large and as many times as few: a Poisson number of sizes x has the
 * mean n E x and the variance n E x^2.  (What crowding adds to that is taken f^2 times, too.)
 *
 * Beyond the last period the mean of the last season goes on, and the variance grows as fast as it
 * did over that season. */
#ifndef RESTOCK_FORECAST_OUTLOOK_H
#define RESTOCK_FORECAST_OUTLOOK_H

#include "base/arena.h"
#include "forecast/forecast.h"
#include "num/dist.h"

#include <stdbool.h>
#include <stddef.h>

enum { OUTLOOK_SIZES = 64 };

/* A view of one series' forecast; the arrays belong to the forecasts and to whoever made
 * `period_end`. */
struct outlook {
    const double *mean;         /* [periods] of one period */
    const double *sum_variance; /* [periods] of the first h periods together */
    size_t periods;
    const double *period_end; /* [periods] days from as_of to the end of a period, ascending */
    double spread;            /* factor on the standard deviation of all that is asked, be it of the
                                 law, the variance or a lumpy series' sizes; 0, unset: 1 */
    double first_share;       /* share of the first period that still lies ahead, in (0, 1] */
    size_t season;            /* periods whose mean goes on beyond the last; 0 or more than there
                                 are: all of them */
    bool counts;
    size_t size_count; /* of a lumpy series: sizes of its demands, else 0 */
    double size[DIST_SIZES];
    double size_mean;

    /* By outlook_sum; else NULL and 0, and every question is a pass over the periods. */
    const double *mean_until;     /* [periods] expected from as_of to the end of a period */
    const double *variance_until; /* [periods] */
    double mean_a_day;            /* beyond the last period */
    double variance_a_day;
    double periods_a_day; /* about */
};

/* Fills `period_end` [horizon], which all series share. */
void outlook_periods(const struct panel *panel, size_t horizon, double *period_end);

/* The outlook of a series.  `period_end` is [forecasts->horizon], as outlook_periods fills it. */
void outlook_of(struct outlook *outlook, const struct panel *panel,
                const struct forecasts *forecasts, size_t series, const double *period_end);

/* The sizes of the last demands of a lumpy series' record; where they are more than there is room
 * for, means of equal parts of them in order of size.  outlook_of has done so. */
void outlook_sizes(struct outlook *outlook, struct span span);

/* Adds the periods up once, so that the questions below cost next to nothing; for whoever asks more
 * than two.  Two arrays of [periods] from scratch; false if memory ran out. */
bool outlook_sum(struct outlook *outlook, struct arena *scratch);

/* Expected demand from `from_days` to `to_days`, and its variance; 0 <= from_days <= to_days, an
 * empty interval gives 0.  Never negative. */
double outlook_mean(const struct outlook *outlook, double from_days, double to_days);
double outlook_variance(const struct outlook *outlook, double from_days, double to_days);

/* The day, to a sixteenth, on which expected demand from as_of on reaches `units`; `limit` when it
 * does not before, MISSING when nothing sells by then. */
double outlook_cover(const struct outlook *outlook, double units, double limit);

/* The law of that demand: by dist_of_demand; of a lumpy series (FLAG_LUMPY), as long as few demands
 * are expected, a number of demands of the sizes of its last OUTLOOK_SIZES ones, whose mean is the
 * forecast's: Poisson, or negative binomial where the variance is more than that of demands which
 * come by themselves (outlook_apart).  (A law of two moments spreads over sizes that nobody ever
 * asked for.)  It lives no longer than the outlook. */
struct dist outlook_dist(const struct outlook *outlook, double from_days, double to_days);
/* The variance of a lumpy series' demand with that mean if its demands come by themselves, as many
 * as Poisson's law has it. */
double outlook_apart(const struct outlook *outlook, double mean);
/* The largest of the sizes of a lumpy series; 0 for any other. */
double outlook_largest(const struct outlook *outlook);
/* The same law with another mean and variance. */
struct dist outlook_law(const struct outlook *outlook, double mean, double variance);

#endif
