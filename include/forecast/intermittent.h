/* The published recursions of intermittent demand at given smoothing parameters, for comparison
 * with other programs.  The models croston, sba and tsb choose parameters and first values
 * themselves.
 *
 * A MISSING period is passed over as if it were not there.  Without any demand the rate is 0. */
#ifndef RESTOCK_FORECAST_INTERMITTENT_H
#define RESTOCK_FORECAST_INTERMITTENT_H

#include <stddef.h>

/* The values before the recursion begins. */
enum intermittent_start {
    START_FIRST, /* the first size and, counted from the first period, the first interval (or its
                    inverse as the chance), then on from the period behind it; as R's croston */
    START_MEAN,  /* the mean size and the mean interval (or chance), from the first period on */
};

/* Croston (1972): units per period after the last one.  Times 1 - alpha_interval / 2 it is the
 * approximately unbiased one of Syntetos and Boylan (2005). */
double croston_rate(const double *demand, size_t length, double alpha_size, double alpha_interval,
                    enum intermittent_start start);

/* Teunter, Syntetos and Babai (2011). */
double tsb_rate(const double *demand, size_t length, double alpha_size, double alpha_chance,
                enum intermittent_start start);

/* What both start from. */
struct intermittent_means {
    double size;    /* mean units of a period with demand; 0 without any */
    double demands; /* periods with demand */
    double known;   /* periods that are not MISSING */
};

struct intermittent_means intermittent_means(const double *demand, size_t length);

#endif
