/* How often comparable series sell, and what a record of few occasions or none says beside that.
 *
 * An occasion is a period in which something sold.  Occasions of a series come at a constant rate;
 * the rates of comparable series are spread by a gamma law of `shape` a and `rate` b (periods), so
 * that the number of occasions in e periods is negative binomial (Greenwood and Yule 1920).  What
 * is to be expected of a series with n of them in e periods is the mean of the posterior law,
 *
 *     (a + n) / (b + e) a period,   of variance  (a + n) / (b + e)^2,
 *
 * which for one that never sold falls to nothing like a / (b + e).
 *
 * The mean a / b is that of all periods together, the shape the most likely one of all records,
 * those without an occasion included (empirical Bayes); but no prior is worth more than two
 * occasions: a launch date may be too early, and a gamma law of a large shape would not hear of it
 * for years. */
#ifndef RESTOCK_FORECAST_OCCASIONS_H
#define RESTOCK_FORECAST_OCCASIONS_H

#include "panel/panel.h"

struct occasions_record {
    double occasions; /* periods in which it sold, without a first one that is certain to be */
    double exposure;  /* periods in which it could; 0: it has no say */
    double units;     /* of these occasions */
    double squares;   /* of their sizes */
    bool sold;        /* it ever did */
};

/* The law of the rates. */
struct occasions {
    double shape;      /* a */
    double rate;       /* b, periods; 0: nothing is known */
    double size;       /* mean units of an occasion */
    double dispersion; /* variance of a period over its mean, of a series whose sizes nobody knows:
                          that of occasions of all those sizes */
};

/* What a series has to say.  Where it begins with its first sale, that one is left out; where
 * nothing has sold, the time since `launch_day` (NO_DAY: no say) counts, but none before the period
 * `begin`.  Periods out of stock without a sale are no exposure. */
struct occasions_record occasions_record_of(const struct panel *panel, size_t series,
                                            int32_t launch_day, int32_t begin);

/* The law of [count] records; of more than some hundreds, every so manyth. */
struct occasions occasions_fit(const struct occasions_record *record, size_t count);

/* The posterior mean, occasions a period; the law's rate is above 0. */
double occasions_expected(const struct occasions *law, const struct occasions_record *record);

#endif
