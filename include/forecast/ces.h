/* Complex exponential smoothing (Svetunkov, Kourentzes and Ord 2022; with seasons, Svetunkov and
 * Kourentzes 2018): one model that wanders, grows or is stationary by its parameters, without being
 * told which.
 *
 * Level l and a second state c, which carries what is left of growth, with one-step error e:
 *
 *     N     y = l + e               l' = l - (1 - a1) c + (a0 - a1) e
 *                                   c' = l + (1 - a0) c + (a0 + a1) e
 *     mean  y = l + s + e           and s' = s + b0 e
 *     P     the same with one s for each position of the season ("partial")
 *     F     y = l + s + e           and s, d of each position as l, c, with b0, b1 ("full")
 *
 * At a1 = 1 the level is that of simple exponential smoothing with alpha = a0 - 1; over 1 it grows,
 * by (a1 - 1) / a0 a period, below it goes back to 0 and the forecast to s.  So N, which has no s,
 * keeps to 1 and more, and the mean, which is not in the papers, to 1 and less; the papers' form
 * whose positions each have a level of their own ("simple") is never the best on the series at hand
 * and left out.
 *
 * The gains are those of the least sum of squared errors.  The first states come from running the
 * recursion to the end and back (backcasting); aicc, which chooses the form, counts them, unlike
 * other programs: a season is worth its price or it is not taken.  A MISSING period has error 0. */
#ifndef RESTOCK_FORECAST_CES_H
#define RESTOCK_FORECAST_CES_H

#include "base/arena.h"
#include "forecast/model.h"

#include <stddef.h>

enum ces_form { CES_NONE, CES_MEAN, CES_PARTIAL, CES_FULL, CES_FORMS };
enum { CES_GAINS = 4 };

struct ces_fit {
    enum ces_form form;
    double gain[CES_GAINS]; /* a0, a1, b0, b1; MISSING where the form has none */
    double squares;         /* of the one-step errors */
    size_t observed;
    double sigma2;                 /* squares / (observed - gains - first states) */
    double loglik, aic, aicc, bic; /* loglik = -n/2 log squares; MISSING where all is constant */
};

/* Bytes that the functions below take from the arena at the most. */
size_t ces_scratch(size_t length, size_t season, size_t horizon);

/* The form with the least aicc; seasonal ones from two seasons on.  Mean, variance and variance of
 * the running sum are exact for the parameters given.  FIT_SHORT below CES_LEAST known periods. */
enum { CES_LEAST = 8 };
enum fit ces_run(const struct history *history, size_t horizon, struct arena *scratch,
                 struct ces_fit *fit, struct prediction *prediction);

#endif
