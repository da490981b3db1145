/* The spread of the forecasts set right by what came of earlier ones.
 *
 * From the trials of a rehearsal it is learned by how much the variances are wrong: of the first
 * period, of the last third of the periods, and of the sums over a quarter, half and all of them;
 * between these, the logarithm of the factor is a straight line over the logarithm of the number
 * of periods, beyond the last it stays.  Series are taken together by kind: counts or amounts, and
 * steady, varied or scattered by the variation of their forecast (variance by squared mean); each
 * kind leans on all series together, and those on a factor of 1 (spread.h).
 *
 * Of a lumpy series the sums have a law of their own (outlook_law): of these, a kind by themselves
 * that the others learn nothing from, it is learned by how much demands crowd (crowding.h) beyond
 * what is expected, and the variance of the running sum becomes that of the law.  What is said of
 * its single periods is calibrated like that of any other series.
 *
 * Means stay as they are.  The variance of the running sum still never falls, and for the first
 * period it is that of the period, but for lumpy series. */
#ifndef RESTOCK_FORECAST_CALIBRATE_H
#define RESTOCK_FORECAST_CALIBRATE_H

#include "base/parallel.h"
#include "rehearsal.h"

/* What is measured: the first period, late periods, and three sums. */
enum spread_measure { FIRST, LATE, SUM_SHORT, SUM_HALF, SUM_ALL, MEASURES };
enum { SPREAD_CLASSES = 4, SPREAD_KINDS = 2 * SPREAD_CLASSES, SPREAD_LUMPY = SPREAD_KINDS + 1 };

struct spread_factors {
    size_t horizon;                         /* of the trials; 0: there were none */
    double log[MEASURES][SPREAD_KINDS + 2]; /* of all kinds, and of lumpy series (SPREAD_LUMPY) */
};

/* The kind of a series, below SPREAD_KINDS, or more: one from whose spread nothing is learned. */
size_t calibrate_kind(const struct forecasts *forecasts, size_t series);

/* Takes its memory from `arena` and gives it back. */
enum status MUST_CHECK calibrate_learn(struct spread_factors *factors,
                                       const struct rehearsal *rehearsal, struct arena *arena,
                                       struct team *team, struct fault *fault);

/* Where nothing was learned, nothing changes but the sums of lumpy series. */
void calibrate_apply(const struct spread_factors *factors, struct forecasts *forecasts,
                     const struct panel *panel, struct team *team);

#endif
