/* A series' own season of a few periods, for one that has no group to borrow a calendar from. */
#ifndef RESTOCK_FORECAST_WEEKDAYS_H
#define RESTOCK_FORECAST_WEEKDAYS_H

#include <stddef.h>

enum { WEEKDAYS_SEASON_MOST = 31 };

/* What each of the `season` places in the season does to demand: factor[t % season] is the mean of
 * period t, t + season ... over the mean of all, 1 on average.  Means are of the last year of
 * `demand` [length] at the most, MISSING values passed over (a place without any keeps 1), and
 * shrunk towards 1 by what the scatter within the places leaves to the differences between them
 * (the positive part of James and Stein's estimator).  Returns the share of the differences that is
 * kept: 0, and factors of 1, where there are less than four seasons or nothing but noise. */
double weekdays_own(const double *demand, size_t length, size_t season, double *factor);

#endif
