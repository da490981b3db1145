/* Seasonal-trend decomposition by loess (STL): y = season + trend + remainder.
 *
 * Cleveland, Cleveland, McRae and Terpenning (1990), Journal of Official Statistics 6(1), 3-73.
 * Without gaps the answers are those of R's stl() at the same windows, jumps and loops.
 *
 * A gap (MISSING) has weight 0 in every local fit; season and trend are known there all the same,
 * the remainder is MISSING.  Where a whole window is empty it is widened until it holds something;
 * a position of the season that was never seen has the season of nothing known, that is 0 around
 * the others. */
#ifndef RESTOCK_NUM_STL_H
#define RESTOCK_NUM_STL_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* One loess smoother: over `window` values (odd, counted in periods, or in cycles for the season),
 * a local constant (degree 0) or line (degree 1), fitted at every `jump`-th period and interpolated
 * between. */
struct stl_smoother {
    size_t window;
    size_t degree;
    size_t jump;
};

struct stl_settings {
    size_t period; /* of the season, at least 2 */
    struct stl_smoother season, trend, low_pass;
    bool periodic; /* every cycle has the same season: the mean of what the smoother gives */
    size_t inner;  /* passes between season and trend, at least 1 */
    size_t outer;  /* times that the weights are made robust against outliers; 0: never */
};

enum { STL_PERIODIC = 0 };

/* As R's stl(period, s.window, robust = FALSE): season window in cycles, or STL_PERIODIC for a
 * season that never changes; trend window the next odd number over 1.5 period / (1 - 1.5 / season
 * window), low-pass window the next odd over the period, jumps of a tenth, inner 2, outer 0.
 * forecast::mstl and the measure of seasonal strength take a season window of 11. */
struct stl_settings stl_settings_of(size_t period, size_t season_window);
/* The same with robust = TRUE: inner 1, outer 15. */
struct stl_settings stl_settings_robust(size_t period, size_t season_window);

/* Written by stl_decompose; the arrays are the caller's. */
struct stl_parts {
    double *season;    /* [length] */
    double *trend;     /* [length] */
    double *remainder; /* [length] MISSING where y is */
};

/* Bytes that stl_decompose takes from its arena at the most; it gives them back. */
size_t stl_scratch(size_t length, size_t period);

/* false, nothing written, when length <= 2 period, nothing is known, or memory ran out.  Time
 * about 2 inner (outer + 1) length (windows / jumps). */
bool stl_decompose(const double *y, size_t length, const struct stl_settings *settings,
                   const struct stl_parts *parts, struct arena *scratch);

/* What the smoother of the season does to white noise of variance 1 over so many cycles: the season
 * takes noise up and the rest looks calmer than the future will be.  Low-pass filter, jumps and
 * robust weights are left out of account. */
struct stl_uptake {
    double rest; /* variance of the noise less its part in the season, on average */
    double last; /* variance that noise gives to the season of the last cycle */
};
struct stl_uptake stl_uptake_of(const struct stl_settings *settings, size_t length);

/* Seasonal strength (Wang, Smith and Hyndman 2006, Data Mining and Knowledge Discovery 13(3)):
 * 1 - Var(remainder) / Var(remainder + season), within 0 .. 1; 0 where there is no variance.  With
 * the trend in the season's place it is the strength of the trend.  MISSING remainders are passed
 * over. */
double stl_strength(const double *season, const double *remainder, size_t length);

#endif
