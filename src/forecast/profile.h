/* What kind of series it is, before any model is tried. */
#ifndef RESTOCK_FORECAST_PROFILE_H
#define RESTOCK_FORECAST_PROFILE_H

#include "forecast/forecast.h"

struct profile {
    size_t length;  /* periods */
    size_t known;   /* of them not MISSING */
    size_t demands; /* of them over 0 */
    size_t season;
    double period_days; /* length of a period */
    double total;       /* units */
    double mean_size;   /* units of a period with demand; 0 without any */
    double largest;     /* units */
    double interval;    /* ADI: known periods per demand; HUGE_VAL without any */
    double cv2;         /* squared coefficient of variation of the sizes */
    double persistence; /* share of the variance that the period before explains: about the lag-one
                           autocorrelation; 0 for a constant */
    size_t pause;       /* periods without demand up to now */
    size_t longest_pause; /* of the ones before */
    bool constant;        /* every known period alike */
    bool dead;            /* see profile_of */
};

/* Looks at a history.  It is dead when nothing has sold for longer than three times its longest
 * earlier pause, a season and half a year (`period_days` is the length of a period): goods of one
 * season in the year must have been missed in it before they are given up; and what sold seldom
 * must have been silent for longer than chance alone explains. */
struct profile profile_of(const struct history *history, double period_days);

/* Is every period alike? */
bool profile_constant(const double *demand, size_t length);

/* Is every known value a whole number? */
bool profile_counts(const double *demand, size_t length);

/* Does it wander like a random walk, so that its long run says little of tomorrow? */
bool profile_persistent(const struct profile *profile);

/* Syntetos and Boylan (2005): demand comes in less than three periods of four. */
bool profile_intermittent(const struct profile *profile);

#endif
