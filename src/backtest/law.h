/* The law that a method forecast for one period. */
#ifndef RESTOCK_BACKTEST_LAW_H
#define RESTOCK_BACKTEST_LAW_H

#include "num/dist.h"

enum law_kind {
    LAW_AS_IS, /* `dist` */
    LAW_CUT,   /* what `dist` has below zero stands at zero */
    LAW_WHOLE, /* the same, and a whole unit has what lies half a unit about it */
};

struct law {
    enum law_kind kind;
    struct dist dist;
};

/* As forecast.csv has it: of demand, or a normal one where forecasts may be below zero. */
struct law law_of_forecast(double mean, double variance, bool counts, bool nonnegative);
/* Around a naive forecast. */
struct law law_of_naive(double mean, double variance, bool counts);

/* The least x with P(D <= x) >= p, 0 < p < 1. */
double law_quantile(const struct law *law, double p);

/* How much of the mass at `actual` lies between the shares `low` and `high` of the law: 1 or 0 for
 * a law without mass there, and what a draw by the randomised transform of accuracy_pit gives on
 * average for one with, without chance (Czado, Gneiting and Held 2009). */
struct stretch {
    double below; /* P(D < actual) */
    double up_to; /* P(D <= actual) */
};

struct stretch law_stretch(const struct law *law, double actual);
double stretch_between(const struct stretch *stretch, double low, double high);

#endif
