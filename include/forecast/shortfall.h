/* How much more, or less, of what is asked for falls short of a stock than the law of demand says.
 *
 * A stock S of some periods' demand D leaves E(D - S)+ unserved.  Laws that hold their central
 * shares as they should can still be too light or too heavy far up, where that loss comes from.  So
 * stocks are set as of earlier origins by the forecasts of then, at a few depths (shares of the
 * demand of the whole stretch that the law leaves unserved), and what fell short of them is held
 * against what the law said: the logarithm of the ratio, over all units of all series of a kind. It
 * is shrunk: of a kind towards that of all series, old or young, that towards 0, by how far the
 * origins differ.  No series falls short of more than twice what was expected of it: a product
 * that comes back is no case of a law's tail, and alone would outweigh all others.  Stocks are
 * taken as divisible, as whole units are rounded to the nearest fill.
 *
 * Lumpy series, whose law is another, and those that end are neither learned from nor corrected.
 *
 * Between depths and lengths of the stretch the logarithm is a straight line over the logarithms;
 * at a depth of 1, no stock, it is 0. */
#ifndef RESTOCK_FORECAST_SHORTFALL_H
#define RESTOCK_FORECAST_SHORTFALL_H

#include <stddef.h>

enum { SHORTFALL_STRETCHES = 4, SHORTFALL_DEPTHS = 4, SHORTFALL_KINDS = 16 };

struct shortfalls {
    size_t stretches;                    /* 0: nothing was learned */
    double periods[SHORTFALL_STRETCHES]; /* ascending */
    double log[SHORTFALL_STRETCHES][SHORTFALL_DEPTHS][SHORTFALL_KINDS];
};

struct forecasts;

/* The share of the demand of so many periods that the law of a series is to leave unserved so that
 * `share` of it, in (0, 1), is; `share` itself where nothing was learned. */
double shortfall_depth(const struct forecasts *forecasts, size_t series, double periods,
                       double share);

#endif
